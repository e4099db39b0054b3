#include "request_build.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cos_utility.h"
#include "header_line.h"
#include "pool_memory.h"
#include "utf8.h"

static int out_of_memory(cosi_fault_t *fault)
{
    cosi_fault_set(fault, COSE_OUT_MEMORY, 0, "out of memory");
    return COSE_OUT_MEMORY;
}

static int refuse(cosi_fault_t *fault, const char *what, const char *detail)
{
    cosi_fault_set(fault, COSE_INVALID_ARGUMENT, 0, "%s%.100s", what, detail);
    return COSE_INVALID_ARGUMENT;
}

static int find_method(const char *name, http_method_e *method, cosi_fault_t *fault)
{
    static const struct {
        const char *name;
        http_method_e method;
    } methods[] = {
        {"GET", HTTP_GET}, {"HEAD", HTTP_HEAD}, {"PUT", HTTP_PUT}, {"POST", HTTP_POST}, {"DELETE", HTTP_DELETE},
    };
    size_t i;
    for (i = 0; name != NULL && i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (strcmp(methods[i].name, name) == 0) {
            *method = methods[i].method;
            return COSE_OK;
        }
    }
    return refuse(fault, "this method cannot be sent: ", name != NULL ? name : "(none)");
}

static int check_names(const cosx_request_t *request, cosi_fault_t *fault)
{
    if (request->bucket != NULL && request->bucket[0] == '\0') {
        return refuse(fault, "the bucket name is empty", "");
    }
    if (request->key == NULL) {
        return COSE_OK;
    }
    if (request->bucket == NULL) {
        return refuse(fault, "a key without a bucket", "");
    }
    if (request->key[0] == '\0') {
        return refuse(fault, "the object key is empty", "");
    }
    if (!cosi_utf8_valid(request->key, strlen(request->key))) {
        return refuse(fault, "the object key is not valid UTF-8", "");
    }
    return COSE_OK;
}

cos_table_t *cosi_request_headers(cos_pool_t *pool, const cosx_request_t *request, cosi_fault_t *fault)
{
    cos_table_t *table = cosi_pool_table(pool);
    int i;
    for (i = 0; table != NULL && i < request->header_count; i++) {
        const cosx_pair_t *pair = &request->headers[i];
        const char *value = pair->value != NULL ? pair->value : "";
        if (pair->name == NULL || !cosi_header_name_ok(pair->name, strlen(pair->name))) {
            (void)refuse(fault, "not a header name: ", pair->name != NULL ? pair->name : "(none)");
            return NULL;
        }
        if (!cosi_header_value_ok(value, strlen(value))) {
            (void)refuse(fault, "a line break or control character in the value of the header ", pair->name);
            return NULL;
        }
        if (cosi_pool_table_add(table, pair->name, value) != COSE_OK) {
            table = NULL;
        }
    }
    if (table == NULL) {
        (void)out_of_memory(fault);
    }
    return table;
}

cos_table_t *cosi_request_params(cos_pool_t *pool, const cosx_request_t *request, cosi_fault_t *fault)
{
    cos_table_t *table = cosi_pool_table(pool);
    int i;
    for (i = 0; table != NULL && i < request->param_count; i++) {
        const cosx_pair_t *pair = &request->params[i];
        if (pair->name == NULL || pair->name[0] == '\0') {
            (void)refuse(fault, "a parameter without a name", "");
            return NULL;
        }
        if (cosi_pool_table_add(table, pair->name, pair->value) != COSE_OK) {
            table = NULL;
        }
    }
    if (table == NULL) {
        (void)out_of_memory(fault);
    }
    return table;
}

/* The SDK gives no Content-Length to bodies it does not know of, and it has to be signed. */
static int add_length(cos_table_t *headers, http_method_e method, const cosx_context_t *context, cosi_fault_t *fault)
{
    char text[32];
    int has_body = context->source.kind == COSX_BODY_MEMORY || context->source.kind == COSX_BODY_FILE;
    if (!has_body && method != HTTP_PUT && method != HTTP_POST) {
        return COSE_OK;
    }
    if (apr_table_get(headers, COS_CONTENT_LENGTH) != NULL) {
        return COSE_OK; /* the transport compares it with the body */
    }
    (void)snprintf(text, sizeof(text), "%lld", has_body ? (long long)context->source.size : 0LL);
    return cosi_pool_table_add(headers, COS_CONTENT_LENGTH, text) == COSE_OK ? COSE_OK : out_of_memory(fault);
}

