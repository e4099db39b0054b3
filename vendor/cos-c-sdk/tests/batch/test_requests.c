/* What is sent, and what is made of good answers. */
#include <unistd.h>

#include "scene.h"

static void echo(void *data, const test_request_t *request, test_reply_t *reply)
{
    char headers[128];
    (void)data;
    (void)snprintf(headers, sizeof(headers), "x-cos-hash-crc64ecma: %llu\r\nx-cos-request-id: r%d\r\n",
                   (unsigned long long)cosx_crc64(0, request->body, request->body_size), request->number);
    test_reply_body(reply, "200 OK", headers, "", 0);
}

static void object(void *data, const test_request_t *request, test_reply_t *reply)
{
    char headers[128];
    (void)request;
    (void)snprintf(headers, sizeof(headers), "x-cos-hash-crc64ecma: %llu\r\n", (unsigned long long)cosx_crc64(0, data, strlen(data)));
    test_reply_body(reply, "200 OK", headers, data, strlen(data));
}

TEST(many_objects_over_few_connections)
{
    scene_t s;
    char keys[200][16];
    int i;
    scene_open(&s, "GET", object, (void *)(uintptr_t) "content");
    scene_start(&s);
    for (i = 0; i < 200; i++) {
        (void)snprintf(keys[i], sizeof(keys[i]), "k%d", i);
        scene_submit(&s, (uint64_t)i, keys[i], NULL, 0);
    }
    scene_collect(&s, 200);
    for (i = 0; i < 200; i++) {
        CHECK_INT_EQ(200, s.results[i]->code);
        CHECK_INT_EQ(1, s.results[i]->attempts);
        CHECK_STR_EQ("content", s.results[i]->body);
    }
    CHECK(test_server_connections(s.server) <= 4);
    CHECK_INT_EQ(200, test_server_request_count(s.server));
    CHECK_INT_EQ(0, cosx_batch_pending(s.batch));
    CHECK_INT_EQ(0, cosx_batch_next(s.batch, s.results, 1, -1));
    scene_close(&s);
}

TEST(a_request_is_what_a_single_call_sends)
{
    scene_t s;
    call_t c;
    const test_request_t *ours;
    const test_request_t *single;
    static const char *const names[] = {"Host", "User-Agent", "Accept", "x-cos-meta-a", "x-cos-security-token", "Content-Length", "Content-Type"};
    cosx_pair_t fixed = {"x-cos-meta-a", "b c"};
    cosx_batch_item_t item;
    size_t i;
    scene_open(&s, "PUT", echo, NULL);
    s.settings.secret_id = "id";
    s.settings.secret_key = "key";
    s.settings.token = "token";
    s.settings.user_agent = "more/1";
    s.spec.headers = &fixed;
    s.spec.header_count = 1;
    scene_start(&s);
    memset(&item, 0, sizeof(item));
    item.key = "a b/\xc3\xbc";
    item.headers = "Content-Type\0text/plain";
    item.headers_size = sizeof("Content-Type\0text/plain");
    item.data = "body";
    item.size = 4;
    CHECK_INT_EQ(COSE_OK, cosx_batch_submit(s.batch, &item, 1));
    scene_collect(&s, 1);
    CHECK_INT_EQ(200, s.results[0]->code);
    call_open(&c, "http", test_server_authority(s.server));
    c.settings = s.settings;
    c.request.key = item.key;
    call_header(&c, "x-cos-meta-a", "b c");
    call_header(&c, "Content-Type", "text/plain");
    call_put_memory(&c, "body", 4);
    CHECK_INT_EQ(200, call_execute(&c));
    ours = test_server_request(s.server, 1);
    single = test_server_request(s.server, 2);
    CHECK_INT_EQ(0, strncmp(ours->head, single->head, strcspn(single->head, "\r")));
    CHECK_MEM_EQ("body", ours->body, 4);
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char *a = test_request_header(ours, names[i]);
        char *b = test_request_header(single, names[i]);
        CHECK_STR_EQ(b, a);
        free(a);
        free(b);
    }
    {
        /* the same second, or signed anew: then the times differ and all behind them */
        char *a = test_request_header(ours, "Authorization");
        char *b = test_request_header(single, "Authorization");
        if (strncmp(a, b, 80) == 0) {
            CHECK_STR_EQ(b, a);
        }
        free(a);
        free(b);
    }
    call_close(&c);
    scene_close(&s);
}

