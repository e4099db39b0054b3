#include "pipeline/process.h"

#include <time.h>

#include "base/initialize.h"
#include "base/memory.h"
#include "base/status.h"
#include "cos_auth.h"
#include "cos_log.h"
#include "cos_sys_util.h"
#include "cos_utility.h"
#include "cosx_cancel.h"
#include "cosx_context.h"
#include "cosx_retry.h"
#include "pipeline/domain.h"
#include "pipeline/execute.h"
#include "pipeline/rewind.h"
#include "pipeline/validate.h"

/* How long a cancel or a deadline may go unnoticed between two attempts. */
#define NAP_US 20000

typedef struct process_s {
    const cos_request_options_t *options;
    cos_http_request_t *req;
    cos_http_response_t *resp;
    const cosi_policy_t *policy;
    cosx_context_t *context;
    cosi_start_t start;
    int host_is_ours; /* the Host header was not given by the user */
    int switched;     /* to the other domain */
    int attempt;      /* from 1 */
} process_t;

int cosi_is_idempotent(http_method_e method)
{
    return method != HTTP_POST;
}

/* ------------------------------------------------------------------ status of one attempt */

static const char *word_of_headless_answer(const cos_http_request_t *req, int code)
{
    switch (code) {
    case 304:
        return "NotModified";
    case 403:
        return "AccessDenied";
    case 404:
        return req->resource != NULL && req->resource[0] != '\0' ? "NoSuchKey" : "NoSuchBucket";
    case 405:
        return "MethodNotAllowed";
    case 412:
        return "PreconditionFailed";
    case 416:
        return "InvalidRange";
    case 503:
        return "ServiceUnavailable";
    default:
        return COS_UNKNOWN_ERROR_CODE;
    }
}

static char *request_id_of(const cos_http_response_t *resp)
{
    static const char *const names[] = { "x-cos-request-id", "x-ci-request-id", "x-img-request-id" };
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *id = apr_table_get(resp->headers, names[i]);
        if (id != NULL) {
            return (char *)(uintptr_t)id;
        }
    }
    return (char *)(uintptr_t)"";
}

cos_status_t *cosi_status_of_attempt(cos_pool_t *pool, const cos_http_controller_t *ctl,
    const cos_http_request_t *req, cos_http_response_t *resp, int res)
{
    cos_status_t *s = cosi_status_make(pool);
    const char *reason = ((const cos_http_controller_ex_t *)ctl)->reason;

    s->req_id = cosi_strdup(pool, request_id_of(resp));
    if (res != COSE_OK) {
        s->code = res;
        s->error_code = (char *)(uintptr_t)cosi_status_word(res);
        s->error_msg = reason != NULL ? cosi_strdup(pool, reason) : NULL;
        return s;
    }
    if (cos_http_is_ok(resp->status)) {
        s->code = resp->status;
        return s;
    }
    cos_status_parse_from_body(pool, &resp->body, resp->status, s);
    if (s->error_code == COS_UNKNOWN_ERROR_CODE && cos_list_empty(&resp->body)) {
        s->error_code = (char *)(uintptr_t)word_of_headless_answer(req, resp->status);
    }
    return s;
}

void cosi_check_error_body(void *data, cos_pool_t *pool, cos_http_request_t *req, cos_http_response_t *resp,
    cos_status_t *status)
{
    char *body = cos_list_empty(&resp->body) ? NULL : cos_buf_list_content(pool, &resp->body);

    (void)data;
    (void)req;
    if (body != NULL && cosi_status_from_error_body(pool, body, strlen(body), status)) {
        status->code = COSE_SERVICE_ERROR;
        if (status->error_code == NULL) {
            status->error_code = (char *)(uintptr_t)COS_SERVER_ERROR_CODE;
        }
    }
}

/* ------------------------------------------------------------------ one attempt */

/* A body whose length we know decides Content-Length; for others the user's header does. */
static int set_content_length(process_t *p)
{
    cos_http_request_t *req = p->req;
    int has_body = req->type == BODY_IN_FILE || (req->type == BODY_IN_MEMORY && !cos_list_empty(&req->body));
    int wants_length = req->method == HTTP_PUT || req->method == HTTP_POST || req->body_len > 0;

    if (p->context->source.kind != COSX_BODY_NONE) {
        return cosi_table_set_int(req->headers, COS_CONTENT_LENGTH, p->context->source.size);
    }
    if (!has_body && (apr_table_get(req->headers, COS_CONTENT_LENGTH) != NULL || !wants_length)) {
        return COSE_OK;
    }
    return cosi_table_set_int(req->headers, COS_CONTENT_LENGTH, req->body_len);
}

static int set_token(process_t *p)
{
    const cos_string_t *token = &p->options->config->sts_token;
    char *text;

    if (cos_is_null_string(token) || apr_table_get(p->req->headers, COS_STS_SECURITY_TOKEN) != NULL) {
        return COSE_OK;
    }
    text = cosi_string_text(p->req->pool, token);
    return text != NULL ? cosi_table_set(p->req->headers, COS_STS_SECURITY_TOKEN, text) : COSE_OUT_MEMORY;
}

