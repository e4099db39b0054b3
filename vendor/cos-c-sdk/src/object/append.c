#include "cos_api.h"
#include "pipeline/execute.h"
#include "service/arguments.h"

/* Where an object ends is known to whoever appends, not to us: a lost answer must not lead to
   the same bytes twice, so an append is repeated only if nothing of it left this machine. */
static cos_status_t *append(cosi_call_t *call, int64_t position, cos_table_t *headers, cos_table_t *params,
    cos_progress_callback progress, cos_table_t **resp_headers, cos_list_t *resp_body)
{
    call->headers = headers;
    call->params = params;
    call->progress = progress;
    call->resp_headers = resp_headers;
    call->resp_body = resp_body;
    call->flags |= COSI_GUESS_TYPE | COSI_NOT_IDEMPOTENT;
    cosi_call_param(call, COS_APPEND, "");
    cosi_call_param_int(call, COS_POSITION, position);
    return cosi_execute(call);
}

static cos_status_t *append_buffer(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, int64_t position, int check, uint64_t init_crc, cos_list_t *buffer,
    cos_table_t *headers, cos_table_t *params, cos_progress_callback progress, cos_table_t **resp_headers,
    cos_list_t *resp_body)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_POST, bucket, object);
    if (cosi_is_missing(object) || buffer == NULL) {
        return cosi_refuse(&call, buffer == NULL ? "the buffers to send are missing" : COSI_EMPTY_KEY);
    }
    call.source.kind = COSI_SOURCE_BUFFERS;
    call.source.buffers = buffer;
    call.initial_crc = init_crc;
    call.flags = check ? COSI_CHECK_CRC : 0;
    return append(&call, position, headers, params, progress, resp_headers, resp_body);
}

static cos_status_t *append_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, int64_t position, int check, uint64_t init_crc, const cos_string_t *path,
    cos_table_t *headers, cos_table_t *params, cos_progress_callback progress, cos_table_t **resp_headers,
    cos_list_t *resp_body)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_POST, bucket, object);
    if (cosi_is_missing(object) || cosi_is_missing(path)) {
        return cosi_refuse(&call, cosi_is_missing(object) ? COSI_EMPTY_KEY : COSI_EMPTY_PATH);
    }
    call.source.kind = COSI_SOURCE_FILE;
    call.source.path = path;
    call.source.size = -1;
    call.initial_crc = init_crc;
    call.flags = check ? COSI_CHECK_CRC : 0;
    return append(&call, position, headers, params, progress, resp_headers, resp_body);
}

/* The short forms know the CRC of what is there only when nothing is. */

cos_status_t *cos_append_object_from_buffer(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, int64_t position, cos_list_t *buffer, cos_table_t *headers,
    cos_table_t **resp_headers)
{
    return append_buffer(options, bucket, object, position, position == 0, 0, buffer, headers, NULL, NULL,
                         resp_headers, NULL);
}

cos_status_t *cos_do_append_object_from_buffer(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, int64_t position, uint64_t init_crc, cos_list_t *buffer, cos_table_t *headers,
    cos_table_t *params, cos_progress_callback progress_callback, cos_table_t **resp_headers,
    cos_list_t *resp_body)
{
    return append_buffer(options, bucket, object, position, 1, init_crc, buffer, headers, params, progress_callback,
                         resp_headers, resp_body);
}

cos_status_t *cos_append_object_from_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, int64_t position, const cos_string_t *append_file_name, cos_table_t *headers,
    cos_table_t **resp_headers)
{
    return append_file(options, bucket, object, position, position == 0, 0, append_file_name, headers, NULL, NULL,
                       resp_headers, NULL);
}

cos_status_t *cos_do_append_object_from_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, int64_t position, uint64_t init_crc, const cos_string_t *append_file_name,
    cos_table_t *headers, cos_table_t *params, cos_progress_callback progress_callback, cos_table_t **resp_headers,
    cos_list_t *resp_body)
{
    return append_file(options, bucket, object, position, 1, init_crc, append_file_name, headers, params,
                       progress_callback, resp_headers, resp_body);
}
