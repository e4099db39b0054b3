/* The engine: many transfers at once, cancel, deadline, end, fork. */
#include <pthread.h>
#include <sys/wait.h>

#include "scene.h"
#include "test.h"
#include "transfer/transfer_internal.h"

#define SIZE (5 * MIB + 4711) /* six parts */

static unsigned char *bytes;

static void open_scene(int threads)
{
    scene_open(threads);
    bytes = make_bytes(SIZE, 3);
    write_file(in_folder("large"), bytes, SIZE);
    write_file(in_folder("small"), bytes, 1000);
    scene_upload(in_folder("large"));
}

static void close_scene(void)
{
    scene_close();
    free(bytes);
    bytes = NULL;
}

static void stall(test_reply_t *reply)
{
    test_reply_text(reply, "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n");
    reply->stall_at = 0;
}

/* Stalls the op whose number is *data. */
static int stall_op(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    (void)part;
    (void)nth;
    (void)request;
    if ((int)op == *(int *)data) {
        stall(reply);
        return 1;
    }
    return 0;
}

static void wait_stalled(void)
{
    CHECK(test_server_wait_stalled(mini_cos_server(scene.cos), LONG));
}

/* Cancel and wait: it must be over well within the promised 200 ms (some more on a busy machine). */
static void cancel_soon(cosx_transfer_t *transfer, cosx_transfer_result_t *result)
{
    int64_t before = cosx_clock_us();

    cosx_transfer_cancel(transfer);
    CHECK(cosx_transfer_wait(transfer, LONG));
    CHECK(cosx_clock_us() - before < 600000);
    cosx_transfer_result(transfer, result);
    CHECK_INT_EQ(COSX_TRANSFER_CANCELLED, result->state);
    CHECK_INT_EQ(COSE_ABORT_CALLBACK, result->code);
}

TEST(bad_specs_are_refused_with_a_reason)
{
    cosx_transfer_spec_t good;
    cosx_pair_t range = {"range", "bytes=0-1"};
    char error[256];

    open_scene(1);
    good = scene.spec;
#define REFUSED(change, why) \
    do { \
        scene.spec = good; \
        change; \
        CHECK(cosx_transfer_submit(scene.engine, &scene.spec, error) == NULL); \
        CHECK(strstr(error, why) != NULL); \
    } while (0)
    REFUSED(scene.spec.kind = 3, "kind");
    REFUSED(scene.spec.settings = NULL, "endpoint");
    REFUSED(scene.spec.bucket = NULL, "bucket");
    REFUSED(scene.spec.key = "", "key");
    REFUSED(scene.spec.path = "", "path");
    REFUSED(scene.spec.part_size = -1, "part size");
    REFUSED(scene.spec.part_size = ((int64_t)5 << 30) + 1, "5 GiB");
    REFUSED(scene.spec.multipart_threshold = -1, "threshold");
    REFUSED(scene.spec.max_parallel = -1, "max_parallel");
    REFUSED(scene.spec.deadline_us = -1, "deadline");
    REFUSED(scene.spec.retry.max_attempts = 0, "max_attempts");
    REFUSED(scene.spec.checkpoint = "", "checkpoint");
    REFUSED(scene.spec.header_count = 1, "headers");
    REFUSED((scene.spec.headers = &range, scene.spec.header_count = 1), "Range");
    CHECK_INT_EQ(0, test_server_request_count(mini_cos_server(scene.cos)));
    close_scene();
}

TEST(the_number_of_threads_has_limits)
{
    CHECK(cosx_engine_create(0) == NULL);
    CHECK(cosx_engine_create(-1) == NULL);
    CHECK(cosx_engine_create(1025) == NULL);
}

TEST(an_engine_without_work_ends_at_once)
{
    cosx_engine_t *engine = cosx_engine_create(8);

    CHECK(engine != NULL);
    CHECK(cosx_engine_next_finished(engine, 0) == NULL);
    CHECK(cosx_engine_next_finished(engine, 10) == NULL);
    cosx_engine_destroy(engine);
    cosx_engine_destroy(NULL);
}

