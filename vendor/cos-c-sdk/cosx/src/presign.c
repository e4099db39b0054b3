/* URLs that carry their signature. */
#include <string.h>

#include "clock.h"
#include "cos_auth.h"
#include "cosx_execute.h"
#include "execute_parts.h"
#include "fault.h"
#include "growing_bytes.h"
#include "http_url.h"
#include "pool_memory.h"
#include "presign_parts.h"
#include "request_build.h"

static int out_of_memory(cosi_fault_t *fault)
{
    cosi_fault_set(fault, COSE_OUT_MEMORY, 0, "out of memory");
    return COSE_OUT_MEMORY;
}

/* The text of an Authorization header, "q-sign-algorithm=sha1&q-ak=…&q-signature=…". */
static int sign(const cos_request_options_t *options, const cosx_settings_t *settings, const cos_http_request_t *req, const cos_table_t *headers,
                const cos_table_t *params, int64_t expires_s, cos_string_t *signature, cosi_fault_t *fault)
{
    const cos_config_t *config = options->config;
    cos_string_t path;
    int res;
    path.data = cosi_pool_printf(options->pool, "/%s", req->resource != NULL ? req->resource : "");
    if (path.data == NULL) {
        return out_of_memory(fault);
    }
    path.len = (int)strlen(path.data);
    if (settings != NULL && settings->clock_offset_s != 0) {
        signature->data = cosi_authorization_at(options->pool, settings, req->method, path.data, headers, params,
                                                cosi_clock_now_s(settings), expires_s);
        signature->len = signature->data != NULL ? (int)strlen(signature->data) : 0;
        return signature->data != NULL ? COSE_OK : out_of_memory(fault);
    }
    res = cos_get_string_to_sign(options->pool, req->method, &config->access_key_id, &config->access_key_secret, &path, headers,
                                 params, expires_s, signature);
    if (res != COSE_OK || signature->data == NULL) {
        cosi_fault_set(fault, res != COSE_OK ? res : COSE_INTERNAL_ERROR, 0, "the SDK could not sign the URL");
    }
    return fault->code;
}

/* Append the signature as items of the query. 0 when memory ran out. */
static int append_items(cosi_bytes_t *url, const char *text, int is_first)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "&");
        const char *equals = memchr(text, '=', size);
        size_t name_size = equals != NULL ? (size_t)(equals - text) : size;
        const char *value = equals != NULL ? equals + 1 : text + size;
        if (!cosi_bytes_append(url, is_first ? "?" : "&", 1) || !cosi_url_encode(url, text, name_size, 0) ||
            !cosi_bytes_append(url, "=", 1) || !cosi_url_encode(url, value, (size_t)(text + size - value), 0)) {
            return 0;
        }
        is_first = 0;
        text += size;
        text += *text == '&';
    }
    return 1;
}

static int is_acceptable(const cos_request_options_t *options, int64_t expires_s, cosi_fault_t *fault)
{
    if (cos_is_null_string(&options->config->access_key_id) || cos_is_null_string(&options->config->access_key_secret)) {
        cosi_fault_set(fault, COSE_INVALID_ARGUMENT, 0, "a presigned URL needs credentials");
    } else if (expires_s < 1) {
        cosi_fault_set(fault, COSE_INVALID_ARGUMENT, 0, "a presigned URL must be valid for at least a second");
    }
    return fault->code == 0;
}

static const char *url_of(cos_pool_t *pool, cos_http_request_t *req, cos_table_t *params, const cos_string_t *signature,
                          cosi_fault_t *fault)
{
    cosi_bytes_t url = {NULL, 0, 0};
    const char *text = NULL;
    req->query_params = params;
    if (cosi_url_of_request(&url, req) && append_items(&url, signature->data, apr_is_empty_table(params))) {
        text = cosi_pool_bytes(pool, url.data, url.size);
    }
    cosi_bytes_free(&url);
    if (text == NULL) {
        (void)out_of_memory(fault);
    }
    return text;
}

