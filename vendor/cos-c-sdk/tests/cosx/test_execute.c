/* Generic requests: addresses, keys, headers, checksums, presigned URLs. */
#include "call.h"
#include "cos_auth.h"
#include "test.h"

static test_server_t *server;
static call_t call;

static void echo(void *data, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    test_reply_body(reply, "200 OK", "", request->body, request->body_size);
}

static void begin(void)
{
    server = test_server_start(echo, NULL);
    call_open(&call, "http", test_server_authority(server));
}

static void end(void)
{
    call_close(&call);
    cosx_transport_shutdown();
    test_server_stop(server);
}

static void check_header(int number, const char *name, const char *expected)
{
    char *value = test_request_header(test_server_request(server, number), name);
    CHECK(value != NULL);
    CHECK_STR_EQ(expected, value);
    free(value);
}

static void check_target(int number, const char *target)
{
    char line[1024];
    (void)snprintf(line, sizeof(line), "%s %s HTTP/1.1\r\n", call.request.method, target);
    CHECK(test_request_starts(test_server_request(server, number), line));
}

TEST(path_style_puts_the_bucket_into_the_path)
{
    begin();
    CHECK_INT_EQ(200, call_execute(&call));
    check_target(1, "/b-125/k");
    check_header(1, "Host", test_server_authority(server));
    call.request.key = NULL;
    call_param(&call, "max-keys", "5");
    call_param(&call, "delimiter", "/");
    call_param(&call, "versions", NULL);
    CHECK_INT_EQ(200, call_execute(&call));
    check_target(2, "/b-125/?max-keys=5&delimiter=%2F&versions");
    end();
}

TEST(virtual_host_puts_the_bucket_into_the_host)
{
    char host[64];
    begin();
    (void)snprintf(call.endpoint, sizeof(call.endpoint), "http://cos.test");
    call.settings.address = COSX_ADDRESS_VIRTUAL_HOST;
    call.settings.route_ip = "127.0.0.1";
    call.settings.route_port = test_server_port(server);
    CHECK_INT_EQ(200, call_execute(&call));
    check_target(1, "/k");
    (void)snprintf(host, sizeof(host), "b-125.cos.test");
    check_header(1, "Host", host);
    end();
}

TEST(a_domain_of_its_own_is_the_host)
{
    begin();
    (void)snprintf(call.endpoint, sizeof(call.endpoint), "http://files.test");
    call.settings.address = COSX_ADDRESS_CNAME;
    call.settings.route_ip = "127.0.0.1";
    call.settings.route_port = test_server_port(server);
    CHECK_INT_EQ(200, call_execute(&call));
    check_target(1, "/k");
    check_header(1, "Host", "files.test");
    end();
}

TEST(the_bucket_list_is_asked_at_the_service_endpoint)
{
    begin();
    call.settings.service_endpoint = "http://service.test";
    call.settings.route_ip = "127.0.0.1";
    call.settings.route_port = test_server_port(server);
    call.request.bucket = NULL;
    call.request.key = NULL;
    CHECK_INT_EQ(200, call_execute(&call));
    check_target(1, "/");
    check_header(1, "Host", "service.test");
    end();
}

TEST(a_proxy_is_used_only_when_the_settings_say_so)
{
    char proxy[64];
    begin();
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    CHECK_INT_EQ(200, call_execute(&call));
    unsetenv("http_proxy");
    (void)snprintf(proxy, sizeof(proxy), "http://%s", test_server_authority(server));
    (void)snprintf(call.endpoint, sizeof(call.endpoint), "http://cos.test");
    call.options = NULL;
    call.settings.proxy = proxy;
    call.settings.proxy_auth = "me:secret";
    CHECK_INT_EQ(200, call_execute(&call));
    check_target(2, "http://cos.test/b-125/k");
    check_header(2, "Proxy-Authorization", "Basic bWU6c2VjcmV0");
    end();
}

TEST(keys_of_any_kind_arrive_as_they_are)
{
    static const struct {
        const char *key;
        const char *path;
    } keys[] = {
        {"/leading", "/leading"},
        {"a/../../b", "a/../../b"},
        {"./x//y/.", "./x//y/."},
        {"a+b c%20d", "a%2Bb%20c%2520d"},
        {"?q#f&=;:@,$!*'()", "%3Fq%23f%26%3D%3B%3A%40%2C%24%21%2A%27%28%29"},
        {"\xE6\xB5\x8B/\xF0\x9F\x98\x80", "%E6%B5%8B/%F0%9F%98%80"},
        {"\x01\x7f\\\"", "%01%7F%5C%22"},
        {"~-_.", "~-_."},
    };
    size_t i;
    begin();
    for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        char target[256];
        call.request.key = keys[i].key;
        CHECK_INT_EQ(200, call_execute(&call));
        (void)snprintf(target, sizeof(target), "/b-125/%s", keys[i].path);
        check_target((int)i + 1, target);
    }
    end();
}