TEST(two_hundred_files_at_once_all_arrive)
{
    static char keys[200][16];
    cosx_transfer_t *transfers[200];
    int reported[200] = {0};
    int i;

    open_scene(4);
    scene.spec.path = in_folder("small");
    for (i = 0; i < 200; i++) {
        snprintf(keys[i], sizeof(keys[i]), "key-%d", i);
        scene.spec.key = keys[i];
        scene.spec.tag = &reported[i];
        transfers[i] = scene_submit();
    }
    for (i = 0; i < 200; i++) {
        int *tag = cosx_engine_next_finished(scene.engine, LONG);
        CHECK(tag != NULL);
        (*tag)++;
    }
    CHECK(cosx_engine_next_finished(scene.engine, 0) == NULL);
    for (i = 0; i < 200; i++) {
        cosx_transfer_result_t result;
        CHECK_INT_EQ(1, reported[i]);
        cosx_transfer_result(transfers[i], &result);
        CHECK_INT_EQ(COSX_TRANSFER_DONE, result.state);
        CHECK(mini_cos_has(scene.cos, keys[i], bytes, 1000));
        cosx_transfer_release(transfers[i]);
    }
    close_scene();
}

static int slow_parts(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    (void)nth;
    (void)request;
    if (op == OP_PART && part == 1) {
        stall(reply);
        return 1;
    }
    return 0;
}

TEST(small_files_are_not_stuck_behind_a_large_one)
{
    cosx_transfer_t *large;
    cosx_transfer_t *small[20];
    int i;

    open_scene(2);
    mini_cos_fault(scene.cos, slow_parts, NULL);
    large = scene_submit(); /* one part hangs, five more wait */
    wait_stalled();
    scene.spec.path = in_folder("small");
    scene.spec.key = "s";
    for (i = 0; i < 20; i++) {
        small[i] = scene_submit();
    }
    for (i = 0; i < 20; i++) {
        CHECK(cosx_transfer_wait(small[i], LONG));
        cosx_transfer_release(small[i]);
    }
    CHECK_INT_EQ(0, cosx_transfer_wait(large, 0));
    cosx_transfer_release(large);
    close_scene();
}

static int count_small_before_part_6(void *data, mini_op_e op, int part, int nth, const test_request_t *request,
                                     test_reply_t *reply)
{
    (void)nth;
    (void)request;
    (void)reply;
    if (op == OP_PART && part == 6) {
        *(int *)data = mini_cos_count(scene.cos, OP_PUT);
    }
    return 0;
}

TEST(a_large_file_is_not_stuck_behind_small_ones)
{
    cosx_transfer_t *large;
    cosx_transfer_t *small[300];
    int before_last_part = -1;
    int i;

    open_scene(1);
    mini_cos_fault(scene.cos, count_small_before_part_6, &before_last_part);
    scene.spec.path = in_folder("small");
    scene.spec.key = "s";
    for (i = 0; i < 300; i++) {
        small[i] = scene_submit();
    }
    scene.spec.path = in_folder("large");
    scene.spec.key = "k";
    large = scene_submit();
    CHECK(cosx_transfer_wait(large, LONG));
    for (i = 0; i < 300; i++) {
        CHECK(cosx_transfer_wait(small[i], LONG));
        cosx_transfer_release(small[i]);
    }
    cosx_transfer_release(large);
    CHECK(before_last_part < 300);
    close_scene();
}

TEST(a_queued_transfer_is_cancelled_at_once)
{
    int op = OP_PUT;
    cosx_transfer_result_t result;
    cosx_transfer_t *first;
    cosx_transfer_t *second;

    open_scene(1);
    mini_cos_fault(scene.cos, stall_op, &op);
    scene.spec.path = in_folder("small");
    first = scene_submit();
    wait_stalled();
    second = scene_submit();
    cancel_soon(second, &result);
    CHECK_INT_EQ(0, cosx_transfer_wait(first, 0));
    cancel_soon(first, &result);
    cosx_transfer_cancel(first); /* once more does no harm */
    cosx_transfer_release(first);
    cosx_transfer_release(second);
    close_scene();
}

