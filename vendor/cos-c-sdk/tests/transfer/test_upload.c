/* Uploads against a service in memory. */
#include <pthread.h>

#include "cosx_crc64.h"
#include "scene.h"
#include "test.h"

#define SIZE (5 * MIB + 4711)

static unsigned char *bytes;

static void open_scene(size_t size)
{
    scene_open(3);
    bytes = make_bytes(size, 1);
    write_file(in_folder("file"), bytes, size);
    scene_upload(in_folder("file"));
}

static void close_scene(void)
{
    scene_close();
    free(bytes);
    bytes = NULL;
}

static void check_done(cosx_transfer_result_t *result, size_t size)
{
    if (result->state != COSX_TRANSFER_DONE) {
        fprintf(stderr, "%d %s: %s\n", result->code, result->error_code, result->message);
    }
    CHECK_INT_EQ(COSX_TRANSFER_DONE, result->state);
    CHECK_INT_EQ(200, result->code);
    CHECK_STR_EQ("", result->message);
    CHECK_INT_EQ(size, result->size);
    CHECK(mini_cos_has(scene.cos, "k", bytes, size));
    CHECK_INT_EQ(0, mini_cos_uploads(scene.cos));
    CHECK_INT_EQ(1, result->has_crc64);
    CHECK(result->crc64 == cosx_crc64(0, bytes, size));
}

TEST(a_small_file_is_one_put)
{
    cosx_pair_t headers[2] = {{"Content-Type", "text/plain"}, {"x-cos-meta-author", "li"}};
    cosx_transfer_result_t result;
    cosx_transfer_progress_t progress;
    cosx_transfer_t *transfer;
    char *type;

    open_scene(MIB);
    scene.spec.headers = headers;
    scene.spec.header_count = 2;
    transfer = scene_run(&result);
    check_done(&result, MIB);
    CHECK_INT_EQ(1, result.crc_checked);
    CHECK_STR_EQ("\"object-1\"", result.etag);
    CHECK_STR_EQ("v1", result.version_id);
    CHECK_STR_EQ("id-1", result.request_id);
    CHECK_INT_EQ(1, test_server_request_count(mini_cos_server(scene.cos)));
    type = test_request_header(test_server_request(mini_cos_server(scene.cos), 1), "Content-Type");
    CHECK_STR_EQ("text/plain", type);
    free(type);
    cosx_transfer_progress(transfer, &progress);
    CHECK_INT_EQ(MIB, progress.total_bytes);
    CHECK_INT_EQ(MIB, progress.done_bytes);
    CHECK_INT_EQ(1, progress.total_parts);
    CHECK_INT_EQ(1, progress.done_parts);
    CHECK_INT_EQ(0, progress.retries);
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(an_empty_file_is_one_put)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(0);
    transfer = scene_run(&result);
    check_done(&result, 0);
    CHECK_INT_EQ(1, mini_cos_count(scene.cos, OP_PUT));
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(a_large_file_goes_in_parts)
{
    cosx_transfer_result_t result;
    cosx_transfer_progress_t progress;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    transfer = scene_run(&result);
    check_done(&result, SIZE);
    CHECK_INT_EQ(1, result.crc_checked);
    CHECK_STR_EQ("\"multi-6\"", result.etag);
    CHECK_INT_EQ(6, mini_cos_count(scene.cos, OP_PART));
    CHECK_INT_EQ(1, mini_cos_count(scene.cos, OP_INITIATE));
    CHECK_INT_EQ(1, mini_cos_count(scene.cos, OP_COMPLETE));
    CHECK_INT_EQ(8, test_server_request_count(mini_cos_server(scene.cos)));
    cosx_transfer_progress(transfer, &progress);
    CHECK_INT_EQ(SIZE, progress.done_bytes);
    CHECK_INT_EQ(6, progress.done_parts);
    CHECK_INT_EQ(6, progress.total_parts);
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(up_to_the_threshold_it_stays_one_put)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(3 * MIB);
    scene.spec.multipart_threshold = (int64_t)(3 * MIB);
    transfer = scene_run(&result);
    check_done(&result, 3 * MIB);
    CHECK_INT_EQ(1, mini_cos_count(scene.cos, OP_PUT));
    cosx_transfer_release(transfer);
    scene.spec.multipart_threshold = (int64_t)(3 * MIB) - 1;
    transfer = scene_run(&result);
    check_done(&result, 3 * MIB);
    CHECK_INT_EQ(3, mini_cos_count(scene.cos, OP_PART));
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(headers_go_to_the_requests_they_concern)
{
    cosx_pair_t headers[4] = {{"Content-Type", "text/plain"},
                              {"x-cos-server-side-encryption-customer-key", "c2VjcmV0"},
                              {"x-cos-meta-a", "1"}, {"x-cos-forbid-overwrite", "true"}};
    static const char *const names[] = {"Content-Type", "x-cos-server-side-encryption-customer-key", "x-cos-meta-a",
                                        "x-cos-forbid-overwrite"};
    /* per name: at initiate, at parts, at complete */
    static const int wanted[4][3] = {{1, 0, 0}, {1, 1, 0}, {1, 0, 0}, {1, 0, 1}};
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;
    int n;
    int i;

    open_scene(SIZE);
    scene.spec.headers = headers;
    scene.spec.header_count = 4;
    transfer = scene_run(&result);
    check_done(&result, SIZE);
    for (n = 1; n <= 8; n++) {
        const test_request_t *request = test_server_request(mini_cos_server(scene.cos), n);
        int kind = test_request_starts(request, "PUT ") ? 1 : strstr(request->head, "?uploads") != NULL ? 0 : 2;
        for (i = 0; i < 4; i++) {
            char *value = test_request_header(request, names[i]);
            int has = value != NULL && strcmp(value, headers[i].value) == 0;
            free(value);
            CHECK_INT_EQ(wanted[i][kind], has);
        }
    }
    cosx_transfer_release(transfer);
    close_scene();
}

static int fail_part_2_twice(void *data, mini_op_e op, int part, int nth, const test_request_t *request,
                             test_reply_t *reply)
{
    (void)data;
    (void)request;
    if (op == OP_PART && part == 2 && nth <= 2) {
        mini_error(reply, "503 Slow Down", "SlowDown");
        return 1;
    }
    return 0;
}

TEST(a_part_that_fails_is_tried_again)
{
    cosx_transfer_result_t result;
    cosx_transfer_progress_t progress;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    mini_cos_fault(scene.cos, fail_part_2_twice, NULL);
    transfer = scene_run(&result);
    check_done(&result, SIZE);
    cosx_transfer_progress(transfer, &progress);
    CHECK_INT_EQ(2, progress.retries);
    CHECK_INT_EQ(8, mini_cos_count(scene.cos, OP_PART));
    cosx_transfer_release(transfer);
    close_scene();
}

static int fail_part_2(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    (void)nth;
    (void)request;
    if (op == OP_PART && part == 2) {
        mini_error(reply, data != NULL ? data : "503 Slow Down", data != NULL ? "AccessDenied" : "SlowDown");
        return 1;
    }
    return 0;
}

TEST(when_the_attempts_are_used_up_it_fails_and_the_upload_is_aborted)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    scene.spec.retry.max_attempts = 3;
    mini_cos_fault(scene.cos, fail_part_2, NULL);
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSX_TRANSFER_FAILED, result.state);
    CHECK_INT_EQ(503, result.code);
    CHECK_STR_EQ("SlowDown", result.error_code);
    CHECK_STR_EQ("error-id", result.request_id);
    CHECK_INT_EQ(3, result.attempts);
    CHECK(strstr(result.message, "part 2") != NULL);
    CHECK(strstr(result.message, in_folder("file")) != NULL);
    CHECK_STR_EQ("", result.upload_id);
    CHECK_INT_EQ(1, mini_cos_count(scene.cos, OP_ABORT));
    CHECK_INT_EQ(0, mini_cos_uploads(scene.cos));
    CHECK(!mini_cos_exists(scene.cos, "k"));
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(a_refusal_is_not_repeated)
{
    static char forbidden[] = "403 Forbidden";
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    mini_cos_fault(scene.cos, fail_part_2, forbidden);
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSX_TRANSFER_FAILED, result.state);
    CHECK_INT_EQ(403, result.code);
    CHECK_STR_EQ("AccessDenied", result.error_code);
    CHECK_INT_EQ(1, result.attempts);
    CHECK_INT_EQ(0, mini_cos_uploads(scene.cos));
    cosx_transfer_release(transfer);
    close_scene();
}

