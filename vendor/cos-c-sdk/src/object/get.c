#include "cos_api.h"
#include "pipeline/execute.h"
#include "service/arguments.h"

cos_status_t *cos_get_object_to_buffer(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t *params, cos_list_t *buffer,
    cos_table_t **resp_headers)
{
    return cos_do_get_object_to_buffer(options, bucket, object, headers, params, buffer, NULL, resp_headers);
}

cos_status_t *cos_do_get_object_to_buffer(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t *params, cos_list_t *buffer,
    cos_progress_callback progress_callback, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, object);
    if (cosi_is_missing(object) || buffer == NULL) {
        return cosi_refuse(&call, buffer == NULL ? "the list for the buffers is missing" : COSI_EMPTY_KEY);
    }
    call.headers = headers;
    call.params = params;
    call.resp_headers = resp_headers;
    call.resp_body = buffer;
    call.progress = progress_callback;
    call.flags = COSI_CHECK_CRC | COSI_CHECK_KEY;
    return cosi_execute(&call);
}

cos_status_t *cos_get_object_to_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t *params, cos_string_t *filename,
    cos_table_t **resp_headers)
{
    return cos_do_get_object_to_file(options, bucket, object, headers, params, filename, NULL, resp_headers);
}

cos_status_t *cos_do_get_object_to_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t *params, cos_string_t *filename,
    cos_progress_callback progress_callback, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, object);
    if (cosi_is_missing(object) || cosi_is_missing(filename)) {
        return cosi_refuse(&call, cosi_is_missing(object) ? COSI_EMPTY_KEY : COSI_EMPTY_PATH);
    }
    call.headers = headers;
    call.params = params;
    call.resp_headers = resp_headers;
    call.progress = progress_callback;
    call.sink.kind = COSI_SINK_FILE;
    call.sink.path = filename;
    call.flags = COSI_CHECK_CRC | COSI_CHECK_KEY;
    return cosi_execute(&call);
}
