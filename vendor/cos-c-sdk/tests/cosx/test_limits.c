/* Cancel, deadline and timeouts, wherever a call may be waiting. */
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <unistd.h>

#include "call.h"
#include "test.h"

/* ---- name lookup that hangs: this program's getaddrinfo goes before the C library's ---- */

static pthread_mutex_t lookup_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t lookup_changed = PTHREAD_COND_INITIALIZER;
static int lookups_waiting; /* both under the lock */
static int lookup_released;

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result)
{
    if (node != NULL && strcmp(node, "hangs.test") == 0) {
        pthread_mutex_lock(&lookup_lock);
        lookups_waiting++;
        pthread_cond_broadcast(&lookup_changed);
        while (!lookup_released) {
            pthread_cond_wait(&lookup_changed, &lookup_lock);
        }
        lookups_waiting--;
        pthread_cond_broadcast(&lookup_changed);
        pthread_mutex_unlock(&lookup_lock);
        return EAI_NONAME;
    }
    {
        int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
        void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");
        memcpy(&real, &symbol, sizeof(real));
        return real(node, service, hints, result);
    }
}

static void wait_for_lookup(void)
{
    pthread_mutex_lock(&lookup_lock);
    while (lookups_waiting == 0) {
        pthread_cond_wait(&lookup_changed, &lookup_lock);
    }
    pthread_mutex_unlock(&lookup_lock);
}

/* The abandoned lookup thread has to be gone before the next test. */
static void end_lookups(void)
{
    pthread_mutex_lock(&lookup_lock);
    lookup_released = 1;
    pthread_cond_broadcast(&lookup_changed);
    while (lookups_waiting > 0) {
        pthread_cond_wait(&lookup_changed, &lookup_lock);
    }
    lookup_released = 0;
    pthread_mutex_unlock(&lookup_lock);
}

/* ---- a second thread that cancels once something has come to pass ---- */

static test_server_t *server;
static call_t call;
static pthread_t helper;
static int64_t cancelled_at;

static void *cancel_when_stalled(void *unused)
{
    (void)unused;
    (void)test_server_wait_stalled(server, 20000);
    cancelled_at = cosx_clock_us();
    cosx_cancel_set(&call.cancel);
    return NULL;
}

static void *cancel_when_looked_up(void *unused)
{
    (void)unused;
    wait_for_lookup();
    cancelled_at = cosx_clock_us();
    cosx_cancel_set(&call.cancel);
    return NULL;
}

static void cancel_from_progress(void *data, int64_t sent, int64_t to_send, int64_t received, int64_t to_receive)
{
    (void)data;
    (void)sent;
    (void)to_send;
    (void)received;
    (void)to_receive;
    if (!cosx_cancel_is_set(&call.cancel)) {
        cancelled_at = cosx_clock_us();
        cosx_cancel_set(&call.cancel);
    }
}

static void cancel_once_five_came(void *data, int64_t sent, int64_t to_send, int64_t received, int64_t to_receive)
{
    if (received == 5) {
        cancel_from_progress(data, sent, to_send, received, to_receive);
    }
}

static void start_helper(void *(*how)(void *))
{
    if (pthread_create(&helper, NULL, how, NULL) != 0) {
        abort();
    }
}

static void check_cancelled_in_time(int code)
{
    CHECK_INT_EQ(COSE_ABORT_CALLBACK, code);
    CHECK_STR_EQ("cancelled", call.context.error);
    CHECK(elapsed_ms(cancelled_at) < 200 * slowness());
}

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

static void push_stall(const char *text, int64_t at)
{
    test_reply_t reply;
    test_reply_init(&reply);
    test_reply_text(&reply, "%s", text);
    reply.stall_at = at;
    test_server_push(server, &reply);
}

#define TEN_BYTES "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789"

TEST(a_call_cancelled_before_it_begins_sends_nothing)
{
    begin();
    cosx_cancel_set(&call.cancel);
    CHECK_INT_EQ(COSE_ABORT_CALLBACK, call_execute(&call));
    CHECK_INT_EQ(0, test_server_connections(server));
    end();
}

