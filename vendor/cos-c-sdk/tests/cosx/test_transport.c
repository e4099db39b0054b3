/* Bodies, headers and outcomes of the transport. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "call.h"
#include "test.h"

static test_server_t *server;
static call_t call;

/* A server that echoes the request's body, or what was queued. */
static void echo(void *data, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    test_reply_body(reply, "200 OK", "x-cos-request-id: R1\r\n", request->body, request->body_size);
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

static int make_file(const void *data, size_t size)
{
    int fd = open(P_tmpdir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0 || (size > 0 && pwrite(fd, data, size, 0) != (ssize_t)size)) {
        abort();
    }
    return fd;
}

TEST(a_body_comes_into_the_response)
{
    begin();
    test_server_push_text(server, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"e\"\r\nX-Two: 1\r\nX-Two: 2\r\nx-cos-request-id: RID\r\n\r\nhello");
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_STR_EQ("hello", call.response.body);
    CHECK_INT_EQ(5, call.response.body_size);
    CHECK_STR_EQ("\"e\"", apr_table_get(call.response.headers, "etag"));
    CHECK_STR_EQ("RID", call.response.status->req_id);
    CHECK_INT_EQ(200, call.context.http_status);
    CHECK_INT_EQ(5, call.context.received);
    CHECK_INT_EQ(5, call.context.content_length);
    CHECK(cosx_crc64(0, "hello", 5) == call.context.received_crc);
    CHECK_INT_EQ(1, call.context.sent_any);
    CHECK_INT_EQ(0, call.context.reused);
    CHECK_STR_EQ("", call.context.error);
    CHECK(test_request_starts(test_server_request(server, 1), "GET /b-125/k HTTP/1.1\r\n"));
    end();
}

TEST(a_large_chunked_body_comes_whole_and_contiguous)
{
    size_t size = 3000000;
    char *data = pattern(size, 1);
    test_reply_t reply;
    size_t at;
    begin();
    test_reply_init(&reply);
    reply.data = malloc(size + 200000);
    reply.size = (size_t)sprintf(reply.data, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (at = 0; at < size;) {
        size_t step = size - at < 77777 ? size - at : 77777;
        reply.size += (size_t)sprintf(reply.data + reply.size, "%zx\r\n", step);
        memcpy(reply.data + reply.size, data + at, step);
        reply.size += step;
        memcpy(reply.data + reply.size, "\r\n", 2);
        reply.size += 2;
        at += step;
    }
    reply.size += (size_t)sprintf(reply.data + reply.size, "0\r\nX-Trailer: 1\r\n\r\n");
    test_server_push(server, &reply);
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(size, call.response.body_size);
    CHECK_MEM_EQ(data, call.response.body, size);
    CHECK_INT_EQ('\0', call.response.body[size]);
    CHECK_INT_EQ(-1, call.context.content_length);
    CHECK(apr_table_get(call.response.headers, "X-Trailer") == NULL);
    end();
    free(data);
}

TEST(a_body_from_memory_goes_out_and_comes_back)
{
    size_t size = 5000000;
    char *data = pattern(size, 2);
    char *length;
    begin();
    call_put_memory(&call, data, size);
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(size, call.response.body_size);
    CHECK_MEM_EQ(data, call.response.body, size);
    CHECK_INT_EQ(size, call.context.sent);
    CHECK(cosx_crc64(0, data, size) == call.context.sent_crc);
    length = test_request_header(test_server_request(server, 1), "Content-Length");
    CHECK_STR_EQ("5000000", length);
    free(length);
    CHECK(test_request_header(test_server_request(server, 1), "Expect") == NULL);
    CHECK(test_request_header(test_server_request(server, 1), "Transfer-Encoding") == NULL);
    end();
    free(data);
}

TEST(empty_bodies_have_a_length_of_zero)
{
    char *length;
    begin();
    call.request.method = "PUT";
    CHECK_INT_EQ(200, call_execute(&call));
    length = test_request_header(test_server_request(server, 1), "content-length");
    CHECK_STR_EQ("0", length);
    free(length);
    call.request.method = "POST";
    CHECK_INT_EQ(200, call_execute(&call));
    length = test_request_header(test_server_request(server, 2), "content-length");
    CHECK_STR_EQ("0", length);
    free(length);
    CHECK(test_request_starts(test_server_request(server, 2), "POST "));
    CHECK(test_request_header(test_server_request(server, 2), "Content-Type") == NULL);
    call.request.method = "DELETE";
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK(test_request_starts(test_server_request(server, 3), "DELETE "));
    CHECK(test_request_header(test_server_request(server, 3), "Content-Length") == NULL);
    CHECK_INT_EQ(1, test_server_connections(server));
    end();
}

TEST(a_part_of_a_file_goes_out)
{
    size_t size = 2000000;
    char *data = pattern(size, 3);
    int fd = make_file(data, size);
    begin();
    call.request.method = "PUT";
    call.context.source.kind = COSX_BODY_FILE;
    call.context.source.fd = fd;
    call.context.source.offset = 1000;
    call.context.source.size = 1500000;
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(1500000, test_server_request(server, 1)->body_size);
    CHECK_MEM_EQ(data + 1000, test_server_request(server, 1)->body, 1500000);
    CHECK(cosx_crc64(0, data + 1000, 1500000) == call.context.sent_crc);
    CHECK_INT_EQ(0, lseek(fd, 0, SEEK_CUR));
    end();
    close(fd);
    free(data);
}

TEST(a_file_that_became_shorter_is_an_error_that_says_so)
{
    char data[1000] = {0};
    int fd = make_file(data, sizeof(data));
    begin();
    call.request.method = "PUT";
    call.context.source.kind = COSX_BODY_FILE;
    call.context.source.fd = fd;
    call.context.source.size = 1001;
    CHECK_INT_EQ(COSE_READ_BODY_ERROR, call_execute(&call));
    CHECK(strstr(call.context.error, "the file is shorter than at the start") != NULL);
    CHECK(strstr(call.response.status->error_msg, "the file is shorter than at the start") != NULL);
    end();
    close(fd);
}

/* Once bytes are on their way the file gets another time; only then the server reads on. */
static void touch_when_moving(void *data, int64_t sent, int64_t to_send, int64_t received, int64_t to_receive)
{
    const struct timespec other[2] = {{1, 0}, {1, 0}};
    (void)received;
    (void)to_receive;
    if (sent > 0 && sent < to_send) {
        (void)futimens(*(int *)data, other);
        test_server_release(server);
    }
}

TEST(a_file_that_changes_while_it_is_read_is_never_sent_whole)
{
    size_t size = 32 << 20; /* more than sockets take in */
    char *data = pattern(size, 7);
    int fd = make_file(data, size);
    test_reply_t reply;
    begin();
    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", "", "", 0);
    reply.hold_body = 1;
    test_server_push(server, &reply);
    call.request.method = "PUT";
    call.context.source.kind = COSX_BODY_FILE;
    call.context.source.fd = fd;
    call.context.source.size = (int64_t)size;
    call.context.progress = touch_when_moving;
    call.context.progress_data = &fd;
    call.context.progress_interval_us = 1;
    CHECK_INT_EQ(COSE_READ_BODY_ERROR, call_execute(&call));
    CHECK_STR_EQ("the file changed while it was read", call.context.error);
    CHECK(call.context.sent < (int64_t)size);
    CHECK_INT_EQ(0, call.context.os_errno);
    end();
    close(fd);
    free(data);
}

TEST(a_file_that_cannot_be_read_is_an_error_with_its_errno)
{
    int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    begin();
    call.request.method = "PUT";
    call.context.source.kind = COSX_BODY_FILE;
    call.context.source.fd = fd;
    call.context.source.size = 10;
    CHECK_INT_EQ(COSE_READ_BODY_ERROR, call_execute(&call));
    CHECK_INT_EQ(EISDIR, call.context.os_errno);
    end();
    close(fd);
}

static void push_body(const char *data, size_t size)
{
    test_reply_t reply;
    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", "", data, size);
    test_server_push(server, &reply);
}

TEST(a_body_is_written_to_a_file_at_its_place)
{
    size_t size = 2500000;
    char *data = pattern(size, 4);
    char *read_back = malloc(size);
    int fd = make_file("xxxxxxx", 7);
    begin();
    push_body(data, size);
    call.context.sink.kind = COSX_BODY_FILE;
    call.context.sink.fd = fd;
    call.context.sink.offset = 7;
    call.context.sink.capacity = -1;
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_STR_EQ("", call.response.body);
    CHECK_INT_EQ(size, pread(fd, read_back, size, 7));
    CHECK_MEM_EQ(data, read_back, size);
    CHECK_INT_EQ(size, call.context.received);
    CHECK(cosx_crc64(0, data, size) == call.context.received_crc);
    end();
    close(fd);
    free(read_back);
    free(data);
}

static void check_large_file_body(int fd, int64_t place, int check_crc)
{
    size_t size = 3000001;
    char *data = pattern(size, 8);
    char *read_back = malloc(size);
    char path[64];
    int reader;
    begin();
    push_body(data, size);
    call.context.sink.kind = COSX_BODY_FILE;
    call.context.sink.fd = fd;
    call.context.sink.offset = place;
    call.context.sink.capacity = (int64_t)size;
    call.context.check_crc = check_crc;
    CHECK_INT_EQ(200, call_execute(&call));
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    reader = open(path, O_RDONLY | O_CLOEXEC);
    CHECK_INT_EQ(size, pread(reader, read_back, size, (off_t)place));
    CHECK_MEM_EQ(data, read_back, size);
    CHECK_INT_EQ(size, call.context.received);
    CHECK(call.context.received_crc == (check_crc ? cosx_crc64(0, data, size) : 0));
    end();
    close(reader);
    close(fd);
    free(read_back);
    free(data);
}

TEST(a_large_body_is_written_to_a_file_of_any_kind)
{
    char byte = 'x';
    int fd = make_file(&byte, 1);
    check_large_file_body(fd, 1000003, 1);
    check_large_file_body(make_file(&byte, 1), 0, 0);
    check_large_file_body(open(P_tmpdir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600), 5, 1);
    /* every write goes to the end of this one */
    fd = make_file(&byte, 1);
    CHECK_INT_EQ(0, fcntl(fd, F_SETFL, O_APPEND));
    check_large_file_body(fd, 1, 1);
}

TEST(a_large_body_beyond_the_limit_of_file_sizes_is_an_error_with_its_errno)
{
    struct rlimit before;
    struct rlimit limit;
    char *data = pattern(3000000, 9);
    int fd = make_file("", 0);
    (void)signal(SIGXFSZ, SIG_IGN);
    CHECK_INT_EQ(0, getrlimit(RLIMIT_FSIZE, &before));
    limit = before;
    limit.rlim_cur = 2000000;
    CHECK_INT_EQ(0, setrlimit(RLIMIT_FSIZE, &limit));
    begin();
    push_body(data, 3000000);
    call.context.sink.kind = COSX_BODY_FILE;
    call.context.sink.fd = fd;
    call.context.sink.capacity = -1;
    CHECK_INT_EQ(COSE_WRITE_BODY_ERROR, call_execute(&call));
    CHECK_INT_EQ(EFBIG, call.context.os_errno);
    end();
    CHECK_INT_EQ(0, setrlimit(RLIMIT_FSIZE, &before));
    close(fd);
    free(data);
}

TEST(a_full_disk_is_an_error_with_its_errno)
{
    char *data = pattern(100000, 5);
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    begin();
    push_body(data, 100000);
    call.context.sink.kind = COSX_BODY_FILE;
    call.context.sink.fd = fd;
    call.context.sink.capacity = -1;
    CHECK_INT_EQ(COSE_WRITE_BODY_ERROR, call_execute(&call));
    CHECK_INT_EQ(ENOSPC, call.context.os_errno);
    CHECK_INT_EQ(200, call.context.http_status);
    end();
    close(fd);
    free(data);
}

TEST(a_body_is_received_into_the_callers_memory)
{
    size_t size = 700000;
    char *data = pattern(size, 6);
    char *into = malloc(size);
    begin();
    push_body(data, size);
    call.context.sink.kind = COSX_BODY_MEMORY;
    call.context.sink.data = into;
    call.context.sink.capacity = (int64_t)size;
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_MEM_EQ(data, into, size);
    CHECK_INT_EQ(size, call.context.received);
    end();
    free(into);
    free(data);
}

TEST(a_body_longer_than_the_callers_memory_is_refused_before_it_comes)
{
    char into[16];
    begin();
    memset(into, 'z', sizeof(into));
    push_body("0123456789abcdef!", 17);
    call.context.sink.kind = COSX_BODY_MEMORY;
    call.context.sink.data = into;
    call.context.sink.capacity = 16;
    CHECK_INT_EQ(COSE_OVER_MEMORY, call_execute(&call));
    CHECK_MEM_EQ("zzzzzzzzzzzzzzzz", into, 16);
    end();
}

TEST(a_chunked_body_longer_than_the_callers_memory_is_refused)
{
    char into[5];
    begin();
    test_server_push_text(server, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n4\r\n4567\r\n0\r\n\r\n");
    call.context.sink.kind = COSX_BODY_MEMORY;
    call.context.sink.data = into;
    call.context.sink.capacity = 5;
    CHECK_INT_EQ(COSE_OVER_MEMORY, call_execute(&call));
    end();
}

TEST(a_body_larger_than_the_limit_for_memory_is_refused)
{
    char *data = pattern(2000, 7);
    begin();
    push_body(data, 2000);
    call.settings.max_body_bytes = 1999;
    CHECK_INT_EQ(COSE_OVER_MEMORY, call_execute(&call));
    CHECK(strstr(call.context.error, "1999") != NULL);
    end();
    free(data);
}

static void push_error(const char *status, const char *headers, const char *document)
{
    test_reply_t reply;
    test_reply_init(&reply);
    test_reply_body(&reply, status, headers, document, strlen(document));
    test_server_push(server, &reply);
}

TEST(error_documents_go_to_memory_whatever_the_sink)
{
    static const char document[] = "<Error><Code>NoSuchKey</Code><Message>gone</Message><RequestId>R</RequestId></Error>";
    char into[8];
    begin();
    memset(into, 'z', sizeof(into));
    push_error("404 Not Found", "", document);
    call.context.sink.kind = COSX_BODY_MEMORY;
    call.context.sink.data = into;
    call.context.sink.capacity = 8;
    (void)call_execute(&call);
    CHECK_INT_EQ(404, call.context.http_status);
    CHECK_MEM_EQ("zzzzzzzz", into, 8);
    CHECK_STR_EQ(document, call.response.body);
    end();
}

TEST(a_503_stays_a_503)
{
    begin();
    push_error("503 Slow", "x-cos-hash-crc64ecma: 1\r\n", "<Error><Code>SlowDown</Code></Error>");
    CHECK_INT_EQ(503, call_execute(&call));
    CHECK_STR_EQ("SlowDown", call.response.status->error_code);
    CHECK_INT_EQ(1, test_server_request_count(server));
    end();
}

TEST(a_refusal_counts_even_when_its_document_breaks_off)
{
    test_reply_t reply;
    begin();
    test_reply_init(&reply);
    test_reply_text(&reply, "HTTP/1.1 503 Slow\r\nContent-Length: 1000\r\n\r\n<Error>");
    reply.close = 1;
    test_server_push(server, &reply);
    CHECK_INT_EQ(503, call_execute(&call));
    end();
}

static void check_truncated(const char *text)
{
    test_reply_t reply;
    begin();
    test_reply_init(&reply);
    test_reply_text(&reply, "%s", text);
    reply.close = 1;
    test_server_push(server, &reply);
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, call_execute(&call));
    CHECK_INT_EQ(200, call.context.http_status);
    CHECK(call.context.error[0] != '\0');
    end();
}

TEST(a_body_shorter_than_its_length_is_an_error)
{
    check_truncated("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n012345678");
}

TEST(a_chunked_body_without_its_end_is_an_error)
{
    check_truncated("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n");
}

TEST(a_chunked_body_cut_inside_a_chunk_is_an_error)
{
    check_truncated("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n0123");
}

TEST(a_chunk_without_a_size_is_an_error)
{
    check_truncated("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n0123\r\n0\r\n\r\n");
}

TEST(a_reset_in_the_middle_of_a_body_is_an_error)
{
    test_reply_t reply;
    char *data = pattern(100000, 8);
    begin();
    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", "", data, 100000);
    reply.close_after = 50000;
    reply.reset = 1;
    test_server_push(server, &reply);
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, call_execute(&call));
    end();
    free(data);
}

TEST(a_server_that_closes_without_an_answer_is_an_error)
{
    test_reply_t reply;
    begin();
    test_reply_init(&reply);
    reply.close_before = 1;
    test_server_push(server, &reply);
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, call_execute(&call));
    CHECK_INT_EQ(0, call.context.http_status);
    CHECK_INT_EQ(1, call.context.sent_any);
    CHECK(call.response.headers == NULL);
    end();
}

