#include "auth/signature.h"

#include <stdio.h>

#include "base/memory.h"
#include "cos_auth.h"
#include "cosx_context.h"

int64_t cosi_signing_time(cos_pool_t *pool)
{
    const cosx_context_t *context = cosx_context_find(pool);
    int64_t now = apr_time_sec(apr_time_now());

    return context != NULL && context->settings != NULL ? now + context->settings->clock_offset_s : now;
}

static void hash_text(cosi_sha1_t *sha1, const char *text, size_t size)
{
    cosi_sha1_add(sha1, text, size);
    cosi_sha1_add(sha1, "\n", 1);
}

/* SHA-1 of method, path, parameters and headers, each on its line. Hashed piece by piece: the
   whole text is never put together. */
static void hash_request(const cosi_signed_t *what, const cosi_signature_t *signature, char hex[2 * COSI_SHA1_SIZE + 1])
{
    const char *method = cos_http_method_to_string_lower(what->method);
    unsigned char digest[COSI_SHA1_SIZE];
    cosi_sha1_t sha1;

    cosi_sha1_start(&sha1);
    hash_text(&sha1, method, strlen(method));
    hash_text(&sha1, what->path, strlen(what->path));
    hash_text(&sha1, signature->params.pairs, signature->params.pairs_size);
    hash_text(&sha1, signature->headers.pairs, signature->headers.pairs_size);
    cosi_sha1_end(&sha1, digest);
    cosi_sha1_hex(digest, hex);
}

int cosi_sign(cos_pool_t *pool, const cosi_signed_t *what, cosi_signature_t *signature)
{
    unsigned char digest[COSI_SHA1_SIZE];
    char request_hex[2 * COSI_SHA1_SIZE + 1];
    char key_hex[2 * COSI_SHA1_SIZE + 1];
    char text[sizeof(signature->key_time) + sizeof(request_hex) + 16];
    const cos_string_t *secret = what->secret_key;
    int64_t end = what->expire > INT64_MAX - what->start ? INT64_MAX : what->start + what->expire;
    int size;

    if (cosi_canonical(pool, what->headers, sign_content_header, &signature->headers) != COSE_OK
        || cosi_canonical(pool, what->params, sign_content_query_params, &signature->params) != COSE_OK) {
        return COSE_OUT_MEMORY;
    }
    size = snprintf(signature->key_time, sizeof(signature->key_time), "%lld;%lld", (long long)what->start,
                    (long long)end);
    cosi_hmac_sha1(secret->data, secret->data != NULL && secret->len > 0 ? (size_t)secret->len : 0,
                   signature->key_time, (size_t)size, digest);
    cosi_sha1_hex(digest, key_hex);

    hash_request(what, signature, request_hex);
    size = snprintf(text, sizeof(text), "sha1\n%s\n%s\n", signature->key_time, request_hex);
    cosi_hmac_sha1(key_hex, 2 * COSI_SHA1_SIZE, text, (size_t)size, digest);
    cosi_sha1_hex(digest, signature->hex);
    return COSE_OK;
}

char *cosi_authorization(cos_pool_t *pool, const cos_string_t *secret_id, const cosi_signature_t *signature)
{
    static const char format[] = "q-sign-algorithm=sha1&q-ak=%.*s&q-sign-time=%s&q-key-time=%s&q-header-list=%s"
                                 "&q-url-param-list=%s&q-signature=%s";
    size_t size = sizeof(format) + (size_t)secret_id->len + 2 * sizeof(signature->key_time)
        + signature->headers.names_size + signature->params.names_size + sizeof(signature->hex);
    char *text = apr_palloc(pool, size);

    if (text != NULL) {
        snprintf(text, size, format, secret_id->len, secret_id->data, signature->key_time, signature->key_time,
                 signature->headers.names, signature->params.names, signature->hex);
    }
    return text;
}

/* `signstr` becomes the whole Authorization text. `canon_res` is "/" and the key, not encoded. */
int cos_get_string_to_sign(cos_pool_t *p, http_method_e method, const cos_string_t *secret_id,
    const cos_string_t *secret_key, const cos_string_t *canon_res, const cos_table_t *headers,
    const cos_table_t *params, const int64_t expire, cos_string_t *signstr)
{
    cosi_signature_t signature;
    cosi_signed_t what = { method, cosi_string_text(p, canon_res), headers, params, secret_key, 0, expire };
    char *text;

    cos_str_null(signstr);
    if (cos_is_null_string(secret_id)) {
        return COSE_INVALID_ARGUMENT;
    }
    what.start = cosi_signing_time(p);
    if (what.path == NULL || cosi_sign(p, &what, &signature) != COSE_OK
        || (text = cosi_authorization(p, secret_id, &signature)) == NULL) {
        return COSE_OUT_MEMORY;
    }
    cos_str_set(signstr, text);
    return COSE_OK;
}

/* Puts a text of cos_get_string_to_sign into the headers. The keys are not needed for that any more. */
void cos_sign_headers(cos_pool_t *p, const cos_string_t *signstr, const cos_string_t *access_key_id,
    const cos_string_t *access_key_secret, cos_table_t *headers)
{
    char *text = cosi_string_text(p, signstr);

    (void)access_key_id;
    (void)access_key_secret;
    if (text != NULL) {
        cosi_table_set(headers, COS_AUTHORIZATION, text);
    }
}

/* Signs `req` as it is: nothing but Authorization is added to its headers. */
int cos_get_signed_headers(cos_pool_t *p, const cos_string_t *access_key_id, const cos_string_t *access_key_secret,
    const cos_string_t *canon_res, cos_http_request_t *req)
{
    cos_string_t text;
    int res = cos_get_string_to_sign(p, req->method, access_key_id, access_key_secret, canon_res, req->headers,
                                     req->query_params, COS_AUTH_EXPIRE_DEFAULT, &text);

    return res == COSE_OK ? cosi_table_set(req->headers, COS_AUTHORIZATION, text.data) : res;
}

static int set_date(cos_table_t *headers)
{
    char date[COS_MAX_GMT_TIME_LEN];
    int res = cos_get_gmt_str_time(date);

    return res == COSE_OK ? cosi_table_set(headers, COS_DATE, date) : res;
}

/* Adds Date, Host (unless there is one) and, when there is a key id, Authorization. */
int cos_sign_request(cos_http_request_t *req, const cos_config_t *config)
{
    const char *resource = req->resource != NULL ? req->resource : "";
    size_t size = strlen(resource);
    cos_string_t path;
    int res = set_date(req->headers);

    if (res == COSE_OK && apr_table_get(req->headers, COS_HOST) == NULL) {
        res = cosi_table_set(req->headers, COS_HOST, req->host != NULL ? req->host : "");
    }
    if (res != COSE_OK || cos_is_null_string(&config->access_key_id)) {
        return res;
    }
    path.data = apr_palloc(req->pool, size + 2);
    if (path.data == NULL) {
        return COSE_OUT_MEMORY;
    }
    path.data[0] = '/';
    memcpy(path.data + 1, resource, size + 1);
    path.len = (int)size + 1;
    return cos_get_signed_headers(req->pool, &config->access_key_id, &config->access_key_secret, &path, req);
}