static int error_in_200(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    const char *code = data;
    char body[256];

    (void)part;
    (void)request;
    if (op != OP_COMPLETE || (nth > 1 && strcmp(code, "InternalError") == 0)) {
        return 0;
    }
    snprintf(body, sizeof(body), "<?xml version=\"1.0\"?>\n<Error><Code>%s</Code><Message>m</Message></Error>", code);
    test_reply_body(reply, "200 OK", "", body, strlen(body));
    return 1;
}

TEST(an_error_inside_a_200_is_an_error_and_its_code_decides)
{
    static char internal[] = "InternalError";
    static char denied[] = "AccessDenied";
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    mini_cos_fault(scene.cos, error_in_200, internal);
    transfer = scene_run(&result);
    check_done(&result, SIZE);
    CHECK_INT_EQ(2, mini_cos_count(scene.cos, OP_COMPLETE));
    cosx_transfer_release(transfer);
    mini_cos_fault(scene.cos, error_in_200, denied);
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSX_TRANSFER_FAILED, result.state);
    CHECK_STR_EQ("AccessDenied", result.error_code);
    CHECK_INT_EQ(COSE_SERVICE_ERROR, result.code);
    CHECK_INT_EQ(3, mini_cos_count(scene.cos, OP_COMPLETE));
    CHECK_INT_EQ(0, mini_cos_uploads(scene.cos));
    cosx_transfer_release(transfer);
    close_scene();
}

