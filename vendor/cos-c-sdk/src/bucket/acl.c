#include "bucket/configuration.h"
#include "cos_api.h"
#include "service/access.h"
#include "service/arguments.h"
#include "xml/decode_configuration.h"

cos_status_t *cos_put_bucket_acl(const cos_request_options_t *options, const cos_string_t *bucket, cos_acl_e cos_acl,
    const cos_string_t *grant_read, const cos_string_t *grant_write, const cos_string_t *grant_full_ctrl,
    cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, bucket, NULL);
    if (bucket == NULL || get_cos_acl_str(cos_acl) == NULL) {
        return cosi_refuse(&call, bucket == NULL ? "the bucket is missing" : COSI_UNKNOWN_ACL);
    }
    call.resp_headers = resp_headers;
    cosi_call_param(&call, COS_ACL, "");
    /* "default" is a word for objects only */
    cosi_call_access(&call, cos_acl == COS_ACL_DEFAULT ? NULL : get_cos_acl_str(cos_acl), grant_read, grant_write,
                     grant_full_ctrl);
    return cosi_execute(&call);
}

cos_status_t *cos_get_bucket_acl(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_acl_params_t *acl_param, cos_table_t **resp_headers)
{
    return cosi_get_configuration(options, bucket, COS_ACL, cosi_decode_acl, acl_param, resp_headers);
}
