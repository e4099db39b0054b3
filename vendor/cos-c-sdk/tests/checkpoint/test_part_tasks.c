/* Part functions as tasks of an APR thread pool, against a server that keeps what it gets. */
#include <pthread.h>

#include <apr_atomic.h>
#include <apr_thread_pool.h>

#include "cos_resumable.h"
#include "cosx.h"
#include "operation.h"

#define PARTS 24
#define THREADS 6
#define SIZE 1000

typedef struct {
    pthread_mutex_t lock;
    int refuse;            /* part number, or 0 */
    int short_answer;      /* to downloads: the wrong range */
    int arrived[PARTS + 1];
    size_t sizes[PARTS + 1];
    int with_header;       /* requests that had x-test */
    int with_token;
} store_t;

static store_t store;
static operation_t op;
static char content[PARTS * SIZE];

static int number_of(const test_request_t *request)
{
    const char *at = strstr(request->head, "partNumber=");
    return at == NULL ? 0 : atoi(at + 11);
}

static void serve_get(const test_request_t *request, test_reply_t *reply)
{
    long from = 0;
    long to = 0;
    char headers[128];
    char *range = test_request_header(request, "Range");

    if (range == NULL || sscanf(range, "bytes=%ld-%ld", &from, &to) != 2) {
        abort();
    }
    free(range);
    if (store.short_answer) {
        from++;
    }
    snprintf(headers, sizeof(headers), "ETag: \"o\"\r\nContent-Range: bytes %ld-%ld/%d\r\n", from, to, PARTS * SIZE);
    test_reply_body(reply, "206 Partial Content", headers, content + from, (size_t)(to - from + 1));
}

static void serve(void *data, const test_request_t *request, test_reply_t *reply)
{
    char headers[128];
    char *value;
    int number = number_of(request);

    (void)data;
    pthread_mutex_lock(&store.lock);
    value = test_request_header(request, "x-test");
    store.with_header += value != NULL;
    free(value);
    value = test_request_header(request, "x-cos-security-token");
    store.with_token += value != NULL;
    free(value);
    if (number >= 1 && number <= PARTS) {
        store.arrived[number]++;
        store.sizes[number] = request->body_size;
    }
    if (test_request_starts(request, "GET ")) {
        serve_get(request, reply);
    } else if (number == store.refuse) {
        test_reply_body(reply, "403 Forbidden", "", "<Error><Code>AccessDenied</Code></Error>", 40);
    } else if (strstr(request->head, "x-cos-copy-source:") != NULL) {
        char body[96];
        snprintf(body, sizeof(body), "<CopyPartResult><ETag>\"c%d\"</ETag></CopyPartResult>", number);
        test_reply_body(reply, "200 OK", "", body, strlen(body));
    } else {
        snprintf(headers, sizeof(headers), "ETag: \"p%d\"\r\nx-cos-hash-crc64ecma: %llu\r\n", number,
                 (unsigned long long)cos_crc64(0, request->body, request->body_size));
        test_reply_body(reply, "200 OK", headers, "", 0);
    }
    pthread_mutex_unlock(&store.lock);
}

typedef struct {
    cos_checkpoint_part_t parts[PARTS];
    cos_part_task_result_t results[PARTS];
    cos_transport_thread_params_t params[PARTS];
    cos_upload_copy_thread_params_t copies[PARTS];
    apr_uint32_t launched;
    apr_uint32_t failed;
    apr_uint32_t completed;
    apr_queue_t *failed_parts;
    apr_queue_t *completed_parts;
    cos_string_t upload_id;
    cos_string_t source;
} job_t;

static void job_open(job_t *job)
{
    memset(job, 0, sizeof(*job));
    memset(&store, 0, sizeof(store));
    pthread_mutex_init(&store.lock, NULL);
    operation_open(&op, serve, NULL);
    cos_str_set(&op.options->config->sts_token, "token");
    cos_str_set(&job->upload_id, "U");
    cos_str_set(&job->source, "b-1.host/key");
    write_file(op.path, content, sizeof(content));
    cos_build_parts(sizeof(content), SIZE, job->parts);
    CHECK_INT_EQ(APR_SUCCESS, apr_queue_create(&job->failed_parts, PARTS, op.pool));
    CHECK_INT_EQ(APR_SUCCESS, apr_queue_create(&job->completed_parts, PARTS, op.pool));
}