TEST(cancel_ends_waiting_for_the_headers)
{
    int code;
    begin();
    push_stall(TEN_BYTES, 0);
    start_helper(cancel_when_stalled);
    code = call_execute(&call);
    check_cancelled_in_time(code);
    pthread_join(helper, NULL);
    end();
}

TEST(cancel_ends_waiting_for_the_rest_of_a_body)
{
    int code;
    begin();
    push_stall(TEN_BYTES, (int64_t)strlen(TEN_BYTES) - 5);
    call.context.progress = cancel_once_five_came;
    code = call_execute(&call);
    check_cancelled_in_time(code);
    CHECK_INT_EQ(200, call.context.http_status);
    end();
}

TEST(cancel_ends_an_upload_that_nobody_reads)
{
    size_t size = 64 << 20;
    char *data = calloc(1, size);
    test_reply_t reply;
    int code;
    begin();
    test_reply_init(&reply);
    test_reply_text(&reply, TEN_BYTES);
    reply.hold_body = 1;
    test_server_push(server, &reply);
    call_put_memory(&call, data, size);
    start_helper(cancel_when_stalled);
    code = call_execute(&call);
    check_cancelled_in_time(code);
    CHECK(call.context.sent < (int64_t)size);
    pthread_join(helper, NULL);
    end();
    free(data);
}

TEST(cancel_ends_connecting)
{
    test_deaf_port_t deaf;
    int code;
    begin();
    test_deaf_port_open(&deaf);
    (void)snprintf(call.endpoint, sizeof(call.endpoint), "http://127.0.0.1:%d", deaf.port);
    /* the first tick comes while it is connecting: nothing else can happen there */
    call.context.progress = cancel_from_progress;
    code = call_execute(&call);
    check_cancelled_in_time(code);
    CHECK_INT_EQ(0, call.context.sent_any);
    test_deaf_port_close(&deaf);
    end();
}

TEST(cancel_ends_the_name_lookup)
{
    int code;
    begin();
    (void)snprintf(call.endpoint, sizeof(call.endpoint), "http://hangs.test");
    start_helper(cancel_when_looked_up);
    code = call_execute(&call);
    check_cancelled_in_time(code);
    pthread_join(helper, NULL);
    end_lookups();
    end();
}

TEST(the_deadline_ends_waiting_for_the_headers)
{
    int64_t start = cosx_clock_us();
    begin();
    push_stall(TEN_BYTES, 0);
    call.context.deadline_us = start + 150000;
    CHECK_INT_EQ(COSE_REQUEST_TIMEOUT, call_execute(&call));
    CHECK_STR_EQ("the call's deadline has passed", call.context.error);
    CHECK(cosx_clock_us() >= start + 150000);
    CHECK(elapsed_ms(start) < 1000 * slowness());
    end();
}

TEST(the_deadline_ends_connecting)
{
    test_deaf_port_t deaf;
    int64_t start = cosx_clock_us();
    begin();
    test_deaf_port_open(&deaf);
    (void)snprintf(call.endpoint, sizeof(call.endpoint), "http://127.0.0.1:%d", deaf.port);
    call.context.deadline_us = start + 150000;
    CHECK_INT_EQ(COSE_REQUEST_TIMEOUT, call_execute(&call));
    CHECK(elapsed_ms(start) < 1000 * slowness());
    test_deaf_port_close(&deaf);
    end();
}

TEST(the_deadline_ends_the_name_lookup)
{
    int64_t start = cosx_clock_us();
    begin();
    (void)snprintf(call.endpoint, sizeof(call.endpoint), "http://hangs.test");
    call.context.deadline_us = start + 150000;
    CHECK_INT_EQ(COSE_REQUEST_TIMEOUT, call_execute(&call));
    CHECK(elapsed_ms(start) < 1000 * slowness());
    end_lookups();
    end();
}

TEST(a_deadline_in_the_past_sends_nothing)
{
    begin();
    call.context.deadline_us = cosx_clock_us() - 1;
    CHECK_INT_EQ(COSE_REQUEST_TIMEOUT, call_execute(&call));
    CHECK_INT_EQ(0, test_server_request_count(server));
    end();
}