static int prepare(process_t *p)
{
    int res = COSE_OK;

    if (p->attempt > 1) {
        res = cosi_return_to_start(&p->start, p->req, p->resp);
        if (res == COSE_OK) {
            res = cosi_table_set(p->req->headers, COS_SDK_RETRY, "true");
        }
    }
    if (res == COSE_OK && p->policy->sign) {
        if (p->host_is_ours) {
            apr_table_unset(p->req->headers, COS_HOST);
        }
        res = cos_sign_request(p->req, p->options->config);
    }
    return res;
}

static cos_status_t *attempt_once(process_t *p)
{
    cos_status_t *s;
    int res;

    p->attempt++;
    p->options->ctl->retry_count = (uint16_t)(p->attempt - 1);
    res = prepare(p);
    if (res != COSE_OK) {
        return cosi_status_refused(p->policy->pool, res, NULL, NULL);
    }
    /* Assumed until the transport says otherwise: another transport may not know the context. */
    p->context->sent_any = 1;
    res = cos_http_send_request(p->options->ctl, p->req, p->resp);
    s = cosi_status_of_attempt(p->policy->pool, p->options->ctl, p->req, p->resp, res);
    if (cos_status_is_ok(s) && p->policy->check != NULL) {
        p->policy->check(p->policy->check_data, p->policy->pool, p->req, p->resp, s);
    }
    return s;
}

/* ------------------------------------------------------------------ and another */

/* A caller's function has given its bytes, or has been given some: they do not come again. */
static int can_start_again(const process_t *p)
{
    if (p->req->type == BODY_IN_CALLBACK && p->context->sent_any) {
        return 0;
    }
    return p->resp->type != BODY_IN_CALLBACK || p->resp->body_len == p->start.sink_body_len
        || !cos_http_is_ok(p->resp->status);
}

static int switches_domain(const process_t *p)
{
    return !p->switched && p->policy->sign && p->host_is_ours
        && (p->options->config->retry_change_domain || get_retry_change_domin());
}

/* Before the last attempt, or at once when the service redirects; only when no answer came from
   the service itself. */
static int try_other_domain(process_t *p, const cos_status_t *s, int is_last)
{
    int is_redirect = s->code == 301 || s->code == 302 || s->code == 307;
    char *other;

    if (!switches_domain(p) || (s->req_id != NULL && s->req_id[0] != '\0') || (!is_redirect && !is_last)) {
        return 0;
    }
    other = cosi_other_domain(p->req->pool, p->req->host);
    if (other == NULL) {
        return 0;
    }
    p->req->host = other;
    p->switched = 1;
    return is_redirect;
}

static int64_t retry_after_of(const process_t *p)
{
    const char *text = apr_table_get(p->resp->headers, "Retry-After");

    return text != NULL ? cos_atoi64(text) : 0;
}

/* 0 when the call was cancelled or its deadline leaves no time for another attempt. */
static int wait_for(const process_t *p, int64_t delay_us)
{
    int64_t until = cosx_clock_us() + delay_us;

    if (p->context->deadline_us != 0 && until >= p->context->deadline_us) {
        return 0;
    }
    while (!cosx_cancel_is_set(p->context->cancel)) {
        int64_t left = until - cosx_clock_us();
        struct timespec nap = { 0, (long)cos_min(left, (int64_t)NAP_US) * 1000 };

        if (left <= 0) {
            return 1;
        }
        nanosleep(&nap, NULL);
    }
    return 0;
}

/* 1 when another attempt is to be made, after the wait that it needs. */
static int goes_on(process_t *p, const cos_status_t *s)
{
    const cos_config_t *config = p->options->config;
    int attempts = cos_max(config->retry_times, 0) + 1;
    cosx_retry_t retry;
    int64_t delay;

    if (p->attempt >= attempts || cos_status_is_ok((cos_status_t *)(uintptr_t)s) || !can_start_again(p)) {
        return 0;
    }
    if (try_other_domain(p, s, p->attempt == attempts - 1)) {
        return 1;
    }
    if (!cosx_retry_wanted(s, p->policy->idempotent, p->context->sent_any)) {
        return 0;
    }
    cosx_retry_init(&retry);
    retry.max_attempts = attempts;
    retry.base_delay_us = cos_max(config->retry_interval_us, 0);
    delay = cosx_retry_delay_us(&retry, p->attempt, retry_after_of(p));
    cos_info_log("attempt %d of %d failed with %d (%s), next in %d ms", p->attempt, attempts, s->code,
                 s->error_code != NULL ? s->error_code : "", (int)(delay / 1000));
    return wait_for(p, delay);
}