static void job_close(job_t *job)
{
    cos_destroy_thread_pool(job->params, PARTS);
    operation_close(&op);
    pthread_mutex_destroy(&store.lock);
}

static void build(job_t *job, cos_table_t *headers)
{
    cos_build_thread_params(job->params, PARTS, op.pool, op.options, &op.bucket, &op.object, &op.file, headers, NULL,
                            &job->upload_id, job->parts, job->results);
    cos_set_task_tracker(job->params, PARTS, &job->launched, &job->failed, &job->completed, job->failed_parts,
                         job->completed_parts);
}

/* All parts on a thread pool. Each part that is counted must be in its queue at that moment. */
static void run(job_t *job, apr_thread_start_t task, void *params, size_t size)
{
    apr_thread_pool_t *threads = NULL;
    apr_uint32_t seen = 0;
    int i;

    CHECK_INT_EQ(APR_SUCCESS, apr_thread_pool_create(&threads, THREADS, THREADS, op.pool));
    for (i = 0; i < PARTS; i++) {
        CHECK_INT_EQ(APR_SUCCESS, apr_thread_pool_push(threads, task, (char *)params + (size_t)i * size, 0, NULL));
    }
    while (seen < PARTS && apr_atomic_read32(&job->failed) == 0) {
        while (seen < apr_atomic_read32(&job->completed)) {
            void *result = NULL;
            CHECK_INT_EQ(APR_SUCCESS, apr_queue_trypop(job->completed_parts, &result));
            CHECK(((cos_part_task_result_t *)result)->etag.len > 0);
            seen++;
        }
        sched_yield();
    }
    apr_thread_pool_destroy(threads); /* waits for what runs */
}

TEST(parts_are_uploaded_side_by_side_with_every_option_of_the_caller)
{
    job_t job;
    cos_table_t *headers;
    int i;

    job_open(&job);
    headers = apr_table_make(op.pool, 1);
    apr_table_set(headers, "x-test", "1");
    build(&job, headers);
    CHECK(job.params[0].options.ctl != job.params[1].options.ctl && job.params[0].options.pool != job.params[1].options.pool);
    run(&job, upload_part, job.params, sizeof(job.params[0]));
    CHECK_INT_EQ(PARTS, job.launched);
    CHECK_INT_EQ(PARTS, job.completed);
    CHECK_INT_EQ(0, job.failed);
    for (i = 0; i < PARTS; i++) {
        char etag[16];
        snprintf(etag, sizeof(etag), "\"p%d\"", i + 1);
        CHECK_STR_EQ(etag, job.results[i].etag.data);
        CHECK(job.results[i].part == &job.parts[i]);
        CHECK(job.results[i].crc64 == cos_crc64(0, content + i * SIZE, SIZE));
        CHECK_INT_EQ(200, job.results[i].s->code);
        CHECK_INT_EQ(1, store.arrived[i + 1]);
        CHECK_INT_EQ(SIZE, store.sizes[i + 1]);
    }
    CHECK_INT_EQ(PARTS, store.with_header);
    CHECK_INT_EQ(PARTS, store.with_token);
    job_close(&job);
}

TEST(the_callers_switches_and_timeouts_reach_each_part)
{
    job_t job;

    job_open(&job);
    op.options->ctl->options->enable_crc = 0;
    op.options->ctl->options->connect_timeout = 77;
    op.options->config->retry_times = 9;
    build(&job, NULL);
    CHECK_INT_EQ(0, job.params[3].options.ctl->options->enable_crc);
    CHECK_INT_EQ(77, job.params[3].options.ctl->options->connect_timeout);
    CHECK_INT_EQ(9, job.params[3].options.config->retry_times);
    CHECK(job.params[3].options.ctl->options != op.options->ctl->options);
    job_close(&job);
}

