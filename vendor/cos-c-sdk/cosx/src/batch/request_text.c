#include "request_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../clock.h"
#include "cos_sys_util.h"
#include "cos_transport.h"
#include "cos_utility.h"
#include "../exchange.h"
#include "../header_line.h"
#include "../http_url.h"
#include "../pool_memory.h"
#include "../request_build.h"
#include "../utf8.h"

/* A key of a signature serves that long; signatures are valid for COS_AUTH_EXPIRE_DEFAULT (300 s). */
#define SIGNING_WINDOW_S 60

static int out_of_memory(cosi_fault_t *fault)
{
    cosi_fault_set(fault, COSE_OUT_MEMORY, 0, "out of memory");
    return COSE_OUT_MEMORY;
}

static int add_text(cosi_bytes_t *out, const char *text)
{
    return cosi_bytes_append(out, text, strlen(text));
}

/* ---- which headers are signed ---- */

static int is_signed(const char *name)
{
    int i;
    if (strncasecmp(name, X_COS_HEADER, strlen(X_COS_HEADER)) == 0 || strncasecmp(name, "x-ci-", 5) == 0) {
        return 1;
    }
    for (i = 0; i < SIGN_HEADER_NUM; i++) {
        if (strcasecmp(name, SIGN_HEADER[i]) == 0) {
            return 1;
        }
    }
    return 0;
}

static int names_differ(const cosi_signed_list_t *list, const cosi_signed_t *a, const cosi_signed_t *b)
{
    size_t size = a->name_size < b->name_size ? a->name_size : b->name_size;
    int order = memcmp(list->text.data + a->at, list->text.data + b->at, size);
    return order != 0 ? order : (a->name_size > b->name_size) - (a->name_size < b->name_size);
}

