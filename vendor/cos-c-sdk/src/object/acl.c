#include "cos_api.h"
#include "pipeline/execute.h"
#include "service/access.h"
#include "service/arguments.h"
#include "xml/decode_configuration.h"

cos_status_t *cos_put_object_acl(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_acl_e cos_acl, const cos_string_t *grant_read, const cos_string_t *grant_write,
    const cos_string_t *grant_full_ctrl, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, bucket, object);
    if (cosi_is_missing(object) || get_cos_acl_str(cos_acl) == NULL) {
        return cosi_refuse(&call, cosi_is_missing(object) ? COSI_EMPTY_KEY : COSI_UNKNOWN_ACL);
    }
    call.resp_headers = resp_headers;
    cosi_call_param(&call, COS_ACL, "");
    cosi_call_access(&call, get_cos_acl_str(cos_acl), grant_read, grant_write, grant_full_ctrl);
    return cosi_execute(&call);
}

cos_status_t *cos_get_object_acl(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_acl_params_t *acl_param, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, object);
    if (cosi_is_missing(object) || acl_param == NULL) {
        return cosi_refuse(&call, cosi_is_missing(object) ? COSI_EMPTY_KEY
                                                          : "there is nothing to put the access rights into");
    }
    call.resp_headers = resp_headers;
    call.decode = cosi_decode_acl;
    call.out = acl_param;
    cosi_call_param(&call, COS_ACL, "");
    return cosi_execute(&call);
}
