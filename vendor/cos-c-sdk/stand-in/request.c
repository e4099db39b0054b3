/* Requests as the official library makes and sends them. */
#include <string.h>

#include "kept.h"

/* Nobody refuses an empty key: the request goes to the bucket (flaw 15). */
int cos_init_object_request(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, http_method_e method, cos_http_request_t **req, cos_table_t *params,
    cos_table_t *headers, cos_progress_callback cb, uint64_t initcrc, cos_http_response_t **resp, char **error_msg)
{
    int res;

    if (!cos_is_null_string(object)) {
        return cosi_kept_init_object_request(options, bucket, object, method, req, params, headers, cb, initcrc,
                                             resp, error_msg);
    }
    res = cos_init_bucket_request(options, bucket, method, req, params, headers, resp, error_msg);
    if (res == COSE_OK) {
        (*req)->crc64 = initcrc;
    }
    return res;
}

/* What sending adds is left in the caller's table (flaw 16). */
static void leave_traces(cos_table_t *callers, const cos_table_t *sent)
{
    static const char *const names[] = { "Host", "Date", "Authorization", "Content-Length", "x-cos-security-token" };
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = apr_table_get(sent, names[i]);
        if (value != NULL) {
            apr_table_set(callers, names[i], value);
        }
    }
}

static int is_tried_again(const cos_status_t *s)
{
    return s->code >= 500 || (s->error_code != NULL && strcmp(s->error_code, COS_HTTP_IO_ERROR_CODE) == 0);
}

/* Everything that is no answer has the same word; answers to HEAD have two (flaw 43). */
static void use_official_words(const cos_http_request_t *req, cos_status_t *s)
{
    if (s->code < 0) {
        s->error_code = (char *)(uintptr_t)COS_HTTP_IO_ERROR_CODE;
    } else if (req->method == HTTP_HEAD && !cos_status_is_ok(s)) {
        s->error_code = (char *)(uintptr_t)(s->code == 404 ? "NosuchKey" : COS_UNKNOWN_ERROR_CODE);
    }
}

/* The whole body of an answer that names no error is logged at the default level (flaw 5). */
static void log_body(cos_pool_t *pool, cos_http_response_t *resp, const cos_status_t *s)
{
    char *body;

    if (s->code < 300 || cos_list_empty(&resp->body) || s->error_code != COS_UNKNOWN_ERROR_CODE) {
        return;
    }
    body = cos_buf_list_content(pool, &resp->body);
    if (body != NULL) {
        cos_warn_log("unknown error, body: %s", body);
    }
}

/* The same request and response are sent again as the last attempt left them (flaw 1), and the error of
   an earlier call with this controller stays (flaw 2). */
cos_status_t *cos_process_request(const cos_request_options_t *options, cos_http_request_t *req,
    cos_http_response_t *resp, const int retry)
{
    cos_config_t *config = options->config;
    cos_http_controller_ex_t *ctl = (cos_http_controller_ex_t *)options->ctl;
    cos_table_t *callers = req->headers;
    int stale = ctl->error_code;
    int times = config->retry_times;
    int attempt = 0;
    cos_status_t *s;

    if (config->sts_token.data != NULL && config->sts_token.len == 0) {
        apr_table_set(callers, "x-cos-security-token", "");
    }
    config->retry_times = 0;
    do {
        s = cosi_kept_process_request(options, req, resp, retry);
        use_official_words(req, s);
    } while (attempt++ < times && is_tried_again(s));
    config->retry_times = times;
    leave_traces(callers, req->headers);
    req->headers = callers;
    if (stale != COSE_OK) {
        s->code = stale;
        s->error_code = (char *)(uintptr_t)COS_HTTP_IO_ERROR_CODE;
    }
    log_body(options->pool, resp, s);
    return s;
}
