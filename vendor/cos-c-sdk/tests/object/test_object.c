#include <sys/stat.h>

#include "operation.h"

#define BODY "hello, object"
#define CRC_OF_123456789 "11051210869376104954"

TEST(a_buffer_is_uploaded_and_may_be_used_again)
{
    operation_t op;
    cos_list_t *body;
    int i;

    operation_open(&op, NULL, NULL);
    body = operation_body(&op, BODY);
    cos_list_add_tail(&cos_buf_pack(op.pool, "!", 1)->node, body);
    for (i = 1; i <= 2; i++) {
        answer(&op, "200 OK", "ETag: \"e\"\r\n", "");
        CHECK_INT_EQ(200, cos_put_object_from_buffer(op.options, &op.bucket, &op.object, body, NULL, &op.answer)->code);
        CHECK(starts(&op, i, "PUT /dir/a%20b.txt HTTP/1.1"));
        CHECK_STR_EQ(BODY "!", test_server_request(op.server, i)->body);
        CHECK(has_header(&op, i, "Content-Type", "text/plain"));
        CHECK(has_header(&op, i, "Content-MD5", "bmbkhqprTchD8sU8GXVtVg=="));
        CHECK_STR_EQ("\"e\"", apr_table_get(op.answer, "ETag"));
    }
    CHECK_INT_EQ(14, cos_buf_list_len(body));
    operation_close(&op);
}

TEST(an_empty_buffer_makes_an_empty_object)
{
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: 0\r\n", "");
    CHECK_INT_EQ(200, cos_put_object_from_buffer(op.options, &op.bucket, &op.object, operation_body(&op, ""), NULL, NULL)->code);
    CHECK(has_header(&op, 1, "Content-Length", "0"));
    operation_close(&op);
}

TEST(a_wrong_checksum_is_an_error)
{
    operation_t op;
    cos_status_t *status;
    cos_list_t *body;

    operation_open(&op, NULL, NULL);
    body = operation_body(&op, "123456789");
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: " CRC_OF_123456789 "\r\n", "");
    CHECK_INT_EQ(200, cos_put_object_from_buffer(op.options, &op.bucket, &op.object, body, NULL, NULL)->code);
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: 1\r\n", "");
    status = cos_put_object_from_buffer(op.options, &op.bucket, &op.object, body, NULL, NULL);
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR, status->code);
    CHECK_STR_EQ("InconsistentError", status->error_code);
    answer(&op, "503 Slow", "x-cos-hash-crc64ecma: 1\r\n", "<Error><Code>SlowDown</Code></Error>");
    status = cos_put_object_from_buffer(op.options, &op.bucket, &op.object, body, NULL, NULL);
    CHECK_INT_EQ(503, status->code);
    CHECK_STR_EQ("SlowDown", status->error_code);
    operation_close(&op);
}

TEST(a_file_is_uploaded_with_parameters_and_headers_that_stay_as_they_are)
{
    operation_t op;
    cos_table_t *headers;
    cos_table_t *params;
    cos_list_t reply;

    operation_open(&op, NULL, NULL);
    write_file(op.path, BODY, strlen(BODY));
    headers = cos_table_make(op.pool, 1);
    apr_table_set(headers, "Content-Type", "x/y");
    params = cos_table_make(op.pool, 1);
    apr_table_set(params, "p q", "1/2");
    cos_list_init(&reply);
    answer(&op, "200 OK", "", "said");
    CHECK_INT_EQ(200, cos_do_put_object_from_file(op.options, &op.bucket, &op.object, &op.file, headers, params, NULL,
                                                  NULL, &reply)->code);
    CHECK(starts(&op, 1, "PUT /dir/a%20b.txt?p%20q=1%2F2 HTTP/1.1"));
    CHECK(has_header(&op, 1, "Content-Type", "x/y"));
    CHECK_STR_EQ(BODY, test_server_request(op.server, 1)->body);
    CHECK_STR_EQ("said", cos_buf_list_content(op.pool, &reply));
    CHECK_INT_EQ(1, cos_table_elts(headers)->nelts);
    CHECK_INT_EQ(1, cos_table_elts(params)->nelts);
    operation_close(&op);
}

