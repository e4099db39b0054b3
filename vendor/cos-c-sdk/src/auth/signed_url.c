/* Signatures and URLs of requests that were made by hand, good until a given time. */
#include "auth/expiry.h"
#include "auth/presign.h"
#include "auth/signature.h"
#include "base/memory.h"
#include "cos_auth.h"

int cosi_expiry(cos_pool_t *pool, const cos_string_t *expires, int64_t *start, int64_t *end)
{
    int64_t seconds = 0;
    int i;

    if (cos_is_null_string(expires) || expires->len > 18) { /* 18 digits always fit */
        return COSE_INVALID_ARGUMENT;
    }
    for (i = 0; i < expires->len; i++) {
        if (expires->data[i] < '0' || expires->data[i] > '9') {
            return COSE_INVALID_ARGUMENT;
        }
        seconds = seconds * 10 + (expires->data[i] - '0');
    }
    *start = cosi_signing_time(pool);
    *end = seconds;
    return seconds > *start ? COSE_OK : COSE_INVALID_ARGUMENT;
}

static int check(const cos_request_options_t *options, const cos_http_request_t *req, const cos_string_t *expires,
    int64_t *start, int64_t *end)
{
    if (options == NULL || options->pool == NULL || options->config == NULL || req == NULL
        || cos_is_null_string(&options->config->access_key_id)) {
        return COSE_INVALID_ARGUMENT;
    }
    return cosi_expiry(options->pool, expires, start, end);
}

int get_cos_request_signature(const cos_request_options_t *options, cos_http_request_t *req,
    const cos_string_t *expires, cos_string_t *signature)
{
    cosi_signature_t made;
    cosi_signed_t what = { 0 };
    int64_t end;
    char *text;
    int res;

    cos_str_null(signature);
    res = check(options, req, expires, &what.start, &end);
    if (res != COSE_OK) {
        return res;
    }
    what.method = req->method;
    what.path = cosi_join(options->pool, "/", req->resource != NULL ? req->resource : "", (char *)NULL);
    what.headers = req->headers;
    what.params = req->query_params;
    what.secret_key = &options->config->access_key_secret;
    what.expire = end - what.start;
    if (what.path == NULL || cosi_sign(options->pool, &what, &made) != COSE_OK
        || (text = cosi_authorization(options->pool, &options->config->access_key_id, &made)) == NULL) {
        return COSE_OUT_MEMORY;
    }
    cos_str_set(signature, text);
    return COSE_OK;
}

int cos_get_signed_url(const cos_request_options_t *options, cos_http_request_t *req, const cos_string_t *expires,
    cos_string_t *auth_url)
{
    int64_t start;
    int64_t end;
    int res;

    cos_str_null(auth_url);
    res = check(options, req, expires, &start, &end);
    if (res != COSE_OK) {
        return res;
    }
    if (req->proto == NULL || req->host == NULL || req->host[0] == '\0' || req->uri == NULL || req->resource == NULL) {
        return COSE_INVALID_ARGUMENT;
    }
    return cosi_presign(options, req, end - start, 1, req->headers, req->query_params, auth_url);
}
