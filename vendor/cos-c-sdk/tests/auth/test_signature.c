#include "auth/signature.h"
#include "call_options.h"
#include "cos_auth.h"
#include "cosx_context.h"
#include "failing_memory.h"
#include "test.h"

static cos_pool_t *pool;

static void start(void)
{
    cos_http_io_initialize(NULL, 0);
    apr_pool_create(&pool, NULL);
}

static void stop(void)
{
    apr_pool_destroy(pool);
    cos_http_io_deinitialize();
}

/* A request signed by another implementation, with the time held still. */
static cosi_signed_t example(cos_string_t *secret)
{
    cos_table_t *headers = apr_table_make(pool, 4);
    cos_table_t *params = apr_table_make(pool, 4);
    cosi_signed_t what = { HTTP_PUT, "/dir/\xe6\xb5\x8b\xe8\xaf\x95 a+b.txt", headers, params, secret, 1700000000, 3660 };

    cos_str_set(secret, "SECRETEXAMPLE0123456789");
    apr_table_set(headers, "x-cos-meta-Name", "v 1/\xc3\xa9");
    apr_table_set(headers, "Content-Type", "text/plain");
    apr_table_set(headers, "Host", "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com");
    apr_table_set(params, "uploadId", "abc/+=");
    apr_table_set(params, "partNumber", "1");
    return what;
}

TEST(the_worked_example_gets_its_signature)
{
    cos_string_t secret;
    cosi_signed_t what = example(&secret);
    cosi_signature_t signature;

    CHECK_INT_EQ(COSE_OK, cosi_sign(pool, &what, &signature));
    CHECK_STR_EQ("1700000000;1700003660", signature.key_time);
    CHECK_STR_EQ("partnumber=1&uploadid=abc%2F%2B%3D", signature.params.pairs);
    CHECK_STR_EQ("content-type=text%2Fplain&host=examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com"
                 "&x-cos-meta-name=v%201%2F%C3%A9",
                 signature.headers.pairs);
    CHECK_STR_EQ("1557777ef7fa2d679d77144c27239a6b552925bd", signature.hex);
}

TEST(authorization_lists_everything_that_was_signed)
{
    cos_string_t secret;
    cos_string_t id = cos_string("AKIDEXAMPLE0123456789");
    cosi_signed_t what = example(&secret);
    cosi_signature_t signature;

    CHECK_INT_EQ(COSE_OK, cosi_sign(pool, &what, &signature));
    CHECK_STR_EQ("q-sign-algorithm=sha1&q-ak=AKIDEXAMPLE0123456789&q-sign-time=1700000000;1700003660"
                 "&q-key-time=1700000000;1700003660&q-header-list=content-type;host;x-cos-meta-name"
                 "&q-url-param-list=partnumber;uploadid&q-signature=1557777ef7fa2d679d77144c27239a6b552925bd",
                 cosi_authorization(pool, &id, &signature));
}

TEST(names_are_sorted_as_they_are_written_not_as_they_were)
{
    cos_table_t *params = apr_table_make(pool, 4);
    cos_string_t text;

    apr_table_add(params, "ab", "1");
    apr_table_add(params, "a|", "2");
    apr_table_add(params, "B", "3");
    CHECK_INT_EQ(COSE_OK, cos_table_to_string(pool, params, &text, sign_content_query_params));
    CHECK_STR_EQ("a%7c=2&ab=1&b=3", text.data);
    CHECK_INT_EQ(COSE_OK, cos_table_key_to_string(pool, params, &text, sign_content_query_params));
    CHECK_STR_EQ("a%7c;ab;b", text.data);
}

TEST(only_headers_of_the_rule_with_a_value_are_signed)
{
    cos_table_t *headers = apr_table_make(pool, 8);
    cos_string_t text;

    apr_table_add(headers, "X-Cos-Acl", "private");
    apr_table_add(headers, "x-ci-thing", "1");
    apr_table_add(headers, "Range", " bytes=0-9 ");
    apr_table_add(headers, "x-cos-empty", "");
    apr_table_add(headers, "Date", "today");
    apr_table_add(headers, "User-Agent", "me");
    apr_table_add(headers, "Pic-Operations", "{}");
    CHECK_INT_EQ(COSE_OK, cos_table_to_string(pool, headers, &text, sign_content_header));
    CHECK_STR_EQ("pic-operations=%7B%7D&range=bytes%3D0-9&x-ci-thing=1&x-cos-acl=private", text.data);
}

