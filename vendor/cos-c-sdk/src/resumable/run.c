#include "resumable/run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "cos_http_io.h"
#include "cos_log.h"
#include "cos_utility.h"
#include "cosx_context.h"
#include "pipeline/execute.h"
#include "pipeline/process.h"
#include "pipeline/validate.h"
#include "service/arguments.h"

/* How often the caller's progress and cancel flag are looked at. */
#define TICK_MS 50

/* The server takes no larger part. */
#define LARGEST_PART ((int64_t)5 * 1024 * 1024 * 1024)

static int64_t milliseconds(int seconds)
{
    return seconds > 0 ? (int64_t)seconds * 1000 : 0;
}

static const char *with_scheme(cos_pool_t *pool, const cos_string_t *endpoint)
{
    char *text = cosi_string_text(pool, endpoint);
    char *whole;
    size_t size;

    if (text == NULL || strncasecmp(text, COS_HTTP_PREFIX, strlen(COS_HTTP_PREFIX)) == 0 ||
        strncasecmp(text, COS_HTTPS_PREFIX, strlen(COS_HTTPS_PREFIX)) == 0) {
        return text;
    }
    size = strlen(COS_HTTP_PREFIX) + strlen(text) + 1;
    whole = cosi_calloc(pool, size);
    if (whole != NULL) {
        snprintf(whole, size, "%s%s", COS_HTTP_PREFIX, text);
    }
    return whole;
}

/* "http://" or not: what stands behind it. */
static const char *host_of(const char *endpoint)
{
    const char *mark = strstr(endpoint, "://");
    return mark == NULL ? endpoint : mark + 3;
}

/* Everything the options say that a request would obey. */
static int fill_settings(const cos_request_options_t *options, cosx_settings_t *settings)
{
    const cos_http_transport_options_t *transport = cos_default_http_transport_options;
    cos_http_request_options_t request = *options->ctl->options;
    const cosx_context_t *context = cosx_context_find(options->pool);
    const cos_config_t *config = options->config;
    cos_pool_t *pool = options->pool;

    cosx_settings_init(settings);
    if (context != NULL && context->settings != NULL) {
        *settings = *context->settings; /* what the options were made from, and more than they can say */
        return COSE_OK;
    }
    if (cosi_use_configured_proxy(pool, config, &request) != COSE_OK) {
        return COSE_OUT_MEMORY;
    }
    settings->proxy = request.proxy_host;
    settings->proxy_auth = request.proxy_auth;
    settings->connect_timeout_ms = milliseconds(request.connect_timeout);
    settings->read_timeout_ms = milliseconds(request.speed_time);
    settings->max_body_bytes = request.max_memory_size;
    settings->route_ip = request.host_ip;
    settings->route_port = request.host_port;
    if (transport != NULL) {
        settings->verify = !transport->ssl_verification_disabled;
        settings->ca_path = transport->cacerts_path;
    }
    settings->endpoint = with_scheme(pool, &config->endpoint);
    settings->secret_id = cosi_string_text(pool, &config->access_key_id);
    settings->secret_key = cosi_string_text(pool, &config->access_key_secret);
    settings->token = config->sts_token.data == NULL ? NULL : cosi_string_text(pool, &config->sts_token);
    if (settings->endpoint == NULL || settings->secret_id == NULL || settings->secret_key == NULL ||
        (config->sts_token.data != NULL && settings->token == NULL)) {
        return COSE_OUT_MEMORY;
    }
    /* An address has no subdomains: the bucket is not put before it, as for a domain of one's own. */
    settings->address = config->is_cname || is_valid_ip(host_of(settings->endpoint)) ? COSX_ADDRESS_CNAME
                                                                                     : COSX_ADDRESS_VIRTUAL_HOST;
    return COSE_OK;
}

static int fill_pairs(cos_pool_t *pool, const cos_table_t *table, const cosx_pair_t **pairs, int *count)
{
    const cos_array_header_t *entries;
    const cos_table_entry_t *entry;
    cosx_pair_t *made;
    int i;

    *pairs = NULL;
    *count = 0;
    if (table == NULL || cos_is_empty_table(table)) {
        return COSE_OK;
    }
    entries = cos_table_elts(table);
    entry = (const cos_table_entry_t *)(const void *)entries->elts;
    made = cosi_calloc(pool, sizeof(*made) * (size_t)entries->nelts);
    if (made == NULL) {
        return COSE_OUT_MEMORY;
    }
    for (i = 0; i < entries->nelts; i++) {
        made[i].name = entry[i].key;
        made[i].value = entry[i].val;
    }
    *pairs = made;
    *count = entries->nelts;
    return COSE_OK;
}

