/* Uploads that were interrupted, and go on from their checkpoint. */
#include <sys/file.h>

#include "scene.h"
#include "test.h"

#define SIZE (5 * MIB + 4711) /* six parts */

static unsigned char *bytes;

static int refuse_part_5(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    (void)nth;
    (void)request;
    if (op == OP_PART && part == 5) {
        mini_error(reply, "403 Forbidden", "AccessDenied");
        return 1;
    }
    return 0;
}

/* An upload that broke off after parts 1 to 4, keeping its checkpoint. */
static void open_scene(void)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    scene_open(3);
    bytes = make_bytes(SIZE, 1);
    write_file(in_folder("file"), bytes, SIZE);
    scene_upload(in_folder("file"));
    scene.spec.checkpoint = in_folder("cp");
    scene.spec.keep_on_failure = 1;
    scene.spec.max_parallel = 1;
    mini_cos_fault(scene.cos, refuse_part_5, NULL);
    transfer = scene_run(&result);
    CHECK_INT_EQ(403, result.code);
    CHECK_STR_EQ("upload-1", result.upload_id);
    CHECK(exists(in_folder("cp")));
    CHECK_INT_EQ(1, mini_cos_uploads(scene.cos));
    CHECK_INT_EQ(4, mini_cos_parts_received(scene.cos));
    cosx_transfer_release(transfer);
    mini_cos_fault(scene.cos, NULL, NULL);
    scene.spec.checkpoint = in_folder("cp");
    scene.spec.path = in_folder("file");
}

static void close_scene(void)
{
    scene_close();
    free(bytes);
    bytes = NULL;
}

/* Run it again; `sent`: how many parts must have been sent by this run. */
static void run_again(int sent, int resumed, const char *warning)
{
    cosx_transfer_result_t result;
    cosx_transfer_progress_t progress;
    int before = mini_cos_parts_received(scene.cos);
    cosx_transfer_t *transfer = scene_run(&result);

    if (result.state != COSX_TRANSFER_DONE) {
        fprintf(stderr, "%d %s: %s\n", result.code, result.error_code, result.message);
    }
    CHECK_INT_EQ(COSX_TRANSFER_DONE, result.state);
    CHECK_INT_EQ(sent, mini_cos_parts_received(scene.cos) - before);
    if (warning == NULL) {
        CHECK_STR_EQ("", result.warning);
    } else if (strstr(result.warning, warning) == NULL) {
        CHECK_STR_EQ(warning, result.warning);
    }
    CHECK_INT_EQ(1, result.crc_checked);
    CHECK(mini_cos_has(scene.cos, "k", bytes, SIZE));
    CHECK(!exists(in_folder("cp")));
    cosx_transfer_progress(transfer, &progress);
    CHECK_INT_EQ(SIZE, progress.done_bytes);
    CHECK_INT_EQ(6, progress.done_parts);
    CHECK_INT_EQ(resumed, progress.resumed_parts);
    CHECK_INT_EQ(resumed * (int64_t)MIB, progress.resumed_bytes);
    cosx_transfer_release(transfer);
}

TEST(only_what_is_missing_is_sent)
{
    open_scene();
    run_again(2, 4, NULL);
    CHECK_INT_EQ(1, mini_cos_count(scene.cos, OP_INITIATE));
    CHECK_INT_EQ(0, mini_cos_uploads(scene.cos));
    close_scene();
}

TEST(the_list_of_parts_is_read_page_by_page)
{
    open_scene();
    mini_cos_page_size(scene.cos, 1);
    run_again(2, 4, NULL);
    CHECK_INT_EQ(4, mini_cos_count(scene.cos, OP_LIST));
    close_scene();
}

TEST(a_part_the_server_lost_is_sent_again)
{
    open_scene();
    mini_cos_drop_part(scene.cos, 2);
    run_again(3, 3, NULL);
    close_scene();
}

TEST(an_upload_that_is_gone_begins_anew)
{
    open_scene();
    mini_cos_drop_uploads(scene.cos);
    run_again(6, 0, "is gone");
    CHECK_INT_EQ(2, mini_cos_count(scene.cos, OP_INITIATE));
    close_scene();
}

static int upload_gone_at_part_6(void *data, mini_op_e op, int part, int nth, const test_request_t *request,
                                 test_reply_t *reply)
{
    (void)data;
    (void)request;
    if (op == OP_PART && part == 6 && nth == 1) {
        mini_error(reply, "404 Not Found", "NoSuchUpload");
        return 1;
    }
    return 0;
}

TEST(an_upload_that_goes_away_in_the_middle_begins_anew_once)
{
    open_scene();
    mini_cos_fault(scene.cos, upload_gone_at_part_6, NULL);
    run_again(7, 0, "is gone"); /* part 5, then all six */
    CHECK_INT_EQ(2, mini_cos_count(scene.cos, OP_INITIATE));
    close_scene();
}

static int no_such_upload_ever(void *data, mini_op_e op, int part, int nth, const test_request_t *request,
                               test_reply_t *reply)
{
    (void)data;
    (void)part;
    (void)nth;
    (void)request;
    if (op == OP_PART) {
        mini_error(reply, "404 Not Found", "NoSuchUpload");
        return 1;
    }
    return 0;
}