/* The request with everything that is signed in its tables. COSE_OK or fault->code. */
static int prepare(const cos_request_options_t *options, const cosx_request_t *request, const cosx_context_t *context,
                   int64_t expires_s, int sign_host, cosi_built_t *built, cos_table_t **headers, cos_table_t **params, cosi_fault_t *fault)
{
    const cos_string_t *token = &options->config->sts_token;
    if (!is_acceptable(options, expires_s, fault) ||
        cosi_request_build(options, request, context, 0, built, fault) != COSE_OK ||
        (*headers = cosi_request_headers(options->pool, request, fault)) == NULL ||
        (*params = cosi_request_params(options->pool, request, fault)) == NULL) {
        return fault->code;
    }
    /* signed with the rest, so that nobody can take it away */
    if (!cos_is_null_string(token) &&
        cosi_pool_table_add_bytes(*params, COS_STS_SECURITY_TOKEN, strlen(COS_STS_SECURITY_TOKEN), token->data, (size_t)token->len) != COSE_OK) {
        return out_of_memory(fault);
    }
    if (sign_host && apr_table_get(*headers, COS_HOST) == NULL && cosi_pool_table_add(*headers, COS_HOST, built->req->host) != COSE_OK) {
        return out_of_memory(fault);
    }
    return COSE_OK;
}

static const char *presign(const cos_request_options_t *options, const cosx_request_t *request, const cosx_context_t *context,
                           int64_t expires_s, int sign_host, cosi_fault_t *fault)
{
    cos_table_t *headers = NULL;
    cos_table_t *params = NULL;
    cosi_built_t built;
    cos_string_t signature = cos_null_string;
    if (prepare(options, request, context, expires_s, sign_host, &built, &headers, &params, fault) != COSE_OK ||
        sign(options, context->settings, built.req, headers, params, expires_s, &signature, fault) != COSE_OK) {
        return NULL;
    }
    return url_of(options->pool, built.req, params, &signature, fault);
}

/* The bytes so far as a text of the pool; NULL when there were none to be had. Empties `bytes`. */
static const char *taken(cos_pool_t *pool, cosi_bytes_t *bytes, int fine)
{
    const char *text = fine ? cosi_pool_bytes(pool, bytes->data, bytes->size) : NULL;
    cosi_bytes_free(bytes);
    return text;
}

int cosi_presign_parts(const cos_request_options_t *options, const cosx_request_t *request, const cosx_context_t *context,
                       int64_t expires_s, int sign_host, cosi_presign_parts_t *parts, cosi_fault_t *fault)
{
    cos_pool_t *pool = options->pool;
    int64_t start = cosi_clock_now_s(context->settings);
    const cos_string_t *id = &options->config->access_key_id;
    const cos_string_t *secret = &options->config->access_key_secret;
    cos_table_t *headers = NULL;
    cos_table_t *params = NULL;
    const char *header_names;
    const char *param_names;
    cosi_bytes_t items = {NULL, 0, 0};
    cosi_built_t built;
    cosi_bytes_t bytes = {NULL, 0, 0};
    if (prepare(options, request, context, expires_s, sign_host, &built, &headers, &params, fault) != COSE_OK) {
        return fault->code;
    }
    parts->method = cosi_signed_method(built.req->method);
    parts->path = cosi_pool_printf(pool, "/%s", built.req->resource != NULL ? built.req->resource : "");
    cosi_signing_key_make(&parts->key, secret->data, (size_t)secret->len, start, expires_s);
    parts->param_pairs = cosi_sdk_canonical(pool, params, sign_content_query_params, 0);
    parts->header_pairs = cosi_sdk_canonical(pool, headers, sign_content_header, 0);
    param_names = cosi_sdk_canonical(pool, params, sign_content_query_params, 1);
    header_names = cosi_sdk_canonical(pool, headers, sign_content_header, 1);
    if (parts->path == NULL || parts->param_pairs == NULL || parts->header_pairs == NULL || param_names == NULL || header_names == NULL) {
        return out_of_memory(fault);
    }
    built.req->query_params = NULL;
    parts->url = taken(pool, &bytes, cosi_url_of_request(&bytes, built.req));
    parts->query = taken(pool, &bytes, cosi_signing_key_items(&items, &parts->key, id->data, (size_t)id->len, header_names, param_names) &&
                                           cosi_url_query(&bytes, params) && append_items(&bytes, items.data, apr_is_empty_table(params)));
    cosi_bytes_free(&items);
    return parts->url != NULL && parts->query != NULL ? COSE_OK : out_of_memory(fault);
}

const char *cosx_presign(const cos_request_options_t *options, const cosx_request_t *request, int64_t expires_s, int sign_host,
                         const char **error)
{
    cosx_context_t *context = cosi_context_of(options);
    cosi_fault_t fault;
    const char *url = NULL;
    memset(&fault, 0, sizeof(fault));
    if (context != NULL) {
        url = presign(options, request, context, expires_s, sign_host, &fault);
    } else {
        (void)out_of_memory(&fault);
    }
    if (url == NULL && error != NULL) {
        *error = cosi_pool_text(options->pool, fault.text);
        if (*error == NULL) {
            *error = "out of memory";
        }
    }
    return url;
}
