/* Certificates. */
#include "call.h"
#include "test.h"

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
