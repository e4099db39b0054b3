/* Broken answers, refusals, lost connections: each ends its own item and nothing else. */
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "scene.h"

static void push(scene_t *s, const char *status, const char *headers, const char *body)
{
    test_reply_t reply;
    test_reply_init(&reply);
    test_reply_body(&reply, status, headers, body, strlen(body));
    test_server_push(s->server, &reply);
}

static void push_broken(scene_t *s, int64_t close_after, int reset)
{
    test_reply_t reply;
    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", "", "content", 7);
    reply.close_after = close_after;
    reply.close = 1;
    reply.reset = reset;
    test_server_push(s->server, &reply);
}

static void open_one(scene_t *s, const char *method)
{
    scene_open(s, method, NULL, NULL);
    s->spec.concurrency = 1;
    scene_start(s);
}

TEST(refusals_that_pass_are_tried_again)
{
    scene_t s;
    open_one(&s, "GET");
    push(&s, "503 Slow", "", "<Error><Code>SlowDown</Code></Error>");
    push(&s, "500 No", "Connection: close\r\n", "");
    push(&s, "200 OK", "", "x");
    CHECK_INT_EQ(200, scene_one(&s, "k", NULL, 0)->code);
    CHECK_INT_EQ(3, s.results[0]->attempts);
    CHECK_STR_EQ("x", s.results[0]->body);
    {
        char *text = test_request_header(test_server_request(s.server, 3), "x-cos-sdk-retry");
        CHECK_STR_EQ("true", text);
        free(text);
    }
    scene_close(&s);
}

TEST(refusals_that_last_are_reported_with_all_they_say)
{
    scene_t s;
    int i;
    open_one(&s, "GET");
    for (i = 0; i < 3; i++) {
        push(&s, "503 Slow", "x-cos-request-id: rid\r\nA: b\r\n", "<Error><Code>SlowDown</Code><Message>less</Message></Error>");
    }
    push(&s, "404 Not Found", "", "<Error><Code>NoSuchKey</Code></Error>");
    CHECK_INT_EQ(503, scene_one(&s, "k", NULL, 0)->code);
    CHECK_STR_EQ("SlowDown", s.results[0]->error_code);
    CHECK_STR_EQ("less", s.results[0]->message);
    CHECK_STR_EQ("rid", s.results[0]->request_id);
    CHECK_INT_EQ(503, s.results[0]->http_status);
    CHECK_INT_EQ(0, s.results[0]->body_size);
    CHECK(s.results[0]->headers_size > 0);
    CHECK_INT_EQ(404, scene_one(&s, "l", NULL, 0)->code);
    CHECK_INT_EQ(1, s.results[1]->attempts);
    scene_close(&s);
}

TEST(a_wrong_checksum_is_an_error)
{
    scene_t s;
    int i;
    open_one(&s, "GET");
    for (i = 0; i < 3; i++) {
        push(&s, "200 OK", "x-cos-hash-crc64ecma: 12\r\n", "content");
    }
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR, scene_one(&s, "k", NULL, 0)->code);
    CHECK_INT_EQ(3, s.results[0]->attempts);
    push(&s, "206 Partial", "x-cos-hash-crc64ecma: 12\r\n", "content");
    CHECK_INT_EQ(206, scene_one(&s, "k", NULL, 0)->code);
    scene_close(&s);
    open_one(&s, "PUT");
    for (i = 0; i < 3; i++) {
        push(&s, "200 OK", "x-cos-hash-crc64ecma: 12\r\n", "");
    }
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR, scene_one(&s, "k", "abc", 3)->code);
    scene_close(&s);
}

TEST(connections_that_break_are_made_anew)
{
    static const int64_t places[] = {0, 5, 20, 40};
    size_t i;
    int reset;
    for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        for (reset = 0; reset < 2; reset++) {
            scene_t s;
            open_one(&s, "GET");
            push_broken(&s, places[i], reset);
            push(&s, "200 OK", "", "x");
            CHECK_INT_EQ(200, scene_one(&s, "k", NULL, 0)->code);
            CHECK_INT_EQ(2, s.results[0]->attempts);
            push_broken(&s, places[i], reset);
            push_broken(&s, places[i], reset);
            push_broken(&s, places[i], reset);
            push_broken(&s, places[i], reset);
            CHECK_INT_EQ(COSE_CONNECTION_FAILED, scene_one(&s, "k", NULL, 0)->code);
            scene_close(&s);
        }
    }
}

TEST(a_kept_alive_connection_that_died_costs_no_attempt)
{
    scene_t s;
    test_reply_t reply;
    open_one(&s, "PUT");
    push(&s, "200 OK", "", "");
    CHECK_INT_EQ(200, scene_one(&s, "k", "x", 1)->code);
    test_reply_init(&reply);
    reply.close_before = 1;
    test_server_push(s.server, &reply);
    push(&s, "200 OK", "", "");
    CHECK_INT_EQ(200, scene_one(&s, "l", "x", 1)->code);
    CHECK_INT_EQ(1, s.results[1]->attempts);
    test_server_drop_connections(s.server);
    push(&s, "200 OK", "", "");
    CHECK_INT_EQ(200, scene_one(&s, "m", "x", 1)->code);
    CHECK_INT_EQ(1, s.results[2]->attempts);
    scene_close(&s);
}

