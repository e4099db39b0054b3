/* Addresses to push a stream to. What is signed is the channel and the parameters of the URL, as they are
   sent; there are no headers and there is no method:

     sha1 \n <start;end> \n SHA1("/<bucket>/<channel>\n<parameters>\n") \n

   The key is made of the secret and the time as for every other request. */
#include <stdio.h>

#include "auth/expiry.h"
#include "base/encoding.h"
#include "base/memory.h"
#include "base/sha1.h"
#include "cos_auth.h"
#include "cos_sys_util.h"
#include "cos_utility.h"
#include "pipeline/validate.h"

enum { KEY_TIME_SIZE = 64 }; /* two numbers of 64 bits and a semicolon, with room */

static int set_uri(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *live_channel_id, cos_http_request_t *req)
{
    char *name;
    char *channel;

    if (cos_get_object_uri(options, bucket, live_channel_id, req, NULL) != COSE_OK) {
        return COSE_INVALID_ARGUMENT;
    }
    channel = req->uri;
    name = cosi_full_bucket(req->pool, options->config, bucket);
    req->uri = cosi_join(req->pool, COS_LIVE_CHANNEL, "/", channel, (char *)NULL);
    req->resource = name != NULL ? cosi_join(req->pool, name, "/", channel, (char *)NULL) : NULL;
    req->proto = (char *)(uintptr_t)COS_RTMP_PREFIX;
    return req->uri != NULL && req->resource != NULL ? COSE_OK : COSE_OUT_MEMORY;
}

void cos_get_rtmp_uri(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *live_channel_id, cos_http_request_t *req)
{
    if (set_uri(options, bucket, live_channel_id, req) != COSE_OK) {
        req->proto = (char *)(uintptr_t)"";
        req->host = (char *)(uintptr_t)"";
        req->uri = (char *)(uintptr_t)"";
        req->resource = (char *)(uintptr_t)"";
    }
}

/* The parameters as they stand in the URL, without the question mark. */
static int query_text(cos_pool_t *p, const cos_table_t *params, cos_string_t *query)
{
    if (cos_query_params_to_string(p, (cos_table_t *)(uintptr_t)params, query) != COSE_OK) {
        return COSE_OUT_MEMORY;
    }
    if (query->len > 0) {
        query->data++;
        query->len--;
    }
    return COSE_OK;
}

static int string_to_sign(cos_pool_t *p, const char *key_time, const cos_string_t *canon_res,
    const cos_table_t *params, cos_string_t *signstr)
{
    char hex[2 * COSI_SHA1_SIZE + 1];
    unsigned char digest[COSI_SHA1_SIZE];
    cosi_sha1_t sha1;
    cos_string_t query;
    char *text;

    if (query_text(p, params, &query) != COSE_OK) {
        return COSE_OUT_MEMORY;
    }
    cosi_sha1_start(&sha1);
    cosi_sha1_add(&sha1, canon_res->data, (size_t)canon_res->len);
    cosi_sha1_add(&sha1, "\n", 1);
    cosi_sha1_add(&sha1, query.data, (size_t)query.len);
    cosi_sha1_add(&sha1, "\n", 1);
    cosi_sha1_end(&sha1, digest);
    cosi_sha1_hex(digest, hex);
    text = cosi_join(p, "sha1\n", key_time, "\n", hex, "\n", (char *)NULL);
    if (text == NULL) {
        return COSE_OUT_MEMORY;
    }
    cos_str_set(signstr, text);
    return COSE_OK;
}

static int key_time_of(cos_pool_t *p, const cos_string_t *expires, char key_time[KEY_TIME_SIZE])
{
    int64_t start;
    int64_t end;
    int res = cosi_expiry(p, expires, &start, &end);

    if (res == COSE_OK) {
        snprintf(key_time, KEY_TIME_SIZE, "%lld;%lld", (long long)start, (long long)end);
    }
    return res;
}

int cos_get_rtmp_string_to_sign(cos_pool_t *p, const cos_string_t *expires, const cos_string_t *canon_res,
    const cos_table_t *params, cos_string_t *signstr)
{
    char key_time[KEY_TIME_SIZE];
    int res;

    cos_str_null(signstr);
    if (p == NULL || cos_is_null_string(canon_res)) {
        return COSE_INVALID_ARGUMENT;
    }
    res = key_time_of(p, expires, key_time);
    return res == COSE_OK ? string_to_sign(p, key_time, canon_res, params, signstr) : res;
}

static void hmac_hex(const void *key, size_t key_size, const char *text, char hex[2 * COSI_SHA1_SIZE + 1])
{
    unsigned char digest[COSI_SHA1_SIZE];

    cosi_hmac_sha1(key, key_size, text, strlen(text), digest);
    cosi_sha1_hex(digest, hex);
}