TEST(a_key_of_850_bytes_and_a_token_of_4000_arrive)
{
    char *key = malloc(851);
    char *token = malloc(4001);
    begin();
    memset(key, 'k', 850);
    key[850] = '\0';
    memset(token, 't', 4000);
    token[4000] = '\0';
    call.request.key = key;
    call.settings.secret_id = "AKID";
    call.settings.secret_key = "KEY";
    call.settings.token = token;
    CHECK_INT_EQ(200, call_execute(&call));
    check_header(1, "x-cos-security-token", token);
    CHECK(strstr(test_server_request(server, 1)->head, key) != NULL);
    end();
    free(token);
    free(key);
}

static void check_refused(const char *text)
{
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, call_execute(&call));
    CHECK(call.response.status != NULL);
    CHECK(strstr(call.response.status->error_msg, text) != NULL);
    CHECK_STR_EQ("ClientError", call.response.status->error_code);
    CHECK_STR_EQ(call.response.status->error_msg, call.context.error);
    CHECK(call.response.headers == NULL);
    CHECK_STR_EQ("", call.response.body);
    CHECK_INT_EQ(0, test_server_request_count(server));
}

TEST(an_empty_key_is_refused)
{
    begin();
    call.request.key = "";
    check_refused("the object key is empty");
    end();
}

TEST(a_key_that_is_not_utf_8_is_refused)
{
    begin();
    call.request.key = "\xFF\xFE";
    check_refused("not valid UTF-8");
    end();
}

TEST(an_empty_bucket_is_refused)
{
    begin();
    call.request.bucket = "";
    check_refused("the bucket name is empty");
    end();
}

TEST(a_method_that_cannot_be_sent_is_refused)
{
    begin();
    call.request.method = "BREW";
    check_refused("BREW");
    end();
}

TEST(line_breaks_in_header_values_are_refused_with_the_headers_name)
{
    begin();
    call_header(&call, "x-cos-meta-a", "1\r\nx-evil: 2");
    check_refused("x-cos-meta-a");
    call.request.header_count = 0;
    call_header(&call, "x-cos-meta-b", "1\n2");
    check_refused("x-cos-meta-b");
    end();
}

TEST(names_that_are_no_header_names_are_refused)
{
    begin();
    call_header(&call, "x cos", "1");
    check_refused("x cos");
    call.request.header_count = 0;
    call_header(&call, "x-a:\r\nx-evil", "1");
    check_refused("not a header name");
    call.request.header_count = 0;
    call_header(&call, "", "1");
    check_refused("not a header name");
    end();
}

TEST(headers_are_sent_as_given)
{
    begin();
    call_header(&call, "x-cos-meta-name", "v 1/\xC3\xA9");
    call_header(&call, "x-cos-meta-empty", "");
    call.settings.user_agent = "pycos/1";
    CHECK_INT_EQ(200, call_execute(&call));
    check_header(1, "x-cos-meta-name", "v 1/\xC3\xA9");
    check_header(1, "x-cos-meta-empty", "");
    check_header(1, "User-Agent", "cos-sdk-c/5.0.24(Compatible tests) pycos/1");
    end();
}

TEST(without_credentials_nothing_is_signed)
{
    begin();
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK(test_request_header(test_server_request(server, 1), "Authorization") == NULL);
    end();
}