static const char *without_scheme(const char *endpoint, const char **scheme)
{
    *scheme = COS_HTTP_PREFIX;
    if (strncasecmp(endpoint, COS_HTTPS_PREFIX, strlen(COS_HTTPS_PREFIX)) == 0) {
        *scheme = COS_HTTPS_PREFIX;
        return endpoint + strlen(COS_HTTPS_PREFIX);
    }
    if (strncasecmp(endpoint, COS_HTTP_PREFIX, strlen(COS_HTTP_PREFIX)) == 0) {
        return endpoint + strlen(COS_HTTP_PREFIX);
    }
    return endpoint;
}

static int set_host(cos_pool_t *pool, cos_http_request_t *req, const char *endpoint, cosi_fault_t *fault)
{
    const char *scheme;
    size_t size;
    endpoint = without_scheme(endpoint, &scheme);
    size = strcspn(endpoint, "/?#");
    req->proto = cosi_pool_text(pool, scheme);
    req->host = cosi_pool_bytes(pool, endpoint, size);
    return req->proto != NULL && req->host != NULL ? COSE_OK : out_of_memory(fault);
}

/* Path style: the bucket is the first segment of the path, signed with the rest of it. */
static int set_path_style(cos_pool_t *pool, cos_http_request_t *req, const char *endpoint, const cosx_request_t *request,
                          cosi_fault_t *fault)
{
    char *path = cosi_pool_printf(pool, "%s/%s", request->bucket, request->key != NULL ? request->key : "");
    if (path == NULL) {
        return out_of_memory(fault);
    }
    req->uri = path;
    req->resource = path;
    return set_host(pool, req, endpoint, fault);
}

static int address(const cos_request_options_t *options, const cosx_request_t *request, const cosx_settings_t *settings,
                   cos_http_request_t *req, cosi_fault_t *fault)
{
    if (settings == NULL) {
        return COSE_OK;
    }
    if (request->bucket == NULL) {
        const char *endpoint = settings->service_endpoint != NULL ? settings->service_endpoint : settings->endpoint;
        return endpoint != NULL ? set_host(options->pool, req, endpoint, fault) : COSE_OK;
    }
    if (settings->address == COSX_ADDRESS_PATH && settings->endpoint != NULL) {
        return set_path_style(options->pool, req, settings->endpoint, request, fault);
    }
    return COSE_OK;
}

/* cos_str_set of some releases cannot take NULL. */
static cos_string_t string_of(const char *text)
{
    cos_string_t string = cos_null_string;
    if (text != NULL) {
        string.data = (char *)(uintptr_t)text;
        string.len = (int)strlen(text);
    }
    return string;
}

static int initialize(const cos_request_options_t *options, const cosx_request_t *request, const cosx_context_t *context,
                      cos_table_t *params, cos_table_t *headers, cosi_built_t *built, cosi_fault_t *fault)
{
    char *message = NULL;
    cos_string_t bucket = string_of(request->bucket);
    cos_string_t key = string_of(request->key);
    int res;
    if (request->bucket == NULL) {
        res = cos_init_service_request(options, built->method, &built->req, params, headers, 0, &built->resp, &message);
    } else if (request->key == NULL) {
        res = cos_init_bucket_request(options, &bucket, built->method, &built->req, params, headers, &built->resp, &message);
    } else {
        res = cos_init_object_request(options, &bucket, &key, built->method, &built->req, params, headers, NULL,
                                      context->initial_crc, &built->resp, &message);
    }
    if (res != COSE_OK) {
        cosi_fault_set(fault, res, 0, "%s", message != NULL ? message : "the SDK refused the request");
        return res;
    }
    return built->req != NULL && built->resp != NULL ? COSE_OK : out_of_memory(fault);
}

int cosi_request_build(const cos_request_options_t *options, const cosx_request_t *request, const cosx_context_t *context,
                       int with_length, cosi_built_t *built, cosi_fault_t *fault)
{
    cos_table_t *headers;
    cos_table_t *params;
    memset(built, 0, sizeof(*built));
    if (find_method(request->method, &built->method, fault) != COSE_OK || check_names(request, fault) != COSE_OK) {
        return fault->code;
    }
    headers = cosi_request_headers(options->pool, request, fault);
    params = headers != NULL ? cosi_request_params(options->pool, request, fault) : NULL;
    if (params == NULL || (with_length && add_length(headers, built->method, context, fault) != COSE_OK) ||
        initialize(options, request, context, params, headers, built, fault) != COSE_OK ||
        address(options, request, context->settings, built->req, fault) != COSE_OK) {
        return fault->code;
    }
    return COSE_OK;
}
