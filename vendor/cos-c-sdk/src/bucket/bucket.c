#include "cos_api.h"
#include "pipeline/execute.h"
#include "service/arguments.h"

static cos_status_t *execute_plain(const cos_request_options_t *options, http_method_e method,
    const cos_string_t *bucket, cos_table_t *headers, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, method, bucket, NULL);
    if (bucket == NULL) {
        return cosi_refuse(&call, "the bucket is missing");
    }
    call.headers = headers;
    call.resp_headers = resp_headers;
    return cosi_execute(&call);
}

cos_status_t *cos_head_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t **resp_headers)
{
    return cos_do_head_bucket(options, bucket, NULL, resp_headers);
}

cos_status_t *cos_do_head_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t *header, cos_table_t **resp_headers)
{
    return execute_plain(options, HTTP_HEAD, bucket, header, resp_headers);
}

cos_status_t *cos_check_bucket_exist(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_bucket_exist_status_e *bucket_exist, cos_table_t **resp_headers)
{
    cos_status_t *status = cos_head_bucket(options, bucket, resp_headers);

    if (bucket_exist != NULL) {
        *bucket_exist = status->code == 200   ? COS_BUCKET_EXIST
                        : status->code == 404 ? COS_BUCKET_NON_EXIST
                                              : COS_BUCKET_UNKNOWN_EXIST;
    }
    return status;
}

cos_status_t *cos_create_bucket(const cos_request_options_t *options, const cos_string_t *bucket, cos_acl_e cos_acl,
    cos_table_t **resp_headers)
{
    return cos_do_create_bucket(options, bucket, cos_acl, NULL, resp_headers);
}

cos_status_t *cos_do_create_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_acl_e cos_acl, cos_table_t *headers, cos_table_t **resp_headers)
{
    /* "default" is a word for objects only */
    const char *acl = cos_acl == COS_ACL_DEFAULT ? NULL : get_cos_acl_str(cos_acl);
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, bucket, NULL);
    if (bucket == NULL) {
        return cosi_refuse(&call, "the bucket is missing");
    }
    call.headers = headers;
    call.resp_headers = resp_headers;
    if (acl != NULL) {
        cosi_call_header(&call, COS_CANNONICALIZED_HEADER_ACL, acl);
    }
    return cosi_execute(&call);
}

cos_status_t *cos_delete_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t **resp_headers)
{
    return cos_do_delete_bucket(options, bucket, NULL, resp_headers);
}

cos_status_t *cos_do_delete_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t *headers, cos_table_t **resp_headers)
{
    return execute_plain(options, HTTP_DELETE, bucket, headers, resp_headers);
}
