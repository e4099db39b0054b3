#include "cos_api.h"
#include "pipeline/execute.h"
#include "service/arguments.h"
#include "xml/documents.h"
#include "xml/request_body.h"

cos_status_t *cos_head_object(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_HEAD, bucket, object);
    if (cosi_is_missing(object)) {
        return cosi_refuse(&call, COSI_EMPTY_KEY);
    }
    call.headers = headers;
    call.resp_headers = resp_headers;
    return cosi_execute(&call);
}

cos_status_t *cos_check_object_exist(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_object_exist_status_e *object_exist,
    cos_table_t **resp_headers)
{
    cos_status_t *status = cos_head_object(options, bucket, object, headers, resp_headers);

    if (object_exist != NULL) {
        switch (status->code) {
        case 200:
        case 304: /* a condition of the caller's was not met: there is something to compare with */
        case 412:
            *object_exist = COS_OBJECT_EXIST;
            break;
        case 404:
            *object_exist = COS_OBJECT_NON_EXIST;
            break;
        default:
            *object_exist = COS_OBJECT_UNKNOWN_EXIST;
        }
    }
    return status;
}

cos_status_t *cos_delete_object(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t **resp_headers)
{
    return cos_do_delete_object(options, bucket, object, NULL, resp_headers);
}

cos_status_t *cos_do_delete_object(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_DELETE, bucket, object);
    if (cosi_is_missing(object)) {
        return cosi_refuse(&call, COSI_EMPTY_KEY);
    }
    call.headers = headers;
    call.resp_headers = resp_headers;
    return cosi_execute(&call);
}

cos_status_t *cos_post_object_restore(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_object_restore_params_t *restore_params, cos_table_t *headers,
    cos_table_t *params, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_POST, bucket, object);
    if (cosi_is_missing(object) || restore_params == NULL) {
        return cosi_refuse(&call, cosi_is_missing(object) ? COSI_EMPTY_KEY
                                                          : "the parameters of the restore are missing");
    }
    call.headers = headers;
    call.params = params;
    call.resp_headers = resp_headers;
    call.flags = COSI_IDEMPOTENT;
    cosi_call_param(&call, COS_RESTORE, "");
    cosi_call_document(&call, &cosi_xml_restore_request, restore_params);
    return cosi_execute(&call);
}
