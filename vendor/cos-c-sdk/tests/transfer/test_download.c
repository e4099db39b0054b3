/* Downloads from a service in memory. */
#include <signal.h>
#include <sys/resource.h>

#include "cosx_crc64.h"
#include "scene.h"
#include "test.h"

#define SIZE (5 * MIB + 4711) /* 1 MiB with the first request, five parts more */

static unsigned char *bytes;

static void open_scene(size_t size)
{
    scene_open(3);
    bytes = make_bytes(size, 2);
    mini_cos_put(scene.cos, "k", bytes, size);
    scene_download(in_folder("target"));
}

static void close_scene(void)
{
    scene_close();
    free(bytes);
    bytes = NULL;
}

static int target_has(const void *data, size_t size)
{
    size_t got = 0;
    char *read = read_file(in_folder("target"), &got);
    int right = read != NULL && got == size && memcmp(read, data, size) == 0;

    free(read);
    return right;
}

static void check_done(const cosx_transfer_result_t *result, size_t size)
{
    if (result->state != COSX_TRANSFER_DONE) {
        fprintf(stderr, "%d %s: %s\n", result->code, result->error_code, result->message);
    }
    CHECK_INT_EQ(COSX_TRANSFER_DONE, result->state);
    CHECK_INT_EQ(200, result->code);
    CHECK_INT_EQ(size, result->size);
    CHECK(target_has(bytes, size));
    CHECK(result->crc64 == cosx_crc64(0, bytes, size));
    CHECK_INT_EQ(1, folder_count());
}

TEST(a_small_object_is_one_get)
{
    cosx_transfer_result_t result;
    cosx_transfer_progress_t progress;
    cosx_transfer_t *transfer;

    open_scene(MIB);
    transfer = scene_run(&result);
    check_done(&result, MIB);
    CHECK_INT_EQ(1, result.crc_checked);
    CHECK_STR_EQ("\"object-1\"", result.etag);
    CHECK_STR_EQ("v1", result.version_id);
    CHECK_INT_EQ(1795324621, result.last_modified_s);
    CHECK_INT_EQ(1, test_server_request_count(mini_cos_server(scene.cos)));
    cosx_transfer_progress(transfer, &progress);
    CHECK_INT_EQ(MIB, progress.total_bytes);
    CHECK_INT_EQ(MIB, progress.done_bytes);
    CHECK_INT_EQ(1, progress.total_parts);
    CHECK_INT_EQ(1, progress.done_parts);
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(an_empty_object_makes_an_empty_file)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(0);
    transfer = scene_run(&result);
    check_done(&result, 0);
    CHECK_INT_EQ(1, result.crc_checked);
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(a_large_object_comes_in_pinned_parts)
{
    cosx_pair_t headers[2] = {{"x-cos-server-side-encryption-customer-key", "c2VjcmV0"}, {"If-Match", "\"object-1\""}};
    cosx_pair_t params[1] = {{"versionId", "v1"}};
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;
    int n;

    open_scene(SIZE);
    scene.spec.headers = headers;
    scene.spec.header_count = 2;
    scene.spec.params = params;
    scene.spec.param_count = 1;
    transfer = scene_run(&result);
    check_done(&result, SIZE);
    CHECK_INT_EQ(1, result.crc_checked);
    CHECK_INT_EQ(6, test_server_request_count(mini_cos_server(scene.cos)));
    for (n = 1; n <= 6; n++) {
        const test_request_t *request = test_server_request(mini_cos_server(scene.cos), n);
        char *key = test_request_header(request, "x-cos-server-side-encryption-customer-key");
        char *match = test_request_header(request, "If-Match");
        CHECK_STR_EQ("c2VjcmV0", key);
        CHECK_STR_EQ("\"object-1\"", match);
        CHECK(test_request_starts(request, "GET /b-125/k?versionId=v1 "));
        free(key);
        free(match);
    }
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(a_server_without_ranges_sends_all_at_once)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    mini_cos_no_ranges(scene.cos);
    transfer = scene_run(&result);
    check_done(&result, SIZE);
    CHECK_INT_EQ(1, mini_cos_count(scene.cos, OP_GET));
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(a_server_without_crc_is_no_error)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    mini_cos_no_crc(scene.cos);
    transfer = scene_run(&result);
    check_done(&result, SIZE);
    CHECK_INT_EQ(0, result.crc_checked);
    cosx_transfer_release(transfer);
    close_scene();
}

/* Run, expect a failure that leaves nothing behind and the old target untouched. */
static cosx_transfer_t *run_and_fail(cosx_transfer_result_t *result)
{
    cosx_transfer_t *transfer;

    write_file(in_folder("target"), "old", 3);
    transfer = scene_run(result);
    CHECK_INT_EQ(COSX_TRANSFER_FAILED, result->state);
    CHECK_INT_EQ(1, folder_count());
    CHECK(target_has("old", 3));
    return transfer;
}

TEST(a_crc_that_is_not_right_is_a_failure)
{
    size_t sizes[2] = {1000, SIZE};
    int i;

    for (i = 0; i < 2; i++) {
        cosx_transfer_result_t result;
        cosx_transfer_t *transfer;
        open_scene(sizes[i]);
        mini_cos_wrong_crc(scene.cos, 1);
        transfer = run_and_fail(&result);
        CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR, result.code);
        CHECK_STR_EQ("InconsistentError", result.error_code);
        cosx_transfer_release(transfer);
        close_scene();
    }
}

