#include "cos_api.h"
#include "pipeline/execute.h"
#include "service/arguments.h"

/* The caller has set the source. */
static cos_status_t *put(cosi_call_t *call, cos_table_t *headers, cos_table_t *params,
    cos_progress_callback progress, cos_table_t **resp_headers, cos_list_t *resp_body)
{
    call->headers = headers;
    call->params = params;
    call->progress = progress;
    call->resp_headers = resp_headers;
    call->resp_body = resp_body;
    call->flags |= COSI_CHECK_CRC | COSI_CONTENT_MD5 | COSI_GUESS_TYPE;
    return cosi_execute(call);
}

cos_status_t *cos_put_object_from_buffer(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_list_t *buffer, cos_table_t *headers, cos_table_t **resp_headers)
{
    return cos_do_put_object_from_buffer(options, bucket, object, buffer, headers, NULL, NULL, resp_headers, NULL);
}

cos_status_t *cos_do_put_object_from_buffer(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_list_t *buffer, cos_table_t *headers, cos_table_t *params,
    cos_progress_callback progress_callback, cos_table_t **resp_headers, cos_list_t *resp_body)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, bucket, object);
    if (cosi_is_missing(object) || buffer == NULL) {
        return cosi_refuse(&call, buffer == NULL ? "the buffers to send are missing" : COSI_EMPTY_KEY);
    }
    call.source.kind = COSI_SOURCE_BUFFERS;
    call.source.buffers = buffer;
    return put(&call, headers, params, progress_callback, resp_headers, resp_body);
}

cos_status_t *cos_put_object_from_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *filename, cos_table_t *headers, cos_table_t **resp_headers)
{
    return cos_do_put_object_from_file(options, bucket, object, filename, headers, NULL, NULL, resp_headers, NULL);
}

cos_status_t *cos_do_put_object_from_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *filename, cos_table_t *headers, cos_table_t *params,
    cos_progress_callback progress_callback, cos_table_t **resp_headers, cos_list_t *resp_body)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, bucket, object);
    if (cosi_is_missing(object) || cosi_is_missing(filename)) {
        return cosi_refuse(&call, cosi_is_missing(object) ? COSI_EMPTY_KEY : COSI_EMPTY_PATH);
    }
    call.source.kind = COSI_SOURCE_FILE;
    call.source.path = filename;
    call.source.size = -1;
    return put(&call, headers, params, progress_callback, resp_headers, resp_body);
}
