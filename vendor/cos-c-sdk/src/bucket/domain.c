#include "bucket/configuration.h"
#include "cos_api.h"
#include "xml/decode_configuration.h"
#include "xml/documents_configuration.h"

cos_status_t *cos_put_bucket_domain(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_domain_params_t *domain_params, cos_table_t **resp_header)
{
    return cosi_put_configuration(options, bucket, COS_DOMAIN, &cosi_xml_domain, domain_params, resp_header);
}

cos_status_t *cos_get_bucket_domain(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_domain_params_t *domain_params, cos_table_t **resp_header)
{
    return cosi_get_configuration(options, bucket, COS_DOMAIN, cosi_decode_domain, domain_params, resp_header);
}
