#include "request.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ROOM 4 /* of our own parameters, and of our own headers */

cosi_request_t *cosi_request_make(cosi_attempt_t *attempt, const char *method)
{
    const cosx_transfer_spec_t *spec = &attempt->transfer->spec;
    size_t params = (size_t)spec->param_count + ROOM;
    size_t headers = (size_t)spec->header_count + ROOM;
    cosi_request_t *request = apr_palloc(attempt->pool, sizeof(*request));
    cosx_pair_t *pairs = apr_palloc(attempt->pool, (params + headers) * sizeof(*pairs));

    if (request == NULL || pairs == NULL) {
        cosi_attempt_fail(attempt, COSE_OUT_MEMORY, 0, NULL, "memory ran out");
        return NULL;
    }
    memset(request, 0, sizeof(*request));
    request->attempt = attempt;
    request->params = pairs;
    request->headers = pairs + params;
    request->request.method = method;
    request->request.bucket = spec->bucket;
    request->request.key = spec->key;
    request->request.params = request->params;
    request->request.headers = request->headers;
    cosx_context_init(&request->context);
    request->context.settings = &attempt->transfer->settings;
    request->context.cancel = &attempt->transfer->stop;
    request->context.deadline_us = spec->deadline_us;
    request->context.check_crc = attempt->transfer->compute_crc;
    return request;
}

void cosi_request_param(cosi_request_t *request, const char *name, const char *value)
{
    cosx_pair_t *pair = &request->params[request->request.param_count++];

    pair->name = name;
    pair->value = value;
}

void cosi_request_header(cosi_request_t *request, const char *name, const char *value)
{
    cosx_pair_t *pair = &request->headers[request->request.header_count++];

    pair->name = name;
    pair->value = value;
}

void cosi_request_user_headers(cosi_request_t *request, int (*wanted)(const char *name))
{
    const cosx_transfer_spec_t *spec = &request->attempt->transfer->spec;
    int i;

    for (i = 0; i < spec->header_count; i++) {
        if (wanted(spec->headers[i].name)) {
            cosi_request_header(request, spec->headers[i].name, spec->headers[i].value);
        }
    }
}

void cosi_request_user_params(cosi_request_t *request)
{
    const cosx_transfer_spec_t *spec = &request->attempt->transfer->spec;
    int i;

    for (i = 0; i < spec->param_count; i++) {
        cosi_request_param(request, spec->params[i].name, spec->params[i].value);
    }
}

const char *cosi_request_text(cosi_request_t *request, const char *format, ...)
{
    va_list arguments;
    char *made = NULL;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length >= 0) {
        made = apr_palloc(request->attempt->pool, (size_t)length + 1);
    }
    if (made == NULL) {
        request->out_of_memory = 1;
        return NULL;
    }
    va_start(arguments, format);
    vsnprintf(made, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return made;
}

int cosi_request_send(cosi_request_t *request)
{
    cosi_attempt_t *attempt = request->attempt;
    cos_request_options_t *options = NULL;

    if (!request->out_of_memory) {
        options = cosx_options_create(attempt->pool, &attempt->transfer->settings);
    }
    if (options == NULL || cosx_context_attach(options->pool, &request->context) != COSE_OK) {
        request->out_of_memory = 1;
        return 0;
    }
    request->context.bytes_moved = &attempt->moved;
    cosx_execute(options, &request->request, &request->response);
    return cos_status_is_ok(request->response.status);
}

const char *cosi_request_reply(const cosi_request_t *request, const char *name)
{
    return request->response.headers == NULL ? NULL : apr_table_get(request->response.headers, name);
}

int cosi_request_reply_number(const cosi_request_t *request, const char *name, uint64_t *value)
{
    const char *text = cosi_request_reply(request, name);
    char *end = NULL;

    if (text == NULL || *text < '0' || *text > '9') {
        return 0;
    }
    errno = 0;
    *value = strtoull(text, &end, 10);
    return errno == 0 && *end == '\0';
}

int cosi_request_error_is(const cosi_request_t *request, const char *word)
{
    const cos_status_t *status = request->response.status;

    return status != NULL && status->error_code != NULL && strcmp(status->error_code, word) == 0;
}

int cosi_request_keep(cosi_request_t *request)
{
    cosx_transfer_t *transfer = request->attempt->transfer;
    const cos_status_t *status = request->response.status;
    uint64_t crc = 0;
    int error;

    transfer->has_server_crc64 = cosi_request_reply_number(request, "x-cos-hash-crc64ecma", &crc);
    transfer->server_crc64 = crc;
    error = cosi_transfer_keep_text(&transfer->request_id, status->req_id);
    if (error == COSE_OK) {
        error = cosi_transfer_keep_text(&transfer->version_id, cosi_request_reply(request, "x-cos-version-id"));
    }
    return error;
}