TEST(a_stalled_request_is_cancelled_whatever_it_is)
{
    static const int ops[] = {OP_INITIATE, OP_PART, OP_COMPLETE, OP_GET, OP_PUT};
    size_t i;

    for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
        int op = ops[i];
        cosx_transfer_result_t result;
        cosx_transfer_t *transfer;
        open_scene(3);
        mini_cos_put(scene.cos, "k", bytes, SIZE);
        mini_cos_fault(scene.cos, stall_op, &op);
        if (op == OP_GET) {
            scene_download(in_folder("target"));
        } else {
            scene_upload(in_folder(op == OP_PUT ? "small" : "large"));
        }
        transfer = scene_submit();
        wait_stalled();
        cancel_soon(transfer, &result);
        cosx_transfer_release(transfer);
        CHECK_INT_EQ(0, mini_cos_uploads(scene.cos));
        CHECK_INT_EQ(2, folder_count()); /* no temporary file */
        close_scene();
    }
}

static int stall_part_and_abort(void *data, mini_op_e op, int part, int nth, const test_request_t *request,
                                test_reply_t *reply)
{
    (void)data;
    (void)part;
    (void)nth;
    (void)request;
    if (op == OP_PART || op == OP_ABORT) {
        stall(reply);
        return 1;
    }
    return 0;
}

TEST(a_cancel_is_reported_soon_even_if_the_abort_hangs)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;
    int64_t before;

    open_scene(2);
    mini_cos_fault(scene.cos, stall_part_and_abort, NULL);
    transfer = scene_submit();
    wait_stalled();
    cancel_soon(transfer, &result);
    CHECK_STR_EQ("upload-1", result.upload_id); /* as far as anybody knows it is still there */
    before = cosx_clock_us();
    cosx_engine_destroy(scene.engine); /* gives up on the abort after 2 s */
    CHECK(cosx_clock_us() - before < 4000000);
    scene.engine = NULL;
    cosx_transfer_release(transfer);
    close_scene();
}

static int always_busy(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    (void)op;
    (void)part;
    (void)nth;
    (void)request;
    test_reply_text(reply, "HTTP/1.1 503 Slow Down\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n");
    return 1;
}

/* Wait until its first request was refused, so that it waits for its time to try again. */
static void wait_for_retry(cosx_transfer_t *transfer)
{
    cosx_transfer_progress_t progress;

    do {
        sched_yield();
        cosx_transfer_progress(transfer, &progress);
    } while (progress.retries == 0);
}

TEST(waiting_to_try_again_holds_no_worker_and_can_be_cancelled)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *waiting;
    cosx_transfer_t *other;

    open_scene(1);
    mini_cos_fault(scene.cos, always_busy, NULL);
    scene.spec.path = in_folder("small");
    scene.spec.retry.max_delay_us = INT64_C(3600000000);
    waiting = scene_submit();
    wait_for_retry(waiting);
    mini_cos_fault(scene.cos, NULL, NULL);
    other = scene_run(&result);
    CHECK_INT_EQ(COSX_TRANSFER_DONE, result.state);
    CHECK_INT_EQ(0, cosx_transfer_wait(waiting, 0));
    cancel_soon(waiting, &result);
    cosx_transfer_release(waiting);
    cosx_transfer_release(other);
    close_scene();
}