static int lose_answer_of_complete(void *data, mini_op_e op, int part, int nth, const test_request_t *request,
                                   test_reply_t *reply)
{
    (void)data;
    (void)part;
    (void)request;
    if (op == OP_COMPLETE && nth == 1) {
        test_reply_text(reply, "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
        return -1; /* done, but the client does not hear of it */
    }
    return 0;
}

TEST(a_complete_whose_answer_was_lost_is_recognised)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    mini_cos_fault(scene.cos, lose_answer_of_complete, NULL);
    transfer = scene_run(&result);
    check_done(&result, SIZE);
    CHECK_INT_EQ(2, mini_cos_count(scene.cos, OP_COMPLETE));
    CHECK_INT_EQ(1, mini_cos_count(scene.cos, OP_HEAD));
    cosx_transfer_release(transfer);
    close_scene();
}

TEST(an_object_that_arrived_with_another_crc_is_a_failure)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    mini_cos_wrong_crc(scene.cos, 1);
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSX_TRANSFER_FAILED, result.state);
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR, result.code);
    CHECK_STR_EQ("InconsistentError", result.error_code);
    CHECK_STR_EQ("", result.upload_id);
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

static int change_file(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    struct timespec times[2] = {{1, 1}, {1, 1}};

    (void)part;
    (void)nth;
    (void)request;
    (void)reply;
    if (op == OP_PART && strcmp(data, "shrink") == 0 && truncate(in_folder("file"), 100) != 0) {
        abort();
    }
    if (op == OP_PART && strcmp(data, "touch") == 0 && utimensat(AT_FDCWD, in_folder("file"), times, 0) != 0) {
        abort();
    }
    return 0;
}

TEST(a_file_that_changes_meanwhile_completes_nothing)
{
    static char shrink[] = "shrink";
    static char touch[] = "touch";
    char *ways[2] = {shrink, touch};
    int i;

    for (i = 0; i < 2; i++) {
        cosx_transfer_result_t result;
        cosx_transfer_t *transfer;
        open_scene(SIZE);
        scene.spec.checkpoint = in_folder("cp");
        scene.spec.keep_on_failure = 1;
        scene.spec.max_parallel = 1; /* the handler runs on the server's threads */
        mini_cos_fault(scene.cos, change_file, ways[i]);
        transfer = scene_run(&result);
        CHECK_INT_EQ(COSX_TRANSFER_FAILED, result.state);
        CHECK_INT_EQ(COSE_FILE_READ_ERROR, result.code);
        CHECK(strstr(result.message, "changed while it was being uploaded") != NULL);
        CHECK(strstr(result.message, in_folder("file")) != NULL);
        CHECK_INT_EQ(0, mini_cos_count(scene.cos, OP_COMPLETE));
        CHECK_INT_EQ(0, mini_cos_uploads(scene.cos)); /* nobody could ever resume it */
        CHECK(!exists(in_folder("cp")));
        cosx_transfer_release(transfer);
        close_scene();
    }
}

static void check_refused(const char *path, int os_errno)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    scene_upload(path);
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSX_TRANSFER_FAILED, result.state);
    CHECK_INT_EQ(COSE_OPEN_FILE_ERROR, result.code);
    CHECK_INT_EQ(os_errno, result.os_errno);
    CHECK(strstr(result.message, path) != NULL);
    cosx_transfer_release(transfer);
}

TEST(what_is_no_readable_file_is_refused_before_any_request)
{
    open_scene(10);
    check_refused(in_folder("none"), ENOENT);
    check_refused(folder_path, EISDIR);
    check_refused("/dev/null", EINVAL);
    if (geteuid() != 0) {
        chmod(in_folder("file"), 0);
        check_refused(in_folder("file"), EACCES);
    }
    CHECK_INT_EQ(0, test_server_request_count(mini_cos_server(scene.cos)));
    close_scene();
}

TEST(a_content_md5_of_the_whole_cannot_go_with_parts)
{
    cosx_pair_t headers[1] = {{"content-md5", "1B2M2Y8AsgTpgAmY7PhCfg=="}};
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    scene.spec.headers = headers;
    scene.spec.header_count = 1;
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, result.code);
    CHECK_INT_EQ(0, test_server_request_count(mini_cos_server(scene.cos)));
    cosx_transfer_release(transfer);
    close_scene();
}

static int no_upload_id(void *data, mini_op_e op, int part, int nth, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    (void)part;
    (void)nth;
    (void)request;
    if (op == OP_INITIATE) {
        test_reply_body(reply, "200 OK", "", "<html/>", 7);
        return 1;
    }
    return 0;
}

TEST(an_answer_without_upload_id_is_an_error)
{
    cosx_transfer_result_t result;
    cosx_transfer_t *transfer;

    open_scene(SIZE);
    scene.spec.retry.max_attempts = 2;
    mini_cos_fault(scene.cos, no_upload_id, NULL);
    transfer = scene_run(&result);
    CHECK_INT_EQ(COSE_SERVICE_ERROR, result.code);
    CHECK_INT_EQ(2, mini_cos_count(scene.cos, OP_INITIATE));
    cosx_transfer_release(transfer);
    close_scene();
}

TEST_MAIN(scene_start_library, scene_stop_library)