int cosi_request_body_is_error(cosi_request_t *request)
{
    cosx_response_t *response = &request->response;

    return cosx_body_is_error(request->attempt->pool, response->body, response->body_size, response->status);
}

/* Codes that speak of a file of this machine. */
static int is_file_error(int code)
{
    switch (code) {
    case COSE_READ_BODY_ERROR:
    case COSE_WRITE_BODY_ERROR:
    case COSE_OPEN_FILE_ERROR:
    case COSE_FILE_SEEK_ERROR:
    case COSE_FILE_INFO_ERROR:
    case COSE_FILE_READ_ERROR:
    case COSE_FILE_WRITE_ERROR:
    case COSE_FILE_FLUSH_ERROR:
    case COSE_FILE_TRUNC_ERROR:
        return 1;
    default:
        return 0;
    }
}

static const char *reason_of(const cosi_request_t *request, char *room, size_t size)
{
    const cos_status_t *status = request->response.status;

    if (status->error_msg != NULL && status->error_msg[0] != '\0') {
        return status->error_msg;
    }
    if (request->context.error[0] != '\0') {
        return request->context.error;
    }
    if (status->code > 0) {
        snprintf(room, size, "the server answered %d%s%s", status->code,
                 status->error_code == NULL || status->error_code[0] == '\0' ? "" : " ",
                 status->error_code == NULL ? "" : status->error_code);
    } else {
        snprintf(room, size, "error %d", status->code);
    }
    return room;
}

static int again(cosi_request_t *request)
{
    cosi_attempt_t *attempt = request->attempt;
    cosx_transfer_t *transfer = attempt->transfer;
    const cosx_retry_t *retry = &transfer->spec.retry;
    uint64_t after = 0;

    if (attempt->number >= retry->max_attempts || cosx_cancel_is_set(&transfer->stop)) {
        /* `stop` is set too while the clean-up runs; that has its own limit */
        if (request->context.cancel != &transfer->give_up || attempt->number >= retry->max_attempts) {
            return 0;
        }
    }
    cosi_request_reply_number(request, "Retry-After", &after);
    attempt->delay_us = cosx_retry_delay_us(retry, attempt->number, after > 86400 ? 86400 : (int64_t)after);
    return 1;
}

static void describe(cosi_request_t *request, int code, const char *error_code, const char *format,
                     va_list arguments, const char *reason)
{
    cosi_attempt_t *attempt = request->attempt;
    const cos_status_t *status = request->response.status;
    char *what = NULL;

    if (vasprintf(&what, format, arguments) < 0) {
        what = NULL;
    }
    cosi_attempt_fail(attempt, code, is_file_error(code) ? request->context.os_errno : 0, error_code, "%s%s%s",
                      what == NULL ? "" : what, reason[0] == '\0' ? "" : ": ", reason);
    free(what);
    attempt->failure.request_id = status->req_id == NULL ? NULL : strdup(status->req_id);
}

cosi_outcome_e cosi_request_failed(cosi_request_t *request, const char *format, ...)
{
    const cos_status_t *status = request->response.status;
    char room[128];
    va_list arguments;

    if (request->out_of_memory || status == NULL) {
        return cosi_attempt_fail(request->attempt, COSE_OUT_MEMORY, 0, NULL, "memory ran out");
    }
    va_start(arguments, format);
    /* an <Error> in a 2xx body is not a success for whoever looks at the number alone */
    describe(request, cos_http_is_ok(status->code) ? COSE_SERVICE_ERROR : status->code, status->error_code, format,
             arguments, reason_of(request, room, sizeof(room)));
    va_end(arguments);
    request->attempt->slow_down = status->code == 503 || status->code == 429 || cosi_request_error_is(request, "SlowDown");
    /* every request of a transfer may be repeated: parts and whole objects are replaced by the same
       bytes, a second `complete` is recognised, a second `initiate` leaves an upload without parts */
    if (cosx_retry_wanted(status, 1, request->context.sent_any) && again(request)) {
        return COSI_STEP_AGAIN;
    }
    return COSI_STEP_FAILED;
}

cosi_outcome_e cosi_request_odd(cosi_request_t *request, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    describe(request, COSE_SERVICE_ERROR, COS_SERVER_ERROR_CODE, format, arguments, "");
    va_end(arguments);
    return again(request) ? COSI_STEP_AGAIN : COSI_STEP_FAILED;
}