TEST(without_the_check_a_wrong_crc_does_not_matter)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    mini_cos_wrong_crc(scene.cos, 1);
    scene.spec.check_crc = 0;
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSX_TRANSFER_DONE, result.state);
    CHECK_INT_EQ(0, result.crc_checked);
    CHECK_INT_EQ(0, result.has_crc64);
    CHECK(target_has(bytes, SIZE));
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(a_missing_object_is_named)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(10);
    scene.spec.key = "none";
    transfer = run_and_fail(&result);
    CHECK_INT_EQ(404, result.code);
    CHECK_STR_EQ("NoSuchKey", result.error_code);
    CHECK_INT_EQ(1, result.attempts);
    CHECK(strstr(result.message, in_folder("target")) != NULL);
    cosx_transfer_release(transfer);
    close_scene();
}

static int replace_object(void *data, mini_op_e op, int part, int nth, const test_request_t *request,
                          test_reply_t *reply)
{
    (void)data;
    (void)request;
    (void)reply;
    if (op == OP_GET && part == 3 && nth == 1) {
        mini_cos_put(scene.cos, "k", "new", 3);
    }
    return 0;
}

TEST(an_object_that_changes_meanwhile_is_a_412)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    mini_cos_fault(scene.cos, replace_object, NULL);
    transfer = run_and_fail(&result);
    CHECK_INT_EQ(412, result.code);
    CHECK_STR_EQ("PreconditionFailed", result.error_code);
    CHECK(strstr(result.message, "changed while it was being downloaded") != NULL);
    cosx_transfer_release(transfer);
    close_scene();
}

static int cut_part_3(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    (void)request;
    if (op == OP_GET && part == 3 && (data != NULL || nth == 1)) {
        test_reply_text(reply, "HTTP/1.1 206 Partial Content\r\nETag: \"object-1\"\r\nContent-Length: 1048576\r\n"
                        "Content-Range: bytes 2097152-3145727/%zu\r\n\r\nonly this", SIZE);
        reply->close = 1;
        return 1;
    }
    return 0;
}

