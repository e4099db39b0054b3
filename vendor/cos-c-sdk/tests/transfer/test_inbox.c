/* Many ends for one reader. */
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cosx_inbox.h"
#include "scene.h"
#include "test.h"

#define FILES 8

static cosx_inbox_t *inbox;
static cosx_transfer_t *sent[FILES];
static int tags[FILES];

static void open_scene(int threads)
{
    scene_open(threads);
    write_file(in_folder("small"), "small", 5);
    scene_upload(in_folder("small"));
    inbox = cosx_inbox_create(scene.engine);
    CHECK(inbox != NULL);
    scene.spec.inbox = inbox;
}

static void close_scene(void)
{
    cosx_inbox_destroy(inbox);
    scene_close();
}

static void submit(int number)
{
    scene.spec.tag = &tags[number];
    sent[number] = scene_submit();
}

static int readable(int timeout_ms)
{
    struct pollfd one = {cosx_inbox_descriptor(inbox), POLLIN, 0};

    return poll(&one, 1, timeout_ms);
}

/* As a reader does. */
static int take(void **taken, int room, int enough)
{
    int count = cosx_inbox_take(inbox, taken, room, enough);

    while (count < 0) {
        CHECK_INT_EQ(1, readable(LONG));
        count = cosx_inbox_take(inbox, taken, room, enough);
    }
    return count;
}

static int refuse_puts(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    (void)part;
    (void)nth;
    (void)request;
    if (op != OP_PUT) {
        return 0;
    }
    mini_error(reply, "403 Forbidden", "AccessDenied");
    return 1;
}

TEST(as_many_as_are_enough_are_given_out_each_once)
{
    void *taken[FILES + 1];
    int seen[FILES] = {0};
    int i;

    open_scene(2);
    for (i = 0; i < FILES; i++) {
        submit(i);
    }
    CHECK_INT_EQ(FILES, take(taken, FILES + 1, FILES));
    for (i = 0; i < FILES; i++) {
        seen[(int *)taken[i] - tags]++;
    }
    for (i = 0; i < FILES; i++) {
        CHECK_INT_EQ(1, seen[i]);
        CHECK_INT_EQ(1, cosx_transfer_wait(sent[i], 0));
        cosx_transfer_release(sent[i]);
    }
    CHECK_INT_EQ(-1, cosx_inbox_take(inbox, taken, 1, 1));
    CHECK(cosx_engine_next_finished(scene.engine, 0) == NULL);
    close_scene();
}

TEST(what_does_not_fit_stays_for_the_next_take)
{
    void *taken[FILES];
    int i;

    open_scene(2);
    for (i = 0; i < 3; i++) {
        submit(i);
    }
    CHECK_INT_EQ(2, take(taken, 2, 3));
    CHECK_INT_EQ(1, cosx_inbox_take(inbox, taken, 2, 1));
    for (i = 0; i < 3; i++) {
        cosx_transfer_release(sent[i]);
    }
    close_scene();
}

TEST(a_failure_is_told_before_there_are_enough)
{
    void *taken[FILES];

    open_scene(1);
    mini_cos_fault(scene.cos, refuse_puts, NULL);
    submit(0);
    CHECK_INT_EQ(1, take(taken, FILES, FILES));
    cosx_transfer_release(sent[0]);
    close_scene();
}

TEST(waking_ends_one_wait)
{
    void *taken[1];

    open_scene(1);
    CHECK_INT_EQ(-1, cosx_inbox_take(inbox, taken, 1, 1));
    CHECK_INT_EQ(0, readable(0));
    cosx_inbox_wake(inbox);
    cosx_inbox_wake(inbox);
    CHECK_INT_EQ(1, readable(0));
    CHECK_INT_EQ(0, cosx_inbox_take(inbox, taken, 1, 1));
    CHECK_INT_EQ(-1, cosx_inbox_take(inbox, taken, 1, 1));
    CHECK_INT_EQ(0, readable(0));
    close_scene();
}

static int stall_puts(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    (void)part;
    (void)nth;
    (void)request;
    if (op != OP_PUT) {
        return 0;
    }
    reply->stall_at = 0;
    return 1;
}

TEST(stopping_ends_all_of_it_and_nothing_else)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *other;
    void *taken[FILES];
    int i;

    open_scene(2);
    CHECK_INT_EQ(1, cosx_inbox_stop(inbox, 0)); /* nothing to stop */
    mini_cos_fault(scene.cos, stall_puts, NULL);
    for (i = 0; i < 3; i++) { /* two under way, one in the queue */
        submit(i);
    }
    CHECK(test_server_wait_stalled(mini_cos_server(scene.cos), LONG));
    scene.spec.inbox = NULL;
    other = scene_submit();
    CHECK_INT_EQ(1, cosx_inbox_stop(inbox, LONG));
    for (i = 0; i < 3; i++) {
        CHECK_INT_EQ(1, cosx_transfer_wait(sent[i], 0));
        cosx_transfer_result(sent[i], &result);
        CHECK_INT_EQ(COSX_TRANSFER_CANCELLED, result.state);
        cosx_transfer_release(sent[i]);
    }
    CHECK_INT_EQ(0, cosx_transfer_wait(other, 0));
    CHECK_INT_EQ(0, cosx_inbox_take(inbox, taken, FILES, 0));
    mini_cos_fault(scene.cos, NULL, NULL);
    test_server_release(mini_cos_server(scene.cos));
    cosx_transfer_release(other);
    close_scene();
}

TEST(what_was_released_is_not_given_out)
{
    void *taken[2];

    open_scene(1);
    submit(0);
    CHECK(cosx_transfer_wait(sent[0], LONG));
    cosx_transfer_release(sent[0]);
    submit(1);
    CHECK_INT_EQ(1, take(taken, 2, 1));
    CHECK(taken[0] == &tags[1]);
    cosx_transfer_release(sent[1]);
    close_scene();
}

TEST(it_outlives_its_engine_and_transfers_outlive_it)
{
    void *taken[2];

    open_scene(1);
    submit(0);
    CHECK(cosx_transfer_wait(sent[0], LONG));
    cosx_engine_destroy(scene.engine);
    CHECK_INT_EQ(1, take(taken, 2, 2)); /* the end of the engine woke it */
    scene.engine = cosx_engine_create(1);
    cosx_inbox_destroy(inbox);
    cosx_transfer_release(sent[0]);

    inbox = cosx_inbox_create(scene.engine);
    scene.spec.inbox = inbox;
    submit(1);
    submit(2);
    CHECK(cosx_transfer_wait(sent[1], LONG));
    cosx_inbox_destroy(inbox);
    inbox = NULL;
    CHECK(cosx_transfer_wait(sent[2], LONG));
    cosx_transfer_release(sent[1]);
    cosx_transfer_release(sent[2]);
    close_scene();
}

TEST(a_forked_child_gets_nothing_and_can_free_it)
{
    void *taken[1];
    pid_t child;
    int status = 0;

    open_scene(1);
    submit(0);
    CHECK(cosx_transfer_wait(sent[0], LONG));
    child = fork();
    if (child == 0) {
        cosx_inbox_wake(inbox);
        status = cosx_inbox_take(inbox, taken, 1, 1) != 0;
        cosx_inbox_destroy(inbox);
        _exit(status);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK_INT_EQ(0, status);
    CHECK_INT_EQ(1, take(taken, 1, 1));
    cosx_transfer_release(sent[0]);
    close_scene();
}

TEST_MAIN(scene_start_library, scene_stop_library)
