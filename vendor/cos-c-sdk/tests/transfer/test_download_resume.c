/* Downloads that were interrupted, and go on from their checkpoint. */
#include <sys/file.h>

#include "scene.h"
#include "test.h"

#define SIZE (5 * MIB + 4711) /* 1 MiB with the first request, five parts more */

static unsigned char *bytes;

static int refuse_part_5(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    (void)nth;
    (void)request;
    if (op == OP_GET && part == 5) {
        mini_error(reply, "403 Forbidden", "AccessDenied");
        return 1;
    }
    return 0;
}

static const char *temp_path(void)
{
    static char path[1024];
    DIR *folder = opendir(folder_path);
    struct dirent *entry;

    path[0] = '\0';
    while ((entry = readdir(folder)) != NULL) {
        if (strstr(entry->d_name, ".part") != NULL) {
            snprintf(path, sizeof(path), "%s", in_folder(entry->d_name));
        }
    }
    closedir(folder);
    return path;
}

/* A download that broke off after the parts 1 to 4, keeping its checkpoint. */
static void open_scene(void)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    scene_open(3);
    bytes = make_bytes(SIZE, 2);
    mini_cos_put(scene.cos, "k", bytes, SIZE);
    scene_download(in_folder("target"));
    scene.spec.checkpoint = in_folder("cp");
    scene.spec.max_parallel = 1;
    mini_cos_fault(scene.cos, refuse_part_5, NULL);
    transfer = scene_run(&result);
    CHECK_INT_EQ(403, result.code);
    CHECK(exists(in_folder("cp")));
    CHECK(temp_path()[0] != '\0');
    CHECK_INT_EQ(2, folder_count());
    cosx_transfer_release(transfer);
    mini_cos_fault(scene.cos, NULL, NULL);
    scene.spec.checkpoint = in_folder("cp");
    scene.spec.path = in_folder("target");
}

static void close_scene(void)
{
    scene_close();
    free(bytes);
    bytes = NULL;
}

/* Run it again; `asked`: how many GETs this run must have made. */
static void run_again(int asked, int resumed, const char *warning)
{
    cosx_transfer_result_t result;
    cosx_transfer_progress_t progress;
    int before = mini_cos_count(scene.cos, OP_GET);
    cosx_transfer_t *transfer = scene_run(&result);
    size_t size = 0;
    char *data;

    if (result.state != COSX_TRANSFER_DONE) {
        fprintf(stderr, "%d %s: %s\n", result.code, result.error_code, result.message);
    }
    CHECK_INT_EQ(COSX_TRANSFER_DONE, result.state);
    CHECK_INT_EQ(asked, mini_cos_count(scene.cos, OP_GET) - before);
    if (warning == NULL) {
        CHECK_STR_EQ("", result.warning);
    } else if (strstr(result.warning, warning) == NULL) {
        CHECK_STR_EQ(warning, result.warning);
    }
    CHECK_INT_EQ(1, result.crc_checked);
    data = read_file(in_folder("target"), &size);
    CHECK(data != NULL && mini_cos_has(scene.cos, "k", data, size));
    free(data);
    CHECK_INT_EQ(1, folder_count());
    cosx_transfer_progress(transfer, &progress);
    CHECK_INT_EQ(size, progress.done_bytes);
    CHECK_INT_EQ(resumed, progress.resumed_parts);
    CHECK_INT_EQ(resumed * (int64_t)MIB, progress.resumed_bytes);
    cosx_transfer_release(transfer);
}

TEST(only_what_is_missing_is_fetched)
{
    open_scene();
    run_again(2, 4, NULL);
    close_scene();
}

TEST(a_part_whose_bytes_are_not_there_is_fetched_again)
{
    int fd;

    open_scene();
    fd = open(temp_path(), O_WRONLY | O_CLOEXEC); /* as after a power loss */
    CHECK_INT_EQ(4, pwrite(fd, "\0\0\0\0", 4, (off_t)(2 * MIB + 5)));
    close(fd);
    run_again(3, 3, NULL);
    close_scene();
}

TEST(a_changed_object_begins_anew)
{
    open_scene();
    bytes[0] ^= 1;
    mini_cos_put(scene.cos, "k", bytes, SIZE);
    run_again(6, 0, "the object has changed since");
    close_scene();
}

TEST(an_object_that_became_small_begins_anew)
{
    open_scene();
    mini_cos_put(scene.cos, "k", bytes, 10);
    run_again(1, 0, "the object has changed since");
    close_scene();
}

TEST(an_object_that_is_gone_leaves_nothing_behind)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene();
    mini_cos_delete(scene.cos, "k");
    transfer = scene_run(&result);
    CHECK_INT_EQ(404, result.code);
    CHECK_INT_EQ(0, folder_count());
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(a_missing_temporary_file_begins_anew)
{
    open_scene();
    CHECK_INT_EQ(0, unlink(temp_path()));
    run_again(6, 0, "its temporary file is gone");
    close_scene();
}

TEST(a_temporary_file_of_another_size_begins_anew)
{
    open_scene();
    CHECK_INT_EQ(0, truncate(temp_path(), 100));
    run_again(6, 0, "its temporary file is gone");
    close_scene();
}

TEST(another_part_size_begins_anew)
{
    open_scene();
    scene.spec.part_size = (int64_t)(2 * MIB);
    run_again(4, 0, "another part size");
    close_scene();
}

TEST(other_parameters_begin_anew)
{
    cosx_pair_t params[1] = {{"versionId", "v1"}};

    open_scene();
    scene.spec.params = params;
    scene.spec.param_count = 1;
    run_again(6, 0, "other parameters");
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

TEST(any_bytes_as_checkpoint_begin_anew)
{
    open_scene();
    write_file(in_folder("cp"), bytes, 3000);
    run_again(6, 0, "not a checkpoint");
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
    cosx_transfer_release(transfer);
    run_again(2, 4, NULL);
    close_scene();
}

static int make_folder_at_target(void *data, mini_op_e op, int part, int nth, const test_request_t *request,
                                 test_reply_t *reply)
{
    (void)data;
    (void)nth;
    (void)request;
    (void)reply;
    if (op == OP_GET && part == 6 && mkdir(in_folder("target"), 0700) != 0) {
        abort();
    }
    return 0;
}

TEST(when_only_the_rename_is_missing_nothing_is_fetched_again)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene();
    mini_cos_fault(scene.cos, make_folder_at_target, NULL);
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSE_FILE_WRITE_ERROR, result.code);
    CHECK_INT_EQ(EISDIR, result.os_errno);
    cosx_transfer_release(transfer);
    CHECK_INT_EQ(0, rmdir(in_folder("target")));
    mini_cos_fault(scene.cos, NULL, NULL);
    scene.spec.checkpoint = in_folder("cp");
    scene.spec.path = in_folder("target");
    {
        int before = mini_cos_count(scene.cos, OP_GET);
        transfer = scene_run(&result);
        CHECK_INT_EQ(COSX_TRANSFER_DONE, result.state);
        CHECK_INT_EQ(before, mini_cos_count(scene.cos, OP_GET));
        cosx_transfer_release(transfer);
    }
    close_scene();
}

TEST_MAIN(scene_start_library, scene_stop_library)
