/* The published generic requests. */
#include <unistd.h>

#include "server_call.h"
#include "test.h"

static cos_pool_t *pool;
static test_server_t *server;

static void start(void)
{
    cos_http_io_initialize(NULL, 0);
    apr_pool_create(&pool, NULL);
    server = test_server_start(NULL, NULL);
}

static void stop(void)
{
    test_server_stop(server);
    apr_pool_destroy(pool);
    cos_http_io_deinitialize();
}

/* Number of the next request the server will see. */
static int next_number(void)
{
    return test_server_request_count(server) + 1;
}

static void answer(const char *status, const char *headers, const char *body)
{
    test_reply_t reply;

    test_reply_init(&reply);
    test_reply_body(&reply, status, headers, body, strlen(body));
    test_server_push(server, &reply);
}

typedef struct object_request_s {
    cos_request_options_t *options;
    cos_http_request_t *req;
    cos_http_response_t *resp;
} object_request_t;

static object_request_t object_request(http_method_e method, const char *key, cos_table_t *params, cos_table_t *headers)
{
    object_request_t r;
    cos_string_t object = string_of(key);
    char *error = NULL;

    r.options = server_options(pool, server);
    CHECK_INT_EQ(COSE_OK, cos_init_object_request(r.options, &server_bucket, &object, method, &r.req, params, headers,
                                                  NULL, 0, &r.resp, &error));
    return r;
}

TEST(a_get_brings_status_headers_and_body)
{
    object_request_t r = object_request(HTTP_GET, "dir/a b+%.txt", NULL, NULL);
    int number = next_number();
    cos_list_t body;
    cos_status_t *s;

    answer("200 OK", "x-cos-request-id: REQ1\r\nETag: \"e\"\r\n", "hello");
    s = cos_process_request(r.options, r.req, r.resp, 0);
    CHECK_INT_EQ(200, s->code);
    CHECK_STR_EQ("REQ1", s->req_id);
    CHECK(s->error_code == NULL);
    CHECK_STR_EQ("\"e\"", apr_table_get(r.resp->headers, "etag"));
    cos_list_init(&body);
    cos_fill_read_response_body(r.resp, &body);
    CHECK_STR_EQ("hello", cos_buf_list_content(pool, &body));
    CHECK(test_request_starts(test_server_request(server, number), "GET /dir/a%20b%2B%25.txt HTTP/1.1"));
    CHECK(server_saw_header(server, number, "Host", test_server_authority(server)));
}

TEST(the_tables_of_the_caller_stay_as_they_are)
{
    cos_table_t *headers = apr_table_make(pool, 1);
    cos_table_t *params = apr_table_make(pool, 1);
    object_request_t r;

    apr_table_set(headers, "x-cos-acl", "private");
    apr_table_set(params, "versionId", "7");
    r = object_request(HTTP_PUT, "k", params, headers);
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cos_process_request(r.options, r.req, r.resp, 0)->code);
    CHECK_INT_EQ(1, apr_table_elts(headers)->nelts);
    CHECK_INT_EQ(1, apr_table_elts(params)->nelts);
    CHECK(r.req->headers == headers);
}

TEST(a_body_of_buffers_is_sent_and_left_to_the_caller)
{
    object_request_t r = object_request(HTTP_PUT, "k", NULL, NULL);
    int number = next_number();
    cos_list_t buffers;

    cos_list_init(&buffers);
    cos_list_add_tail(&cos_buf_pack(pool, "hello ", 6)->node, &buffers);
    cos_list_add_tail(&cos_buf_pack(pool, "world", 5)->node, &buffers);
    cos_write_request_body_from_buffer(pool, &buffers, r.req, NULL);
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cos_process_request(r.options, r.req, r.resp, 0)->code);
    CHECK_STR_EQ("hello world", test_server_request(server, number)->body);
    CHECK(server_saw_header(server, number, "Content-Length", "11"));
    CHECK_STR_EQ("hello world", cos_buf_list_content(pool, &buffers));
}

TEST(a_length_left_over_in_the_headers_does_not_win_over_the_body)
{
    cos_table_t *headers = apr_table_make(pool, 1);
    object_request_t r;
    cos_list_t buffers;
    int number = next_number();

    apr_table_set(headers, "Content-Length", "999");
    r = object_request(HTTP_PUT, "k", NULL, headers);
    cos_list_init(&buffers);
    cos_list_add_tail(&cos_buf_pack(pool, "abc", 3)->node, &buffers);
    cos_write_request_body_from_buffer(pool, &buffers, r.req, headers);
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cos_process_request(r.options, r.req, r.resp, 0)->code);
    CHECK(server_saw_header(server, number, "Content-Length", "3"));
    CHECK_STR_EQ("999", apr_table_get(headers, "Content-Length"));
}

