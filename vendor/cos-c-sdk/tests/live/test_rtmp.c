/* Addresses to push streams to. */
#include "call_options.h"
#include "cos_auth.h"
#include "cos_sys_util.h"
#include "test.h"

#define END "4102444800" /* the year 2100 */

static cos_pool_t *pool;
static cos_request_options_t *options;
static cos_string_t bucket;
static cos_string_t channel;
static cos_string_t end;

static cos_http_request_t *request(void)
{
    cos_http_request_t *req = cos_http_request_create(pool);

    cos_get_rtmp_uri(options, &bucket, &channel, req);
    return req;
}

TEST(the_address_of_a_channel_is_rtmp)
{
    cos_http_request_t *req = request();

    CHECK_STR_EQ("rtmp://", req->proto);
    CHECK_STR_EQ("b-125.cos.r.myqcloud.com", req->host);
    CHECK_STR_EQ("live/ch 1", req->uri);
    CHECK_STR_EQ("b-125/ch 1", req->resource);
}

TEST(the_account_is_added_to_the_name_of_a_bucket)
{
    cos_http_request_t *req = cos_http_request_create(pool);
    cos_string_t shorter = string_of("b");

    cos_str_set(&options->config->appid, "125");
    cos_get_rtmp_uri(options, &shorter, &channel, req);
    CHECK_STR_EQ("b-125.cos.r.myqcloud.com", req->host);
    CHECK_STR_EQ("b-125/ch 1", req->resource);
    cos_str_null(&options->config->appid);
}

TEST(an_address_that_cannot_be_made_is_empty)
{
    cos_http_request_t *req = cos_http_request_create(pool);
    cos_string_t empty = cos_null_string;
    cos_string_t url;

    cos_get_rtmp_uri(options, &bucket, &empty, req);
    CHECK_STR_EQ("", req->proto);
    CHECK_STR_EQ("", req->host);
    CHECK_STR_EQ("", req->uri);
    CHECK_STR_EQ("", req->resource);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_rtmp_signed_url(options, req, &end, NULL, NULL, &url));
}

/* What a signature of `resource` and `query` must be, from the text of the string to sign. */
static char *signature_by_hand(const char *start, const char *resource, const char *query)
{
    char *hashed = apr_psprintf(pool, "%s\n%s\n", resource, query);
    char *key_time = apr_psprintf(pool, "%s;" END, start);
    unsigned char hex[41] = { 0 };
    unsigned char key[41] = { 0 };
    char *text;

    cos_get_sha1_hexdigest(hex, (const unsigned char *)hashed, (int)strlen(hashed));
    text = apr_psprintf(pool, "sha1\n%s\n%s\n", key_time, (char *)hex);
    cos_get_hmac_sha1_hexdigest(key, (const unsigned char *)options->config->access_key_secret.data,
                                options->config->access_key_secret.len, (unsigned char *)key_time, (int)strlen(key_time));
    cos_get_hmac_sha1_hexdigest(hex, key, 40, (unsigned char *)text, (int)strlen(text));
    return apr_pstrdup(pool, (char *)hex);
}

static char *between(const char *text, const char *before, const char *after)
{
    const char *from = strstr(text, before);
    const char *to = from == NULL ? NULL : strstr(from + strlen(before), after);

    CHECK(to != NULL);
    from += strlen(before);
    return apr_pstrmemdup(pool, from, (size_t)(to - from));
}

TEST(what_is_signed_is_the_time_and_the_digest_of_channel_and_parameters)
{
    cos_string_t resource = string_of("/b-125/ch 1");
    cos_table_t *params = cos_table_make(pool, 2);
    cos_string_t text;
    unsigned char hex[41] = { 0 };
    char *start;

    apr_table_set(params, "b", "2 3");
    apr_table_set(params, "A", "1");
    CHECK_INT_EQ(COSE_OK, cos_get_rtmp_string_to_sign(pool, &end, &resource, params, &text));
    start = between(text.data, "sha1\n", ";");
    cos_get_sha1_hexdigest(hex, (const unsigned char *)"/b-125/ch 1\nb=2%203&A=1\n", 24);
    CHECK_STR_EQ(apr_psprintf(pool, "sha1\n%s;" END "\n%s\n", start, (char *)hex), text.data);
    CHECK_INT_EQ(strlen(text.data), text.len);
    CHECK_INT_EQ(COSE_OK, cos_get_rtmp_string_to_sign(pool, &end, &resource, NULL, &text));
    cos_get_sha1_hexdigest(hex, (const unsigned char *)"/b-125/ch 1\n\n", 13);
    CHECK(strstr(text.data, (char *)hex) != NULL);
}

