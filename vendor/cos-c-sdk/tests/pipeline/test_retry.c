/* Retries: the body starts again, the answer is that of the last attempt. */
#include <unistd.h>

#include "cosx_cancel.h"
#include "cosx_context.h"
#include "server_call.h"
#include "test.h"

static cos_pool_t *pool;
static test_server_t *server;
static int first_number; /* number of the next request */

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

static void answer(const char *status, const char *headers, const char *body)
{
    test_reply_t reply;

    test_reply_init(&reply);
    test_reply_body(&reply, status, headers, body, strlen(body));
    test_server_push(server, &reply);
}

static cos_request_options_t *retrying(int times)
{
    cos_request_options_t *options = server_options(pool, server);

    options->config->retry_times = times;
    first_number = test_server_request_count(server) + 1;
    return options;
}

static cosi_call_t call_of(cos_request_options_t *options, http_method_e method, const char *key)
{
    cos_string_t *object = apr_palloc(pool, sizeof(*object));
    cosi_call_t call;

    *object = string_of(key);
    cosi_call_init(&call, options, method, &server_bucket, object);
    return call;
}

TEST(a_503_is_tried_again_with_the_whole_body)
{
    cosi_call_t call = call_of(retrying(3), HTTP_PUT, "k");
    cos_list_t buffers;

    cos_list_init(&buffers);
    cos_list_add_tail(&cos_buf_pack(pool, "first ", 6)->node, &buffers);
    cos_list_add_tail(&cos_buf_pack(pool, "second", 6)->node, &buffers);
    call.source.kind = COSI_SOURCE_BUFFERS;
    call.source.buffers = &buffers;
    answer("503 Slow Down", "", "<Error><Code>SlowDown</Code></Error>");
    answer("503 Slow Down", "", "<Error><Code>SlowDown</Code></Error>");
    answer("200 OK", "x-cos-request-id: last\r\n", "");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK_INT_EQ(3, call.attempts);
    CHECK_STR_EQ("first second", test_server_request(server, first_number)->body);
    CHECK_STR_EQ("first second", test_server_request(server, first_number + 1)->body);
    CHECK_STR_EQ("first second", test_server_request(server, first_number + 2)->body);
    CHECK(server_saw_header(server, first_number, "x-cos-sdk-retry", NULL));
    CHECK(server_saw_header(server, first_number + 1, "x-cos-sdk-retry", "true"));
    CHECK_INT_EQ(2, call.options->ctl->retry_count);
}

TEST(a_connection_that_dies_in_the_body_is_tried_again_from_a_file)
{
    cosi_call_t call = call_of(retrying(2), HTTP_PUT, "k");
    char name[] = "/tmp/cos-retry-XXXXXX";
    int fd = mkstemp(name);
    cos_string_t path = string_of(name);
    test_reply_t reply;
    char *text = apr_palloc(pool, 300001);
    const test_request_t *request;

    memset(text, 'f', 300000);
    text[300000] = '\0';
    CHECK_INT_EQ(300000, write(fd, text, 300000));
    close(fd);
    call.source.kind = COSI_SOURCE_FILE;
    call.source.path = &path;
    call.source.size = -1;
    test_reply_init(&reply);
    reply.cut_request_after = 1000;
    test_server_push(server, &reply);
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    request = test_server_request(server, first_number + 1);
    CHECK_INT_EQ(300000, request->body_size);
    CHECK_STR_EQ(text, request->body);
    unlink(name);
}

TEST(the_answer_of_a_failed_attempt_does_not_stay)
{
    cosi_call_t call = call_of(retrying(1), HTTP_GET, "k");
    cos_table_t *headers = NULL;
    cos_list_t body;

    cos_list_init(&body);
    call.resp_body = &body;
    call.resp_headers = &headers;
    answer("500 Internal Server Error", "x-first: 1\r\n", "<Error><Code>InternalError</Code></Error>");
    answer("200 OK", "x-second: 2\r\n", "right");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK_STR_EQ("right", cos_buf_list_content(pool, &body));
    CHECK(apr_table_get(headers, "x-first") == NULL);
    CHECK_STR_EQ("2", apr_table_get(headers, "x-second"));
}

