#include "bucket/configuration.h"
#include "cos_api.h"
#include "xml/decode_configuration.h"
#include "xml/documents_configuration.h"

cos_status_t *cos_put_bucket_tagging(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_tagging_params_t *tagging_params, cos_table_t **resp_headers)
{
    return cosi_put_configuration(options, bucket, COS_TAGGING, &cosi_xml_tagging, tagging_params, resp_headers);
}

cos_status_t *cos_get_bucket_tagging(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_tagging_params_t *tagging_params, cos_table_t **resp_headers)
{
    return cosi_get_configuration(options, bucket, COS_TAGGING, cosi_decode_tagging, tagging_params, resp_headers);
}

cos_status_t *cos_delete_bucket_tagging(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t **resp_headers)
{
    return cosi_delete_configuration(options, bucket, COS_TAGGING, resp_headers);
}