TEST(a_signature_comes_with_its_times)
{
    cos_http_request_t *req = request();
    cos_string_t signature;
    char *start;

    apr_table_set(req->query_params, "x", "1");
    CHECK_INT_EQ(COSE_OK, get_cos_rtmp_request_signature(options, req, &end, &signature));
    start = between(signature.data, "q-sign-time=", ";");
    CHECK_STR_EQ(apr_psprintf(pool, "q-sign-algorithm=sha1&q-ak=AKIDEXAMPLE0123456789&q-sign-time=%s;" END "&q-key-time=%s;" END
                              "&q-signature=%s", start, start, signature_by_hand(start, "/b-125/ch 1", "x=1")),
                 signature.data);
}

TEST(a_signed_address_has_all_parameters_and_changes_nothing)
{
    cos_http_request_t *req = request();
    cos_table_t *params = cos_table_make(pool, 1);
    cos_string_t list = string_of("p 1.m3u8");
    cos_string_t url;
    char *start;

    apr_table_set(req->query_params, "own", "1");
    apr_table_set(params, "more", "a/b");
    cos_str_set(&options->config->sts_token, "T/1");
    CHECK_INT_EQ(COSE_OK, cos_get_rtmp_signed_url(options, req, &end, &list, params, &url));
    start = between(url.data, "q-sign-time=", "%3B");
    CHECK_STR_EQ(apr_psprintf(pool, "rtmp://b-125.cos.r.myqcloud.com/live/ch%%201?own=1&more=a%%2Fb&playlistName=p%%201.m3u8"
                              "&x-cos-security-token=T%%2F1&q-sign-algorithm=sha1&q-ak=AKIDEXAMPLE0123456789&q-sign-time=%s%%3B" END
                              "&q-key-time=%s%%3B" END "&q-signature=%s", start, start,
                              signature_by_hand(start, "/b-125/ch 1",
                                                "own=1&more=a%2Fb&playlistName=p%201.m3u8&x-cos-security-token=T%2F1")),
                 url.data);
    CHECK_INT_EQ(1, cos_table_elts(req->query_params)->nelts);
    CHECK_INT_EQ(1, cos_table_elts(params)->nelts);
    cos_str_null(&options->config->sts_token);
}

TEST(an_address_without_parameters_has_only_the_signature)
{
    cos_string_t url;

    CHECK_INT_EQ(COSE_OK, cos_get_rtmp_signed_url(options, request(), &end, NULL, NULL, &url));
    CHECK(strncmp(url.data, "rtmp://b-125.cos.r.myqcloud.com/live/ch%201?q-sign-algorithm=sha1&", 66) == 0);
}

TEST(times_that_are_none_or_past_are_refused)
{
    static const char *const wrong[] = { "", "1", "-5", "12x", " 4102444800", "9999999999999999999" };
    cos_string_t resource = string_of("/b/c");
    cos_string_t out;
    size_t i;

    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        cos_string_t expires = string_of(wrong[i]);
        CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_rtmp_string_to_sign(pool, &expires, &resource, NULL, &out));
        CHECK_INT_EQ(COSE_INVALID_ARGUMENT, get_cos_rtmp_request_signature(options, request(), &expires, &out));
        CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_rtmp_signed_url(options, request(), &expires, NULL, NULL, &out));
        CHECK(out.data == NULL && out.len == 0);
    }
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_rtmp_string_to_sign(pool, NULL, &resource, NULL, &out));
}

TEST(without_credentials_nothing_is_signed)
{
    cos_string_t out;

    cos_str_null(&options->config->access_key_id);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, get_cos_rtmp_request_signature(options, request(), &end, &out));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_rtmp_signed_url(options, request(), &end, NULL, NULL, &out));
    cos_str_set(&options->config->access_key_id, "AKIDEXAMPLE0123456789");
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, get_cos_rtmp_request_signature(NULL, request(), &end, &out));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, get_cos_rtmp_request_signature(options, NULL, &end, &out));
}

static void start_all(void)
{
    cos_http_io_initialize(NULL, 0);
    apr_pool_create(&pool, NULL);
    options = call_options(pool, "cos.r.myqcloud.com");
    bucket = string_of("b-125");
    channel = string_of("ch 1");
    end = string_of(END);
}

static void stop_all(void)
{
    apr_pool_destroy(pool);
    cos_http_io_deinitialize();
}

TEST_MAIN(start_all, stop_all)
