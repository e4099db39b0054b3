#include "bucket/configuration.h"
#include "cos_api.h"
#include "xml/decode_configuration.h"
#include "xml/documents_configuration.h"

cos_status_t *cos_put_bucket_referer(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_referer_params_t *referer_params, cos_table_t **resp_headers)
{
    return cosi_put_configuration(options, bucket, COS_REFERER, &cosi_xml_referer, referer_params, resp_headers);
}

cos_status_t *cos_get_bucket_referer(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_referer_params_t *referer_params, cos_table_t **resp_headers)
{
    return cosi_get_configuration(options, bucket, COS_REFERER, cosi_decode_referer, referer_params, resp_headers);
}