TEST(a_file_that_is_not_there_is_named)
{
    operation_t op;
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    status = cos_put_object_from_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL);
    CHECK_INT_EQ(COSE_OPEN_FILE_ERROR, status->code);
    CHECK(strstr(status->error_msg, op.path) != NULL);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST(an_object_is_downloaded_into_buffers)
{
    operation_t op;
    cos_list_t body;

    operation_open(&op, NULL, NULL);
    cos_list_init(&body);
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: " CRC_OF_123456789 "\r\n", "123456789");
    CHECK_INT_EQ(200, cos_get_object_to_buffer(op.options, &op.bucket, &op.object, NULL, NULL, &body, &op.answer)->code);
    CHECK_STR_EQ("123456789", cos_buf_list_content(op.pool, &body));
    cos_list_init(&body);
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: 7\r\n", "123456789");
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR,
                 cos_get_object_to_buffer(op.options, &op.bucket, &op.object, NULL, NULL, &body, NULL)->code);
    cos_list_init(&body);
    answer(&op, "404 Not Found", "", "<Error><Code>NoSuchKey</Code></Error>");
    CHECK_STR_EQ("NoSuchKey",
                 cos_get_object_to_buffer(op.options, &op.bucket, &op.object, NULL, NULL, &body, NULL)->error_code);
    CHECK_STR_EQ("<Error><Code>NoSuchKey</Code></Error>", cos_buf_list_content(op.pool, &body));
    operation_close(&op);
}

TEST(a_download_takes_its_place_only_when_it_is_right)
{
    operation_t op;
    char *data;
    size_t size;
    struct stat info;
    mode_t mask = umask(022);

    umask(mask);
    operation_open(&op, NULL, NULL);
    write_file(op.path, "old", 3);
    answer(&op, "404 Not Found", "", "<Error><Code>NoSuchKey</Code></Error>");
    CHECK_INT_EQ(404, cos_get_object_to_file(op.options, &op.bucket, &op.object, NULL, NULL, &op.file, NULL)->code);
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: 7\r\n", "123456789");
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR,
                 cos_get_object_to_file(op.options, &op.bucket, &op.object, NULL, NULL, &op.file, NULL)->code);
    data = read_file(op.path, &size);
    CHECK_STR_EQ("old", data);
    free(data);
    CHECK_INT_EQ(1, count_files(op.directory));
    operation_close(&op);

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: " CRC_OF_123456789 "\r\n", "123456789");
    CHECK_INT_EQ(200, cos_get_object_to_file(op.options, &op.bucket, &op.object, NULL, NULL, &op.file, NULL)->code);
    data = read_file(op.path, &size);
    CHECK_STR_EQ("123456789", data);
    free(data);
    CHECK_INT_EQ(0, stat(op.path, &info));
    CHECK_INT_EQ(0666 & ~mask, info.st_mode & 0777);
    CHECK_INT_EQ(1, count_files(op.directory));
    operation_close(&op);
}

TEST(a_download_never_replaces_what_is_no_file)
{
    operation_t op;
    struct stat info;

    operation_open(&op, NULL, NULL);
    CHECK_INT_EQ(0, mkfifo(op.path, 0600));
    CHECK_INT_EQ(COSE_OPEN_FILE_ERROR,
                 cos_get_object_to_file(op.options, &op.bucket, &op.object, NULL, NULL, &op.file, NULL)->code);
    CHECK_INT_EQ(0, lstat(op.path, &info));
    CHECK(S_ISFIFO(info.st_mode));
    CHECK_INT_EQ(1, count_files(op.directory));
    operation_close(&op);
}

