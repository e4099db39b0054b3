/* The transport under the published API alone: no context, bodies the old ways. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "call.h"
#include "test.h"

static test_server_t *server;
static cos_pool_t *pool;
static cos_http_controller_ex_t *controller;
static cos_http_request_t *req;
static cos_http_response_t *resp;

static void echo(void *data, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    test_reply_body(reply, "200 OK", "", request->body, request->body_size);
}

static void begin(http_method_e method)
{
    server = test_server_start(echo, NULL);
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        abort();
    }
    controller = (cos_http_controller_ex_t *)cos_http_controller_create(pool, 0);
    req = cos_http_request_create(pool);
    resp = cos_http_response_create(pool);
    req->method = method;
    req->host = (char *)(uintptr_t)test_server_authority(server);
    req->proto = (char *)(uintptr_t)"http://";
    req->uri = (char *)(uintptr_t)"a b/c";
}

static void end(void)
{
    apr_pool_destroy(pool);
    cosx_transport_shutdown();
    test_server_stop(server);
}

static int perform(void)
{
    cos_http_transport_t *t = cosx_transport_create(pool);
    t->req = req;
    t->resp = resp;
    t->controller = controller;
    return cosx_transport_perform(t);
}

static void add_buffer(const char *text)
{
    cos_buf_t *buffer = cos_buf_pack(pool, text, (int)strlen(text));
    cos_list_add_tail(&buffer->node, &req->body);
    req->body_len += (int64_t)strlen(text);
}

static int64_t last_consumed;
static int64_t last_total;

static void on_progress(int64_t consumed, int64_t total)
{
    last_consumed = consumed;
    last_total = total;
}

TEST(a_list_of_buffers_goes_out_and_stays_as_it_is)
{
    begin(HTTP_PUT);
    add_buffer("one ");
    add_buffer("");
    add_buffer("two");
    req->progress_callback = on_progress;
    CHECK_INT_EQ(COSE_OK, perform());
    CHECK_INT_EQ(200, resp->status);
    CHECK_STR_EQ("one two", test_server_request(server, 1)->body);
    CHECK(test_request_starts(test_server_request(server, 1), "PUT /a%20b/c HTTP/1.1"));
    CHECK_INT_EQ(7, cos_buf_list_len(&req->body));
    CHECK_INT_EQ(7, req->consumed_bytes);
    CHECK_INT_EQ(7, last_consumed);
    CHECK_INT_EQ(7, last_total);
    CHECK(cosx_crc64(0, "one two", 7) == req->crc64);
    CHECK(req->crc64 == resp->crc64);
    CHECK_INT_EQ(7, resp->body_len);
    CHECK_STR_EQ("one two", cos_buf_list_content(pool, &resp->body));
    CHECK_INT_EQ(0, controller->error_code);
    CHECK(controller->reason == NULL);
    end();
}

TEST(an_empty_list_is_an_empty_body)
{
    begin(HTTP_PUT);
    CHECK_INT_EQ(COSE_OK, perform());
    CHECK_INT_EQ(0, test_server_request(server, 1)->body_size);
    end();
}

static char scratch[] = "/tmp/cosx-plain-XXXXXX";

static void make_file(const char *text)
{
    int fd;
    strcpy(scratch + strlen(scratch) - 6, "XXXXXX");
    fd = mkstemp(scratch);
    if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) {
        abort();
    }
    close(fd);
}

TEST(a_range_of_a_file_goes_out)
{
    begin(HTTP_PUT);
    make_file("0123456789");
    req->type = BODY_IN_FILE;
    req->read_body = cos_read_http_body_file;
    req->file_buf = cos_create_file_buf(pool);
    CHECK_INT_EQ(COSE_OK, cos_open_file_for_range_read(pool, scratch, 2, 7, req->file_buf));
    req->body_len = 5;
    CHECK_INT_EQ(COSE_OK, perform());
    CHECK_STR_EQ("23456", test_server_request(server, 1)->body);
    unlink(scratch);
    end();
}

TEST(a_body_goes_into_a_file)
{
    size_t size = 3000000;
    char *data = pattern(size, 1);
    char *back = malloc(size + 1);
    test_reply_t reply;
    int fd;
    begin(HTTP_GET);
    make_file("");
    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", "", data, size);
    test_server_push(server, &reply);
    resp->type = BODY_IN_FILE;
    resp->write_body = cos_write_http_body_file;
    resp->file_buf = cos_create_file_buf(pool);
    CHECK_INT_EQ(COSE_OK, cos_open_file_for_write(pool, scratch, resp->file_buf));
    CHECK_INT_EQ(COSE_OK, perform());
    CHECK_INT_EQ(size, resp->body_len);
    fd = open(scratch, O_RDONLY);
    CHECK_INT_EQ(size, read(fd, back, size + 1));
    CHECK_MEM_EQ(data, back, size);
    close(fd);
    unlink(scratch);
    end();
    free(back);
    free(data);
}

typedef struct stock_s {
    const char *text;
    size_t at;
} stock_t;

static int give(cos_http_request_t *request, char *buffer, int len)
{
    stock_t *stock = request->user_data;
    int n = (int)strlen(stock->text + stock->at);
    if (n > len) {
        n = len;
    }
    if (n > 3) {
        n = 3;
    }
    memcpy(buffer, stock->text + stock->at, (size_t)n);
    stock->at += (size_t)n;
    return n;
}

static int refuse_to_give(cos_http_request_t *request, char *buffer, int len)
{
    (void)request;
    (void)buffer;
    (void)len;
    return -5;
}

TEST(a_function_supplies_the_body)
{
    stock_t stock = {"from a function", 0};
    begin(HTTP_POST);
    req->type = BODY_IN_CALLBACK;
    req->read_body = give;
    req->user_data = &stock;
    apr_table_set(req->headers, "Content-Length", "15");
    CHECK_INT_EQ(COSE_OK, perform());
    CHECK_STR_EQ("from a function", test_server_request(server, 1)->body);
    end();
}

TEST(a_function_supplies_a_body_of_unknown_length)
{
    stock_t stock = {"from a function", 0};
    begin(HTTP_PUT);
    req->type = BODY_IN_CALLBACK;
    req->read_body = give;
    req->user_data = &stock;
    apr_table_set(req->headers, "Transfer-Encoding", "chunked");
    CHECK_INT_EQ(COSE_OK, perform());
    CHECK_STR_EQ("from a function", test_server_request(server, 1)->body);
    end();
}

TEST(a_function_that_supplies_too_little_is_an_error)
{
    stock_t stock = {"short", 0};
    begin(HTTP_PUT);
    req->type = BODY_IN_CALLBACK;
    req->read_body = give;
    req->user_data = &stock;
    req->body_len = 9;
    CHECK_INT_EQ(COSE_READ_BODY_ERROR, perform());
    CHECK_INT_EQ(COSE_READ_BODY_ERROR, controller->error_code);
    CHECK_STR_EQ("the body ended after 5 of 9 bytes", controller->reason);
    end();
}

TEST(a_negative_number_from_a_function_cancels)
{
    begin(HTTP_PUT);
    req->type = BODY_IN_CALLBACK;
    req->read_body = refuse_to_give;
    req->body_len = 9;
    CHECK_INT_EQ(COSE_READ_BODY_ERROR, perform());
    end();
}

static char taken[64];

static int take(cos_http_response_t *response, const char *buffer, int len)
{
    strncat(taken, buffer, (size_t)len);
    response->body_len += len;
    return len;
}

static int refuse_to_take(cos_http_response_t *response, const char *buffer, int len)
{
    (void)response;
    (void)buffer;
    (void)len;
    return -1;
}

TEST(a_function_takes_the_body)
{
    begin(HTTP_PUT);
    taken[0] = '\0';
    add_buffer("there and back");
    resp->type = BODY_IN_CALLBACK;
    resp->write_body = take;
    resp->progress_callback = on_progress;
    CHECK_INT_EQ(COSE_OK, perform());
    CHECK_STR_EQ("there and back", taken);
    CHECK_INT_EQ(14, resp->body_len);
    CHECK_INT_EQ(14, last_consumed);
    CHECK_INT_EQ(14, last_total);
    end();
}

TEST(a_negative_number_from_the_taking_function_cancels)
{
    begin(HTTP_PUT);
    add_buffer("there");
    resp->type = BODY_IN_CALLBACK;
    resp->write_body = refuse_to_take;
    CHECK_INT_EQ(COSE_WRITE_BODY_ERROR, perform());
    CHECK_INT_EQ(200, resp->status);
    end();
}

TEST(error_documents_do_not_reach_the_function)
{
    begin(HTTP_GET);
    taken[0] = '\0';
    test_server_push_text(server, "HTTP/1.1 404 No\r\nContent-Length: 4\r\n\r\ngone");
    resp->type = BODY_IN_CALLBACK;
    resp->write_body = take;
    CHECK_INT_EQ(COSE_OK, perform());
    CHECK_INT_EQ(404, resp->status);
    CHECK_STR_EQ("", taken);
    CHECK_STR_EQ("gone", cos_buf_list_content(pool, &resp->body));
    end();
}

TEST(the_memory_limit_of_the_options_holds)
{
    begin(HTTP_PUT);
    add_buffer("0123456789");
    controller->options->max_memory_size = 9;
    CHECK_INT_EQ(COSE_OVER_MEMORY, perform());
    end();
}

TEST(the_lowest_speed_of_the_options_holds)
{
    test_reply_t reply;
    int64_t started = cosx_clock_us();
    begin(HTTP_GET);
    test_reply_init(&reply);
    test_reply_text(&reply, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n01234");
    reply.stall_at = 40;
    test_server_push(server, &reply);
    controller->options->speed_limit = 1000;
    controller->options->speed_time = 1;
    CHECK_INT_EQ(COSE_REQUEST_TIMEOUT, perform());
    CHECK(cosx_clock_us() - started >= 1000000);
    end();
}

TEST(the_lowest_speed_of_the_options_holds_for_what_is_sent)
{
    size_t size = (size_t)64 << 20; /* more than fits between here and there */
    char *data = calloc(1, size);
    test_reply_t reply;
    begin(HTTP_PUT);
    cos_list_add_tail(&cos_buf_pack(pool, data, (int)size)->node, &req->body);
    test_reply_init(&reply);
    test_reply_text(&reply, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    reply.hold_body = 1;
    test_server_push(server, &reply);
    controller->options->speed_limit = 1000;
    controller->options->speed_time = 1;
    CHECK_INT_EQ(COSE_REQUEST_TIMEOUT, perform());
    end();
    free(data);
}