TEST(a_shorter_second_body_leaves_no_rest_of_the_first_in_the_file)
{
    cosi_call_t call = call_of(retrying(1), HTTP_GET, "k");
    char directory[] = "/tmp/cos-retry-XXXXXX";
    char name[64];
    cos_string_t path;
    test_reply_t reply;
    char text[32] = { 0 };
    FILE *file;

    CHECK(mkdtemp(directory) != NULL);
    snprintf(name, sizeof(name), "%s/f", directory);
    path = string_of(name);
    call.sink.kind = COSI_SINK_FILE;
    call.sink.path = &path;
    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", "", "a long first body", 17);
    reply.close_after = (int64_t)reply.size - 3;
    test_server_push(server, &reply);
    answer("200 OK", "", "short");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    file = fopen(name, "r");
    CHECK_INT_EQ(5, fread(text, 1, sizeof(text), file));
    fclose(file);
    CHECK_STR_EQ("short", text);
    unlink(name);
    CHECK_INT_EQ(0, rmdir(directory));
}

TEST(client_errors_are_not_tried_again)
{
    cosi_call_t call = call_of(retrying(3), HTTP_GET, "k");

    answer("404 Not Found", "", "<Error><Code>NoSuchKey</Code></Error>");
    CHECK_INT_EQ(404, cosi_execute(&call)->code);
    CHECK_INT_EQ(1, call.attempts);
    CHECK_INT_EQ(first_number, test_server_request_count(server));
}

TEST(the_last_status_is_kept_when_retries_run_out)
{
    cosi_call_t call = call_of(retrying(1), HTTP_GET, "k");
    cos_status_t *s;

    call.flags = COSI_CHECK_CRC;
    answer("503 Slow Down", "", "<Error><Code>SlowDown</Code></Error>");
    answer("503 Slow Down", "x-cos-hash-crc64ecma: 12345\r\n", "<Error><Code>ServiceUnavailable</Code></Error>");
    s = cosi_execute(&call);
    CHECK_INT_EQ(503, s->code);
    CHECK_STR_EQ("ServiceUnavailable", s->error_code);
}

TEST(what_must_not_happen_twice_is_not_repeated_once_sent)
{
    cosi_call_t call = call_of(retrying(3), HTTP_POST, "k");
    test_reply_t reply;

    cosi_call_param(&call, "append", "");
    cosi_call_param_int(&call, "position", 0);
    cosi_call_bytes(&call, "line\n", 5);
    test_reply_init(&reply);
    test_reply_text(&reply, "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
    test_server_push(server, &reply);
    CHECK_INT_EQ(500, cosi_execute(&call)->code);
    CHECK_INT_EQ(1, call.attempts);
}

TEST(a_body_from_a_function_is_not_asked_for_twice)
{
    cos_request_options_t *options = retrying(3);
    cos_string_t object = cos_string("k");
    cos_http_request_t *req;
    cos_http_response_t *resp;
    char *error;
    cos_list_t buffers;

    cos_list_init(&buffers);
    cos_list_add_tail(&cos_buf_pack(pool, "abc", 3)->node, &buffers);
    cos_init_object_request(options, &server_bucket, &object, HTTP_PUT, &req, NULL, NULL, NULL, 0, &resp, &error);
    cos_write_request_body_from_buffer(pool, &buffers, req, NULL);
    req->type = BODY_IN_CALLBACK;
    answer("503 Slow Down", "", "");
    CHECK_INT_EQ(503, cos_process_request(options, req, resp, 0)->code);
    CHECK_INT_EQ(first_number, test_server_request_count(server));
}

TEST(a_crc_that_differs_is_tried_again_and_then_told)
{
    cosi_call_t call = call_of(retrying(1), HTTP_GET, "k");
    cos_status_t *s;

    call.flags = COSI_CHECK_CRC;
    answer("200 OK", "x-cos-hash-crc64ecma: 1\r\n", "123456789");
    answer("200 OK", "x-cos-hash-crc64ecma: 11051210869376104954\r\n", "123456789");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK_INT_EQ(2, call.attempts);
    call = call_of(retrying(0), HTTP_GET, "k");
    call.flags = COSI_CHECK_CRC;
    answer("200 OK", "x-cos-hash-crc64ecma: 1\r\n", "123456789");
    s = cosi_execute(&call);
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR, s->code);
    CHECK_STR_EQ("InconsistentError", s->error_code);
}

