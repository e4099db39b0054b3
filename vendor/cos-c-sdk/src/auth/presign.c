/* URLs that carry their signature, as items of the query: "?q-sign-algorithm=sha1&q-ak=…". The
   older form sign=<authorization> is not made: it leaves the token of temporary credentials out,
   and then the server refuses it. */
#include "auth/presign.h"
#include "auth/signature.h"
#include "base/encoding.h"
#include "base/memory.h"
#include "cos_api.h"
#include "cos_utility.h"

/* Signed together with the rest, so that nobody can take it away from the URL. */
static int add_token(const cos_config_t *config, cos_pool_t *pool, cos_table_t *params)
{
    char *token;

    if (cos_is_null_string(&config->sts_token)) {
        return COSE_OK;
    }
    token = cosi_string_text(pool, &config->sts_token);
    return token != NULL ? cosi_table_set(params, COS_STS_SECURITY_TOKEN, token) : COSE_OUT_MEMORY;
}

/* "q-sign-algorithm=sha1&q-ak=…", every value encoded; NULL when memory ran out. */
static char *signature_items(cos_pool_t *pool, const cos_config_t *config, const cosi_signature_t *signature)
{
    char *plain_id = cosi_string_text(pool, &config->access_key_id);
    char *id = plain_id != NULL ? cosi_percent_encoded(pool, plain_id, 0) : NULL;
    char *time = cosi_percent_encoded(pool, signature->key_time, 0);
    char *headers = cosi_percent_encoded(pool, signature->headers.names, 0);
    char *params = cosi_percent_encoded(pool, signature->params.names, 0);

    if (id == NULL || time == NULL || headers == NULL || params == NULL) {
        return NULL;
    }
    return cosi_join(pool, "q-sign-algorithm=sha1&q-ak=", id, "&q-sign-time=", time, "&q-key-time=", time,
                     "&q-header-list=", headers, "&q-url-param-list=", params, "&q-signature=", signature->hex,
                     (char *)NULL);
}

/* `more` goes behind the parameters; "" for nothing. */
static int join_url(cos_pool_t *pool, const cos_http_request_t *req, cos_table_t *params, const char *more,
    cos_string_t *url)
{
    char *path = cosi_percent_encoded(pool, req->uri, 1);
    const char *mark = "";
    cos_string_t query;
    char *text;

    if (path == NULL || cos_query_params_to_string(pool, params, &query) != COSE_OK) {
        return COSE_OUT_MEMORY;
    }
    if (*more != '\0') {
        mark = query.len > 0 ? "&" : "?";
    }
    text = cosi_join(pool, req->proto, req->host, "/", path, query.data, mark, more, (char *)NULL);
    if (text == NULL) {
        return COSE_OUT_MEMORY;
    }
    cos_str_set(url, text);
    return COSE_OK;
}

int cosi_presign(const cos_request_options_t *options, const cos_http_request_t *req, int64_t expire, int sign_host,
    const cos_table_t *headers, const cos_table_t *user_params, cos_string_t *url)
{
    cos_pool_t *pool = options->pool;
    cos_table_t *params = cosi_table_make(pool, 16);
    cos_table_t *signed_headers = cosi_table_make(pool, 8);
    cosi_signature_t signature;
    cosi_signed_t what = { .method = req->method, .headers = signed_headers, .params = params, .expire = expire };
    char *items;
    int res;

    if (params == NULL || signed_headers == NULL) {
        return COSE_OUT_MEMORY;
    }
    if ((res = cosi_table_add_all(params, user_params)) != COSE_OK
        || (res = cosi_table_add_all(signed_headers, headers)) != COSE_OK
        || (res = add_token(options->config, pool, params)) != COSE_OK) {
        return res;
    }
    if (!sign_host) {
        apr_table_unset(signed_headers, COS_HOST);
    } else if (apr_table_get(signed_headers, COS_HOST) == NULL
               && (res = cosi_table_set(signed_headers, COS_HOST, req->host)) != COSE_OK) {
        return res;
    }
    what.path = cosi_join(pool, "/", req->resource, (char *)NULL);
    what.secret_key = &options->config->access_key_secret;
    what.start = cosi_signing_time(pool);
    if (what.path == NULL || cosi_sign(pool, &what, &signature) != COSE_OK) {
        return COSE_OUT_MEMORY;
    }
    items = signature_items(pool, options->config, &signature);
    return items != NULL ? join_url(pool, req, params, items, url) : COSE_OUT_MEMORY;
}

int cos_gen_presigned_url(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const int64_t expire, http_method_e method, cos_string_t *presigned_url)
{
    return cos_gen_presigned_url_safe(options, bucket, object, expire, method, NULL, NULL, COS_TRUE, presigned_url);
}

/* The URL is in options->pool; who uses it must send exactly `headers`. A key that is empty,
   credentials that are missing or an `expire` (seconds) below 1 are COSE_INVALID_ARGUMENT. */
int cos_gen_presigned_url_safe(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const int64_t expire, http_method_e method, cos_table_t *headers,
    cos_table_t *params, int sign_host, cos_string_t *presigned_url)
{
    cos_http_request_t *req;
    char *error = NULL;
    int res;

    cos_str_null(presigned_url);
    if (expire < 1 || cos_is_null_string(object) || cos_is_null_string(&options->config->access_key_id)) {
        return COSE_INVALID_ARGUMENT;
    }
    req = cos_http_request_create(options->pool);
    if (req == NULL) {
        return COSE_OUT_MEMORY;
    }
    req->method = method;
    res = cos_get_object_uri(options, bucket, object, req, &error);
    return res == COSE_OK ? cosi_presign(options, req, expire, sign_host, headers, params, presigned_url) : res;
}

/* Without a signature; "" when the arguments do not make a URL. */
const char *cos_gen_object_url(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object)
{
    cos_http_request_t *req = cos_http_request_create(options->pool);
    cos_string_t url = cos_null_string;
    char *error = NULL;

    if (req == NULL || cos_get_object_uri(options, bucket, object, req, &error) != COSE_OK
        || join_url(options->pool, req, NULL, "", &url) != COSE_OK) {
        return "";
    }
    return url.data;
}