TEST(silence_longer_than_the_read_timeout_ends_the_call)
{
    int64_t start = cosx_clock_us();
    begin();
    push_stall(TEN_BYTES, (int64_t)strlen(TEN_BYTES) - 5);
    call.settings.read_timeout_ms = 120;
    CHECK_INT_EQ(COSE_REQUEST_TIMEOUT, call_execute(&call));
    CHECK_STR_EQ("no byte moved for 120 ms", call.context.error);
    CHECK(elapsed_ms(start) >= 120);
    CHECK(elapsed_ms(start) < 1000 * slowness());
    end();
}

TEST(silence_before_the_headers_counts_too)
{
    begin();
    push_stall(TEN_BYTES, 0);
    call.settings.read_timeout_ms = 120;
    CHECK_INT_EQ(COSE_REQUEST_TIMEOUT, call_execute(&call));
    CHECK_STR_EQ("no byte moved for 120 ms", call.context.error);
    end();
}

TEST(the_connect_timeout_is_a_failed_connection)
{
    test_deaf_port_t deaf;
    int64_t start = cosx_clock_us();
    begin();
    test_deaf_port_open(&deaf);
    (void)snprintf(call.endpoint, sizeof(call.endpoint), "http://127.0.0.1:%d", deaf.port);
    call.settings.connect_timeout_ms = 150;
    call.settings.read_timeout_ms = 20; /* must not count while connecting */
    CHECK_INT_EQ(COSE_FAILED_CONNECT, call_execute(&call));
    CHECK_STR_EQ("no connection within 150 ms", call.context.error);
    CHECK(elapsed_ms(start) >= 150);
    CHECK(elapsed_ms(start) < 1000 * slowness());
    test_deaf_port_close(&deaf);
    end();
}

TEST(the_connect_timeout_covers_the_name_lookup)
{
    begin();
    (void)snprintf(call.endpoint, sizeof(call.endpoint), "http://hangs.test");
    call.settings.connect_timeout_ms = 150;
    CHECK_INT_EQ(COSE_NAME_LOOKUP_ERROR, call_execute(&call));
    CHECK_STR_EQ("the name was not looked up within 150 ms", call.context.error);
    end_lookups();
    end();
}

TEST(a_name_that_does_not_exist_is_a_lookup_error)
{
    begin();
    pthread_mutex_lock(&lookup_lock);
    lookup_released = 1;
    pthread_mutex_unlock(&lookup_lock);
    (void)snprintf(call.endpoint, sizeof(call.endpoint), "http://hangs.test");
    CHECK_INT_EQ(COSE_NAME_LOOKUP_ERROR, call_execute(&call));
    end_lookups();
    end();
}

static int ticks;

static void count_tick(void *data, int64_t sent, int64_t to_send, int64_t received, int64_t to_receive)
{
    (void)data;
    (void)sent;
    (void)to_send;
    (void)received;
    (void)to_receive;
    if (++ticks == 4) {
        test_server_release(server);
    }
}

TEST(progress_ticks_while_nothing_moves)
{
    begin();
    push_stall(TEN_BYTES, 0);
    ticks = 0;
    call.context.progress = count_tick;
    call.context.progress_interval_us = 10000;
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK(ticks >= 5);
    end();
}

static void *release_when_stalled(void *unused)
{
    (void)unused;
    (void)test_server_wait_stalled(server, 20000);
    test_server_release(server);
    return NULL;
}

TEST(progress_is_not_told_more_often_than_asked)
{
    begin();
    push_stall(TEN_BYTES, 0);
    ticks = 10;
    call.context.progress = count_tick;
    call.context.progress_interval_us = 60000000;
    start_helper(release_when_stalled);
    CHECK_INT_EQ(200, call_execute(&call));
    pthread_join(helper, NULL);
    /* only the end */
    CHECK_INT_EQ(11, ticks);
    end();
}

TEST_MAIN(library_start, library_stop)