TEST(what_may_not_be_repeated_is_not)
{
    scene_t s;
    scene_open(&s, "POST", NULL, NULL);
    s.spec.concurrency = 1;
    s.spec.idempotent = 0;
    scene_start(&s);
    push_broken(&s, 0, 0);
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, scene_one(&s, "k", "x", 1)->code);
    CHECK_INT_EQ(1, s.results[0]->attempts);
    CHECK_INT_EQ(1, s.results[0]->sent_any);
    push(&s, "503 Slow", "", "");
    push(&s, "200 OK", "", "");
    CHECK_INT_EQ(200, scene_one(&s, "k", "x", 1)->code);
    CHECK_INT_EQ(2, s.results[1]->attempts);
    scene_close(&s);
}

/* Answers 403 when the head is there, and reads no body. The connection is left to the test. */
static void *refuse_early(void *data)
{
    static const char answer[] = "HTTP/1.1 403 Forbidden\r\nContent-Length: 40\r\n\r\n<Error><Code>AccessDenied</Code></Error>";
    int *socket = data;
    int fd = accept(*socket, NULL, NULL);
    char head[64];
    if (fd < 0 || recv(fd, head, sizeof(head), 0) <= 0 || send(fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL) < 0) {
        abort();
    }
    (void)close(*socket);
    *socket = fd;
    return NULL;
}

TEST(an_answer_that_comes_before_the_body_was_sent_counts)
{
    scene_t s;
    size_t size = 32 << 20;
    char *data = pattern(size, 1);
    struct sockaddr_in address;
    socklen_t length = sizeof(address);
    pthread_t thread;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(listener, (struct sockaddr *)&address, length) == 0 && listen(listener, 1) == 0);
    CHECK(getsockname(listener, (struct sockaddr *)&address, &length) == 0);
    CHECK_INT_EQ(0, pthread_create(&thread, NULL, refuse_early, &listener));
    scene_open(&s, "PUT", NULL, NULL);
    (void)snprintf(s.endpoint, sizeof(s.endpoint), "http://127.0.0.1:%d", ntohs(address.sin_port));
    scene_start(&s);
    CHECK_INT_EQ(403, scene_one(&s, "k", data, (int64_t)size)->code);
    CHECK_STR_EQ("AccessDenied", s.results[0]->error_code);
    CHECK(s.results[0]->sent < (int64_t)size);
    (void)pthread_join(thread, NULL);
    scene_close(&s);
    (void)close(listener);
    free(data);
}

TEST(answers_in_small_pieces_and_chunks)
{
    scene_t s;
    test_reply_t reply;
    open_one(&s, "GET");
    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", "", "content", 7);
    reply.dribble = 1;
    test_server_push(s.server, &reply);
    CHECK_STR_EQ("content", scene_one(&s, "k", NULL, 0)->body);
    test_reply_init(&reply);
    test_reply_text(&reply, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
    reply.dribble = 3;
    test_server_push(s.server, &reply);
    CHECK_STR_EQ("hello world", scene_one(&s, "k", NULL, 0)->body);
    CHECK_INT_EQ(1, test_server_connections(s.server));
    test_server_push_text(s.server, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 too much");
    CHECK_STR_EQ("x", scene_one(&s, "k", NULL, 0)->body);
    push(&s, "200 OK", "", "y");
    CHECK_STR_EQ("y", scene_one(&s, "k", NULL, 0)->body);
    CHECK_INT_EQ(2, test_server_connections(s.server));
    scene_close(&s);
}

TEST(an_error_in_the_body_of_a_200)
{
    scene_t s;
    open_one(&s, "PUT");
    push(&s, "200 OK", "", "<Error><Code>InternalError</Code></Error>");
    push(&s, "200 OK", "", "<Error><Code>AccessDenied</Code></Error>");
    CHECK_INT_EQ(200, scene_one(&s, "k", NULL, 0)->code);
    CHECK_STR_EQ("AccessDenied", s.results[0]->error_code);
    CHECK_INT_EQ(2, s.results[0]->attempts);
    scene_close(&s);
}

TEST(the_clock_of_the_server_is_taken_over)
{
    scene_t s;
    char *text;
    scene_open(&s, "GET", NULL, NULL);
    s.settings.secret_id = "id";
    s.settings.secret_key = "key";
    s.spec.concurrency = 1;
    scene_start(&s);
    push(&s, "403 No", "Date: Fri, 01 Jan 2100 00:00:00 GMT\r\n", "<Error><Code>RequestTimeTooSkewed</Code></Error>");
    push(&s, "200 OK", "", "x");
    CHECK_INT_EQ(200, scene_one(&s, "k", NULL, 0)->code);
    CHECK_INT_EQ(1, s.results[0]->attempts);
    text = test_request_header(test_server_request(s.server, 2), "Authorization");
    CHECK(strstr(text, "q-sign-time=41024448") != NULL);
    free(text);
    scene_close(&s);
}

TEST(a_port_where_nobody_listens)
{
    scene_t s;
    scene_open(&s, "GET", NULL, NULL);
    test_server_stop(s.server);
    s.server = test_server_start(NULL, NULL);
    {
        test_server_t *gone = test_server_start(NULL, NULL);
        (void)snprintf(s.endpoint, sizeof(s.endpoint), "http://%s", test_server_authority(gone));
        test_server_stop(gone);
    }
    scene_start(&s);
    CHECK_INT_EQ(COSE_FAILED_CONNECT, scene_one(&s, "k", NULL, 0)->code);
    CHECK_INT_EQ(3, s.results[0]->attempts);
    scene_close(&s);
}

TEST_MAIN(library_start, library_stop)