static int64_t first_taken_at;

/* Takes its time with the first piece. */
static int take_slowly(cos_http_response_t *response, const char *buffer, int length)
{
    (void)response;
    (void)buffer;
    if (first_taken_at == 0) {
        first_taken_at = cosx_clock_us();
        while (cosx_clock_us() - first_taken_at < 1200000) {
        }
    }
    return length;
}

TEST(what_is_fast_enough_may_take_longer_than_the_time_of_the_lowest_speed)
{
    test_reply_t reply;
    char *data = pattern(1000000, 1);
    begin(HTTP_GET);
    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", "", data, 1000000);
    test_server_push(server, &reply);
    first_taken_at = 0;
    resp->write_body = take_slowly;
    controller->options->speed_limit = 1000;
    controller->options->speed_time = 1;
    CHECK_INT_EQ(COSE_OK, perform());
    CHECK(cosx_clock_us() - first_taken_at >= 1200000);
    end();
    free(data);
}

TEST(a_route_of_the_options_is_taken)
{
    char *host;
    begin(HTTP_GET);
    req->host = (char *)(uintptr_t)"nowhere.test";
    cos_set_request_route((cos_http_controller_t *)controller, (char *)(uintptr_t)"127.0.0.1", test_server_port(server));
    CHECK_INT_EQ(COSE_OK, perform());
    host = test_request_header(test_server_request(server, 1), "Host");
    CHECK_STR_EQ("nowhere.test", host);
    free(host);
    end();
}