/* "q-sign-algorithm=sha1&q-ak=…"; with `encode` as items of a URL. */
static char *items(cos_pool_t *p, const cos_config_t *config, const char *key_time, const char *hex, int encode)
{
    char *id = cosi_string_text(p, &config->access_key_id);
    char *time = cosi_strdup(p, key_time);

    if (id != NULL && time != NULL && encode) {
        id = cosi_percent_encoded(p, id, 0);
        time = cosi_percent_encoded(p, time, 0);
    }
    if (id == NULL || time == NULL) {
        return NULL;
    }
    return cosi_join(p, "q-sign-algorithm=sha1&q-ak=", id, "&q-sign-time=", time, "&q-key-time=", time,
                     "&q-signature=", hex, (char *)NULL);
}

static int sign(const cos_request_options_t *options, const cos_http_request_t *req, const cos_table_t *params,
    const cos_string_t *expires, int encode, cos_string_t *signature)
{
    cos_pool_t *pool = options->pool;
    const cos_string_t *secret = &options->config->access_key_secret;
    char hex[2 * COSI_SHA1_SIZE + 1];
    char key_hex[2 * COSI_SHA1_SIZE + 1];
    char key_time[KEY_TIME_SIZE];
    cos_string_t resource;
    cos_string_t text;
    char *path;
    char *result;
    int res = key_time_of(pool, expires, key_time);

    if (res != COSE_OK) {
        return res;
    }
    path = cosi_join(pool, "/", req->resource, (char *)NULL);
    if (path == NULL) {
        return COSE_OUT_MEMORY;
    }
    cos_str_set(&resource, path);
    res = string_to_sign(pool, key_time, &resource, params, &text);
    if (res != COSE_OK) {
        return res;
    }
    hmac_hex(secret->data, secret->data != NULL && secret->len > 0 ? (size_t)secret->len : 0, key_time, key_hex);
    hmac_hex(key_hex, 2 * COSI_SHA1_SIZE, text.data, hex);
    result = items(pool, options->config, key_time, hex, encode);
    if (result == NULL) {
        return COSE_OUT_MEMORY;
    }
    cos_str_set(signature, result);
    return COSE_OK;
}

static int can_sign(const cos_request_options_t *options, const cos_http_request_t *req)
{
    return options != NULL && options->pool != NULL && options->config != NULL && req != NULL
        && req->resource != NULL && req->resource[0] != '\0' && !cos_is_null_string(&options->config->access_key_id);
}

int get_cos_rtmp_request_signature(const cos_request_options_t *options, cos_http_request_t *req,
    const cos_string_t *expires, cos_string_t *signature)
{
    cos_str_null(signature);
    return can_sign(options, req) ? sign(options, req, req->query_params, expires, 0, signature)
                                  : COSE_INVALID_ARGUMENT;
}

/* What stands in the URL before the signature: the request's parameters, the caller's, the name of the play
   list and the token. NULL when memory ran out. */
static cos_table_t *all_params(const cos_request_options_t *options, const cos_http_request_t *req,
    const cos_string_t *play_list_name, const cos_table_t *params)
{
    cos_pool_t *pool = options->pool;
    cos_table_t *all = cosi_table_make(pool, 8);
    char *name = cosi_string_text(pool, play_list_name);
    char *token = cosi_string_text(pool, &options->config->sts_token);

    if (all == NULL || name == NULL || token == NULL || cosi_table_add_all(all, req->query_params) != COSE_OK
        || cosi_table_add_all(all, params) != COSE_OK) {
        return NULL;
    }
    if ((*name != '\0' && cosi_table_set(all, COS_PLAY_LIST_NAME, name) != COSE_OK)
        || (*token != '\0' && cosi_table_set(all, COS_STS_SECURITY_TOKEN, token) != COSE_OK)) {
        return NULL;
    }
    return all;
}

int cos_get_rtmp_signed_url(const cos_request_options_t *options, cos_http_request_t *req, const cos_string_t *expires,
    const cos_string_t *play_list_name, cos_table_t *params, cos_string_t *signed_url)
{
    cos_table_t *all;
    cos_string_t signature;
    cos_string_t query;
    char *path;
    char *text;
    int res;

    cos_str_null(signed_url);
    if (!can_sign(options, req) || req->proto == NULL || req->host == NULL || req->uri == NULL) {
        return COSE_INVALID_ARGUMENT;
    }
    all = all_params(options, req, play_list_name, params);
    if (all == NULL) {
        return COSE_OUT_MEMORY;
    }
    res = sign(options, req, all, expires, 1, &signature);
    if (res != COSE_OK) {
        return res;
    }
    path = cosi_percent_encoded(options->pool, req->uri, 1);
    if (path == NULL || query_text(options->pool, all, &query) != COSE_OK) {
        return COSE_OUT_MEMORY;
    }
    text = cosi_join(options->pool, req->proto, req->host, "/", path, "?", query.data, query.len > 0 ? "&" : "",
                     signature.data, (char *)NULL);
    if (text == NULL) {
        return COSE_OUT_MEMORY;
    }
    cos_str_set(signed_url, text);
    return COSE_OK;
}
