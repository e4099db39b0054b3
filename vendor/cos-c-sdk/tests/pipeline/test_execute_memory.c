/* Calls with every allocation failing in turn: a clean error each time, and no file left open. */
#include <dirent.h>
#include <unistd.h>

#include "failing_memory.h"
#include "server_call.h"
#include "test.h"

static test_server_t *server;
static char directory[] = "/tmp/cos-memory-XXXXXX";
static char path_text[64];

static void answer(void *data, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    (void)request;
    test_reply_body(reply, "200 OK", "x-cos-request-id: R\r\nETag: \"e\"\r\n", "123456789", 9);
}

static void start(void)
{
    FILE *file;

    cos_http_io_initialize(NULL, 0);
    server = test_server_start(answer, NULL);
    if (mkdtemp(directory) == NULL) {
        exit(2);
    }
    snprintf(path_text, sizeof(path_text), "%s/file", directory);
    file = fopen(path_text, "w");
    fputs("some bytes", file);
    fclose(file);
}

static void stop(void)
{
    unlink(path_text);
    rmdir(directory);
    test_server_stop(server);
    cos_http_io_deinitialize();
}

/* Files only: the server's sockets, in the same process, close when they get to it. */
static int open_files(void)
{
    DIR *list = opendir("/proc/self/fd");
    struct dirent *entry;
    int count = 0;

    CHECK(list != NULL);
    while ((entry = readdir(list)) != NULL) {
        char name[300];
        char to[16] = { 0 };

        snprintf(name, sizeof(name), "/proc/self/fd/%s", entry->d_name);
        count += readlink(name, to, sizeof(to) - 1) > 0 && strncmp(to, "/tmp/", 5) == 0;
    }
    closedir(list);
    return count;
}

/* Clean: success, or a negative code with its word; never a crash, never a broken status. */
static int is_clean(const cos_status_t *s)
{
    if (s == NULL) {
        return 0;
    }
    if (s->code == 200) {
        return 1;
    }
    if (s->code >= 0 || s->error_code == NULL) {
        fprintf(stderr, "status %d %s\n", s->code, s->error_code != NULL ? s->error_code : "(no word)");
        return 0;
    }
    return 1;
}

static cos_request_options_t *options_of(cos_pool_t *pool)
{
    cos_request_options_t *options = cos_request_options_create(pool);

    if (options == NULL) {
        return NULL;
    }
    options->config = cos_config_create(pool);
    options->ctl = cos_http_controller_create(pool, 0);
    if (options->config == NULL || options->ctl == NULL) {
        return NULL;
    }
    cos_str_set(&options->config->endpoint, test_server_authority(server));
    cos_str_set(&options->config->access_key_id, "ID");
    cos_str_set(&options->config->access_key_secret, "KEY");
    cos_str_set(&options->config->sts_token, "TOKEN");
    options->config->is_cname = 1;
    options->config->retry_times = 1;
    options->config->retry_interval_us = 1;
    return options;
}

static int get_to_memory(void *data)
{
    cos_pool_t *pool;
    cos_request_options_t *options;
    cos_string_t object = cos_string("k");
    cos_list_t body;
    cosi_call_t call;
    int clean = 1;

    (void)data;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return 1;
    }
    options = options_of(pool);
    if (options != NULL) {
        cos_list_init(&body);
        cosi_call_init(&call, options, HTTP_GET, &server_bucket, &object);
        cosi_call_param(&call, "versionId", "1");
        call.resp_body = &body;
        call.flags = COSI_CHECK_CRC | COSI_CHECK_KEY;
        clean = is_clean(cosi_execute(&call));
    }
    apr_pool_destroy(pool);
    return clean;
}

static int put_from_file(void *data)
{
    cos_pool_t *pool;
    cos_request_options_t *options;
    cos_string_t object = cos_string("k");
    cos_string_t path = string_of(path_text);
    cosi_call_t call;
    int clean = 1;

    (void)data;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return 1;
    }
    options = options_of(pool);
    if (options != NULL) {
        cosi_call_init(&call, options, HTTP_PUT, &server_bucket, &object);
        call.source.kind = COSI_SOURCE_FILE;
        call.source.path = &path;
        call.source.size = -1;
        call.flags = COSI_CHECK_CRC | COSI_CONTENT_MD5 | COSI_GUESS_TYPE;
        clean = is_clean(cosi_execute(&call));
    }
    apr_pool_destroy(pool);
    return clean;
}

static int get_to_file(void *data)
{
    cos_pool_t *pool;
    cos_request_options_t *options;
    cos_string_t object = cos_string("k");
    cos_string_t path = string_of(data);
    cosi_call_t call;
    int clean = 1;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return 1;
    }
    options = options_of(pool);
    if (options != NULL) {
        cosi_call_init(&call, options, HTTP_GET, &server_bucket, &object);
        call.sink.kind = COSI_SINK_FILE;
        call.sink.path = &path;
        clean = is_clean(cosi_execute(&call));
    }
    apr_pool_destroy(pool);
    return clean;
}

static void fails_cleanly(int (*attempt)(void *data), void *data)
{
    int before;
    long failures;

    CHECK(attempt(data));
    before = open_files();
    failures = failing_memory_each(attempt, data);
    CHECK(failures > 40);
    CHECK_INT_EQ(before, open_files());
}

TEST(a_get_to_memory_survives_every_failing_allocation)
{
    fails_cleanly(get_to_memory, NULL);
}

TEST(a_put_from_a_file_survives_every_failing_allocation)
{
    fails_cleanly(put_from_file, NULL);
}

TEST(a_get_to_a_file_survives_every_failing_allocation_and_leaves_nothing_behind)
{
    char name[80];

    snprintf(name, sizeof(name), "%s/out", directory);
    fails_cleanly(get_to_file, name);
    unlink(name);
    unlink(path_text);
    CHECK_INT_EQ(0, rmdir(directory));
    CHECK(mkdtemp(strcpy(directory, "/tmp/cos-memory-XXXXXX")) != NULL);
}

static int initialize_again(void *data)
{
    int res = cos_http_io_initialize("again", 0);

    (void)data;
    if (res == COSE_OK) {
        cos_http_io_deinitialize();
    }
    return res == COSE_OK || res == COSE_INTERNAL_ERROR;
}

TEST(initialize_survives_every_failing_allocation)
{
    /* libcurl and OpenSSL are up already and stay so: what fails here is ours and APR's */
    CHECK_INT_EQ(APR_SUCCESS, apr_initialize());
    CHECK_INT_EQ(CURLE_OK, curl_global_init(CURL_GLOBAL_DEFAULT));
    cos_http_io_deinitialize();
    CHECK(failing_memory_each(initialize_again, NULL) > 3);
    CHECK_INT_EQ(COSE_OK, cos_http_io_initialize(NULL, 0));
    curl_global_cleanup();
    apr_terminate();
}

TEST_MAIN(start, stop)
