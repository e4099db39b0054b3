/* Bodies that the caller pulls. */
#include <pthread.h>

#include "call.h"
#include "test.h"

static test_server_t *server;
static call_t call;
static cosx_stream_t *stream;

static void begin(void)
{
    server = test_server_start(NULL, NULL);
    call_open(&call, "http", test_server_authority(server));
    stream = NULL;
}

static void end(void)
{
    if (stream != NULL) {
        cosx_stream_close(stream);
    }
    call_close(&call);
    cosx_transport_shutdown();
    test_server_stop(server);
}

static void push_body(const char *headers, const char *data, size_t size)
{
    test_reply_t reply;
    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", headers, data, size);
    test_server_push(server, &reply);
}

static int open_stream(void)
{
    return cosx_stream_open(call_options(&call), &call.request, &call.response, &stream);
}

static void check_read_in_steps(size_t size, size_t step)
{
    char *data = pattern(size, (unsigned)step);
    char *out = malloc(step);
    size_t done = 0;
    begin();
    push_body("", data, size);
    CHECK_INT_EQ(200, open_stream());
    CHECK(stream != NULL);
    CHECK_STR_EQ("", call.response.body);
    for (;;) {
        int64_t n = cosx_stream_read(stream, out, (int64_t)step);
        if (n == 0) {
            break;
        }
        CHECK(n > 0);
        CHECK(n == (int64_t)step || done + (size_t)n == size);
        CHECK_MEM_EQ(data + done, out, (size_t)n);
        done += (size_t)n;
    }
    CHECK_INT_EQ(size, done);
    CHECK_INT_EQ(0, cosx_stream_read(stream, out, (int64_t)step));
    CHECK_INT_EQ(size, call.context.received);
    CHECK(cosx_crc64(0, data, size) == call.context.received_crc);
    end();
    free(out);
    free(data);
}

TEST(a_stream_gives_the_body_in_small_steps)
{
    check_read_in_steps(100000, 7);
}

TEST(a_stream_gives_the_body_in_steps_of_a_page)
{
    check_read_in_steps(1000000, 4096);
}

TEST(a_stream_gives_the_body_in_large_steps)
{
    check_read_in_steps(9000000, 1 << 20);
}

TEST(a_stream_gives_the_body_in_one_step)
{
    check_read_in_steps(3000000, 4000000);
}

TEST(a_stream_gives_a_large_body_in_one_step)
{
    check_read_in_steps(20000001, 20000001);
}

TEST(a_stream_gives_a_large_body_in_odd_steps)
{
    check_read_in_steps(20000000, 8500001);
}

TEST(a_stream_read_to_its_end_returns_its_connection)
{
    char out[16];
    begin();
    push_body("", "0123456789", 10);
    push_body("", "x", 1);
    CHECK_INT_EQ(200, open_stream());
    CHECK_INT_EQ(10, cosx_stream_read(stream, out, 16));
    CHECK_MEM_EQ("0123456789", out, 10);
    CHECK_INT_EQ(0, cosx_stream_read(stream, out, 16));
    cosx_stream_close(stream);
    stream = NULL;
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(1, test_server_connections(server));
    end();
}

TEST(what_is_ready_is_read_without_waiting)
{
    size_t size = 100;
    char *data = pattern(size, 1);
    char out[100];
    int64_t ready;
    begin();
    push_body("", data, size);
    CHECK_INT_EQ(200, open_stream());
    ready = cosx_stream_ready(stream); /* the network may have parted the body from the headers */
    CHECK(ready >= 0 && ready <= (int64_t)size);
    CHECK_INT_EQ(100, cosx_stream_read(stream, out, 100));
    CHECK_MEM_EQ(data, out, 100);
    CHECK_INT_EQ(0, cosx_stream_ready(stream));
    CHECK_INT_EQ(0, cosx_stream_read(stream, out, 100));
    end();
    free(data);
}

TEST(a_stream_closed_early_closes_its_connection)
{
    size_t size = 4000000;
    char *data = pattern(size, 1);
    char out[100];
    begin();
    push_body("", data, size);
    push_body("", "x", 1);
    CHECK_INT_EQ(200, open_stream());
    CHECK_INT_EQ(100, cosx_stream_read(stream, out, 100));
    CHECK_MEM_EQ(data, out, 100);
    cosx_stream_close(stream);
    stream = NULL;
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(2, test_server_connections(server));
    end();
    free(data);
}

TEST(a_stream_closed_unread_is_fine)
{
    begin();
    push_body("", "0123456789", 10);
    CHECK_INT_EQ(200, open_stream());
    end();
}

TEST(an_empty_body_ends_at_once)
{
    char out[4];
    begin();
    push_body("", "", 0);
    CHECK_INT_EQ(200, open_stream());
    CHECK_INT_EQ(0, cosx_stream_read(stream, out, 4));
    end();
}