/* Signs what arrived once more and compares. */
TEST(what_is_sent_is_what_is_signed)
{
    char *authorization;
    char *date;
    begin();
    call.settings.secret_id = "AKIDEXAMPLE";
    call.settings.secret_key = "SECRET";
    call.request.key = "a/../b +\xE6\xB5\x8B";
    call_param(&call, "Version Id", "1/2");
    call_header(&call, "x-cos-meta-a", "b c");
    CHECK_INT_EQ(200, call_execute(&call));
    authorization = test_request_header(test_server_request(server, 1), "Authorization");
    date = test_request_header(test_server_request(server, 1), "Date");
    CHECK(authorization != NULL);
    CHECK(date != NULL);
    {
        cos_table_t *headers = apr_table_make(call.pool, 4);
        cos_table_t *params = apr_table_make(call.pool, 4);
        cos_string_t id = cos_string("AKIDEXAMPLE");
        cos_string_t key = cos_string("SECRET");
        cos_string_t path = cos_string("/b-125/a/../b +\xE6\xB5\x8B");
        cos_string_t signature;
        apr_table_set(headers, "Host", test_server_authority(server));
        apr_table_set(headers, "x-cos-meta-a", "b c");
        apr_table_set(params, "Version Id", "1/2");
        CHECK_INT_EQ(COSE_OK, cos_get_string_to_sign(call.pool, HTTP_GET, &id, &key, &path, headers, params, 300, &signature));
        /* both within the same second, or once more */
        if (strcmp(signature.data, authorization) != 0) {
            free(authorization);
            CHECK_INT_EQ(200, call_execute(&call));
            authorization = test_request_header(test_server_request(server, 2), "Authorization");
            CHECK_INT_EQ(COSE_OK, cos_get_string_to_sign(call.pool, HTTP_GET, &id, &key, &path, headers, params, 300, &signature));
        }
        CHECK_STR_EQ(signature.data, authorization);
    }
    free(authorization);
    free(date);
    end();
}

static void push(const char *headers, const char *body)
{
    test_reply_t reply;
    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", headers, body, strlen(body));
    test_server_push(server, &reply);
}

#define RIGHT_CRC "x-cos-hash-crc64ecma: 11051210869376104954\r\n" /* of 123456789 */
#define WRONG_CRC "x-cos-hash-crc64ecma: 11051210869376104955\r\n"

TEST(a_downloaded_body_is_compared_with_the_servers_checksum)
{
    begin();
    push(RIGHT_CRC, "123456789");
    CHECK_INT_EQ(200, call_execute(&call));
    call_param(&call, "versionId", "v");
    call_param(&call, "response-content-type", "text/plain");
    push(WRONG_CRC, "123456789");
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR, call_execute(&call));
    CHECK_STR_EQ("InconsistentError", call.response.status->error_code);
    CHECK(strstr(call.response.status->error_msg, "11051210869376104954") != NULL);
    CHECK(strstr(call.response.status->error_msg, "11051210869376104955") != NULL);
    end();
}

TEST(an_uploaded_body_is_compared_with_the_servers_checksum)
{
    begin();
    call_put_memory(&call, "123456789", 9);
    push(RIGHT_CRC, "");
    CHECK_INT_EQ(200, call_execute(&call));
    push(WRONG_CRC, "");
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR, call_execute(&call));
    call_param(&call, "partNumber", "1");
    call_param(&call, "uploadId", "u");
    push(WRONG_CRC, "");
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR, call_execute(&call));
    end();
}

TEST(an_append_continues_from_the_checksum_of_what_is_there)
{
    begin();
    call_put_memory(&call, "56789", 5);
    call.request.method = "POST";
    call.context.initial_crc = cosx_crc64(0, "1234", 4);
    call_param(&call, "append", NULL);
    call_param(&call, "position", "4");
    push(RIGHT_CRC, "");
    CHECK_INT_EQ(200, call_execute(&call));
    check_target(1, "/b-125/k?append&position=4");
    push(WRONG_CRC, "");
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR, call_execute(&call));
    end();
}

TEST(checksums_of_something_else_are_not_compared)
{
    begin();
    /* switched off */
    call.context.check_crc = 0;
    push(WRONG_CRC, "123456789");
    CHECK_INT_EQ(200, call_execute(&call));
    call.context.check_crc = 1;
    /* a range */
    call_header(&call, "range", "bytes=0-8");
    push(WRONG_CRC, "123456789");
    CHECK_INT_EQ(200, call_execute(&call));
    call.request.header_count = 0;
    /* a processed picture */
    call_param(&call, "imageMogr2/thumbnail/50x", NULL);
    push(WRONG_CRC, "123456789");
    CHECK_INT_EQ(200, call_execute(&call));
    call.request.param_count = 0;
    /* a sub-resource */
    call_param(&call, "tagging", NULL);
    push(WRONG_CRC, "<Tagging/>");
    CHECK_INT_EQ(200, call_execute(&call));
    call.request.param_count = 0;
    /* a copy */
    call.request.method = "PUT";
    call_header(&call, "x-cos-copy-source", "b/k");
    push(WRONG_CRC, "<CopyObjectResult/>");
    CHECK_INT_EQ(200, call_execute(&call));
    call.request.header_count = 0;
    /* head */
    call.request.method = "HEAD";
    push(WRONG_CRC, "");
    CHECK_INT_EQ(200, call_execute(&call));
    end();
}