TEST(an_upload_that_goes_away_twice_fails)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene();
    mini_cos_fault(scene.cos, no_such_upload_ever, NULL);
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSX_TRANSFER_FAILED, result.state);
    CHECK_STR_EQ("NoSuchUpload", result.error_code);
    CHECK(!exists(in_folder("cp"))); /* of no use to anybody */
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(a_changed_file_begins_anew)
{
    struct timespec times[2] = {{1, 1}, {1, 1}};

    open_scene();
    CHECK_INT_EQ(0, utimensat(AT_FDCWD, in_folder("file"), times, 0));
    run_again(6, 0, "the file has changed since");
    close_scene();
}

TEST(another_object_begins_anew)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene();
    scene.spec.key = "other";
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSX_TRANSFER_DONE, result.state);
    CHECK(strstr(result.warning, "another file or object") != NULL);
    CHECK(mini_cos_has(scene.cos, "other", bytes, SIZE));
    CHECK(!mini_cos_exists(scene.cos, "k"));
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(another_part_size_begins_anew)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene();
    scene.spec.part_size = (int64_t)(2 * MIB);
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSX_TRANSFER_DONE, result.state);
    CHECK(strstr(result.warning, "another part size") != NULL);
    CHECK(strstr(result.warning, "upload-1") != NULL);
    CHECK(mini_cos_has(scene.cos, "k", bytes, SIZE));
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(a_damaged_checkpoint_begins_anew)
{
    size_t size = 0;
    char *data;

    open_scene();
    data = read_file(in_folder("cp"), &size);
    data[size / 2] ^= 1;
    write_file(in_folder("cp"), data, size);
    free(data);
    run_again(6, 0, "damaged");
    close_scene();
}

TEST(a_torn_last_line_costs_one_part)
{
    struct stat status;

    open_scene();
    CHECK_INT_EQ(0, stat(in_folder("cp"), &status));
    CHECK_INT_EQ(0, truncate(in_folder("cp"), status.st_size - 3));
    run_again(3, 3, NULL);
    close_scene();
}

TEST(a_checkpoint_in_use_is_an_error_and_stays)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;
    int fd;

    open_scene();
    fd = open(in_folder("cp"), O_RDWR | O_CLOEXEC); /* as another process would */
    CHECK_INT_EQ(0, flock(fd, LOCK_EX));
    transfer = scene_run(&result);
    close(fd);
    CHECK_INT_EQ(COSX_TRANSFER_FAILED, result.state);
    CHECK_INT_EQ(COSE_INVALID_OPERATION, result.code);
    CHECK(strstr(result.message, "in use by another transfer") != NULL);
    cosx_transfer_release(transfer);
    run_again(2, 4, NULL);
    close_scene();
}

static int hide_the_end(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    (void)part;
    (void)nth;
    (void)request;
    if (op == OP_COMPLETE) {
        mini_error(reply, "403 Forbidden", "AccessDenied");
        return -1; /* completed; as if the process had died before the answer came */
    }
    return 0;
}

TEST(an_upload_completed_just_before_the_process_died_is_recognised)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene();
    mini_cos_fault(scene.cos, hide_the_end, NULL);
    transfer = scene_run(&result);
    CHECK_INT_EQ(403, result.code);
    cosx_transfer_release(transfer);
    CHECK(exists(in_folder("cp")));
    mini_cos_fault(scene.cos, NULL, NULL);
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSX_TRANSFER_DONE, result.state);
    CHECK_INT_EQ(6, mini_cos_parts_received(scene.cos));
    CHECK(mini_cos_has(scene.cos, "k", bytes, SIZE));
    CHECK(!exists(in_folder("cp")));
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(a_failure_without_keep_leaves_no_checkpoint)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene();
    scene.spec.keep_on_failure = 0;
    mini_cos_fault(scene.cos, refuse_part_5, NULL);
    transfer = scene_run(&result);
    CHECK_INT_EQ(403, result.code);
    CHECK_STR_EQ("", result.upload_id);
    CHECK(!exists(in_folder("cp")));
    CHECK_INT_EQ(0, mini_cos_uploads(scene.cos));
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(a_file_that_now_goes_in_one_piece_drops_its_checkpoint)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene();
    scene.spec.multipart_threshold = (int64_t)(100 * MIB);
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSX_TRANSFER_DONE, result.state);
    CHECK(strstr(result.warning, "one piece") != NULL);
    CHECK(!exists(in_folder("cp")));
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(the_checkpoint_holds_no_secret)
{
    size_t size = 0;
    char *data;

    scene_open(2);
    bytes = make_bytes(SIZE, 1);
    write_file(in_folder("file"), bytes, SIZE);
    scene_upload(in_folder("file"));
    scene.settings.secret_id = "the-secret-id";
    scene.settings.secret_key = "the-secret-key";
    scene.settings.token = "the-secret-token";
    scene.spec.checkpoint = in_folder("cp");
    scene.spec.keep_on_failure = 1;
    mini_cos_fault(scene.cos, refuse_part_5, NULL);
    {
        cosx_transfer_result_t result;
        cosx_transfer_release(scene_run(&result));
    }
    data = read_file(in_folder("cp"), &size);
    CHECK(data != NULL);
    CHECK(memmem(data, size, "secret", 6) == NULL);
    free(data);
    close_scene();
}

TEST_MAIN(scene_start_library, scene_stop_library)
