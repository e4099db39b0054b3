/* Signatures of requests made by hand, and their URLs. */
#include "auth/signature.h"
#include "call_options.h"
#include "cos_auth.h"
#include "test.h"

#define END "4102444800" /* the year 2100 */

static cos_pool_t *pool;
static cos_request_options_t *options;
static cos_string_t end;

static cos_http_request_t *request(void)
{
    cos_string_t bucket = string_of("b-125");
    cos_string_t object = string_of("dir/a b");
    cos_http_request_t *req;
    cos_http_response_t *resp;

    CHECK_INT_EQ(COSE_OK, cos_init_object_request(options, &bucket, &object, HTTP_GET, &req, NULL, NULL, NULL, 0, &resp, NULL));
    apr_table_set(req->query_params, "versionId", "v/1");
    apr_table_set(req->headers, "Range", "bytes=0-1");
    apr_table_set(req->headers, "User-Agent", "not signed");
    return req;
}

static int64_t start_of(const char *text, const char *name)
{
    const char *at = strstr(text, name);

    CHECK(at != NULL);
    return cos_atoi64(at + strlen(name));
}

/* The signature as the one path of all requests makes it. */
static cosi_signature_t expected(cos_http_request_t *req, int64_t start, int with_host)
{
    cosi_signed_t what = { req->method, "/dir/a b", req->headers, req->query_params, &options->config->access_key_secret, start,
                           4102444800 - start };
    cosi_signature_t signature;

    if (with_host) {
        apr_table_set(req->headers, "Host", req->host);
    }
    CHECK_INT_EQ(COSE_OK, cosi_sign(pool, &what, &signature));
    return signature;
}

TEST(a_request_is_signed_as_it_is)
{
    cos_http_request_t *req = request();
    cos_string_t text;
    cosi_signature_t signature;

    CHECK_INT_EQ(COSE_OK, get_cos_request_signature(options, req, &end, &text));
    signature = expected(req, start_of(text.data, "q-sign-time="), 0);
    CHECK_STR_EQ(cosi_authorization(pool, &options->config->access_key_id, &signature), text.data);
    CHECK(strstr(text.data, ";" END "&") != NULL);
    CHECK(strstr(text.data, "&q-header-list=range&q-url-param-list=versionid&") != NULL);
    CHECK_INT_EQ(2, cos_table_elts(req->headers)->nelts);
}

TEST(the_url_of_a_request_carries_its_signature)
{
    cos_http_request_t *req = request();
    cos_string_t url;
    cosi_signature_t signature;

    CHECK_INT_EQ(COSE_OK, cos_get_signed_url(options, req, &end, &url));
    CHECK_INT_EQ(2, cos_table_elts(req->headers)->nelts);
    CHECK_INT_EQ(1, cos_table_elts(req->query_params)->nelts);
    signature = expected(req, start_of(url.data, "q-sign-time="), 1);
    CHECK(strncmp(url.data, "http://b-125.cos.r.myqcloud.com/dir/a%20b?versionId=v%2F1&q-sign-algorithm=sha1&", 80) == 0);
    CHECK(strstr(url.data, "&q-header-list=host%3Brange&") != NULL);
    CHECK(strstr(url.data, signature.hex) != NULL);
}

TEST(times_that_are_past_and_requests_that_lead_nowhere_are_refused)
{
    cos_http_request_t *req = request();
    cos_string_t past = string_of("1000000000");
    cos_string_t out;

    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, get_cos_request_signature(options, req, &past, &out));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_signed_url(options, req, &past, &out));
    CHECK(out.data == NULL);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, get_cos_request_signature(options, NULL, &end, &out));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_signed_url(NULL, req, &end, &out));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_signed_url(options, cos_http_request_create(pool), &end, &out));
    cos_str_null(&options->config->access_key_id);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, get_cos_request_signature(options, req, &end, &out));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_signed_url(options, req, &end, &out));
    cos_str_set(&options->config->access_key_id, "AKIDEXAMPLE0123456789");
}

static void start_all(void)
{
    cos_http_io_initialize(NULL, 0);
    apr_pool_create(&pool, NULL);
    options = call_options(pool, "cos.r.myqcloud.com");
    end = string_of(END);
}

static void stop_all(void)
{
    apr_pool_destroy(pool);
    cos_http_io_deinitialize();
}

TEST_MAIN(start_all, stop_all)
