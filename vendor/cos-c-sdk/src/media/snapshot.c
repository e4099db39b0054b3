/* One picture of a video. */
#include "cos_api.h"
#include "media/result.h"
#include "service/arguments.h"
#include "xml/decimal.h"

#define MISSING_REQUEST "what to take of the video is missing"

/* NULL when all is well. */
static const char *set_snapshot(cosi_call_t *call, const ci_get_snapshot_request_t *request)
{
    char time[COSI_DECIMAL_SIZE];

    if (cosi_decimal_write(time, request->time) == 0 || request->time < 0) {
        return "the time in the video is not 0 seconds or more";
    }
    if (request->width < 0 || request->height < 0) {
        return "width and height must not be below 0";
    }
    cosi_call_param(call, COSI_CI_PROCESS, "snapshot");
    cosi_call_param(call, "time", time);
    if (request->width > 0) {
        cosi_call_param_int(call, "width", request->width);
    }
    if (request->height > 0) {
        cosi_call_param_int(call, "height", request->height);
    }
    cosi_call_param_string(call, "format", &request->format);
    cosi_call_param_string(call, "rotate", &request->rotate);
    cosi_call_param_string(call, "mode", &request->mode);
    return NULL;
}

/* The caller has set where the picture goes. */
static cos_status_t *take(cosi_call_t *call, const ci_get_snapshot_request_t *request, cos_table_t *headers,
    cos_table_t **resp_headers)
{
    const char *wrong = set_snapshot(call, request);

    if (wrong != NULL) {
        return cosi_refuse(call, wrong);
    }
    call->headers = headers;
    call->resp_headers = resp_headers;
    return cosi_execute(call);
}

cos_status_t *ci_get_snapshot_to_buffer(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const ci_get_snapshot_request_t *snapshot_request, cos_table_t *headers,
    cos_list_t *buffer, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, object);
    if (cosi_is_missing(object)) {
        return cosi_refuse(&call, COSI_EMPTY_KEY);
    }
    if (snapshot_request == NULL || buffer == NULL) {
        return cosi_refuse(&call, buffer == NULL ? "the list for the buffers is missing" : MISSING_REQUEST);
    }
    call.resp_body = buffer;
    return take(&call, snapshot_request, headers, resp_headers);
}

cos_status_t *ci_get_snapshot_to_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const ci_get_snapshot_request_t *snapshot_request, cos_table_t *headers,
    cos_string_t *filename, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, object);
    if (cosi_is_missing(object) || cosi_is_missing(filename)) {
        return cosi_refuse(&call, cosi_is_missing(object) ? COSI_EMPTY_KEY : COSI_EMPTY_PATH);
    }
    if (snapshot_request == NULL) {
        return cosi_refuse(&call, MISSING_REQUEST);
    }
    call.sink.kind = COSI_SINK_FILE;
    call.sink.path = filename;
    return take(&call, snapshot_request, headers, resp_headers);
}
