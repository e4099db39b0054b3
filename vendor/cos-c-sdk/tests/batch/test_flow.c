/* Time, memory, cancelling, destroying: nothing waits for ever and nothing is left behind. */
#include <pthread.h>
#include <unistd.h>

#include <curl/curl.h>

#include "scene.h"

static void object(void *data, const test_request_t *request, test_reply_t *reply)
{
    size_t size = data != NULL ? *(size_t *)data : 1;
    char *body = pattern(size, 7);
    (void)request;
    test_reply_body(reply, "200 OK", "", body, size);
    free(body);
}

static void stalled(void *data, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    test_reply_body(reply, "200 OK", "", "content", 7);
    if (strstr(request->head, "/stall") != NULL) {
        reply->stall_at = 30;
    }
}

TEST(an_item_that_stalls_holds_up_no_other)
{
    scene_t s;
    int i;
    scene_open(&s, "GET", stalled, NULL);
    s.spec.concurrency = 2;
    scene_start(&s);
    scene_submit(&s, 0, "stall", NULL, 0);
    for (i = 1; i < 20; i++) {
        scene_submit(&s, (uint64_t)i, "k", NULL, 0);
    }
    scene_collect(&s, 19);
    CHECK(s.results[0] == NULL);
    test_server_release(s.server);
    scene_collect(&s, 20);
    CHECK_INT_EQ(200, s.results[0]->code);
    scene_close(&s);
}

TEST(an_item_has_its_own_time)
{
    scene_t s;
    scene_open(&s, "GET", stalled, NULL);
    s.spec.item_timeout_us = 150000 * slowness();
    scene_start(&s);
    CHECK_INT_EQ(COSE_REQUEST_TIMEOUT, scene_one(&s, "stall", NULL, 0)->code);
    CHECK_INT_EQ(CURLE_OPERATION_TIMEDOUT, s.results[0]->curl_code);
    CHECK_INT_EQ(200, scene_one(&s, "k", NULL, 0)->code);
    scene_close(&s);
}

TEST(the_read_timeout_ends_an_attempt)
{
    scene_t s;
    scene_open(&s, "GET", stalled, NULL);
    s.settings.read_timeout_ms = 100;
    s.spec.retry.max_attempts = 2;
    scene_start(&s);
    CHECK_INT_EQ(COSE_REQUEST_TIMEOUT, scene_one(&s, "stall", NULL, 0)->code);
    CHECK_INT_EQ(2, s.results[0]->attempts);
    CHECK_INT_EQ(0, s.results[0]->curl_code);
    scene_close(&s);
}

TEST(a_flag_cancels_everything)
{
    scene_t s;
    int i;
    scene_open(&s, "GET", stalled, NULL);
    s.spec.concurrency = 2;
    scene_start(&s);
    for (i = 0; i < 50; i++) {
        scene_submit(&s, (uint64_t)i, "stall", NULL, 0);
    }
    CHECK(test_server_wait_requests(s.server, 2, 20000));
    cosx_cancel_set(&s.cancel);
    scene_collect(&s, 50);
    for (i = 0; i < 50; i++) {
        CHECK_INT_EQ(COSE_ABORT_CALLBACK, s.results[i]->code);
    }
    scene_submit(&s, 50, "k", NULL, 0);
    scene_collect(&s, 51);
    CHECK_INT_EQ(COSE_ABORT_CALLBACK, s.results[50]->code);
    scene_close(&s);
}

TEST(a_batch_may_be_destroyed_at_any_time)
{
    scene_t s;
    int i;
    scene_open(&s, "GET", stalled, NULL);
    scene_start(&s);
    cosx_batch_destroy(s.batch);
    for (i = 0; i < 5; i++) {
        s.count = 0;
        scene_start(&s);
        scene_submit(&s, 0, "stall", NULL, 0);
        scene_submit(&s, 1, "k", NULL, 0);
        if (i > 0) {
            CHECK(test_server_wait_requests(s.server, i, 20000));
        }
        if (i < 4) {
            cosx_batch_destroy(s.batch);
        }
    }
    scene_close(&s);
}

TEST(results_that_nobody_takes_hold_only_so_much_memory)
{
    scene_t s;
    size_t size = 100000;
    int i;
    scene_open(&s, "GET", object, &size);
    s.spec.memory_limit = 250000;
    s.spec.concurrency = 8;
    scene_start(&s);
    for (i = 0; i < 40; i++) {
        scene_submit(&s, (uint64_t)i, "k", NULL, 0);
    }
    scene_collect(&s, 40);
    for (i = 0; i < 40; i++) {
        CHECK_INT_EQ(200, s.results[i]->code);
        CHECK_INT_EQ(size, s.results[i]->body_size);
    }
    scene_close(&s);
}

/* The oldest is tried again while all connections are held by those that wait for its memory. */
static void busy_once(void *data, const test_request_t *request, test_reply_t *reply)
{
    size_t size = 100000;
    int *times = data;
    if (strstr(request->head, "/first ") != NULL && __atomic_fetch_add(times, 1, __ATOMIC_RELAXED) < 2) {
        test_reply_body(reply, "503 Slow", "", "", 0);
        return;
    }
    object(&size, request, reply);
}

TEST(the_oldest_item_always_goes_on)
{
    scene_t s;
    int times = 0;
    int i;
    scene_open(&s, "GET", busy_once, &times);
    s.spec.memory_limit = 1;
    s.spec.concurrency = 2;
    s.spec.retry.base_delay_us = 50000;
    s.spec.retry.max_delay_us = 50000;
    scene_start(&s);
    scene_submit(&s, 0, "first", NULL, 0);
    for (i = 1; i < 10; i++) {
        scene_submit(&s, (uint64_t)i, "k", NULL, 0);
    }
    scene_collect(&s, 10);
    for (i = 0; i < 10; i++) {
        CHECK_INT_EQ(200, s.results[i]->code);
    }
    scene_close(&s);
}

TEST(a_body_too_large_for_a_refusal_is_not_kept)
{
    scene_t s;
    scene_open(&s, "GET", NULL, NULL);
    test_server_push_text(s.server, "HTTP/1.1 400 No\r\nContent-Length: 2000000\r\n\r\n");
    scene_start(&s);
    CHECK_INT_EQ(COSE_OVER_MEMORY, scene_one(&s, "k", NULL, 0)->code);
    scene_close(&s);
}

typedef struct feeder_s {
    scene_t *scene;
    int first;
} feeder_t;

static void *feed(void *data)
{
    feeder_t *f = data;
    int i;
    for (i = 0; i < 100; i++) {
        cosx_batch_item_t item;
        memset(&item, 0, sizeof(item));
        item.tag = (uint64_t)(f->first + i);
        item.key = "k";
        if (cosx_batch_submit(f->scene->batch, &item, 1) != COSE_OK) {
            abort();
        }
    }
    return NULL;
}

TEST(several_threads_may_submit)
{
    scene_t s;
    pthread_t threads[4];
    feeder_t feeders[4];
    int i;
    scene_open(&s, "GET", object, NULL);
    scene_start(&s);
    for (i = 0; i < 4; i++) {
        feeders[i].scene = &s;
        feeders[i].first = i * 100;
        CHECK_INT_EQ(0, pthread_create(&threads[i], NULL, feed, &feeders[i]));
    }
    for (i = 0; i < 4; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    scene_collect(&s, 400);
    scene_close(&s);
}

TEST_MAIN(library_start, library_stop)
