/* Framing of answers, and what happens to a connection, where we speak HTTP ourselves. */
#include <fcntl.h>
#include <unistd.h>

#include "call.h"
#include "test.h"

static test_server_t *server;
static call_t call;

static void begin(void)
{
    server = test_server_start(NULL, NULL);
    call_open(&call, "http", test_server_authority(server));
}

static void end(void)
{
    call_close(&call);
    cosx_transport_shutdown();
    test_server_stop(server);
}

/* What comes of an answer of these bytes; the connection is closed behind it when `last`. */
static int outcome(const char *answer, int last)
{
    test_reply_t reply;
    test_reply_init(&reply);
    test_reply_text(&reply, "%s", answer);
    reply.close = last;
    test_server_push(server, &reply);
    return call_execute(&call);
}

static void check_cuts(const char *answer, int reset)
{
    size_t size = strlen(answer);
    size_t cut;
    begin();
    for (cut = 0; cut < size; cut++) {
        test_reply_t reply;
        int code;
        test_reply_init(&reply);
        test_reply_text(&reply, "%s", answer);
        reply.close_after = (int64_t)cut;
        reply.reset = reset;
        test_server_push(server, &reply);
        code = call_execute(&call);
        CHECK_INT_EQ(COSE_CONNECTION_FAILED, code);
        CHECK(call.context.error[0] != '\0');
    }
    CHECK_INT_EQ(200, outcome(answer, 0));
    CHECK_STR_EQ("hello", call.response.body);
    CHECK_INT_EQ(size + 1, test_server_request_count(server));
    end();
}

#define WITH_LENGTH "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"e\"\r\n\r\nhello"
#define IN_CHUNKS "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nX: 1\r\n\r\n"

TEST(an_answer_cut_at_any_byte_has_failed)
{
    check_cuts(WITH_LENGTH, 0);
}

TEST(an_answer_reset_at_any_byte_has_failed)
{
    check_cuts(WITH_LENGTH, 1);
}

TEST(chunks_cut_at_any_byte_have_failed)
{
    check_cuts(IN_CHUNKS, 0);
}

TEST(chunks_reset_at_any_byte_have_failed)
{
    check_cuts(IN_CHUNKS, 1);
}

TEST(an_answer_that_comes_byte_by_byte_is_the_same)
{
    static const char *const answers[] = {WITH_LENGTH, IN_CHUNKS};
    size_t i;
    begin();
    for (i = 0; i < 2; i++) {
        test_reply_t reply;
        test_reply_init(&reply);
        test_reply_text(&reply, "%s", answers[i]);
        reply.dribble = 1;
        test_server_push(server, &reply);
        CHECK_INT_EQ(200, call_execute(&call));
        CHECK_STR_EQ("hello", call.response.body);
    }
    CHECK_INT_EQ(1, test_server_connections(server));
    end();
}

TEST(a_body_without_a_length_ends_with_the_connection)
{
    begin();
    CHECK_INT_EQ(200, outcome("HTTP/1.1 200 OK\r\n\r\nhello", 1));
    CHECK_STR_EQ("hello", call.response.body);
    CHECK_INT_EQ(-1, call.context.content_length);
    CHECK_INT_EQ(200, outcome(WITH_LENGTH, 0));
    CHECK_INT_EQ(0, call.context.reused);
    end();
}

TEST(the_older_protocol_keeps_a_connection_only_when_it_says_so)
{
    begin();
    CHECK_INT_EQ(200, outcome("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", 0));
    CHECK_INT_EQ(200, outcome("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: Keep-Alive\r\n\r\n", 0));
    CHECK_INT_EQ(0, call.context.reused);
    CHECK_INT_EQ(200, outcome("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: x, close\r\n\r\n", 0));
    CHECK_INT_EQ(1, call.context.reused);
    CHECK_INT_EQ(200, outcome(WITH_LENGTH, 0));
    CHECK_INT_EQ(0, call.context.reused);
    CHECK_INT_EQ(3, test_server_connections(server));
    end();
}

