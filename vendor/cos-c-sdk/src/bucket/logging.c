#include "bucket/configuration.h"
#include "cos_api.h"
#include "xml/decode_configuration.h"
#include "xml/documents_configuration.h"

cos_status_t *cos_put_bucket_logging(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_logging_params_t *logging_params, cos_table_t **resp_headers)
{
    return cosi_put_configuration(options, bucket, COS_LOGGING, &cosi_xml_logging, logging_params, resp_headers);
}

cos_status_t *cos_get_bucket_logging(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_logging_params_t *logging_params, cos_table_t **resp_headers)
{
    return cosi_get_configuration(options, bucket, COS_LOGGING, cosi_decode_logging, logging_params, resp_headers);
}
