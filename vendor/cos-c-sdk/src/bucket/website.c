#include "bucket/configuration.h"
#include "cos_api.h"
#include "xml/decode_configuration.h"
#include "xml/documents_configuration.h"

cos_status_t *cos_put_bucket_website(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_website_params_t *website_params, cos_table_t **resp_header)
{
    return cosi_put_configuration(options, bucket, COS_WEBSITE, &cosi_xml_website, website_params, resp_header);
}

cos_status_t *cos_get_bucket_website(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_website_params_t *website_params, cos_table_t **resp_header)
{
    return cosi_get_configuration(options, bucket, COS_WEBSITE, cosi_decode_website, website_params, resp_header);
}

cos_status_t *cos_delete_bucket_website(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t **resp_header)
{
    return cosi_delete_configuration(options, bucket, COS_WEBSITE, resp_header);
}
