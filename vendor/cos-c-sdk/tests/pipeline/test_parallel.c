/* Many threads at once, each with its own options. */
#include <pthread.h>

#include "server_call.h"
#include "test.h"

static test_server_t *server;

static void echo_key(void *data, const test_request_t *request, test_reply_t *reply)
{
    const char *path = strchr(request->head, '/') + 1;

    (void)data;
    test_reply_body(reply, "200 OK", "x-cos-request-id: R\r\n", path, strcspn(path, " "));
}

static void start(void)
{
    cos_http_io_initialize(NULL, 0);
    server = test_server_start(echo_key, NULL);
}

static void stop(void)
{
    test_server_stop(server);
    cos_http_io_deinitialize();
}

static int get_once(cos_pool_t *pool, const char *key)
{
    cos_request_options_t *options = server_options(pool, server);
    cos_string_t object = string_of(key);
    cosi_call_t call;
    cos_list_t body;

    cos_list_init(&body);
    cosi_call_init(&call, options, HTTP_GET, &server_bucket, &object);
    call.resp_body = &body;
    return cosi_execute(&call)->code == 200 && strcmp(cos_buf_list_content(pool, &body), key) == 0;
}

static void *get_many(void *data)
{
    int thread = *(int *)data;
    void *result = NULL;
    int i;

    for (i = 0; i < 25 && result == NULL; i++) {
        cos_pool_t *pool;
        char key[32];

        snprintf(key, sizeof(key), "key-%d-%d", thread, i);
        apr_pool_create(&pool, NULL);
        if (!get_once(pool, key)) {
            result = "wrong";
        }
        apr_pool_destroy(pool);
    }
    return result;
}

TEST(calls_of_many_threads_do_not_mix)
{
    pthread_t threads[8];
    int numbers[8];
    void *result;
    int i;

    for (i = 0; i < 8; i++) {
        numbers[i] = i;
        CHECK_INT_EQ(0, pthread_create(&threads[i], NULL, get_many, &numbers[i]));
    }
    for (i = 0; i < 8; i++) {
        pthread_join(threads[i], &result);
        CHECK(result == NULL);
    }
}

TEST_MAIN(start, stop)
