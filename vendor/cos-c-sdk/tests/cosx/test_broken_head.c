/* Answers whose head is broken: the connection failed, whatever curl calls it. */
#include "call.h"
#include "test.h"

static test_server_t *server;
static call_t call;

/* What comes of an answer of these bytes and the end of the connection. */
static int outcome(const char *answer)
{
    test_reply_t reply;
    int code;
    server = test_server_start(NULL, NULL);
    call_open(&call, "http", test_server_authority(server));
    test_reply_init(&reply);
    test_reply_text(&reply, "%s", answer);
    reply.close = 1;
    test_server_push(server, &reply);
    code = call_execute(&call);
    CHECK_INT_EQ(0, call.context.http_status);
    CHECK_INT_EQ(1, call.context.sent_any);
    CHECK(call.response.headers == NULL);
    CHECK(call.context.error[0] != '\0');
    CHECK_INT_EQ(1, cosx_retry_wanted(call.response.status, 1, call.context.sent_any));
    return code;
}

static void end(void)
{
    call_close(&call);
    cosx_transport_shutdown();
    test_server_stop(server);
}

TEST(a_connection_that_ends_inside_a_header_has_failed)
{
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, outcome("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nETa"));
    end();
}

TEST(a_connection_that_ends_before_the_empty_line_has_failed)
{
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, outcome("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"));
    end();
}

TEST(a_connection_that_ends_inside_the_status_line_has_failed)
{
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, outcome("HTTP/1.1 2"));
    end();
}

TEST(an_answer_of_another_protocol_is_a_failed_connection)
{
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, outcome("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
    end();
}

TEST(an_answer_of_any_bytes_is_a_failed_connection)
{
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, outcome("\x15\x03\x01\x02\x02\x16"));
    end();
}

TEST(a_malformed_header_line_is_a_failed_connection)
{
    test_server_t *other = test_server_start(NULL, NULL);
    call_open(&call, "http", test_server_authority(other));
    test_server_push_text(other, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n folded: yes\r\n\r\n");
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, call_execute(&call));
    call_close(&call);
    cosx_transport_shutdown();
    test_server_stop(other);
}

TEST_MAIN(library_start, library_stop)
