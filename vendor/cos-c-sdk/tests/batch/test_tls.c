/* Batches over TLS, and through proxies. */
#include <curl/curl.h>
#include <unistd.h>

#include "scene.h"

static test_certificate_t *certificate; /* for 127.0.0.1 */
static test_certificate_t *other_name;
static char folder[] = "/tmp/cosx-batch-tls-XXXXXX";

static void echo(void *data, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    test_reply_body(reply, "200 OK", "", request->body, request->body_size);
}

static void open_tls(scene_t *s, const char *method, const test_certificate_t *shown)
{
    scene_open(s, method, echo, NULL);
    test_server_stop(s->server);
    s->server = test_server_start_tls(echo, NULL, shown, 1);
    (void)snprintf(s->endpoint, sizeof(s->endpoint), "https://%s", test_server_authority(s->server));
}

TEST(small_and_large_bodies_over_tls)
{
    scene_t s;
    char *data = pattern(3000000, 1);
    int i;
    open_tls(&s, "PUT", certificate);
    s.settings.ca_file = test_certificate_file(certificate);
    scene_start(&s);
    for (i = 0; i < 40; i++) {
        scene_submit(&s, (uint64_t)i, "k", data, i == 7 ? 3000000 : 4096 + i);
    }
    scene_collect(&s, 40);
    for (i = 0; i < 40; i++) {
        CHECK_INT_EQ(200, s.results[i]->code);
        CHECK_INT_EQ(i == 7 ? 3000000 : 4096 + i, s.results[i]->body_size);
        CHECK_MEM_EQ(data, s.results[i]->body, s.results[i]->body_size);
    }
    CHECK(test_server_connections(s.server) <= 4);
    scene_close(&s);
    free(data);
}

TEST(large_bodies_over_tls_wait_for_memory)
{
    scene_t s;
    char *data = pattern(300000, 1);
    int i;
    open_tls(&s, "PUT", certificate);
    s.settings.ca_file = test_certificate_file(certificate);
    s.spec.memory_limit = 400000;
    scene_start(&s);
    for (i = 0; i < 12; i++) {
        scene_submit(&s, (uint64_t)i, "k", data, 300000);
    }
    scene_collect(&s, 12);
    for (i = 0; i < 12; i++) {
        CHECK_INT_EQ(200, s.results[i]->code);
        CHECK_MEM_EQ(data, s.results[i]->body, 300000);
    }
    scene_close(&s);
    free(data);
}

TEST(certificates_are_checked)
{
    scene_t s;
    open_tls(&s, "GET", certificate);
    scene_start(&s);
    CHECK_INT_EQ(COSE_FAILED_VERIFICATION, scene_one(&s, "k", NULL, 0)->code);
    CHECK_INT_EQ(1, s.results[0]->attempts);
    CHECK_INT_EQ(0, s.results[0]->sent_any);
    CHECK_INT_EQ(0, test_server_request_count(s.server));
    scene_close(&s);
    open_tls(&s, "GET", other_name);
    s.settings.ca_file = test_certificate_file(other_name);
    scene_start(&s);
    CHECK_INT_EQ(COSE_FAILED_VERIFICATION, scene_one(&s, "k", NULL, 0)->code);
    scene_close(&s);
    open_tls(&s, "GET", other_name);
    s.settings.verify = 0;
    scene_start(&s);
    CHECK_INT_EQ(200, scene_one(&s, "k", NULL, 0)->code);
    scene_close(&s);
}

TEST(a_proxy_is_given_the_whole_address)
{
    scene_t s;
    char proxy[64];
    char *text;
    scene_open(&s, "GET", echo, NULL);
    (void)snprintf(proxy, sizeof(proxy), "http://%s", test_server_authority(s.server));
    s.settings.endpoint = "http://cos.example.com";
    s.settings.address = COSX_ADDRESS_VIRTUAL_HOST;
    s.settings.proxy = proxy;
    s.settings.proxy_auth = "user:word";
    s.spec.concurrency = 1;
    scene_start(&s);
    CHECK_INT_EQ(200, scene_one(&s, "k", NULL, 0)->code);
    CHECK_INT_EQ(200, scene_one(&s, "l", NULL, 0)->code);
    CHECK(test_request_starts(test_server_request(s.server, 1), "GET http://b-125.cos.example.com/k HTTP/1.1\r\n"));
    CHECK(test_request_starts(test_server_request(s.server, 2), "GET http://b-125.cos.example.com/l HTTP/1.1\r\n"));
    text = test_request_header(test_server_request(s.server, 1), "Proxy-Authorization");
    CHECK_STR_EQ("Basic dXNlcjp3b3Jk", text);
    free(text);
    text = test_request_header(test_server_request(s.server, 1), "Host");
    CHECK_STR_EQ("b-125.cos.example.com", text);
    free(text);
    scene_close(&s);
}

TEST(a_proxy_leads_through_to_tls)
{
    scene_t s;
    char proxy[64];
    test_reply_t reply;
    scene_open(&s, "GET", NULL, NULL);
    test_server_stop(s.server);
    s.server = test_server_start_tls(NULL, NULL, other_name, 0);
    (void)snprintf(proxy, sizeof(proxy), "http://%s", test_server_authority(s.server));
    s.settings.endpoint = "https://other.example.com";
    s.settings.ca_file = test_certificate_file(other_name);
    s.settings.proxy = proxy;
    s.spec.concurrency = 1;
    test_reply_init(&reply);
    test_reply_text(&reply, "HTTP/1.1 200 Established\r\n\r\n");
    reply.start_tls = 1;
    test_server_push(s.server, &reply);
    test_server_push_text(s.server, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
    scene_start(&s);
    CHECK_INT_EQ(200, scene_one(&s, "k", NULL, 0)->code);
    CHECK(test_request_starts(test_server_request(s.server, 1), "CONNECT other.example.com:443 HTTP/1.1\r\n"));
    CHECK(test_request_starts(test_server_request(s.server, 2), "GET /b-125/k HTTP/1.1\r\n"));
    scene_close(&s);
}

TEST(a_route_is_taken)
{
    scene_t s;
    scene_open(&s, "GET", echo, NULL);
    s.settings.endpoint = "http://cos.example.com";
    s.settings.route_ip = "127.0.0.1";
    s.settings.route_port = test_server_port(s.server);
    scene_start(&s);
    CHECK_INT_EQ(200, scene_one(&s, "k", NULL, 0)->code);
    scene_close(&s);
}

static void begin(void)
{
    library_start();
    if (mkdtemp(folder) == NULL) {
        abort();
    }
    certificate = test_certificate_create(folder, "127.0.0.1");
    other_name = test_certificate_create(folder, "other.example.com");
}

static void end(void)
{
    test_certificate_destroy(certificate);
    test_certificate_destroy(other_name);
    (void)rmdir(folder);
    library_stop();
}

TEST_MAIN(begin, end)