static int three_bytes(cos_http_request_t *req, char *buffer, int len)
{
    int *left = req->user_data;

    (void)len;
    if (*left == 0) {
        return 0;
    }
    memcpy(buffer, "xyz", 3);
    *left -= 1;
    return 3;
}

TEST(a_body_may_come_from_a_function_of_the_program)
{
    object_request_t r = object_request(HTTP_PUT, "k", NULL, NULL);
    int number = next_number();
    int left = 3;

    r.req->type = BODY_IN_CALLBACK;
    r.req->read_body = three_bytes;
    r.req->user_data = &left;
    r.req->body_len = 9;
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cos_process_request(r.options, r.req, r.resp, 0)->code);
    CHECK_STR_EQ("xyzxyzxyz", test_server_request(server, number)->body);
}

static int no_more(cos_http_response_t *resp, const char *buffer, int len)
{
    (void)resp;
    (void)buffer;
    (void)len;
    return -1;
}

TEST(a_function_that_refuses_the_body_ends_the_call)
{
    object_request_t r = object_request(HTTP_GET, "k", NULL, NULL);
    cos_status_t *s;

    r.resp->type = BODY_IN_CALLBACK;
    r.resp->write_body = no_more;
    answer("200 OK", "", "hello");
    s = cos_process_request(r.options, r.req, r.resp, 0);
    CHECK_INT_EQ(COSE_WRITE_BODY_ERROR, s->code);
    CHECK_STR_EQ("HttpIoError", s->error_code);
}

TEST(an_error_document_becomes_the_status)
{
    object_request_t r = object_request(HTTP_GET, "k", NULL, NULL);
    cos_status_t *s;

    answer("404 Not Found", "x-cos-request-id: R2\r\n",
           "<Error><Code>NoSuchKey</Code><Message>not here</Message><RequestId>other</RequestId></Error>");
    s = cos_process_request(r.options, r.req, r.resp, 0);
    CHECK_INT_EQ(404, s->code);
    CHECK_STR_EQ("NoSuchKey", s->error_code);
    CHECK_STR_EQ("not here", s->error_msg);
    CHECK_STR_EQ("R2", s->req_id); /* the header's is the server's own */
}

TEST(without_a_header_the_request_id_is_the_error_documents)
{
    object_request_t r = object_request(HTTP_GET, "k", NULL, NULL);

    answer("404 Not Found", "", "<Error><Code>NoSuchKey</Code><RequestId>other</RequestId></Error>");
    CHECK_STR_EQ("other", cos_process_request(r.options, r.req, r.resp, 0)->req_id);
}