TEST(a_truncated_part_is_fetched_again)
{
    cosx_transfer_result_t result;
    cosx_transfer_progress_t progress;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    mini_cos_fault(scene.cos, cut_part_3, NULL);
    transfer = scene_run(&result);
    check_done(&result, SIZE);
    cosx_transfer_progress(transfer, &progress);
    CHECK_INT_EQ(1, progress.retries);
    CHECK_INT_EQ(SIZE, progress.done_bytes);
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(a_part_truncated_each_time_is_a_failure)
{
    static char always[] = "always";
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    mini_cos_fault(scene.cos, cut_part_3, always);
    transfer = run_and_fail(&result);
    CHECK_INT_EQ(COSE_CONNECTION_FAILED, result.code);
    CHECK_INT_EQ(5, result.attempts);
    CHECK(strstr(result.message, "part 3") != NULL);
    cosx_transfer_release(transfer);
    close_scene();
}

static int other_range(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    (void)nth;
    (void)request;
    if (op == OP_GET && part == 2) {
        char headers[256];
        snprintf(headers, sizeof(headers), "ETag: \"object-1\"\r\n%s", (const char *)data);
        test_reply_body(reply, "206 Partial Content", headers, bytes, MIB);
        return 1;
    }
    return 0;
}

TEST(another_range_than_asked_for_is_never_taken)
{
    static char shifted[] = "Content-Range: bytes 0-1048575/5247591\r\n";
    static char resized[] = "Content-Range: bytes 1048576-2097151/5247592\r\n";
    static char missing[] = "";
    char *answers[3] = {shifted, resized, missing};
    int i;

    for (i = 0; i < 3; i++) {
        cosx_transfer_result_t result;
        cosx_transfer_t *transfer;
        open_scene(SIZE);
        mini_cos_fault(scene.cos, other_range, answers[i]);
        transfer = run_and_fail(&result);
        CHECK_INT_EQ(COSE_SERVICE_ERROR, result.code);
        CHECK(strstr(result.message, "another range") != NULL);
        cosx_transfer_release(transfer);
        close_scene();
    }
}

TEST(a_target_that_cannot_be_is_refused_before_any_request)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;
    const char *paths[3];
    static const int errors[3] = {EISDIR, ENOENT, EINVAL};
    int i;

    open_scene(10);
    paths[0] = folder_path;
    paths[1] = in_folder("none/target");
    paths[2] = "/dev/null";
    for (i = 0; i < 3; i++) {
        scene_download(paths[i]);
        transfer = scene_run(&result);
        CHECK_INT_EQ(COSX_TRANSFER_FAILED, result.state);
        CHECK_INT_EQ(errors[i], result.os_errno);
        CHECK(strstr(result.message, paths[i]) != NULL);
        cosx_transfer_release(transfer);
    }
    CHECK_INT_EQ(0, test_server_request_count(mini_cos_server(scene.cos)));
    close_scene();
}

TEST(a_full_disk_is_reported_with_its_errno)
{
    struct rlimit before;
    struct rlimit small;
    size_t limits[2] = {MIB / 2, 2 * MIB}; /* while the first part is written; when room is reserved */
    int i;

    CHECK_INT_EQ(0, getrlimit(RLIMIT_FSIZE, &before));
    signal(SIGXFSZ, SIG_IGN);
    for (i = 0; i < 2; i++) {
        cosx_transfer_result_t result;
        cosx_transfer_t *transfer;
        open_scene(SIZE);
        small = before;
        small.rlim_cur = limits[i];
        CHECK_INT_EQ(0, setrlimit(RLIMIT_FSIZE, &small));
        transfer = scene_run(&result);
        CHECK_INT_EQ(0, setrlimit(RLIMIT_FSIZE, &before));
        CHECK_INT_EQ(COSX_TRANSFER_FAILED, result.state);
        CHECK_INT_EQ(EFBIG, result.os_errno);
        CHECK_INT_EQ(1, result.attempts);
        CHECK_INT_EQ(0, folder_count());
        CHECK_INT_EQ(1, mini_cos_count(scene.cos, OP_GET));
        cosx_transfer_release(transfer);
        close_scene();
    }
    signal(SIGXFSZ, SIG_DFL);
}

TEST(a_link_at_the_target_is_replaced_not_followed)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;
    struct stat status;

    open_scene(10);
    write_file(in_folder("other"), "other", 5);
    CHECK_INT_EQ(0, symlink("other", in_folder("target")));
    scene.spec.sync = 1;
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSX_TRANSFER_DONE, result.state);
    CHECK_INT_EQ(0, lstat(in_folder("target"), &status));
    CHECK(S_ISREG(status.st_mode));
    CHECK_INT_EQ(10, status.st_size);
    CHECK_INT_EQ(0, stat(in_folder("other"), &status));
    CHECK_INT_EQ(5, status.st_size);
    cosx_transfer_release(transfer);
    close_scene();
}

static int no_etag(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    char headers[128];

    (void)data;
    (void)nth;
    (void)request;
    if (op == OP_GET && part == 1) {
        snprintf(headers, sizeof(headers), "Content-Range: bytes 0-%zu/%zu\r\n", MIB - 1, SIZE);
        test_reply_body(reply, "206 Partial Content", headers, bytes, MIB);
        return 1;
    }
    return 0;
}

TEST(without_an_etag_no_parts_are_put_together)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    mini_cos_fault(scene.cos, no_etag, NULL);
    transfer = run_and_fail(&result);
    CHECK_INT_EQ(COSE_SERVICE_ERROR, result.code);
    CHECK(strstr(result.message, "no ETag") != NULL);
    cosx_transfer_release(transfer);
    close_scene();
}

TEST_MAIN(scene_start_library, scene_stop_library)
