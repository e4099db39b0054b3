/* Certificates. */
#include <curl/curl.h>
#include <openssl/crypto.h>

#include "call.h"
#include "test.h"
#include "test_server_tls.h"
#include "tls_records.h"

static test_certificate_t *certificate; /* for 127.0.0.1 */
static test_certificate_t *other_name;
static test_server_t *server;
static call_t call;

static void echo(void *data, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    test_reply_body(reply, "200 OK", "", request->body, request->body_size);
}

static void begin(const test_certificate_t *shown, int tls)
{
    server = test_server_start_tls(echo, NULL, shown, tls);
    call_open(&call, "https", test_server_authority(server));
}

static void end(void)
{
    call_close(&call);
    cosx_transport_shutdown();
    test_server_stop(server);
}

TEST(a_certificate_of_the_given_authority_is_accepted)
{
    char *data = pattern(1000000, 1);
    begin(certificate, 1);
    call.settings.ca_file = test_certificate_file(certificate);
    call_put_memory(&call, data, 1000000);
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_MEM_EQ(data, call.response.body, 1000000);
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(1, call.context.reused);
    end();
    free(data);
}

TEST(a_certificate_of_an_unknown_authority_is_refused)
{
    begin(certificate, 1);
    CHECK_INT_EQ(COSE_FAILED_VERIFICATION, call_execute(&call));
    CHECK_INT_EQ(0, test_server_request_count(server));
    CHECK_INT_EQ(0, call.context.sent_any);
    end();
}

TEST(a_certificate_for_another_name_is_refused)
{
    begin(other_name, 1);
    call.settings.ca_file = test_certificate_file(other_name);
    CHECK_INT_EQ(COSE_FAILED_VERIFICATION, call_execute(&call));
    CHECK_INT_EQ(0, test_server_request_count(server));
    end();
}

TEST(verification_can_be_switched_off_by_name)
{
    begin(other_name, 1);
    call.settings.verify = 0;
    CHECK_INT_EQ(200, call_execute(&call));
    end();
}

/* A connection made without verification must not serve a call that wants it. */
TEST(an_unverified_connection_is_not_reused_by_a_verified_call)
{
    begin(certificate, 1);
    call.settings.verify = 0;
    CHECK_INT_EQ(200, call_execute(&call));
    call.settings.verify = 1;
    CHECK_INT_EQ(COSE_FAILED_VERIFICATION, call_execute(&call));
    end();
}

TEST(a_file_of_authorities_that_is_missing_is_an_error)
{
    begin(certificate, 1);
    call.settings.ca_file = "/nonexistent/ca.pem";
    CHECK_INT_EQ(COSE_FAILED_VERIFICATION, call_execute(&call));
    end();
}

/* The server waits for the end of an HTTP head, which the greeting of TLS does not have. */
TEST(the_connect_timeout_covers_the_tls_handshake)
{
    int64_t start;
    begin(NULL, 0);
    call.settings.connect_timeout_ms = 150;
    start = cosx_clock_us();
    CHECK_INT_EQ(COSE_FAILED_CONNECT, call_execute(&call));
    CHECK_STR_EQ("no connection within 150 ms", call.context.error);
    CHECK(elapsed_ms(start) < 1000 * slowness());
    end();
}

TEST(the_headers_of_a_proxys_tunnel_are_not_those_of_the_answer)
{
    test_reply_t reply;
    char proxy[64];
    begin(certificate, 0);
    (void)snprintf(proxy, sizeof(proxy), "http://%s", test_server_authority(server));
    (void)snprintf(call.endpoint, sizeof(call.endpoint), "https://127.0.0.1:443");
    call.settings.proxy = proxy;
    call.settings.ca_file = test_certificate_file(certificate);
    test_reply_init(&reply);
    test_reply_text(&reply, "HTTP/1.1 200 Connected\r\nX-Proxy: 1\r\n\r\n");
    reply.start_tls = 1;
    test_server_push(server, &reply);
    test_server_push_text(server, "HTTP/1.1 200 OK\r\nX-Server: 1\r\nContent-Length: 2\r\n\r\nok");
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_STR_EQ("ok", call.response.body);
    CHECK(test_request_starts(test_server_request(server, 1), "CONNECT 127.0.0.1:443 HTTP/1.1"));
    CHECK(test_request_starts(test_server_request(server, 2), "GET /b-125/k HTTP/1.1"));
    CHECK(apr_table_get(call.response.headers, "X-Proxy") == NULL);
    CHECK_STR_EQ("1", apr_table_get(call.response.headers, "X-Server"));
    end();
}

TEST(a_proxy_that_refuses_the_tunnel_is_a_failed_connection)
{
    char proxy[64];
    begin(certificate, 0);
    (void)snprintf(proxy, sizeof(proxy), "http://%s", test_server_authority(server));
    (void)snprintf(call.endpoint, sizeof(call.endpoint), "https://127.0.0.1:443");
    call.settings.proxy = proxy;
    test_server_push_text(server, "HTTP/1.1 407 Who\r\nContent-Length: 0\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n");
    CHECK_INT_EQ(COSE_FAILED_CONNECT, call_execute(&call));
    CHECK(strstr(call.context.error, "407") != NULL);
    end();
}