TEST(head_has_no_document_and_gets_its_words_from_the_status)
{
    object_request_t r = object_request(HTTP_HEAD, "k", NULL, NULL);
    cos_status_t *s;

    test_server_push_text(server, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nx-cos-request-id: R3\r\n\r\n");
    s = cos_process_request(r.options, r.req, r.resp, 0);
    CHECK_INT_EQ(404, s->code);
    CHECK_STR_EQ("NoSuchKey", s->error_code);
    CHECK_STR_EQ("R3", s->req_id);
    r = object_request(HTTP_HEAD, "k", NULL, NULL);
    test_server_push_text(server, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    CHECK_STR_EQ("AccessDenied", cos_process_request(r.options, r.req, r.resp, 0)->error_code);
}

TEST(an_error_in_a_200_is_found_by_the_checking_form_only)
{
    const char *body = "<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code><Message>m</Message></Error>";
    object_request_t r = object_request(HTTP_POST, "k", NULL, NULL);
    cos_status_t *s;

    answer("200 OK", "", body);
    CHECK_INT_EQ(200, cos_process_request(r.options, r.req, r.resp, 0)->code);
    r = object_request(HTTP_POST, "k", NULL, NULL);
    answer("200 OK", "", body);
    s = cos_process_request_check_body(r.options, r.req, r.resp, 0);
    CHECK_INT_EQ(COSE_SERVICE_ERROR, s->code);
    CHECK_STR_EQ("InternalError", s->error_code);
}

TEST(the_token_is_sent_and_signed)
{
    object_request_t r = object_request(HTTP_GET, "k", NULL, NULL);
    int number = next_number();
    char *authorization;

    cos_str_set(&r.options->config->sts_token, "tok/en");
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cos_process_request(r.options, r.req, r.resp, 0)->code);
    CHECK(server_saw_header(server, number, "x-cos-security-token", "tok/en"));
    authorization = test_request_header(test_server_request(server, number), "Authorization");
    CHECK(strstr(authorization, "q-header-list=host;x-cos-security-token&") != NULL);
    free(authorization);
}

TEST(a_signed_url_is_sent_as_it_is)
{
    cos_request_options_t *options = server_options(pool, server);
    cos_http_request_t *req;
    cos_http_response_t *resp;
    int number = next_number();
    char *text = apr_psprintf(pool, "http://%s/a%%2Fb?q-sign-algorithm=sha1&x=%%3B", test_server_authority(server));
    cos_string_t url = string_of(text);

    cos_init_signed_url_request(options, &url, HTTP_GET, &req, NULL, NULL, &resp);
    answer("200 OK", "", "ok");
    CHECK_INT_EQ(200, cos_process_signed_request(options, req, resp)->code);
    CHECK(test_request_starts(test_server_request(server, number), "GET /a%2Fb?q-sign-algorithm=sha1&x=%3B HTTP/1.1"));
    CHECK(server_saw_header(server, number, "Authorization", NULL));
}

TEST(a_line_break_in_a_header_is_refused_before_anything_is_sent)
{
    cos_table_t *headers = apr_table_make(pool, 1);
    object_request_t r;
    int before = test_server_request_count(server);
    cos_status_t *s;

    apr_table_set(headers, "x-cos-meta-a", "v\r\nx-cos-acl: public-read");
    r = object_request(HTTP_PUT, "k", NULL, headers);
    s = cos_process_request(r.options, r.req, r.resp, 0);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, s->code);
    CHECK_STR_EQ("ClientError", s->error_code);
    CHECK(s->req_id == NULL);
    CHECK_INT_EQ(before, test_server_request_count(server));
}

TEST(an_error_of_one_call_does_not_stay_in_the_controller)
{
    object_request_t r = object_request(HTTP_GET, "k", NULL, NULL);
    cos_string_t object = cos_string("k");
    test_reply_t reply;
    char *error;

    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", "", "cut", 3);
    reply.close_after = (int64_t)reply.size - 1;
    test_server_push(server, &reply);
    CHECK(cos_process_request(r.options, r.req, r.resp, 0)->code < 0);
    CHECK(cos_http_controller_get_reason(r.options->ctl) != NULL);
    cos_init_object_request(r.options, &server_bucket, &object, HTTP_GET, &r.req, NULL, NULL, NULL, 0, &r.resp, &error);
    answer("200 OK", "", "fine");
    CHECK_INT_EQ(200, cos_process_request(r.options, r.req, r.resp, 0)->code);
    CHECK(cos_http_controller_get_reason(r.options->ctl) == NULL);
}

TEST(the_proxy_of_the_configuration_is_used_for_the_call_alone)
{
    cos_request_options_t *options = call_options(pool, "http://files.example.invalid");
    cos_string_t object = cos_string("k");
    cos_http_request_t *req;
    cos_http_response_t *resp;
    int number = next_number();
    char *error;

    options->config->is_cname = 1;
    cos_str_set(&options->config->proxy_host, "127.0.0.1");
    options->config->proxy_port = test_server_port(server);
    cos_str_set(&options->config->proxy_user, "user");
    cos_str_set(&options->config->proxy_passwd, "word");
    cos_init_object_request(options, &server_bucket, &object, HTTP_GET, &req, NULL, NULL, NULL, 0, &resp, &error);
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cos_process_request(options, req, resp, 0)->code);
    CHECK(test_request_starts(test_server_request(server, number), "GET http://files.example.invalid/k HTTP/1.1"));
    CHECK(server_saw_header(server, number, "Proxy-Authorization", "Basic dXNlcjp3b3Jk"));
    CHECK(options->ctl->options->proxy_host == NULL);
}

TEST(a_call_before_initialize_is_refused)
{
    object_request_t r = object_request(HTTP_GET, "k", NULL, NULL);
    cos_status_t *s;

    apr_initialize();
    cos_http_io_deinitialize();
    s = cos_process_request(r.options, r.req, r.resp, 0);
    cos_http_io_initialize(NULL, 0);
    apr_terminate();
    CHECK_INT_EQ(COSE_FAILED_INITIALIZE, s->code);
}

TEST_MAIN(start, stop)