TEST(a_refusal_gives_no_stream_but_its_document)
{
    static const char document[] = "<Error><Code>NoSuchKey</Code><Message>m</Message></Error>";
    test_reply_t reply;
    begin();
    test_reply_init(&reply);
    test_reply_body(&reply, "404 Not Found", "", document, strlen(document));
    test_server_push(server, &reply);
    CHECK_INT_EQ(404, open_stream());
    CHECK(stream == NULL);
    CHECK_STR_EQ("NoSuchKey", call.response.status->error_code);
    CHECK_STR_EQ(document, call.response.body);
    end();
}

TEST(a_body_that_breaks_off_is_an_error_of_the_read)
{
    char out[64];
    test_reply_t reply;
    begin();
    test_reply_init(&reply);
    test_reply_text(&reply, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
    reply.close = 1;
    test_server_push(server, &reply);
    CHECK_INT_EQ(200, open_stream());
    CHECK_INT_EQ(10, cosx_stream_read(stream, out, 10));
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, cosx_stream_read(stream, out, 64));
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, cosx_stream_read(stream, out, 64));
    CHECK(call.context.error[0] != '\0');
    end();
}

TEST(a_wrong_checksum_is_found_with_the_last_byte)
{
    char out[64];
    begin();
    push_body("x-cos-hash-crc64ecma: 1\r\n", "0123456789", 10);
    CHECK_INT_EQ(200, open_stream());
    CHECK_INT_EQ(4, cosx_stream_read(stream, out, 4));
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR, cosx_stream_read(stream, out, 6));
    CHECK(strstr(call.context.error, "CRC64") != NULL);
    end();
}

TEST(a_right_checksum_is_fine)
{
    char out[64];
    begin();
    push_body("x-cos-hash-crc64ecma: 11051210869376104954\r\n", "123456789", 9);
    CHECK_INT_EQ(200, open_stream());
    CHECK_INT_EQ(9, cosx_stream_read(stream, out, 64));
    CHECK_INT_EQ(0, cosx_stream_read(stream, out, 64));
    end();
}

static void *cancel_when_stalled(void *unused)
{
    (void)unused;
    (void)test_server_wait_stalled(server, 20000);
    cosx_cancel_set(&call.cancel);
    return NULL;
}

static void push_stall(void)
{
    static const char text[] = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";
    test_reply_t reply;
    test_reply_init(&reply);
    test_reply_text(&reply, "%s", text);
    reply.stall_at = (int64_t)strlen(text) - 5;
    test_server_push(server, &reply);
}

TEST(cancel_ends_a_read)
{
    pthread_t canceller;
    char out[10];
    int64_t start;
    begin();
    push_stall();
    CHECK_INT_EQ(200, open_stream());
    CHECK_INT_EQ(5, cosx_stream_read(stream, out, 5));
    if (pthread_create(&canceller, NULL, cancel_when_stalled, NULL) != 0) {
        abort();
    }
    start = cosx_clock_us();
    CHECK_INT_EQ(COSE_ABORT_CALLBACK, cosx_stream_read(stream, out, 5));
    CHECK(elapsed_ms(start) < 1000 * slowness());
    pthread_join(canceller, NULL);
    end();
}

TEST(the_read_timeout_holds_for_a_stream)
{
    char out[10];
    begin();
    push_stall();
    call.settings.read_timeout_ms = 100;
    CHECK_INT_EQ(200, open_stream());
    CHECK_INT_EQ(COSE_REQUEST_TIMEOUT, cosx_stream_read(stream, out, 10));
    CHECK_STR_EQ("no byte moved for 100 ms", call.context.error);
    end();
}

TEST(the_deadline_holds_for_a_stream)
{
    char out[10];
    begin();
    push_stall();
    call.context.deadline_us = cosx_clock_us() + 150000;
    CHECK_INT_EQ(200, open_stream());
    CHECK_INT_EQ(COSE_REQUEST_TIMEOUT, cosx_stream_read(stream, out, 10));
    end();
}

TEST(two_streams_can_be_read_in_turn)
{
    size_t size = 300000;
    char *one = pattern(size, 11);
    char *two = pattern(size, 12);
    char *out = malloc(1000);
    cosx_stream_t *second = NULL;
    call_t other;
    size_t at;
    begin();
    push_body("", one, size);
    push_body("", two, size);
    call_open(&other, "http", test_server_authority(server));
    CHECK_INT_EQ(200, open_stream());
    CHECK_INT_EQ(200, cosx_stream_open(call_options(&other), &other.request, &other.response, &second));
    for (at = 0; at < size; at += 1000) {
        CHECK_INT_EQ(1000, cosx_stream_read(stream, out, 1000));
        CHECK_MEM_EQ(one + at, out, 1000);
        CHECK_INT_EQ(1000, cosx_stream_read(second, out, 1000));
        CHECK_MEM_EQ(two + at, out, 1000);
    }
    cosx_stream_close(second);
    call_close(&other);
    end();
    free(out);
    free(one);
    free(two);
}

TEST_MAIN(library_start, library_stop)
