#include "bucket/configuration.h"
#include "cos_api.h"
#include "xml/decode_configuration.h"
#include "xml/documents_configuration.h"

cos_status_t *cos_put_bucket_intelligenttiering(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_intelligenttiering_params_t *params, cos_table_t **resp_headers)
{
    return cosi_put_configuration(options, bucket, COS_INTELLIGENTTIERING, &cosi_xml_intelligenttiering, params, resp_headers);
}

cos_status_t *cos_get_bucket_intelligenttiering(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_intelligenttiering_params_t *params, cos_table_t **resp_headers)
{
    return cosi_get_configuration(options, bucket, COS_INTELLIGENTTIERING, cosi_decode_intelligenttiering, params, resp_headers);
}
