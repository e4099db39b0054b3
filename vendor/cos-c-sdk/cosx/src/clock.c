#include "clock.h"

#include <string.h>

#include "cos_sys_util.h"
#include "pool_memory.h"
#include "signing_key.h"

int64_t cosi_clock_now_s(const cosx_settings_t *settings)
{
    int64_t now = apr_time_sec(apr_time_now());
    return settings != NULL ? now + settings->clock_offset_s : now;
}

const char *cosi_signed_method(http_method_e method)
{
    switch (method) {
    case HTTP_HEAD:
        return "head";
    case HTTP_PUT:
        return "put";
    case HTTP_POST:
        return "post";
    case HTTP_DELETE:
        return "delete";
    default:
        return "get";
    }
}

const char *cosi_sdk_canonical(cos_pool_t *pool, const cos_table_t *table, sign_content_type_e kind, int names)
{
    cos_string_t text = cos_null_string;
    int res = names ? cos_table_key_to_string(pool, table, &text, kind) : cos_table_to_string(pool, table, &text, kind);
    if (res != COSE_OK) {
        return NULL;
    }
    return text.data != NULL ? cosi_pool_bytes(pool, text.data, (size_t)text.len) : "";
}

char *cosi_authorization_at(cos_pool_t *pool, const cosx_settings_t *settings, http_method_e method, const char *path,
                            const cos_table_t *headers, const cos_table_t *params, int64_t start, int64_t expires_s)
{
    const char *header_pairs = cosi_sdk_canonical(pool, headers, sign_content_header, 0);
    const char *header_names = cosi_sdk_canonical(pool, headers, sign_content_header, 1);
    const char *param_pairs = cosi_sdk_canonical(pool, params, sign_content_query_params, 0);
    const char *param_names = cosi_sdk_canonical(pool, params, sign_content_query_params, 1);
    const char *id = settings->secret_id != NULL ? settings->secret_id : "";
    const char *secret = settings->secret_key != NULL ? settings->secret_key : "";
    char digits[COSI_HEX_SHA1];
    cosi_bytes_t bytes = {NULL, 0, 0};
    cosi_signing_key_t key;
    char *text;
    if (header_pairs == NULL || header_names == NULL || param_pairs == NULL || param_names == NULL) {
        return NULL;
    }
    text = cosi_pool_printf(pool, "%s\n%s\n%s\n%s\n", cosi_signed_method(method), path, param_pairs, header_pairs);
    if (text == NULL) {
        return NULL;
    }
    cosi_signing_key_make(&key, secret, strlen(secret), start, expires_s);
    cosi_signing_key_sign(&key, text, strlen(text), digits);
    text = NULL;
    if (cosi_signing_key_items(&bytes, &key, id, strlen(id), header_names, param_names) && cosi_bytes_append(&bytes, digits, sizeof(digits))) {
        text = cosi_pool_bytes(pool, bytes.data, bytes.size);
    }
    cosi_bytes_free(&bytes);
    return text;
}

int cosi_clock_correct(cos_http_request_t *req, const cosx_context_t *context)
{
    const cosx_settings_t *settings = context != NULL ? context->settings : NULL;
    char *path;
    char *text = NULL;
    if (settings == NULL || settings->clock_offset_s == 0 || settings->secret_id == NULL || settings->secret_id[0] == '\0' ||
        apr_table_get(req->headers, COS_AUTHORIZATION) == NULL) {
        return COSE_OK;
    }
    path = cosi_pool_printf(req->pool, "/%s", req->resource != NULL ? req->resource : "");
    if (path != NULL) {
        text = cosi_authorization_at(req->pool, settings, req->method, path, req->headers, req->query_params,
                                     cosi_clock_now_s(settings), COS_AUTH_EXPIRE_DEFAULT);
    }
    if (text == NULL) {
        return COSE_OUT_MEMORY;
    }
    apr_table_unset(req->headers, COS_AUTHORIZATION);
    return cosi_pool_table_add(req->headers, COS_AUTHORIZATION, text);
}