TEST(a_body_that_breaks_off_is_an_error_and_leaves_the_file)
{
    operation_t op;
    test_reply_t cut;
    char *data;
    size_t size;

    operation_open(&op, NULL, NULL);
    write_file(op.path, "old", 3);
    test_reply_init(&cut);
    test_reply_text(&cut, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nshort");
    cut.close = 1;
    test_server_push(op.server, &cut);
    CHECK(cos_get_object_to_file(op.options, &op.bucket, &op.object, NULL, NULL, &op.file, NULL)->code < 0);
    data = read_file(op.path, &size);
    CHECK_STR_EQ("old", data);
    free(data);
    CHECK_INT_EQ(1, count_files(op.directory));
    operation_close(&op);
}

static int64_t told_bytes;
static int64_t told_total;

static void note_progress(int64_t consumed, int64_t total)
{
    told_bytes = consumed;
    told_total = total;
}

TEST(progress_ends_with_all_bytes_both_ways)
{
    operation_t op;
    cos_list_t body;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    CHECK_INT_EQ(200, cos_do_put_object_from_buffer(op.options, &op.bucket, &op.object, operation_body(&op, BODY), NULL,
                                                    NULL, note_progress, NULL, NULL)->code);
    CHECK_INT_EQ(strlen(BODY), told_bytes);
    CHECK_INT_EQ(strlen(BODY), told_total);
    cos_list_init(&body);
    answer(&op, "200 OK", "", "1234");
    CHECK_INT_EQ(200, cos_do_get_object_to_buffer(op.options, &op.bucket, &op.object, NULL, NULL, &body, note_progress,
                                                  NULL)->code);
    CHECK_INT_EQ(4, told_bytes);
    CHECK_INT_EQ(4, told_total);
    answer(&op, "200 OK", "", "12345");
    CHECK_INT_EQ(200, cos_do_get_object_to_file(op.options, &op.bucket, &op.object, NULL, NULL, &op.file, note_progress,
                                                NULL)->code);
    CHECK_INT_EQ(5, told_bytes);
    operation_close(&op);
}

TEST(the_head_of_an_object_is_its_headers)
{
    operation_t op;
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    test_server_push_text(op.server, "HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\nx-cos-meta-a: 1\r\n\r\n");
    status = cos_head_object(op.options, &op.bucket, &op.object, NULL, &op.answer);
    CHECK_INT_EQ(200, status->code);
    CHECK(starts(&op, 1, "HEAD /dir/a%20b.txt HTTP/1.1"));
    CHECK_STR_EQ("5000000000", apr_table_get(op.answer, "content-length"));
    CHECK_STR_EQ("1", apr_table_get(op.answer, "x-cos-meta-a"));
    operation_close(&op);
}

static cos_object_exist_status_e existence(const char *status_line)
{
    cos_object_exist_status_e exist = (cos_object_exist_status_e)-1;
    operation_t op;

    operation_open(&op, NULL, NULL);
    test_server_push_text(op.server, "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n", status_line);
    cos_check_object_exist(op.options, &op.bucket, &op.object, NULL, &exist, NULL);
    operation_close(&op);
    return exist;
}

TEST(existence_is_told_in_one_word)
{
    CHECK_INT_EQ(COS_OBJECT_EXIST, existence("200 OK"));
    CHECK_INT_EQ(COS_OBJECT_EXIST, existence("304 Not Modified"));
    CHECK_INT_EQ(COS_OBJECT_EXIST, existence("412 Precondition Failed"));
    CHECK_INT_EQ(COS_OBJECT_NON_EXIST, existence("404 Not Found"));
    CHECK_INT_EQ(COS_OBJECT_UNKNOWN_EXIST, existence("403 Forbidden"));
}

TEST(an_object_is_deleted)
{
    operation_t op;
    cos_table_t *headers;

    operation_open(&op, NULL, NULL);
    test_server_push_text(op.server, "HTTP/1.1 204 No Content\r\n\r\n");
    test_server_push_text(op.server, "HTTP/1.1 204 No Content\r\n\r\n");
    headers = cos_table_make(op.pool, 1);
    apr_table_set(headers, "x-test", "1");
    CHECK_INT_EQ(204, cos_delete_object(op.options, &op.bucket, &op.object, NULL)->code);
    CHECK_INT_EQ(204, cos_do_delete_object(op.options, &op.bucket, &op.object, headers, NULL)->code);
    CHECK(starts(&op, 1, "DELETE /dir/a%20b.txt HTTP/1.1"));
    CHECK(has_header(&op, 2, "x-test", "1"));
    operation_close(&op);
}

TEST(a_restore_says_how_long_and_how_fast)
{
    operation_t op;
    cos_object_restore_params_t *params;

    operation_open(&op, NULL, NULL);
    answer(&op, "202 Accepted", "", "");
    params = cos_create_object_restore_params(op.pool);
    params->days = 30;
    cos_str_set(&params->tier, "Standard");
    CHECK_INT_EQ(202, cos_post_object_restore(op.options, &op.bucket, &op.object, params, NULL, NULL, NULL)->code);
    CHECK(starts(&op, 1, "POST /dir/a%20b.txt?restore HTTP/1.1"));
    CHECK_STR_EQ("<RestoreRequest><Days>30</Days><CASJobParameters><Tier>Standard</Tier></CASJobParameters></RestoreRequest>",
                 test_server_request(op.server, 1)->body);
    CHECK(has_header(&op, 1, "Content-Type", "application/xml"));
    cos_str_set(&params->tier, "\x02");
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT,
                 cos_post_object_restore(op.options, &op.bucket, &op.object, params, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(1, test_server_request_count(op.server));
    operation_close(&op);
}

TEST(an_append_goes_to_its_position_and_is_checked_as_a_whole)
{
    operation_t op;
    cos_list_t *body;
    uint64_t crc_of_start;

    operation_open(&op, NULL, NULL);
    body = operation_body(&op, "6789");
    crc_of_start = cos_crc64(0, (void *)"12345", 5);
    answer(&op, "200 OK", "x-cos-next-append-position: 9\r\nx-cos-hash-crc64ecma: " CRC_OF_123456789 "\r\n", "");
    CHECK_INT_EQ(200, cos_do_append_object_from_buffer(op.options, &op.bucket, &op.object, 5, crc_of_start, body, NULL,
                                                       NULL, NULL, &op.answer, NULL)->code);
    CHECK(strstr(test_server_request(op.server, 1)->head, "append") != NULL);
    CHECK(strstr(test_server_request(op.server, 1)->head, "position=5") != NULL);
    CHECK_STR_EQ("9", apr_table_get(op.answer, "x-cos-next-append-position"));
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: " CRC_OF_123456789 "\r\n", "");
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR,
                 cos_do_append_object_from_buffer(op.options, &op.bucket, &op.object, 5, 1, body, NULL, NULL, NULL, NULL,
                                                  NULL)->code);
    /* the short form does not know what is there, except at the start */
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: " CRC_OF_123456789 "\r\n", "");
    CHECK_INT_EQ(200, cos_append_object_from_buffer(op.options, &op.bucket, &op.object, 5, body, NULL, NULL)->code);
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: " CRC_OF_123456789 "\r\n", "");
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR,
                 cos_append_object_from_buffer(op.options, &op.bucket, &op.object, 0, body, NULL, NULL)->code);
    operation_close(&op);
}