TEST(parameters_without_a_value_are_signed_as_empty)
{
    cos_table_t *params = apr_table_make(pool, 2);
    cos_string_t text;

    apr_table_add(params, "acl", "");
    CHECK_INT_EQ(COSE_OK, cos_table_to_string(pool, params, &text, sign_content_query_params));
    CHECK_STR_EQ("acl=", text.data);
    CHECK_INT_EQ(COSE_OK, cos_table_to_string(pool, NULL, &text, sign_content_query_params));
    CHECK_STR_EQ("", text.data);
}

TEST(long_values_are_signed_whole)
{
    cos_table_t *headers = apr_table_make(pool, 2);
    char *token = apr_palloc(pool, 100001);
    cos_string_t text;

    memset(token, '/', 100000);
    token[100000] = '\0';
    apr_table_setn(headers, "x-cos-security-token", token);
    CHECK_INT_EQ(COSE_OK, cos_table_to_string(pool, headers, &text, sign_content_header));
    CHECK_INT_EQ(21 + 300000, text.len);
    CHECK_STR_EQ("%2F", text.data + text.len - 3);
}

static cos_http_request_t *request(void)
{
    cos_http_request_t *req = cos_http_request_create(pool);

    req->host = "b-125.cos.ap-guangzhou.myqcloud.com";
    req->resource = "a/b";
    return req;
}

TEST(signing_a_request_adds_date_host_and_authorization)
{
    cos_request_options_t *options = call_options(pool, "http://x");
    cos_http_request_t *req = request();

    CHECK_INT_EQ(COSE_OK, cos_sign_request(req, options->config));
    CHECK_STR_EQ(req->host, apr_table_get(req->headers, "Host"));
    CHECK(apr_table_get(req->headers, "Date") != NULL);
    CHECK(strstr(apr_table_get(req->headers, "Authorization"), "&q-header-list=host&q-url-param-list=&") != NULL);
}

TEST(a_host_of_the_user_is_the_one_that_is_signed)
{
    cos_request_options_t *options = call_options(pool, "http://x");
    cos_http_request_t *req = request();

    apr_table_set(req->headers, "Host", "my.own.domain");
    CHECK_INT_EQ(COSE_OK, cos_sign_request(req, options->config));
    CHECK_STR_EQ("my.own.domain", apr_table_get(req->headers, "Host"));
}

TEST(without_a_key_id_a_request_stays_anonymous)
{
    cos_request_options_t *options = call_options(pool, "http://x");
    cos_http_request_t *req = request();

    cos_str_null(&options->config->access_key_id);
    CHECK_INT_EQ(COSE_OK, cos_sign_request(req, options->config));
    CHECK(apr_table_get(req->headers, "Authorization") == NULL);
    CHECK(apr_table_get(req->headers, "Host") != NULL);
}

TEST(the_published_signer_gives_the_whole_authorization)
{
    cos_string_t id = cos_string("ID");
    cos_string_t key = cos_string("KEY");
    cos_string_t path = cos_string("/k");
    cos_string_t text;
    cos_table_t *headers = apr_table_make(pool, 1);

    CHECK_INT_EQ(COSE_OK, cos_get_string_to_sign(pool, HTTP_GET, &id, &key, &path, NULL, NULL, 300, &text));
    CHECK_MEM_EQ("q-sign-algorithm=sha1&q-ak=ID&q-sign-time=", text.data, 42);
    cos_sign_headers(pool, &text, &id, &key, headers);
    CHECK_STR_EQ(text.data, apr_table_get(headers, "Authorization"));
}

TEST(the_clock_offset_of_the_settings_is_added)
{
    cos_pool_t *call_pool;
    cosx_context_t context;
    cosx_settings_t settings;
    int64_t now = cosi_signing_time(pool);

    apr_pool_create(&call_pool, pool);
    cosx_context_init(&context);
    cosx_settings_init(&settings);
    settings.clock_offset_s = -86400;
    context.settings = &settings;
    CHECK_INT_EQ(COSE_OK, cosx_context_attach(call_pool, &context));
    CHECK(cosi_signing_time(call_pool) <= now - 86400 + 60);
    apr_pool_destroy(call_pool);
}

static int sign_example(void *data)
{
    cosi_signature_t signature;
    int res = cosi_sign(pool, data, &signature);

    return res == COSE_OUT_MEMORY || (res == COSE_OK && strcmp(signature.hex, "1557777ef7fa2d679d77144c27239a6b552925bd") == 0);
}

TEST(signing_survives_every_failing_allocation)
{
    cos_string_t secret;
    cosi_signed_t what = example(&secret);

    CHECK(failing_memory_each(sign_example, &what) >= 8);
}

TEST_MAIN(start, stop)
