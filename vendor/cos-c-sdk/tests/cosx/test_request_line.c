/* The request line is the text that was signed, whoever reads it first. */
#include "call.h"
#include "http_url.h"
#include "test.h"

static test_server_t *server;
static call_t call;
static char proxy[64];

static void echo(void *data, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    test_reply_body(reply, "200 OK", "", request->body, request->body_size);
}

/* DELETE of a part upload of a host that only the proxy or the route can find. */
static void begin(void)
{
    server = test_server_start(echo, NULL);
    call_open(&call, "http", "cos.test");
    (void)snprintf(proxy, sizeof(proxy), "%s", test_server_authority(server));
    call.request.method = "DELETE";
    call.request.key = "a b/../%2f";
    call_param(&call, "uploadId", "1/2+3");
}

static void end(void)
{
    call_close(&call);
    cosx_transport_shutdown();
    test_server_stop(server);
}

#define PATH "/b-125/a%20b/../%252f?uploadId=1%2F2%2B3"

TEST(a_server_gets_path_and_parameters)
{
    begin();
    call.settings.route_ip = "127.0.0.1";
    call.settings.route_port = test_server_port(server);
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK(test_request_starts(test_server_request(server, 1), "DELETE " PATH " HTTP/1.1\r\n"));
    end();
}

TEST(a_proxy_gets_the_whole_url)
{
    begin();
    call.settings.proxy = proxy; /* without a scheme: http */
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK(test_request_starts(test_server_request(server, 1), "DELETE http://cos.test" PATH " HTTP/1.1\r\n"));
    end();
}

TEST(through_the_tunnel_of_a_proxy_go_path_and_parameters)
{
    begin();
    call.settings.proxy = proxy;
    call.settings.route_ip = "127.0.0.1"; /* a route has curl ask the proxy for a tunnel */
    call.settings.route_port = 80;
    test_server_push_text(server, "HTTP/1.1 200 Connected\r\n\r\n");
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK(test_request_starts(test_server_request(server, 1), "CONNECT 127.0.0.1:80 HTTP/1.1\r\n"));
    CHECK(test_request_starts(test_server_request(server, 2), "DELETE " PATH " HTTP/1.1\r\n"));
    end();
}

static void check_target(const char *url, int absolute, const char *wanted)
{
    cosi_bytes_t target = {NULL, 0, 0};
    CHECK_INT_EQ(1, cosi_url_target(&target, url, absolute));
    CHECK_STR_EQ(wanted, target.data);
    cosi_bytes_free(&target);
}

TEST(a_url_without_a_path_has_the_root)
{
    check_target("http://h", 0, "/");
    check_target("http://h?a=b", 0, "/?a=b");
    check_target("http://h:1?a=b", 1, "http://h:1/?a=b");
    check_target("https://h/p?a=/b", 0, "/p?a=/b");
}

TEST(a_fragment_is_not_sent)
{
    check_target("http://h/p?a=b#c?d", 0, "/p?a=b");
    check_target("http://h#c/d", 0, "/");
    check_target("http://h/p#c", 1, "http://h/p");
}

TEST_MAIN(library_start, library_stop)