TEST(the_deadline_ends_a_transfer_wherever_it_is)
{
    int op = OP_PUT;
    cosx_transfer_result_t result;
    cosx_transfer_t *running;
    cosx_transfer_t *queued;
    int64_t before = cosx_clock_us();

    open_scene(1);
    mini_cos_fault(scene.cos, stall_op, &op);
    scene.spec.path = in_folder("small");
    scene.spec.deadline_us = cosx_clock_us() + 300000;
    running = scene_submit();
    queued = scene_submit();
    CHECK(cosx_transfer_wait(queued, LONG));
    cosx_transfer_result(queued, &result);
    CHECK_INT_EQ(COSX_TRANSFER_FAILED, result.state);
    CHECK_INT_EQ(COSE_REQUEST_TIMEOUT, result.code);
    CHECK(cosx_transfer_wait(running, LONG));
    cosx_transfer_result(running, &result);
    CHECK_INT_EQ(COSX_TRANSFER_FAILED, result.state);
    CHECK_INT_EQ(COSE_REQUEST_TIMEOUT, result.code);
    CHECK(cosx_clock_us() - before < 2000000);
    cosx_transfer_release(running);
    cosx_transfer_release(queued);
    close_scene();
}

TEST(the_engine_ends_while_everything_runs)
{
    int op = OP_PART;
    cosx_transfer_t *transfers[10];
    int64_t before;
    int i;

    open_scene(2);
    mini_cos_put(scene.cos, "k", bytes, SIZE);
    mini_cos_fault(scene.cos, stall_op, &op);
    scene.spec.max_parallel = 1;
    for (i = 0; i < 10; i++) {
        if (i < 2 || i % 2 == 0) {
            scene_upload(in_folder("large"));
        } else {
            scene_download(in_folder("target"));
        }
        transfers[i] = scene_submit();
        /* two uploads hang in their first part and have both workers, the others are queued */
        CHECK(test_server_wait_requests(mini_cos_server(scene.cos), i == 0 ? 2 : 4, i < 2 ? LONG : 0));
    }
    cosx_transfer_release(transfers[0]);
    cosx_transfer_release(transfers[1]);
    before = cosx_clock_us();
    cosx_engine_destroy(scene.engine);
    scene.engine = NULL;
    CHECK(cosx_clock_us() - before < 4000000);
    for (i = 2; i < 10; i++) {
        cosx_transfer_result_t result;
        CHECK_INT_EQ(1, cosx_transfer_wait(transfers[i], -1));
        cosx_transfer_result(transfers[i], &result);
        CHECK(result.state == COSX_TRANSFER_CANCELLED || result.state == COSX_TRANSFER_DONE);
        cosx_transfer_cancel(transfers[i]);
        cosx_transfer_release(transfers[i]);
    }
    CHECK_INT_EQ(0, mini_cos_uploads(scene.cos));
    close_scene();
}

static void *wait_for_finished(void *data)
{
    return cosx_engine_next_finished(data, -1);
}

TEST(whoever_waits_is_woken_when_the_engine_ends)
{
    pthread_t thread;
    void *tag = bytes;
    int inside = 0;

    open_scene(2);
    CHECK_INT_EQ(0, pthread_create(&thread, NULL, wait_for_finished, scene.engine));
    while (!inside) {
        sched_yield();
        pthread_mutex_lock(&scene.engine->lock);
        inside = scene.engine->references == 2; /* a call in progress holds one */
        pthread_mutex_unlock(&scene.engine->lock);
    }
    cosx_engine_destroy(scene.engine);
    scene.engine = NULL;
    pthread_join(thread, &tag);
    CHECK(tag == NULL);
    close_scene();
}

TEST(released_transfers_are_not_reported)
{
    int op = OP_PUT;
    cosx_transfer_t *transfer;
    int tag;

    open_scene(1);
    mini_cos_fault(scene.cos, stall_op, &op);
    scene.spec.path = in_folder("small");
    scene.spec.tag = &tag;
    transfer = scene_submit();
    wait_stalled();
    cosx_transfer_release(transfer); /* cancels it */
    CHECK(cosx_engine_next_finished(scene.engine, 300) == NULL);
    cosx_transfer_release(NULL);
    close_scene();
}