TEST(a_port_where_nobody_listens_is_a_failed_connection)
{
    begin();
    test_server_stop(server);
    CHECK_INT_EQ(COSE_FAILED_CONNECT, call_execute(&call));
    CHECK_INT_EQ(0, call.context.sent_any);
    CHECK_INT_EQ(ECONNREFUSED, call.context.os_errno);
    server = test_server_start(NULL, NULL);
    end();
}

TEST(connections_are_kept_for_the_next_call)
{
    int i;
    begin();
    for (i = 0; i < 5; i++) {
        CHECK_INT_EQ(200, call_execute(&call));
        CHECK_INT_EQ(i > 0, call.context.reused);
    }
    CHECK_INT_EQ(1, test_server_connections(server));
    end();
}

TEST(a_kept_connection_that_died_is_replaced_and_the_body_sent_again)
{
    size_t size = 200000;
    char *data = pattern(size, 9);
    test_reply_t reply;
    volatile int64_t moved = 0;
    begin();
    CHECK_INT_EQ(200, call_execute(&call));
    test_reply_init(&reply);
    reply.cut_request_after = 70000;
    test_server_push(server, &reply);
    call_put_memory(&call, data, size);
    call.context.bytes_moved = &moved;
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(2, test_server_connections(server));
    CHECK_INT_EQ(size, test_server_request(server, 3)->body_size);
    CHECK_MEM_EQ(data, test_server_request(server, 3)->body, size);
    CHECK_INT_EQ(size, call.context.sent);
    CHECK(cosx_crc64(0, data, size) == call.context.sent_crc);
    CHECK_INT_EQ(2 * size, moved);
    end();
    free(data);
}