TEST(bodies_from_files_and_memory_arrive)
{
    scene_t s;
    char path[] = "/tmp/cosx-batch-XXXXXX";
    int fd = mkstemp(path);
    size_t size = 900000;
    char *data = pattern(size, 3);
    cosx_batch_item_t items[3];
    CHECK(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    scene_open(&s, "PUT", echo, NULL);
    scene_start(&s);
    memset(items, 0, sizeof(items));
    items[0].key = "file";
    items[0].path = path;
    items[1].tag = 1;
    items[1].key = "memory";
    items[1].data = data;
    items[1].size = (int64_t)size;
    items[2].tag = 2;
    items[2].key = "missing";
    items[2].path = "/nowhere/at all";
    CHECK_INT_EQ(COSE_OK, cosx_batch_submit(s.batch, items, 3));
    scene_collect(&s, 3);
    CHECK_INT_EQ(200, s.results[0]->code);
    CHECK_INT_EQ(200, s.results[1]->code);
    CHECK_INT_EQ(size, s.results[0]->sent);
    CHECK(cosx_crc64(0, data, size) == s.results[0]->crc64);
    CHECK(cosx_crc64(0, data, size) == s.results[1]->crc64);
    CHECK_INT_EQ(COSE_OPEN_FILE_ERROR, s.results[2]->code);
    CHECK_INT_EQ(2, s.results[2]->os_errno);
    scene_close(&s);
    free(data);
    (void)close(fd);
    (void)unlink(path);
}

TEST(heads_have_no_body)
{
    scene_t s;
    scene_open(&s, "HEAD", NULL, NULL);
    test_server_push_text(s.server, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"e\"\r\n\r\n");
    test_server_push_text(s.server, "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nx-cos-request-id: r\r\n\r\n");
    s.spec.concurrency = 1;
    scene_start(&s);
    CHECK_INT_EQ(200, scene_one(&s, "k", NULL, 0)->code);
    CHECK_INT_EQ(404, scene_one(&s, "l", NULL, 0)->code);
    CHECK_STR_EQ("r", s.results[1]->request_id);
    CHECK_INT_EQ(1, test_server_connections(s.server));
    scene_close(&s);
}

TEST(what_cannot_be_sent_is_refused_for_itself)
{
    scene_t s;
    cosx_batch_item_t item;
    scene_open(&s, "GET", object, (void *)(uintptr_t) "x");
    scene_start(&s);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, scene_one(&s, "", NULL, 0)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, scene_one(&s, "\xff", NULL, 0)->code);
    memset(&item, 0, sizeof(item));
    item.tag = 2;
    item.key = "k";
    item.headers = "A\0b\nc";
    item.headers_size = sizeof("A\0b\nc");
    CHECK_INT_EQ(COSE_OK, cosx_batch_submit(s.batch, &item, 1));
    scene_collect(&s, 3);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, s.results[2]->code);
    CHECK_INT_EQ(0, s.results[2]->attempts);
    CHECK_INT_EQ(200, scene_one(&s, "good", NULL, 0)->code);
    scene_close(&s);
}

TEST(a_spec_that_is_not_acceptable_is_refused)
{
    scene_t s;
    cosx_pair_t bad = {"a b", "c"};
    scene_open(&s, "GET", NULL, NULL);
    s.spec.concurrency = 0;
    CHECK(cosx_batch_create(&s.spec, s.error) == NULL && strstr(s.error, "concurrency") != NULL);
    s.spec.concurrency = 1;
    s.spec.headers = &bad;
    s.spec.header_count = 1;
    CHECK(cosx_batch_create(&s.spec, s.error) == NULL && strstr(s.error, "header") != NULL);
    s.spec.header_count = 0;
    s.spec.method = "FETCH";
    CHECK(cosx_batch_create(&s.spec, s.error) == NULL && s.error[0] != '\0');
    s.spec.method = "GET";
    s.spec.bucket = NULL;
    CHECK(cosx_batch_create(&s.spec, s.error) == NULL);
    cosx_batch_destroy(NULL);
    scene_close(&s);
}

TEST(new_credentials_are_used_for_what_follows)
{
    scene_t s;
    cosx_settings_t other;
    char *text;
    scene_open(&s, "GET", object, (void *)(uintptr_t) "x");
    s.settings.secret_id = "first";
    s.settings.secret_key = "key";
    scene_start(&s);
    (void)scene_one(&s, "a", NULL, 0);
    other = s.settings;
    other.secret_id = "second";
    other.token = "tok";
    CHECK_INT_EQ(COSE_OK, cosx_batch_credentials(s.batch, &other));
    (void)scene_one(&s, "b", NULL, 0);
    text = test_request_header(test_server_request(s.server, 1), "Authorization");
    CHECK(strstr(text, "q-ak=first&") != NULL);
    free(text);
    text = test_request_header(test_server_request(s.server, 2), "Authorization");
    CHECK(strstr(text, "q-ak=second&") != NULL && strstr(text, "x-cos-security-token") != NULL);
    free(text);
    scene_close(&s);
}

TEST_MAIN(library_start, library_stop)