TEST(an_error_document_in_a_200_is_recognised)
{
    static const char document[] = "<?xml version='1.0'?>\n<Error><Code>InternalError</Code><Message>a &amp; b</Message>"
                                   "<Resource/><RequestId>RID</RequestId></Error>";
    static const char result[] = "<CompleteMultipartUploadResult><Error/></CompleteMultipartUploadResult>";
    cos_status_t status;
    begin();
    memset(&status, 0, sizeof(status));
    CHECK_INT_EQ(1, cosx_body_is_error(call.pool, document, strlen(document), &status));
    CHECK_STR_EQ("InternalError", status.error_code);
    CHECK_STR_EQ("a & b", status.error_msg);
    CHECK_STR_EQ("RID", status.req_id);
    status.req_id = (char *)(uintptr_t)"of the header";
    CHECK_INT_EQ(1, cosx_body_is_error(call.pool, document, strlen(document) - 4, &status));
    CHECK_STR_EQ("of the header", status.req_id);
    CHECK_INT_EQ(0, cosx_body_is_error(call.pool, result, strlen(result), &status));
    CHECK_INT_EQ(0, cosx_body_is_error(call.pool, "", 0, &status));
    CHECK_INT_EQ(0, cosx_body_is_error(call.pool, "Error", 5, &status));
    end();
}

static void presign_settings(void)
{
    call.settings.secret_id = "AKID";
    call.settings.secret_key = "SECRET";
}

TEST(a_presigned_url_carries_its_signature_and_token)
{
    const char *error = NULL;
    const char *url;
    char start[256];
    begin();
    presign_settings();
    call.settings.token = "to/ken";
    call.request.method = "PUT";
    call.request.key = "a b/\xE6\xB5\x8B";
    call_param(&call, "versionId", "v1");
    call_header(&call, "Content-Type", "text/plain");
    url = cosx_presign(call_options(&call), &call.request, 600, 1, &error);
    CHECK(url != NULL);
    (void)snprintf(start, sizeof(start), "http://%s/b-125/a%%20b/%%E6%%B5%%8B?versionId=v1&x-cos-security-token=to%%2Fken&q-sign-algorithm=sha1&q-ak=AKID&",
                   test_server_authority(server));
    CHECK(strncmp(start, url, strlen(start)) == 0);
    CHECK(strstr(url, "&q-header-list=content-type%3Bhost&") != NULL);
    CHECK(strstr(url, "&q-url-param-list=versionid%3Bx-cos-security-token&") != NULL);
    CHECK(strstr(url, "&q-signature=") != NULL);
    CHECK(strstr(url, "SECRET") == NULL);
    end();
}

TEST(the_host_of_a_presigned_url_need_not_be_signed)
{
    const char *error = NULL;
    const char *url;
    begin();
    presign_settings();
    url = cosx_presign(call_options(&call), &call.request, 600, 0, &error);
    CHECK(url != NULL);
    CHECK(strstr(url, "&q-header-list=&") != NULL);
    end();
}

TEST(what_cannot_be_presigned_says_why)
{
    const char *error = NULL;
    begin();
    CHECK(cosx_presign(call_options(&call), &call.request, 600, 1, &error) == NULL);
    CHECK_STR_EQ("a presigned URL needs credentials", error);
    call.options = NULL;
    presign_settings();
    CHECK(cosx_presign(call_options(&call), &call.request, 0, 1, &error) == NULL);
    CHECK_STR_EQ("a presigned URL must be valid for at least a second", error);
    call.request.key = "";
    CHECK(cosx_presign(call_options(&call), &call.request, 1, 1, &error) == NULL);
    CHECK_STR_EQ("the object key is empty", error);
    end();
}

TEST(a_call_without_a_context_gets_one)
{
    cos_pool_t *pool;
    cos_request_options_t *options;
    begin();
    CHECK_INT_EQ(APR_SUCCESS, apr_pool_create(&pool, NULL));
    (void)snprintf(call.endpoint, sizeof(call.endpoint), "http://localhost");
    call.settings.address = COSX_ADDRESS_VIRTUAL_HOST;
    call.settings.route_ip = "127.0.0.1";
    call.settings.route_port = test_server_port(server);
    options = cosx_options_create(pool, &call.settings);
    CHECK(options != NULL);
    push(RIGHT_CRC, "123456789");
    CHECK_INT_EQ(200, cosx_execute(options, &call.request, &call.response));
    CHECK_STR_EQ("123456789", call.response.body);
    check_target(1, "/k");
    apr_pool_destroy(pool);
    end();
}

TEST_MAIN(library_start, library_stop)