/* The call's context: the caller's, found from the pool, or one of our own that stays with it. */
static cosx_context_t *context_of(cos_pool_t *pool)
{
    cosx_context_t *context = cosx_context_find(pool);

    if (context != NULL) {
        return context;
    }
    context = apr_palloc(pool, sizeof(*context));
    if (context == NULL) {
        return NULL;
    }
    cosx_context_init(context);
    return cosx_context_attach(pool, context) == COSE_OK ? context : NULL;
}

/* What sending adds goes into copies: the user's tables stay as they are. */
static int copy_tables(process_t *p)
{
    cos_table_t *headers = cosi_table_make(p->req->pool, 16);
    int res;

    if (headers == NULL) {
        return COSE_OUT_MEMORY;
    }
    res = cosi_table_add_all(headers, p->req->headers);
    if (res != COSE_OK) {
        return res;
    }
    p->host_is_ours = apr_table_get(headers, COS_HOST) == NULL;
    p->req->headers = headers;
    res = set_content_length(p);
    return res == COSE_OK && p->policy->sign ? set_token(p) : res;
}

static cos_status_t *run(process_t *p)
{
    const char *wrong;
    cos_status_t *s;
    int res = copy_tables(p);

    if (res == COSE_OK) {
        res = cosi_remember_start(p->req->pool, p->req, p->resp, &p->start);
    }
    if (res != COSE_OK) {
        return cosi_status_refused(p->policy->pool, res, NULL, NULL);
    }
    wrong = cosi_check_headers(p->req->headers);
    if (wrong != NULL) {
        return cosi_status_refused(p->policy->pool, COSE_INVALID_ARGUMENT, NULL, wrong);
    }
    do {
        s = attempt_once(p);
    } while (goes_on(p, s));
    return s;
}

cos_status_t *cosi_process(const cos_request_options_t *options, cos_http_request_t *req, cos_http_response_t *resp,
    const cosi_policy_t *policy, int *attempts)
{
    process_t p = { .options = options, .req = req, .resp = resp, .policy = policy };
    const char *wrong = cosi_check_options(options);
    cos_http_request_options_t user_options;
    cos_table_t *user_headers;
    cos_status_t *s;

    if (attempts != NULL) {
        *attempts = 0;
    }
    if (wrong != NULL || req == NULL || resp == NULL) {
        return cosi_status_refused(policy->pool, COSE_INVALID_ARGUMENT, NULL,
                                   wrong != NULL ? wrong : "request and response must not be NULL");
    }
    if (!cosi_is_initialized()) {
        return cosi_status_refused(policy->pool, COSE_FAILED_INITIALIZE, NULL,
                                   "cos_http_io_initialize has not been called");
    }
    p.context = context_of(req->pool);
    if (p.context == NULL || req->read_body == NULL) {
        return cosi_status_refused(policy->pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    user_headers = req->headers;
    user_options = *options->ctl->options;
    s = cosi_use_configured_proxy(req->pool, options->config, options->ctl->options) == COSE_OK
        ? run(&p) : cosi_status_refused(policy->pool, COSE_OUT_MEMORY, NULL, NULL);
    *options->ctl->options = user_options;
    req->headers = user_headers;
    if (attempts != NULL) {
        *attempts = p.attempt;
    }
    return s;
}

/* ------------------------------------------------------------------ the published functions */

/* One attempt with the request as it is: not signed, nothing added. */
cos_status_t *cos_send_request(cos_http_controller_t *ctl, cos_http_request_t *req, cos_http_response_t *resp)
{
    int res = cos_http_send_request(ctl, req, resp);

    return cosi_status_of_attempt(resp->pool, ctl, req, resp, res);
}

static cos_status_t *process(const cos_request_options_t *options, cos_http_request_t *req,
    cos_http_response_t *resp, int sign, cosi_check_pt check)
{
    cosi_policy_t policy = { .sign = sign, .check = check };

    policy.pool = options != NULL ? options->pool : NULL;
    policy.idempotent = req != NULL && cosi_is_idempotent(req->method);
    return cosi_process(options, req, resp, &policy, NULL);
}

/* How often is said by the configuration (retry_times); `retry` has no meaning, as published. */
cos_status_t *cos_process_request(const cos_request_options_t *options, cos_http_request_t *req,
    cos_http_response_t *resp, const int retry)
{
    (void)retry;
    return process(options, req, resp, 1, NULL);
}

/* The same, and a 2xx whose body is an <Error> document is a failure (COSE_SERVICE_ERROR). */
cos_status_t *cos_process_request_check_body(const cos_request_options_t *options, cos_http_request_t *req,
    cos_http_response_t *resp, const int retry)
{
    (void)retry;
    return process(options, req, resp, 1, cosi_check_error_body);
}

cos_status_t *cos_process_signed_request(const cos_request_options_t *options, cos_http_request_t *req,
    cos_http_response_t *resp)
{
    return process(options, req, resp, 0, NULL);
}