TEST(a_whole_url_goes_out_as_it_is)
{
    char url[128];
    begin(HTTP_GET);
    (void)snprintf(url, sizeof(url), "http://%s/x%%2Fy?sign=a%%20b", test_server_authority(server));
    req->signed_url = url;
    req->host = (char *)(uintptr_t)"";
    req->proto = (char *)(uintptr_t)"";
    req->uri = (char *)(uintptr_t)"";
    CHECK_INT_EQ(COSE_OK, perform());
    CHECK(test_request_starts(test_server_request(server, 1), "GET /x%2Fy?sign=a%20b HTTP/1.1"));
    end();
}

TEST(a_url_that_is_none_is_refused)
{
    begin(HTTP_GET);
    req->host = (char *)(uintptr_t)"a b";
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, perform());
    req->signed_url = (char *)(uintptr_t)"file:///etc/passwd";
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, perform());
    end();
}

TEST(an_unknown_method_is_refused)
{
    begin((http_method_e)77);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, perform());
    end();
}

TEST(installing_hooks_the_transport_in)
{
    CHECK_INT_EQ(COSE_OK, cosx_transport_install());
    CHECK_INT_EQ(COSE_OK, cosx_transport_install());
    CHECK(cos_http_transport_create == cosx_transport_create);
    CHECK(cos_http_transport_perform == cosx_transport_perform);
    CHECK(strstr(cosx_transport_version(), "libcurl/") != NULL);
}

TEST_MAIN(library_start, library_stop)
