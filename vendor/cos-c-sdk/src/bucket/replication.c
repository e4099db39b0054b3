#include "bucket/configuration.h"
#include "cos_api.h"
#include "xml/decode_configuration.h"
#include "xml/documents_configuration.h"

cos_status_t *cos_put_bucket_replication(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_replication_params_t *replication_param, cos_table_t **resp_headers)
{
    return cosi_put_configuration(options, bucket, COS_REPLICATION, &cosi_xml_replication, replication_param, resp_headers);
}

cos_status_t *cos_get_bucket_replication(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_replication_params_t *replication_param, cos_table_t **resp_headers)
{
    return cosi_get_configuration(options, bucket, COS_REPLICATION, cosi_decode_replication, replication_param, resp_headers);
}

cos_status_t *cos_delete_bucket_replication(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t **resp_headers)
{
    return cosi_delete_configuration(options, bucket, COS_REPLICATION, resp_headers);
}