TEST(after_a_failure_no_other_part_is_begun_and_all_that_began_is_accounted_for)
{
    job_t job;
    void *result = NULL;

    job_open(&job);
    store.refuse = 3;
    build(&job, NULL);
    run(&job, upload_part, job.params, sizeof(job.params[0]));
    CHECK_INT_EQ(1, job.failed);
    CHECK_INT_EQ(job.launched, job.failed + job.completed);
    CHECK_INT_EQ(APR_SUCCESS, apr_queue_trypop(job.failed_parts, &result));
    CHECK_INT_EQ(403, ((cos_part_task_result_t *)result)->s->code);
    CHECK_STR_EQ("AccessDenied", ((cos_part_task_result_t *)result)->s->error_code);
    upload_part(NULL, &job.params[PARTS - 1]);
    CHECK_INT_EQ(job.launched, job.failed + job.completed);
    job_close(&job);
}

TEST(parts_are_downloaded_to_their_places)
{
    job_t job;
    size_t size;
    char *got;
    int i;

    job_open(&job);
    write_file(op.path, "", 0);
    build(&job, NULL);
    run(&job, download_part, job.params, sizeof(job.params[0]));
    CHECK_INT_EQ(PARTS, job.completed);
    got = read_file(op.path, &size);
    CHECK_INT_EQ(sizeof(content), size);
    CHECK_MEM_EQ(content, got, size);
    free(got);
    for (i = 0; i < PARTS; i++) {
        CHECK(job.results[i].crc64 == cos_crc64(0, content + i * SIZE, SIZE));
    }
    job_close(&job);
}

TEST(another_range_than_asked_for_is_a_failure)
{
    job_t job;

    job_open(&job);
    store.short_answer = 1;
    build(&job, NULL);
    download_part(NULL, &job.params[1]);
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR, job.results[1].s->code);
    CHECK_INT_EQ(1, job.failed);
    job_close(&job);
}

TEST(a_file_that_has_become_shorter_fails_its_part)
{
    job_t job;

    job_open(&job);
    write_file(op.path, content, SIZE + 1);
    build(&job, NULL);
    upload_part(NULL, &job.params[1]);
    CHECK_INT_EQ(COSE_FILE_READ_ERROR, job.results[1].s->code);
    CHECK_INT_EQ(0, store.arrived[2]);
    job_close(&job);
}

TEST(parts_are_copied_side_by_side)
{
    job_t job;
    int i;

    job_open(&job);
    cos_build_copy_thread_params(job.copies, PARTS, op.pool, op.options, &op.bucket, &op.object, &job.source,
                                 &job.upload_id, job.parts, job.results);
    for (i = 0; i < PARTS; i++) {
        job.copies[i].launched = &job.launched;
        job.copies[i].failed = &job.failed;
        job.copies[i].completed = &job.completed;
        job.copies[i].failed_parts = job.failed_parts;
        job.copies[i].completed_parts = job.completed_parts;
    }
    run(&job, upload_part_copy, job.copies, sizeof(job.copies[0]));
    CHECK_INT_EQ(PARTS, job.completed);
    CHECK_STR_EQ("\"c5\"", job.results[4].etag.data);
    CHECK(has_header(&op, 1, "x-cos-copy-source", "b-1.host/key"));
    for (i = 0; i < PARTS; i++) {
        apr_pool_destroy(job.copies[i].options.pool);
    }
    job_close(&job);
}

TEST(without_counters_and_queues_a_part_function_is_a_plain_call)
{
    job_t job;

    job_open(&job);
    build(&job, NULL);
    cos_set_task_tracker(job.params, PARTS, NULL, NULL, NULL, NULL, NULL);
    upload_part(NULL, &job.params[0]);
    CHECK_STR_EQ("\"p1\"", job.results[0].etag.data);
    job_close(&job);
}

static void before(void)
{
    size_t i;

    library_start();
    for (i = 0; i < sizeof(content); i++) {
        content[i] = (char)(i * 31 + i / 251);
    }
}

TEST_MAIN(before, library_stop)