TEST(a_length_beside_chunks_does_not_count_and_ends_the_connection)
{
    begin();
    CHECK_INT_EQ(200, outcome("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 0));
    CHECK_STR_EQ("hello", call.response.body);
    CHECK_INT_EQ(200, outcome(WITH_LENGTH, 0));
    CHECK_INT_EQ(0, call.context.reused);
    end();
}

TEST(more_bytes_than_announced_end_the_connection)
{
    begin();
    CHECK_INT_EQ(200, outcome("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, world", 0));
    CHECK_STR_EQ("hello", call.response.body);
    CHECK_INT_EQ(200, outcome(WITH_LENGTH, 0));
    CHECK_INT_EQ(0, call.context.reused);
    end();
}

TEST(answers_without_a_body_need_no_length)
{
    begin();
    CHECK_INT_EQ(204, outcome("HTTP/1.1 204 No Content\r\n\r\n", 0));
    CHECK_INT_EQ(304, outcome("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", 0));
    CHECK_INT_EQ(1, call.context.reused);
    call.request.method = "HEAD";
    CHECK_INT_EQ(200, outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 0));
    CHECK_INT_EQ(1, call.context.reused);
    CHECK_INT_EQ(1, test_server_connections(server));
    end();
}

TEST(announcements_may_come_many_at_a_time)
{
    begin();
    CHECK_INT_EQ(200, outcome("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" WITH_LENGTH, 0));
    CHECK_STR_EQ("hello", call.response.body);
    CHECK(apr_table_get(call.response.headers, "Link") == NULL);
    end();
}

static void check_refused(const char *answer)
{
    begin();
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, outcome(answer, 0));
    CHECK_INT_EQ(CURLE_WEIRD_SERVER_REPLY, call.context.curl_code);
    CHECK_INT_EQ(0, call.context.http_status);
    end();
}

TEST(heads_that_contradict_themselves_are_refused)
{
    check_refused("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello");
    check_refused("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello");
    check_refused("HTTP/1.1 200 OK\r\nContent-Length: 5 5\r\n\r\nhello");
    check_refused("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello");
    check_refused("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nhello");
    check_refused("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\nhello");
    check_refused("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\nhello");
    check_refused("HTTP/1.1 101 Switching Protocols\r\n\r\n");
    check_refused("HTTP/1.1 099 What\r\n\r\n");
    check_refused("HTTP/1.1 2000 OK\r\n\r\n");
    check_refused("HTTP/2 200\r\n\r\n");
    check_refused("HTTP/1.1 200 OK\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    check_refused("\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

TEST(the_same_length_twice_is_no_contradiction)
{
    begin();
    CHECK_INT_EQ(200, outcome("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 0));
    end();
}

TEST(a_refusal_that_comes_early_ends_the_upload)
{
    size_t size = 24 << 20; /* more than all buffers between */
    char *data = pattern(size, 1);
    test_reply_t reply;
    begin();
    test_reply_init(&reply);
    test_reply_body(&reply, "403 Forbidden", "", "<Error><Code>AccessDenied</Code></Error>", 40);
    reply.early = 1;
    test_server_push(server, &reply);
    call_put_memory(&call, data, size);
    CHECK_INT_EQ(403, call_execute(&call));
    CHECK_STR_EQ("AccessDenied", call.response.status->error_code);
    CHECK(call.context.sent < (int64_t)size);
    call.context.source.kind = COSX_BODY_NONE;
    call.request.method = "GET";
    CHECK_INT_EQ(200, outcome(WITH_LENGTH, 0));
    CHECK_INT_EQ(0, call.context.reused);
    end();
    free(data);
}

TEST(an_upload_cut_at_any_place_has_failed)
{
    size_t size = 3000000;
    char *data = pattern(size, 2);
    int64_t cut;
    begin();
    call_put_memory(&call, data, size);
    for (cut = 1; cut < (int64_t)size; cut += 499999) {
        test_reply_t reply;
        test_reply_init(&reply);
        reply.cut_request_after = cut;
        test_server_push(server, &reply);
        CHECK_INT_EQ(COSE_CONNECTION_FAILED, call_execute(&call));
    }
    test_server_push_text(server, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_MEM_EQ(data, test_server_request(server, test_server_request_count(server))->body, size);
    end();
    free(data);
}

TEST(connections_to_different_places_are_not_mixed_up)
{
    test_server_t *other = test_server_start(NULL, NULL);
    call_t second;
    begin();
    call_open(&second, "http", test_server_authority(other));
    CHECK_INT_EQ(200, outcome(WITH_LENGTH, 0));
    test_server_push_text(other, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother");
    CHECK_INT_EQ(200, call_execute(&second));
    CHECK_STR_EQ("other", second.response.body);
    CHECK_INT_EQ(0, second.context.reused);
    CHECK_INT_EQ(200, outcome(WITH_LENGTH, 0));
    CHECK_INT_EQ(1, call.context.reused);
    CHECK_STR_EQ("hello", call.response.body);
    call_close(&second);
    end();
    test_server_stop(other);
}

TEST(what_a_kept_connection_says_unasked_is_not_taken_for_the_answer)
{
    test_reply_t reply;
    begin();
    CHECK_INT_EQ(200, outcome(WITH_LENGTH, 0));
    /* the whole of it comes with the first answer's last bytes or later: either way it must not count */
    test_reply_init(&reply);
    test_reply_text(&reply, "%s", WITH_LENGTH "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged");
    test_server_push(server, &reply);
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(200, outcome(WITH_LENGTH, 0));
    CHECK_STR_EQ("hello", call.response.body);
    CHECK_INT_EQ(0, call.context.reused);
    end();
}

TEST_MAIN(library_start, library_stop)