TEST(a_body_cut_off_under_tls_is_an_error)
{
    test_reply_t reply;
    begin(certificate, 1);
    call.settings.ca_file = test_certificate_file(certificate);
    test_reply_init(&reply);
    test_reply_text(&reply, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
    reply.close = 1;
    test_server_push(server, &reply);
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, call_execute(&call));
    end();
}

static void check_cuts(const char *answer)
{
    size_t size = strlen(answer);
    size_t cut;
    begin(certificate, 1);
    call.settings.ca_file = test_certificate_file(certificate);
    for (cut = 0; cut < size; cut++) {
        test_reply_t reply;
        test_reply_init(&reply);
        test_reply_text(&reply, "%s", answer);
        reply.close_after = (int64_t)cut;
        reply.reset = (int)(cut % 2);
        test_server_push(server, &reply);
        CHECK_INT_EQ(COSE_CONNECTION_FAILED, call_execute(&call));
        CHECK(call.context.error[0] != '\0');
    }
    test_server_push_text(server, "%s", answer);
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_STR_EQ("hello", call.response.body);
    end();
}

TEST(an_answer_cut_at_any_byte_under_tls_has_failed)
{
    check_cuts("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
}

TEST(chunks_cut_at_any_byte_under_tls_have_failed)
{
    check_cuts("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
}

TEST(large_bodies_go_both_ways_under_tls)
{
    size_t size = 4000000;
    char *data = pattern(size, 3);
    char *back = malloc(size);
    begin(certificate, 1);
    call.settings.ca_file = test_certificate_file(certificate);
    call_put_memory(&call, data, size);
    call.context.sink.kind = COSX_BODY_MEMORY;
    call.context.sink.data = back;
    call.context.sink.capacity = (int64_t)size;
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(size, call.context.received);
    CHECK_MEM_EQ(data, back, size);
    CHECK(call.context.received_crc == cosx_crc64(0, data, size));
    CHECK(call.context.sent_crc == call.context.received_crc);
    end();
    free(back);
    free(data);
}

TEST(a_stream_under_tls_gives_the_body)
{
    size_t size = 3000000;
    char *data = pattern(size, 4);
    char *back = malloc(size + 1);
    size_t at = 0;
    int64_t n;
    cosx_stream_t *stream = NULL;
    test_reply_t reply;
    begin(certificate, 1);
    call.settings.ca_file = test_certificate_file(certificate);
    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", "", data, size);
    test_server_push(server, &reply);
    CHECK_INT_EQ(200, cosx_stream_open(call_options(&call), &call.request, &call.response, &stream));
    while ((n = cosx_stream_read(stream, back + at, at % 3 == 0 ? 100 : 50000 < (int64_t)(size + 1 - at) ? 50000 : (int64_t)(size + 1 - at))) > 0) {
        at += (size_t)n;
    }
    CHECK_INT_EQ(0, n);
    CHECK_INT_EQ(size, at);
    CHECK_MEM_EQ(data, back, size);
    cosx_stream_close(stream);
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(1, call.context.reused);
    end();
    free(back);
    free(data);
}

TEST(a_kept_connection_closed_meanwhile_is_replaced_under_tls)
{
    begin(certificate, 1);
    call.settings.ca_file = test_certificate_file(certificate);
    CHECK_INT_EQ(200, call_execute(&call));
    test_server_drop_connections(server);
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(0, call.context.reused);
    CHECK_INT_EQ(2, test_server_connections(server));
    end();
}

TEST(a_second_connection_takes_up_the_session_of_the_first)
{
    int before;
    begin(certificate, 1);
    call.settings.ca_file = test_certificate_file(certificate);
    CHECK_INT_EQ(200, call_execute(&call));
    before = test_tls_resumed();
    test_server_drop_connections(server);
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(2, test_server_connections(server));
    CHECK_INT_EQ(before + 1, test_tls_resumed());
    end();
}

TEST(a_session_is_not_taken_up_where_another_authority_is_trusted)
{
    begin(certificate, 1);
    call.settings.ca_file = test_certificate_file(certificate);
    CHECK_INT_EQ(200, call_execute(&call));
    call.settings.ca_file = test_certificate_file(other_name);
    CHECK_INT_EQ(COSE_FAILED_VERIFICATION, call_execute(&call));
    end();
}

TEST(records_are_ours_where_libcurl_uses_the_same_openssl)
{
    const char *curls = curl_version_info(CURLVERSION_NOW)->ssl_version;
    char ours[64];
    (void)snprintf(ours, sizeof(ours), "OpenSSL/%s", OpenSSL_version(OPENSSL_VERSION_STRING));
    CHECK_INT_EQ(curls != NULL && strcmp(curls, ours) == 0, cosi_tls_is_possible());
}

static void make_certificates(void)
{
    certificate = test_certificate_create("/tmp", "127.0.0.1");
    other_name = test_certificate_create("/tmp", "elsewhere.test");
    library_start();
}

static void drop_certificates(void)
{
    library_stop();
    test_certificate_destroy(certificate);
    test_certificate_destroy(other_name);
}

TEST_MAIN(make_certificates, drop_certificates)
