#include "bucket/configuration.h"
#include "cos_api.h"
#include "xml/decode_configuration.h"
#include "xml/documents_configuration.h"

cos_status_t *cos_put_bucket_cors(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_t *cors_rule_list, cos_table_t **resp_headers)
{
    cosi_rules_t configuration;

    if (cors_rule_list != NULL) {
        configuration.rules = *cors_rule_list;
    }
    return cosi_put_configuration(options, bucket, COS_CORS, &cosi_xml_cors,
                                  cors_rule_list != NULL ? &configuration : NULL, resp_headers);
}

cos_status_t *cos_get_bucket_cors(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_t *cors_rule_list, cos_table_t **resp_headers)
{
    return cosi_get_configuration(options, bucket, COS_CORS, cosi_decode_cors, cors_rule_list, resp_headers);
}

cos_status_t *cos_delete_bucket_cors(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t **resp_headers)
{
    return cosi_delete_configuration(options, bucket, COS_CORS, resp_headers);
}