static int fill_spec(const cosi_file_transfer_t *transfer, const cosx_settings_t *settings,
    cosx_transfer_spec_t *spec)
{
    const cos_request_options_t *options = transfer->options;
    const cosx_context_t *context = cosx_context_find(options->pool);
    const cos_config_t *config = options->config;
    cos_pool_t *pool = options->pool;

    cosx_transfer_spec_init(spec);
    spec->kind = transfer->kind;
    spec->settings = settings;
    spec->bucket = cosi_full_bucket(pool, config, transfer->bucket);
    spec->key = cosi_string_text(pool, transfer->object);
    spec->path = cosi_string_text(pool, transfer->path);
    spec->part_size = cos_min(transfer->part_size, LARGEST_PART);
    spec->max_parallel = transfer->threads;
    spec->check_crc = is_enable_crc(options);
    spec->deadline_us = context == NULL ? 0 : context->deadline_us;
    spec->retry.max_attempts = cos_max(config->retry_times, 0) + 1;
    spec->retry.base_delay_us = cos_max(config->retry_interval_us, 0);
    if (transfer->checkpoint != NULL) {
        spec->checkpoint = cosi_string_text(pool, transfer->checkpoint);
        spec->keep_on_failure = 1;
    }
    if (spec->bucket == NULL || spec->key == NULL || spec->path == NULL ||
        (transfer->checkpoint != NULL && spec->checkpoint == NULL) ||
        fill_pairs(pool, transfer->headers, &spec->headers, &spec->header_count) != COSE_OK ||
        fill_pairs(pool, transfer->params, &spec->params, &spec->param_count) != COSE_OK) {
        return COSE_OUT_MEMORY;
    }
    return COSE_OK;
}

static void tell(cosx_transfer_t *running, cos_progress_callback progress, int64_t *told)
{
    cosx_transfer_progress_t now;

    cosx_transfer_progress(running, &now);
    if (progress != NULL && now.total_bytes >= 0 && now.done_bytes != *told) {
        *told = now.done_bytes;
        progress(now.done_bytes, now.total_bytes);
    }
}

static void follow(cosx_transfer_t *running, const cosi_file_transfer_t *transfer)
{
    const cosx_context_t *context = cosx_context_find(transfer->options->pool);
    int64_t told = -1;

    while (!cosx_transfer_wait(running, TICK_MS)) {
        tell(running, transfer->progress, &told);
        if (context != NULL && cosx_cancel_is_set(context->cancel)) {
            cosx_transfer_cancel(running);
        }
    }
    tell(running, transfer->progress, &told);
}

static int add_header(cos_table_t *headers, const char *name, const char *value)
{
    return value == NULL || *value == '\0' ? COSE_OK : cosi_table_set(headers, name, value);
}

static int fill_headers(cos_pool_t *pool, const cosx_transfer_result_t *result, cos_table_t **resp_headers)
{
    cos_table_t *headers = cosi_table_make(pool, 4);
    char crc[32] = ""; /* 20 digits */

    if (headers == NULL) {
        return COSE_OUT_MEMORY;
    }
    if (result->has_crc64) {
        snprintf(crc, sizeof(crc), "%" PRIu64, result->crc64);
    }
    if (add_header(headers, "ETag", result->etag) != COSE_OK ||
        add_header(headers, COS_HASH_CRC64_ECMA, crc) != COSE_OK ||
        add_header(headers, "x-cos-version-id", result->version_id) != COSE_OK ||
        add_header(headers, COS_REQUEST_ID, result->request_id) != COSE_OK) {
        return COSE_OUT_MEMORY;
    }
    *resp_headers = headers;
    return COSE_OK;
}

static cos_status_t *status_of(const cosi_file_transfer_t *transfer, cosx_transfer_t *running)
{
    cos_pool_t *pool = transfer->options->pool;
    cosx_transfer_result_t result;
    cos_status_t *status;

    cosx_transfer_result(running, &result);
    if (result.warning != NULL && *result.warning != '\0') {
        cos_warn_log("%s", result.warning);
    }
    if (result.state == COSX_TRANSFER_DONE && transfer->resp_headers != NULL &&
        fill_headers(pool, &result, transfer->resp_headers) != COSE_OK) {
        return cosi_status_refused(pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    status = cosi_status_refused(pool, result.code, result.error_code, result.message);
    if (status->code == result.code && result.request_id != NULL) {
        status->req_id = cosi_strdup(pool, result.request_id);
    }
    return status;
}

cos_status_t *cosi_file_transfer(const cosi_file_transfer_t *transfer)
{
    cos_pool_t *pool = transfer->options->pool;
    cosx_engine_t *engine = NULL;
    cosx_transfer_t *running = NULL;
    cos_status_t *status;
    cosx_settings_t settings;
    cosx_transfer_spec_t spec;
    char error[256] = "";

    if (fill_settings(transfer->options, &settings) != COSE_OK || fill_spec(transfer, &settings, &spec) != COSE_OK) {
        return cosi_status_refused(pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    engine = cosx_engine_create(transfer->threads);
    if (engine == NULL) {
        status = cosi_status_refused(pool, COSE_FAILED_INITIALIZE, COS_CREATE_THREAD_POOL_ERROR_CODE,
                                     "the threads of the transfer could not be started");
        goto cleanup;
    }
    running = cosx_transfer_submit(engine, &spec, error);
    if (running == NULL) {
        status = cosi_status_refused(pool, COSE_INVALID_ARGUMENT, NULL, error);
        goto cleanup;
    }
    follow(running, transfer);
    status = status_of(transfer, running);

cleanup:
    if (running != NULL) {
        cosx_transfer_release(running);
    }
    if (engine != NULL) {
        cosx_engine_destroy(engine);
    }
    return status;
}