/* 0 when memory (or places) ran out. */
static int add_signed(cosi_signed_list_t *list, const char *name, const char *value)
{
    size_t value_size = strlen(value);
    cosi_signed_t item;
    size_t i;
    int place;
    while (value_size > 0 && (*value == ' ' || *value == '\t')) {
        value++;
        value_size--;
    }
    while (value_size > 0 && (value[value_size - 1] == ' ' || value[value_size - 1] == '\t')) {
        value_size--;
    }
    if (value_size == 0 || !is_signed(name)) {
        return 1;
    }
    if (list->count == COSI_MAX_SIGNED) {
        return 0;
    }
    item.at = list->text.size;
    if (!cosi_url_encode(&list->text, name, strlen(name), 0)) {
        return 0;
    }
    item.name_size = list->text.size - item.at;
    for (i = item.at; i < list->text.size; i++) {
        char c = list->text.data[i];
        list->text.data[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    if (!cosi_bytes_append(&list->text, "=", 1) || !cosi_url_encode(&list->text, value, value_size, 0)) {
        return 0;
    }
    item.size = list->text.size - item.at;
    for (place = list->count; place > 0 && names_differ(list, &list->items[place - 1], &item) > 0; place--) {
        list->items[place] = list->items[place - 1];
    }
    list->items[place] = item;
    list->count++;
    return 1;
}

static int copy_list(cosi_signed_list_t *to, const cosi_signed_list_t *from)
{
    to->text.size = 0;
    to->count = from->count;
    memcpy(to->items, from->items, (size_t)from->count * sizeof(from->items[0]));
    return cosi_bytes_append(&to->text, from->text.data, from->text.size);
}

/* ---- lines ---- */

static int add_header(cosi_bytes_t *out, cosi_signed_list_t *list, const char *name, const char *value, cosi_fault_t *fault)
{
    if (!cosi_header_check(name, value, fault)) {
        return fault->code;
    }
    if (!add_text(out, name) || !cosi_bytes_append(out, ": ", 2) || !add_text(out, value) || !cosi_bytes_append(out, "\r\n", 2)) {
        return out_of_memory(fault);
    }
    if (!add_signed(list, name, value)) {
        cosi_fault_set(fault, COSE_INVALID_ARGUMENT, 0, "more than %d headers to be signed", COSI_MAX_SIGNED);
        return COSE_INVALID_ARGUMENT;
    }
    return COSE_OK;
}

/* ---- what is the same for all items ---- */

static char *kept(const char *text, size_t size)
{
    char *copy = malloc(size + 1);
    if (copy != NULL) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

static char *kept_text(const char *text)
{
    return kept(text != NULL ? text : "", text != NULL ? strlen(text) : 0);
}

static char *canonical(cos_pool_t *pool, const cos_table_t *params, int names)
{
    const char *text = cosi_sdk_canonical(pool, params, sign_content_query_params, names);
    return text != NULL ? kept_text(text) : NULL;
}

static char *query_of(cos_table_t *params)
{
    cosi_bytes_t text = {NULL, 0, 0};
    if (!add_text(&text, "") || !cosi_url_query(&text, params)) {
        cosi_bytes_free(&text);
        return NULL;
    }
    return text.data;
}

static char *absolute_of(const cosi_writer_t *w, const cosx_settings_t *settings)
{
    cosi_bytes_t text = {NULL, 0, 0};
    int reads = cosi_url_is_for_proxy(w->proto, settings->proxy, settings->route_ip);
    if (!add_text(&text, reads ? w->proto : "") || !add_text(&text, reads ? w->host : "")) {
        cosi_bytes_free(&text);
        return NULL;
    }
    return text.data;
}

static int proxy_authorization(cosi_writer_t *w, const cosx_settings_t *settings, cosi_fault_t *fault)
{
    char text[1024] = "Basic ";
    const char *auth = settings->proxy_auth;
    if (w->absolute[0] == '\0' || auth == NULL || auth[0] == '\0') {
        return COSE_OK;
    }
    if (strlen(auth) > 700) {
        cosi_fault_set(fault, COSE_INVALID_ARGUMENT, 0, "the proxy's credentials are too long");
        return COSE_INVALID_ARGUMENT;
    }
    text[6 + cos_base64_encode((const unsigned char *)auth, (int)strlen(auth), text + 6)] = '\0';
    return add_header(&w->fixed, &w->fixed_signed, "Proxy-Authorization", text, fault);
}

/* The SDK itself says how the bucket is addressed; the key stands for all others. */
static int address(cosi_writer_t *w, cos_pool_t *pool, const cosx_batch_spec_t *spec, cosi_fault_t *fault)
{
    cosx_request_t request;
    cosx_context_t context;
    cosi_built_t built;
    cos_table_t *params;
    cos_request_options_t *options = cosx_options_create(pool, spec->settings);
    const char *resource;
    if (options == NULL) {
        return out_of_memory(fault);
    }
    memset(&request, 0, sizeof(request));
    request.method = spec->method;
    request.bucket = spec->bucket;
    request.key = "k";
    request.params = spec->params;
    request.param_count = spec->param_count;
    cosx_context_init(&context);
    context.settings = spec->settings;
    params = cosi_request_params(pool, &request, fault);
    if (params == NULL || cosi_request_build(options, &request, &context, 0, &built, fault) != COSE_OK) {
        return fault->code;
    }
    resource = built.req->resource != NULL ? built.req->resource : "k";
    w->proto = kept_text(built.req->proto != NULL && built.req->proto[0] != '\0' ? built.req->proto : COS_HTTP_PREFIX);
    w->host = kept_text(built.req->host);
    w->path_prefix = kept(resource, strlen(resource) - 1);
    w->query = query_of(params);
    w->param_pairs = canonical(pool, params, 0);
    w->param_names = canonical(pool, params, 1);
    w->absolute = w->proto != NULL && w->host != NULL ? absolute_of(w, spec->settings) : NULL;
    if (w->path_prefix == NULL || w->query == NULL || w->param_pairs == NULL || w->param_names == NULL || w->absolute == NULL) {
        return out_of_memory(fault);
    }
    return COSE_OK;
}

static int agent(cosi_writer_t *w, const cosx_settings_t *settings, cosi_fault_t *fault)
{
    cosi_bytes_t text = {NULL, 0, 0};
    int res = cosi_user_agent(&text, cos_default_http_transport_options, settings, fault)
                  ? add_header(&w->fixed, &w->fixed_signed, "User-Agent", text.data, fault)
                  : out_of_memory(fault);
    cosi_bytes_free(&text);
    return res;
}

static int fixed_headers(cosi_writer_t *w, const cosx_batch_spec_t *spec, cosi_fault_t *fault)
{
    int i;
    if (add_header(&w->fixed, &w->fixed_signed, COS_HOST, w->host, fault) != COSE_OK || agent(w, spec->settings, fault) != COSE_OK ||
        add_header(&w->fixed, &w->fixed_signed, "Accept", "*/*", fault) != COSE_OK || proxy_authorization(w, spec->settings, fault) != COSE_OK) {
        return fault->code;
    }
    for (i = 0; i < spec->header_count; i++) {
        const char *value = spec->headers[i].value;
        if (spec->headers[i].name == NULL || strcasecmp(spec->headers[i].name, COS_CONTENT_LENGTH) == 0) {
            cosi_fault_set(fault, COSE_INVALID_ARGUMENT, 0, "not a header for a batch");
        } else {
            (void)add_header(&w->fixed, &w->fixed_signed, spec->headers[i].name, value != NULL ? value : "", fault);
        }
        if (fault->code != 0) {
            return fault->code;
        }
    }
    return COSE_OK;
}

int cosi_writer_init(cosi_writer_t *w, const cosx_batch_spec_t *spec, cosi_fault_t *fault)
{
    cos_pool_t *pool = NULL;
    size_t i;
    if (spec->method == NULL || strlen(spec->method) >= sizeof(w->method) || spec->bucket == NULL || spec->settings == NULL) {
        cosi_fault_set(fault, COSE_INVALID_ARGUMENT, 0, "a batch needs settings, a method and a bucket");
        return fault->code;
    }
    for (i = 0; i <= strlen(spec->method); i++) {
        w->method[i] = spec->method[i];
        w->method_word[i] = (char)(spec->method[i] >= 'A' && spec->method[i] <= 'Z' ? spec->method[i] | 0x20 : spec->method[i]);
    }
    w->sends_length = strcmp(w->method, "PUT") == 0 || strcmp(w->method, "POST") == 0;
    if (apr_pool_create_unmanaged_ex(&pool, NULL, NULL) != APR_SUCCESS) {
        return out_of_memory(fault);
    }
    (void)(address(w, pool, spec, fault) == COSE_OK && fixed_headers(w, spec, fault) == COSE_OK &&
           (cosi_writer_credentials(w, spec->settings) == COSE_OK || out_of_memory(fault)));
    apr_pool_destroy(pool);
    return fault->code;
}

void cosi_writer_free(cosi_writer_t *w)
{
    free(w->proto);
    free(w->host);
    free(w->path_prefix);
    free(w->query);
    free(w->param_pairs);
    free(w->param_names);
    free(w->absolute);
    free(w->secret_id);
    free(w->secret_key);
    free(w->token);
    cosi_bytes_free(&w->fixed);
    cosi_bytes_free(&w->fixed_signed.text);
    cosi_bytes_free(&w->all_signed.text);
    cosi_bytes_free(&w->scratch);
    cosi_bytes_free(&w->pairs);
    cosi_bytes_free(&w->names);
}

int cosi_writer_credentials(cosi_writer_t *w, const cosx_settings_t *settings)
{
    char *id = kept_text(settings->secret_id);
    char *key = kept_text(settings->secret_key);
    char *token = kept_text(settings->token);
    if (id == NULL || key == NULL || token == NULL) {
        free(id);
        free(key);
        free(token);
        return COSE_OUT_MEMORY;
    }
    free(w->secret_id);
    free(w->secret_key);
    free(w->token);
    w->secret_id = id;
    w->secret_key = key;
    w->token = token;
    w->clock_offset_s = settings->clock_offset_s;
    w->window_start_s = 0;
    return COSE_OK;
}

void cosi_writer_take_credentials(cosi_writer_t *w, cosi_writer_t *from)
{
    free(w->secret_id);
    free(w->secret_key);
    free(w->token);
    w->secret_id = from->secret_id;
    w->secret_key = from->secret_key;
    w->token = from->token;
    w->clock_offset_s = from->clock_offset_s;
    w->window_start_s = 0;
    from->secret_id = from->secret_key = from->token = NULL;
}

/* ---- the signature ---- */

static void refresh_key(cosi_writer_t *w)
{
    int64_t now = apr_time_sec(apr_time_now()) + w->clock_offset_s;
    if (w->window_start_s != 0 && now >= w->window_start_s && now < w->window_start_s + SIGNING_WINDOW_S) {
        return;
    }
    w->window_start_s = now;
    cosi_signing_key_make(&w->key, w->secret_key, strlen(w->secret_key), now, COS_AUTH_EXPIRE_DEFAULT);
}

static int join_signed(cosi_writer_t *w)
{
    int i;
    w->pairs.size = 0;
    w->names.size = 0;
    for (i = 0; i < w->all_signed.count; i++) {
        const cosi_signed_t *item = &w->all_signed.items[i];
        const char *text = w->all_signed.text.data + item->at;
        if ((i > 0 && (!cosi_bytes_append(&w->pairs, "&", 1) || !cosi_bytes_append(&w->names, ";", 1))) ||
            !cosi_bytes_append(&w->pairs, text, item->size) || !cosi_bytes_append(&w->names, text, item->name_size)) {
            return 0;
        }
    }
    return 1;
}

static int add_authorization(cosi_writer_t *w, cosi_bytes_t *out, const char *key)
{
    char digits[COSI_HEX_SHA1];
    cosi_bytes_t *s = &w->scratch;
    refresh_key(w);
    s->size = 0;
    if (!join_signed(w) || !add_text(s, w->method_word) || !cosi_bytes_append(s, "\n/", 2) || !add_text(s, w->path_prefix) ||
        !add_text(s, key) || !cosi_bytes_append(s, "\n", 1) || !add_text(s, w->param_pairs) || !cosi_bytes_append(s, "\n", 1) ||
        !cosi_bytes_append(s, w->pairs.data, w->pairs.size) || !cosi_bytes_append(s, "\n", 1)) {
        return 0;
    }
    cosi_signing_key_sign(&w->key, s->data, s->size, digits);
    return add_text(out, "Authorization: ") &&
           cosi_signing_key_items(out, &w->key, w->secret_id, strlen(w->secret_id), w->names.data != NULL ? w->names.data : "", w->param_names) &&
           cosi_bytes_append(out, digits, sizeof(digits)) && cosi_bytes_append(out, "\r\n", 2);
}

/* ---- one request ---- */

static int item_headers(cosi_writer_t *w, cosi_bytes_t *out, const char *headers, size_t headers_size, int64_t size, int is_retry,
                        cosi_fault_t *fault)
{
    const char *end = headers + headers_size;
    char text[32];
    while (headers != NULL && headers < end) {
        const char *value = headers + strlen(headers) + 1;
        if (add_header(out, &w->all_signed, headers, value, fault) != COSE_OK) {
            return fault->code;
        }
        headers = value + strlen(value) + 1;
    }
    if (size >= 0 || w->sends_length) {
        (void)snprintf(text, sizeof(text), "%lld", size >= 0 ? (long long)size : 0LL);
        (void)add_header(out, &w->all_signed, COS_CONTENT_LENGTH, text, fault);
    }
    if (fault->code == 0 && w->token[0] != '\0') {
        (void)add_header(out, &w->all_signed, COS_STS_SECURITY_TOKEN, w->token, fault);
    }
    if (fault->code == 0 && is_retry) {
        (void)add_header(out, &w->all_signed, "x-cos-sdk-retry", "true", fault);
    }
    return fault->code;
}

int cosi_writer_head(cosi_writer_t *w, cosi_bytes_t *out, const char *key, const char *headers, size_t headers_size, int64_t size,
                     int is_retry, cosi_fault_t *fault)
{
    size_t key_size = key != NULL ? strlen(key) : 0;
    if (key != NULL && key_size == 0) {
        cosi_fault_set(fault, COSE_INVALID_ARGUMENT, 0, "the object key is empty");
        return fault->code;
    }
    if (key != NULL && !cosi_utf8_valid(key, key_size)) {
        cosi_fault_set(fault, COSE_INVALID_ARGUMENT, 0, "the object key is not valid UTF-8");
        return fault->code;
    }
    if (key == NULL) {
        key = "";
    }
    if (!add_text(out, w->method) || !cosi_bytes_append(out, " ", 1) || !add_text(out, w->absolute) || !cosi_bytes_append(out, "/", 1) ||
        !cosi_url_encode(out, w->path_prefix, strlen(w->path_prefix), 1) || !cosi_url_encode(out, key, key_size, 1) ||
        !add_text(out, w->query) || !cosi_bytes_append(out, " HTTP/1.1\r\n", 11) || !cosi_bytes_append(out, w->fixed.data, w->fixed.size) ||
        !copy_list(&w->all_signed, &w->fixed_signed)) {
        return out_of_memory(fault);
    }
    if (item_headers(w, out, headers, headers_size, size, is_retry, fault) != COSE_OK) {
        return fault->code;
    }
    if (w->secret_id[0] != '\0' && !add_authorization(w, out, key)) {
        return out_of_memory(fault);
    }
    return cosi_bytes_append(out, "\r\n", 2) ? COSE_OK : out_of_memory(fault);
}