TEST(a_cancelled_call_does_not_wait_for_its_next_attempt)
{
    cos_request_options_t *options = retrying(5);
    cosi_call_t call = call_of(options, HTTP_GET, "k");
    cosx_cancel_t cancel = { 1 };
    cosx_context_t context;
    cos_pool_t *call_pool;

    apr_pool_create(&call_pool, pool);
    cosx_context_init(&context);
    context.cancel = &cancel;
    CHECK_INT_EQ(COSE_OK, cosx_context_attach(call_pool, &context));
    call.pool = call_pool;
    CHECK(cosi_execute(&call)->code < 0);
    CHECK(call.attempts <= 1);
    apr_pool_destroy(call_pool);
}

TEST(a_deadline_that_comes_before_the_next_attempt_ends_the_call)
{
    cos_request_options_t *options = retrying(5);
    cosi_call_t call = call_of(options, HTTP_GET, "k");
    cosx_context_t context;
    cos_pool_t *call_pool;

    apr_pool_create(&call_pool, pool);
    cosx_context_init(&context);
    context.deadline_us = cosx_clock_us() + 5000000;
    CHECK_INT_EQ(COSE_OK, cosx_context_attach(call_pool, &context));
    call.pool = call_pool;
    answer("503 Slow Down", "Retry-After: 15\r\n", "");
    CHECK_INT_EQ(503, cosi_execute(&call)->code);
    CHECK_INT_EQ(1, call.attempts);
    apr_pool_destroy(call_pool);
}

static cos_request_options_t *default_host(int times)
{
    cos_request_options_t *options = call_options(pool, "http://cos.ap-guangzhou.myqcloud.com");

    options->config->retry_times = times;
    options->config->retry_change_domain = 1;
    cos_set_request_route(options->ctl, "127.0.0.1", test_server_port(server));
    first_number = test_server_request_count(server) + 1;
    return options;
}

TEST(the_last_attempt_goes_to_the_other_domain_when_the_service_was_not_heard)
{
    cosi_call_t call = call_of(default_host(2), HTTP_GET, "k");

    answer("503 Bad", "", "");
    answer("503 Bad", "", "");
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK(server_saw_header(server, first_number + 1, "Host", "b-125.cos.ap-guangzhou.myqcloud.com"));
    CHECK(server_saw_header(server, first_number + 2, "Host", "b-125.cos.ap-guangzhou.tencentcos.cn"));
}

TEST(a_redirect_goes_to_the_other_domain_at_once)
{
    cosi_call_t call = call_of(default_host(3), HTTP_GET, "k");

    answer("302 Found", "Location: http://elsewhere/\r\n", "");
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK(server_saw_header(server, first_number + 1, "Host", "b-125.cos.ap-guangzhou.tencentcos.cn"));
}

TEST(an_answer_of_the_service_itself_keeps_the_domain)
{
    cosi_call_t call = call_of(default_host(1), HTTP_GET, "k");

    answer("503 Slow Down", "x-cos-request-id: R\r\n", "");
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK(server_saw_header(server, first_number + 1, "Host", "b-125.cos.ap-guangzhou.myqcloud.com"));
}

TEST_MAIN(start, stop)