TEST(a_kept_connection_that_was_closed_meanwhile_is_replaced)
{
    begin();
    CHECK_INT_EQ(200, call_execute(&call));
    test_server_drop_connections(server);
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(2, test_server_connections(server));
    end();
}

TEST(announcements_are_not_mixed_into_the_answer)
{
    begin();
    test_server_push_text(server, "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
                                  "HTTP/1.1 200 OK\r\nX-Late: 1\r\nContent-Length: 2\r\n\r\nok");
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK(apr_table_get(call.response.headers, "X-Early") == NULL);
    CHECK(apr_table_get(call.response.headers, "Link") == NULL);
    CHECK_STR_EQ("1", apr_table_get(call.response.headers, "X-Late"));
    CHECK_STR_EQ("ok", call.response.body);
    end();
}

TEST(redirects_are_not_followed)
{
    begin();
    test_server_push_text(server, "HTTP/1.1 302 Found\r\nLocation: http://%s/elsewhere\r\nContent-Length: 0\r\n\r\n", test_server_authority(server));
    CHECK_INT_EQ(302, call_execute(&call));
    CHECK_INT_EQ(1, test_server_request_count(server));
    end();
}

TEST(too_many_headers_are_refused)
{
    test_reply_t reply;
    int i;
    begin();
    test_reply_init(&reply);
    reply.data = malloc(40000);
    reply.size = (size_t)sprintf(reply.data, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n");
    for (i = 0; i < 1200; i++) {
        reply.size += (size_t)sprintf(reply.data + reply.size, "X-%d: y\r\n", i);
    }
    reply.size += (size_t)sprintf(reply.data + reply.size, "\r\n");
    test_server_push(server, &reply);
    CHECK_INT_EQ(COSE_OVER_MEMORY, call_execute(&call));
    end();
}

TEST(a_head_has_the_length_of_the_body_that_does_not_come)
{
    begin();
    test_server_push_text(server, "HTTP/1.1 200 OK\r\nContent-Length: 123456789012\r\nETag: \"x\"\r\n\r\n");
    call.request.method = "HEAD";
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(INT64_C(123456789012), call.context.content_length);
    CHECK_STR_EQ("123456789012", apr_table_get(call.response.headers, "Content-Length"));
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(1, test_server_connections(server));
    end();
}

typedef struct seen_s {
    int calls;
    int64_t sent;
    int64_t to_send;
    int64_t received;
    int64_t to_receive;
} seen_t;

static void note(void *data, int64_t sent, int64_t to_send, int64_t received, int64_t to_receive)
{
    seen_t *seen = data;
    seen->calls++;
    seen->sent = sent;
    seen->to_send = to_send;
    seen->received = received;
    seen->to_receive = to_receive;
}

TEST(progress_is_told_at_the_end)
{
    seen_t seen = {0, 0, 0, 0, 0};
    char *data = pattern(30000, 10);
    begin();
    call_put_memory(&call, data, 30000);
    call.context.progress = note;
    call.context.progress_data = &seen;
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK(seen.calls >= 1);
    CHECK_INT_EQ(30000, seen.sent);
    CHECK_INT_EQ(30000, seen.to_send);
    CHECK_INT_EQ(30000, seen.received);
    CHECK_INT_EQ(30000, seen.to_receive);
    end();
    free(data);
}

TEST(a_length_that_contradicts_the_body_is_refused)
{
    begin();
    call_put_memory(&call, "abc", 3);
    call.options = call_options(&call);
    {
        /* what the SDK would sign is set by cosx_execute; only a user of the published API can do this */
        cos_http_request_t *req;
        cos_http_response_t *resp;
        cos_status_t *status;
        cos_table_t *headers = apr_table_make(call.pool, 4);
        cos_string_t bucket = cos_string("b-125");
        cos_string_t key = cos_string("k");
        char *error = NULL;
        call.context.source.kind = COSX_BODY_NONE;
        apr_table_set(headers, "Content-Length", "4");
        CHECK_INT_EQ(COSE_OK, cos_init_object_request(call.options, &bucket, &key, HTTP_PUT, &req, apr_table_make(call.pool, 1),
                                                      headers, NULL, 0, &resp, &error));
        req->host = (char *)(uintptr_t)test_server_authority(server);
        req->type = BODY_IN_MEMORY;
        req->body_len = 3;
        status = cos_process_request(call.options, req, resp, 0);
        CHECK_INT_EQ(COSE_INVALID_ARGUMENT, status->code);
        CHECK_INT_EQ(0, test_server_request_count(server));
    }
    end();
}

TEST_MAIN(library_start, library_stop)