static int stall_second_try(void *data, mini_op_e op, int part, int nth, const test_request_t *request,
                            test_reply_t *reply)
{
    (void)data;
    (void)part;
    (void)request;
    if (op != OP_PUT) {
        return 0;
    }
    if (nth == 1) {
        mini_error(reply, "503 Slow Down", "SlowDown");
    } else {
        stall(reply);
    }
    return 1;
}

TEST(progress_falls_back_when_a_request_is_tried_again)
{
    cosx_transfer_progress_t progress;
    cosx_transfer_t *transfer;

    open_scene(1);
    scene.spec.multipart_threshold = (int64_t)(100 * MIB);
    mini_cos_fault(scene.cos, stall_second_try, NULL);
    transfer = scene_submit();
    wait_stalled();
    cosx_transfer_progress(transfer, &progress);
    CHECK_INT_EQ(COSX_TRANSFER_RUNNING, progress.state);
    CHECK_INT_EQ(SIZE, progress.total_bytes);
    CHECK_INT_EQ(1, progress.retries);
    CHECK_INT_EQ(SIZE, progress.done_bytes); /* once, not twice */
    CHECK_INT_EQ(0, progress.done_parts);
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(a_forked_child_can_neither_use_nor_disturb_the_engine)
{
    int op = OP_PART;
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;
    char wrong = 1;
    int answer[2];
    pid_t child;

    CHECK_INT_EQ(0, pipe(answer)); /* not the exit status: memory checkers use that for themselves */
    open_scene(3);
    mini_cos_fault(scene.cos, stall_op, &op);
    transfer = scene_submit();
    wait_stalled();
    child = fork();
    if (child == 0) {
        char error[256];
        alarm(20);
        wrong = cosx_transfer_submit(scene.engine, &scene.spec, error) != NULL;
        wrong |= strstr(error, "fork") == NULL;
        wrong |= cosx_transfer_wait(transfer, -1) != 0;
        wrong |= cosx_engine_next_finished(scene.engine, -1) != NULL;
        cosx_transfer_cancel(transfer);
        cosx_transfer_release(transfer);
        cosx_engine_destroy(scene.engine);
        _exit(write(answer[1], &wrong, 1) != 1);
    }
    CHECK(child > 0);
    close(answer[1]);
    CHECK_INT_EQ(1, read(answer[0], &wrong, 1));
    close(answer[0]);
    CHECK_INT_EQ(0, wrong);
    CHECK_INT_EQ(child, waitpid(child, NULL, 0));
    CHECK_INT_EQ(0, cosx_transfer_wait(transfer, 0)); /* the parent's goes on */
    mini_cos_fault(scene.cos, NULL, NULL);
    test_server_release(mini_cos_server(scene.cos)); /* the stalled ones answer 503 and are repeated */
    CHECK(cosx_transfer_wait(transfer, LONG));
    cosx_transfer_result(transfer, &result);
    CHECK_INT_EQ(COSX_TRANSFER_DONE, result.state);
    CHECK(mini_cos_has(scene.cos, "k", bytes, SIZE));
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(no_file_descriptor_and_no_file_is_left)
{
    int before = 0;
    int after = 0;
    int round;
    int fd;

    for (round = 0; round < 2; round++) {
        int i;
        open_scene(4);
        for (i = 0; i < 20; i++) {
            cosx_transfer_result_t result;
            scene.spec.key = i % 2 == 0 ? "k" : "none";
            if (i % 4 < 2) {
                scene_upload(in_folder("large"));
            } else {
                scene_download(in_folder("target"));
            }
            cosx_transfer_release(scene_run(&result));
        }
        CHECK_INT_EQ(3, folder_count());
        close_scene();
        fd = open("/dev/null", O_RDONLY | O_CLOEXEC); /* the lowest free number */
        *(round == 0 ? &before : &after) = fd;
        close(fd);
    }
    CHECK_INT_EQ(before, after);
}

TEST_MAIN(scene_start_library, scene_stop_library)
