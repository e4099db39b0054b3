/* Many threads, one pool of connections. */
#include <pthread.h>

#include "call.h"
#include "test.h"

#define THREADS 8
#define ROUNDS 60

static test_server_t *server;
static int failures; /* atomic */

static void echo(void *data, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    test_reply_body(reply, "200 OK", "", request->body, request->body_size);
}

static void *echo_and_compare(void *argument)
{
    unsigned seed = (unsigned)(uintptr_t)argument;
    int round;
    for (round = 0; round < ROUNDS; round++) {
        size_t size = (size_t)(seed * 7919 + (unsigned)round * 104729) % 50000;
        char *data = pattern(size, seed * 1000 + (unsigned)round);
        call_t call;
        call_open(&call, "http", test_server_authority(server));
        call_put_memory(&call, data, size);
        if (call_execute(&call) != 200 || call.response.body_size != size || memcmp(call.response.body, data, size) != 0) {
            __atomic_fetch_add(&failures, 1, __ATOMIC_RELAXED);
        }
        call_close(&call);
        free(data);
    }
    return NULL;
}

TEST(threads_share_connections_and_nothing_else)
{
    pthread_t threads[THREADS];
    size_t i;
    server = test_server_start(echo, NULL);
    failures = 0;
    for (i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, echo_and_compare, (void *)(i + 1)) != 0) {
            abort();
        }
    }
    for (i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    CHECK_INT_EQ(0, failures);
    CHECK_INT_EQ(THREADS * ROUNDS, test_server_request_count(server));
    CHECK(test_server_connections(server) <= THREADS);
    cosx_transport_shutdown();
    test_server_stop(server);
}

static void *shut_down_now_and_then(void *unused)
{
    int i;
    (void)unused;
    for (i = 0; i < 200; i++) {
        cosx_transport_shutdown();
        sched_yield();
    }
    return NULL;
}

TEST(shutting_down_does_not_disturb_calls_in_flight)
{
    pthread_t threads[THREADS];
    size_t i;
    server = test_server_start(echo, NULL);
    failures = 0;
    for (i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, i == 0 ? shut_down_now_and_then : echo_and_compare, (void *)(i + 1)) != 0) {
            abort();
        }
    }
    for (i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    CHECK_INT_EQ(0, failures);
    cosx_transport_shutdown();
    test_server_stop(server);
}

TEST_MAIN(library_start, library_stop)