TEST(an_append_from_a_file_is_not_sent_twice)
{
    operation_t op;

    operation_open(&op, NULL, NULL);
    op.options->config->retry_times = 3;
    write_file(op.path, "123456789", 9);
    answer(&op, "500 Oops", "", "");
    CHECK_INT_EQ(500, cos_append_object_from_file(op.options, &op.bucket, &op.object, 0, &op.file, NULL, NULL)->code);
    CHECK_INT_EQ(1, test_server_request_count(op.server));
    CHECK_STR_EQ("123456789", test_server_request(op.server, 1)->body);
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: " CRC_OF_123456789 "\r\n", "");
    CHECK_INT_EQ(200, cos_do_append_object_from_file(op.options, &op.bucket, &op.object, 0, 0, &op.file, NULL, NULL, NULL,
                                                     NULL, NULL)->code);
    operation_close(&op);
}

TEST(a_put_is_sent_again_whole_after_a_server_error)
{
    operation_t op;

    operation_open(&op, NULL, NULL);
    op.options->config->retry_times = 3;
    answer(&op, "503 Slow", "", "");
    answer(&op, "200 OK", "", "");
    CHECK_INT_EQ(200, cos_put_object_from_buffer(op.options, &op.bucket, &op.object, operation_body(&op, BODY), NULL,
                                                 NULL)->code);
    CHECK_INT_EQ(2, test_server_request_count(op.server));
    CHECK_STR_EQ(BODY, test_server_request(op.server, 2)->body);
    operation_close(&op);
}

TEST(an_empty_key_never_reaches_the_bucket)
{
    operation_t op;
    cos_string_t empty = cos_string("");
    cos_string_t null = cos_null_string;
    cos_list_t *body;
    cos_object_restore_params_t *restore;

    operation_open(&op, NULL, NULL);
    body = operation_body(&op, BODY);
    restore = cos_create_object_restore_params(op.pool);
    write_file(op.path, "x", 1);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_object_from_buffer(op.options, &op.bucket, &empty, body, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_object_from_buffer(op.options, &op.bucket, NULL, body, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_object_from_file(op.options, &op.bucket, &null, &op.file, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_object_to_buffer(op.options, &op.bucket, &empty, NULL, NULL, body, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_object_to_file(op.options, &op.bucket, &empty, NULL, NULL, &op.file, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_head_object(op.options, &op.bucket, &empty, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_delete_object(op.options, &op.bucket, &empty, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_append_object_from_buffer(op.options, &op.bucket, &empty, 0, body, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_append_object_from_file(op.options, &op.bucket, &empty, 0, &op.file, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_post_object_restore(op.options, &op.bucket, &empty, restore, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_object_from_buffer(op.options, NULL, &op.object, body, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_object_from_buffer(NULL, &op.bucket, &op.object, body, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_object_from_buffer(op.options, &op.bucket, &op.object, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_object_from_file(op.options, &op.bucket, &op.object, &empty, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_object_to_file(op.options, &op.bucket, &op.object, NULL, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_object_to_buffer(op.options, &op.bucket, &op.object, NULL, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST(a_key_that_is_a_way_to_the_root_is_not_fetched)
{
    operation_t op;
    cos_string_t up = cos_string("a/..");
    cos_list_t body;

    operation_open(&op, NULL, NULL);
    cos_list_init(&body);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_object_to_buffer(op.options, &op.bucket, &up, NULL, NULL, &body, NULL)->code);
    set_object_key_simplify_check(0);
    answer(&op, "200 OK", "", "x");
    CHECK_INT_EQ(200, cos_get_object_to_buffer(op.options, &op.bucket, &up, NULL, NULL, &body, NULL)->code);
    set_object_key_simplify_check(1);
    CHECK(starts(&op, 1, "GET /a/.. HTTP/1.1"));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
