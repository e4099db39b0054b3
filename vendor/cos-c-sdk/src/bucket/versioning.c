#include "bucket/configuration.h"
#include "cos_api.h"
#include "xml/decode_configuration.h"
#include "xml/documents_configuration.h"

cos_status_t *cos_put_bucket_versioning(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_versioning_content_t *versioning, cos_table_t **resp_headers)
{
    return cosi_put_configuration(options, bucket, COS_VERSIONING, &cosi_xml_versioning, versioning, resp_headers);
}

cos_status_t *cos_get_bucket_versioning(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_versioning_content_t *versioning, cos_table_t **resp_headers)
{
    return cosi_get_configuration(options, bucket, COS_VERSIONING, cosi_decode_versioning, versioning, resp_headers);
}
