#include "call_options.h"
#include "cos_api.h"
#include "failing_memory.h"
#include "test.h"

static cos_pool_t *pool;
static cos_request_options_t *options;
static const cos_string_t bucket = cos_string("b-125");

static void start(void)
{
    cos_http_io_initialize(NULL, 0);
    apr_pool_create(&pool, NULL);
    options = call_options(pool, "https://cos.ap-guangzhou.myqcloud.com");
}

static void stop(void)
{
    apr_pool_destroy(pool);
    cos_http_io_deinitialize();
}

static char *presigned(const char *key, cos_table_t *headers, cos_table_t *params, int sign_host)
{
    cos_string_t object = string_of(key);
    cos_string_t url;

    CHECK_INT_EQ(COSE_OK, cos_gen_presigned_url_safe(options, &bucket, &object, 600, HTTP_GET, headers, params, sign_host, &url));
    return url.data;
}

TEST(the_signature_is_in_the_query)
{
    char *url = presigned("a b/\xc3\xa9+.txt", NULL, NULL, 1);

    CHECK(strstr(url, "https://b-125.cos.ap-guangzhou.myqcloud.com/a%20b/%C3%A9%2B.txt?q-sign-algorithm=sha1"
                      "&q-ak=AKIDEXAMPLE0123456789&q-sign-time=") == url);
    CHECK(strstr(url, "&q-header-list=host&q-url-param-list=&q-signature=") != NULL);
    CHECK(strstr(url, "SECRET") == NULL);
}

TEST(parameters_and_headers_are_signed_and_parameters_are_in_the_url)
{
    cos_table_t *headers = apr_table_make(pool, 1);
    cos_table_t *params = apr_table_make(pool, 1);
    char *url;

    apr_table_set(headers, "x-cos-acl", "private");
    apr_table_set(params, "response-content-type", "text/html; charset=utf-8");
    url = presigned("k", headers, params, 1);
    CHECK(strstr(url, "/k?response-content-type=text%2Fhtml%3B%20charset%3Dutf-8&q-sign-algorithm") != NULL);
    CHECK(strstr(url, "&q-header-list=host%3Bx-cos-acl&q-url-param-list=response-content-type&") != NULL);
    CHECK_INT_EQ(1, apr_table_elts(headers)->nelts);
    CHECK_INT_EQ(1, apr_table_elts(params)->nelts);
}

TEST(the_token_travels_in_the_url_and_is_signed)
{
    char *url;

    cos_str_set(&options->config->sts_token, "to/ken");
    url = presigned("k", NULL, NULL, 1);
    cos_str_null(&options->config->sts_token);
    CHECK(strstr(url, "?x-cos-security-token=to%2Fken&") != NULL);
    CHECK(strstr(url, "&q-url-param-list=x-cos-security-token&") != NULL);
}

TEST(the_host_may_be_left_unsigned)
{
    CHECK(strstr(presigned("k", NULL, NULL, 0), "&q-header-list=&") != NULL);
}

TEST(a_url_of_any_length_is_made)
{
    char key[851];
    char *value = apr_palloc(pool, 20001);
    cos_table_t *params = apr_table_make(pool, 1);

    memset(key, 'k', 850);
    key[850] = '\0';
    memset(value, 'v', 20000);
    value[20000] = '\0';
    apr_table_setn(params, "x", value);
    CHECK(strlen(presigned(key, NULL, params, 1)) > 20850);
}

TEST(an_own_domain_keeps_every_slash_and_blank_of_the_key_in_its_place)
{
    char *url;

    options->config->is_cname = 1;
    cos_str_set(&options->config->endpoint, "http://files.example.com");
    url = presigned("a b/c?d", NULL, NULL, 1);
    options->config->is_cname = 0;
    cos_str_set(&options->config->endpoint, "https://cos.ap-guangzhou.myqcloud.com");
    CHECK(strstr(url, "http://files.example.com/a%20b/c%3Fd?q-sign") == url);
}

TEST(what_cannot_be_signed_is_refused)
{
    cos_string_t key = cos_string("k");
    cos_string_t none = cos_null_string;
    cos_string_t bad_bucket = cos_string("not.a.bucket");
    cos_string_t id = options->config->access_key_id;
    cos_string_t url = cos_string("old");

    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_gen_presigned_url(options, &bucket, &none, 600, HTTP_GET, &url));
    CHECK(url.data == NULL);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_gen_presigned_url(options, &bucket, &key, 0, HTTP_GET, &url));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_gen_presigned_url(options, &bad_bucket, &key, 600, HTTP_GET, &url));
    cos_str_null(&options->config->access_key_id);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_gen_presigned_url(options, &bucket, &key, 600, HTTP_GET, &url));
    options->config->access_key_id = id;
}

TEST(a_plain_object_url_has_no_query)
{
    cos_string_t key = cos_string("/a//b");
    cos_string_t none = cos_null_string;

    CHECK_STR_EQ("https://b-125.cos.ap-guangzhou.myqcloud.com//a//b", cos_gen_object_url(options, &bucket, &key));
    CHECK_STR_EQ("", cos_gen_object_url(options, &bucket, &none));
}

static int presign_once(void *data)
{
    cos_string_t key = cos_string("k");
    cos_string_t url;
    int res = cos_gen_presigned_url(options, &bucket, &key, 600, HTTP_GET, &url);

    (void)data;
    return (res == COSE_OUT_MEMORY && url.data == NULL) || (res == COSE_OK && url.data != NULL);
}

TEST(presigning_survives_every_failing_allocation)
{
    CHECK(failing_memory_each(presign_once, NULL) > 20);
}

TEST_MAIN(start, stop)
