#include "cos_api.h"
#include "media/result.h"
#include "service/arguments.h"
#include "xml/decode_media.h"

#define IMAGE_PROCESS "image_process"

/* The call's result, its list empty, handed to the user before anything can fail. */
static void set_result(cosi_call_t *call, ci_operation_result_t **results)
{
    ci_operation_result_t *result = cosi_media_result(call, sizeof(*result));

    if (result != NULL) {
        cos_list_init(&result->object.qrcode_info);
    }
    if (results != NULL) {
        *results = result;
    }
    call->decode = cosi_decode_operation_result;
}

cos_status_t *ci_image_process(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t **resp_headers, ci_operation_result_t **results)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_POST, bucket, object);
    set_result(&call, results);
    if (cosi_is_missing(object)) {
        return cosi_refuse(&call, COSI_EMPTY_KEY);
    }
    call.headers = headers;
    call.resp_headers = resp_headers;
    /* Twice the same rules make twice the same objects. */
    call.flags = COSI_IDEMPOTENT | COSI_BODY_MAY_FAIL;
    cosi_call_param(&call, IMAGE_PROCESS, "");
    return cosi_execute(&call);
}

cos_status_t *ci_put_object_from_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *filename, cos_table_t *headers, cos_table_t **resp_headers,
    ci_operation_result_t **results)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, bucket, object);
    set_result(&call, results);
    if (cosi_is_missing(object) || cosi_is_missing(filename)) {
        return cosi_refuse(&call, cosi_is_missing(object) ? COSI_EMPTY_KEY : COSI_EMPTY_PATH);
    }
    call.headers = headers;
    call.resp_headers = resp_headers;
    call.source.kind = COSI_SOURCE_FILE;
    call.source.path = filename;
    call.source.size = -1;
    call.flags = COSI_CHECK_CRC | COSI_CONTENT_MD5 | COSI_GUESS_TYPE | COSI_BODY_MAY_FAIL;
    return cosi_execute(&call);
}
