/* The one path of every call. */
#include <sys/stat.h>
#include <unistd.h>

#include "cos_crc64.h"
#include "cos_sys_util.h"
#include "server_call.h"
#include "test.h"

static cos_pool_t *pool;
static test_server_t *server;
static char directory[] = "/tmp/cos-execute-XXXXXX";
static char target[64];

static void start(void)
{
    cos_http_io_initialize(NULL, 0);
    apr_pool_create(&pool, NULL);
    server = test_server_start(NULL, NULL);
    if (mkdtemp(directory) == NULL) {
        exit(2);
    }
    snprintf(target, sizeof(target), "%s/target.bin", directory);
}

static void stop(void)
{
    unlink(target);
    rmdir(directory); /* fails, and the directory stays to be seen, when a test left something */
    test_server_stop(server);
    apr_pool_destroy(pool);
    cos_http_io_deinitialize();
}

static void answer(const char *status, const char *headers, const char *body)
{
    test_reply_t reply;

    test_reply_init(&reply);
    test_reply_body(&reply, status, headers, body, strlen(body));
    test_server_push(server, &reply);
}

static cosi_call_t call_of(http_method_e method, const char *key)
{
    cos_string_t *object = apr_palloc(pool, sizeof(*object));
    cosi_call_t call;

    *object = string_of(key);
    cosi_call_init(&call, server_options(pool, server), method, &server_bucket, object);
    return call;
}

static int last_number(void)
{
    return test_server_request_count(server);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    fputs(text, file);
    fclose(file);
}

static const char *file_text(const char *path)
{
    static char text[256];
    FILE *file = fopen(path, "r");
    size_t size;

    if (file == NULL) {
        return NULL;
    }
    size = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    text[size] = '\0';
    return text;
}

static int directory_is_clean(void)
{
    char command[128];

    snprintf(command, sizeof(command), "test -z \"$(ls %s | grep -v '^target.bin$')\"", directory);
    return system(command) == 0;
}

TEST(own_parameters_and_headers_win_over_those_of_the_user)
{
    cosi_call_t call = call_of(HTTP_PUT, "k");
    cos_table_t *params = apr_table_make(pool, 2);
    cos_table_t *headers = apr_table_make(pool, 2);
    cos_string_t id = cos_string("id/1");
    int number;

    apr_table_set(params, "partNumber", "stale");
    apr_table_set(params, "extra", "x");
    apr_table_set(headers, "x-cos-acl", "private");
    apr_table_set(headers, "Content-Type", "text/mine");
    call.params = params;
    call.headers = headers;
    cosi_call_param_int(&call, "partNumber", 7);
    cosi_call_param_string(&call, "uploadId", &id);
    cosi_call_header(&call, "x-cos-acl", "public-read");
    cosi_call_header_default(&call, "Content-Type", "text/other");
    cosi_call_bytes(&call, "data", 4);
    call.flags = COSI_GUESS_TYPE;
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    number = last_number();
    CHECK(test_request_starts(test_server_request(server, number), "PUT /k?partNumber=7&extra=x&uploadId=id%2F1 HTTP/1.1"));
    CHECK(server_saw_header(server, number, "x-cos-acl", "public-read"));
    CHECK(server_saw_header(server, number, "Content-Type", "text/mine"));
    CHECK_STR_EQ("stale", apr_table_get(params, "partNumber"));
    CHECK_STR_EQ("private", apr_table_get(headers, "x-cos-acl"));
}

TEST(type_and_md5_are_added_where_the_call_asks_for_them)
{
    cosi_call_t call = call_of(HTTP_PUT, "page.html");

    cosi_call_bytes(&call, "0123456789", 10);
    call.flags = COSI_GUESS_TYPE | COSI_CONTENT_MD5;
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK(server_saw_header(server, last_number(), "Content-Type", "text/html"));
    CHECK(server_saw_header(server, last_number(), "Content-MD5", "eB5eJF1ptWaXm4bijSPyxw=="));
    cos_set_content_md5_enable(call.options->ctl, 0);
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK(server_saw_header(server, last_number(), "Content-MD5", NULL));
    call.flags = COSI_NEED_MD5 | COSI_MULTIPART_TYPE;
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK(server_saw_header(server, last_number(), "Content-MD5", "eB5eJF1ptWaXm4bijSPyxw=="));
    CHECK(server_saw_header(server, last_number(), "Content-Type", "application/x-www-form-urlencoded"));
}

TEST(a_range_of_a_file_is_sent_and_its_crc_known)
{
    cosi_call_t call = call_of(HTTP_PUT, "k");
    char source[64];
    cos_string_t path;

    snprintf(source, sizeof(source), "%s/source.txt", directory);
    write_file(source, "..123456789..");
    path = string_of(source);
    call.source.kind = COSI_SOURCE_FILE;
    call.source.path = &path;
    call.source.offset = 2;
    call.source.size = 9;
    call.flags = COSI_CHECK_CRC | COSI_CONTENT_MD5;
    answer("200 OK", "x-cos-hash-crc64ecma: 11051210869376104954\r\n", "");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK_STR_EQ("123456789", test_server_request(server, last_number())->body);
    CHECK(call.crc64 == UINT64_C(0x995dc9bbdf1939fa));
    CHECK(server_saw_header(server, last_number(), "Content-MD5", "JfnnlDI7RTiF9RgfG2JNCw=="));
    unlink(source);
}

TEST(an_append_continues_the_crc_of_what_is_there)
{
    cosi_call_t call = call_of(HTTP_POST, "k");
    uint64_t first = cos_crc64(0, "1234", 4);

    cosi_call_bytes(&call, "56789", 5);
    call.initial_crc = first;
    call.flags = COSI_CHECK_CRC | COSI_NOT_IDEMPOTENT;
    answer("200 OK", "x-cos-hash-crc64ecma: 11051210869376104954\r\n", "");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK(call.crc64 == UINT64_C(0x995dc9bbdf1939fa));
}

static cosi_call_t download_to(const char *path)
{
    cosi_call_t call = call_of(HTTP_GET, "k");
    cos_string_t *name = apr_palloc(pool, sizeof(*name));

    *name = string_of(path);
    call.sink.kind = COSI_SINK_FILE;
    call.sink.path = name;
    call.flags = COSI_CHECK_CRC | COSI_CHECK_KEY;
    return call;
}

TEST(a_download_replaces_its_target_when_it_is_complete)
{
    cosi_call_t call = download_to(target);

    write_file(target, "old and longer than the new");
    answer("200 OK", "", "new");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK_STR_EQ("new", file_text(target));
    CHECK(directory_is_clean());
}

TEST(a_failed_download_leaves_the_target_as_it_was)
{
    cosi_call_t call = download_to(target);
    test_reply_t reply;
    cos_status_t *s;

    write_file(target, "old");
    answer("404 Not Found", "", "<Error><Code>NoSuchKey</Code></Error>");
    CHECK_INT_EQ(404, cosi_execute(&call)->code);
    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", "", "cut in the middle", 17);
    reply.close_after = (int64_t)reply.size - 5;
    test_server_push(server, &reply);
    s = cosi_execute(&call);
    CHECK(s->code < 0);
    answer("200 OK", "x-cos-hash-crc64ecma: 3\r\n", "wrong bytes");
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR, cosi_execute(&call)->code);
    CHECK_STR_EQ("old", file_text(target));
    CHECK(directory_is_clean());
}

TEST(a_target_that_cannot_be_written_is_told_before_anything_is_sent)
{
    cosi_call_t call = download_to(directory);
    int before = last_number();
    cos_status_t *s = cosi_execute(&call);

    CHECK_INT_EQ(COSE_OPEN_FILE_ERROR, s->code);
    CHECK_STR_EQ("OpenFileFail", s->error_code);
    CHECK(strstr(s->error_msg, directory) != NULL);
    call = download_to("/nonexistent/directory/file");
    s = cosi_execute(&call);
    CHECK_INT_EQ(COSE_OPEN_FILE_ERROR, s->code);
    CHECK(strstr(s->error_msg, "No such file or directory") != NULL);
    CHECK_INT_EQ(before, last_number());
}

TEST(a_missing_source_file_is_told_by_name_with_a_negative_code)
{
    cosi_call_t call = call_of(HTTP_PUT, "k");
    cos_string_t path = cos_string("/nonexistent/source");
    cos_status_t *s;

    call.source.kind = COSI_SOURCE_FILE;
    call.source.path = &path;
    call.source.size = -1;
    s = cosi_execute(&call);
    CHECK_INT_EQ(COSE_OPEN_FILE_ERROR, s->code);
    CHECK_STR_EQ("cannot open /nonexistent/source: No such file or directory", s->error_msg);
    CHECK(s->req_id == NULL);
}

TEST(a_part_is_written_at_its_place)
{
    cosi_call_t call = call_of(HTTP_GET, "k");
    cos_string_t path = string_of(target);

    write_file(target, "0123456789");
    call.sink.kind = COSI_SINK_FILE_PART;
    call.sink.path = &path;
    call.sink.offset = 3;
    call.sink.size = 4;
    cosi_call_header(&call, "Range", "bytes=3-6");
    answer("206 Partial Content", "Content-Range: bytes 3-6/10\r\n", "abcd");
    CHECK_INT_EQ(206, cosi_execute(&call)->code);
    CHECK_STR_EQ("012abcd789", file_text(target));
}

static int count_bytes(cos_pool_t *result_pool, const char *body, size_t size, void *out)
{
    (void)result_pool;
    if (size > 0 && body[0] == '!') {
        return COSE_XML_PARSE_ERROR;
    }
    *(size_t *)out = size;
    return COSE_OK;
}

TEST(a_decoder_sees_the_whole_body_of_a_2xx_only)
{
    cosi_call_t call = call_of(HTTP_GET, "k");
    size_t seen = 99;
    cos_status_t *s;

    call.decode = count_bytes;
    call.out = &seen;
    answer("404 Not Found", "", "<Error/>");
    CHECK_INT_EQ(404, cosi_execute(&call)->code);
    CHECK_INT_EQ(99, seen);
    answer("200 OK", "", "12345");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK_INT_EQ(5, seen);
    answer("200 OK", "x-cos-request-id: R9\r\n", "!");
    s = cosi_execute(&call);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, s->code);
    CHECK_STR_EQ("ParseXmlError", s->error_code);
    CHECK_STR_EQ("R9", s->req_id);
}

TEST(an_error_in_a_200_is_a_failure_where_that_can_happen)
{
    cosi_call_t call = call_of(HTTP_POST, "k");
    cos_list_t body;
    cos_status_t *s;

    cos_list_init(&body);
    call.resp_body = &body;
    call.flags = COSI_BODY_MAY_FAIL;
    answer("200 OK", "", "<?xml version='1.0'?><Error><Code>InternalError</Code><Message>later</Message></Error>");
    s = cosi_execute(&call);
    CHECK_INT_EQ(COSE_SERVICE_ERROR, s->code);
    CHECK_STR_EQ("InternalError", s->error_code);
    CHECK_STR_EQ("later", s->error_msg);
    CHECK(strstr(cos_buf_list_content(pool, &body), "<Error>") != NULL);
}

TEST(keys_that_mean_the_bucket_are_refused)
{
    cosi_call_t call = call_of(HTTP_GET, "a/..");
    int before = last_number();
    cos_status_t *s;

    call.flags = COSI_CHECK_KEY;
    s = cosi_execute(&call);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, s->code);
    CHECK_STR_EQ("The Getobject Key is illegal", s->error_msg);
    call = call_of(HTTP_PUT, "");
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cosi_execute(&call)->code);
    CHECK_INT_EQ(before, last_number());
    set_object_key_simplify_check(0);
    call = call_of(HTTP_GET, "a/..");
    call.flags = COSI_CHECK_KEY;
    answer("200 OK", "", "");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    set_object_key_simplify_check(1);
    CHECK(test_request_starts(test_server_request(server, last_number()), "GET /a/.. HTTP/1.1"));
}

TEST(an_argument_with_a_nul_is_refused)
{
    cosi_call_t call = call_of(HTTP_GET, "k");
    cos_string_t marker = { 3, "a\0b" };

    cosi_call_param_string(&call, "marker", &marker);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cosi_execute(&call)->code);
}

TEST(results_go_to_the_pool_of_the_call)
{
    cosi_call_t call = call_of(HTTP_GET, "k");
    cos_table_t *headers = NULL;

    apr_pool_create(&call.pool, pool);
    call.resp_headers = &headers;
    answer("200 OK", "x-a: b\r\n", "body");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK(headers != NULL && headers == call.answer_headers);
    CHECK(apr_table_elts(headers)->pool == call.pool);
    apr_pool_destroy(call.pool);
}

static int64_t moved;
static int64_t of;

static void note_progress(int64_t consumed, int64_t total)
{
    moved = consumed;
    of = total;
}

TEST(progress_follows_the_body_that_moves)
{
    cosi_call_t call = call_of(HTTP_PUT, "k");

    call.progress = note_progress;
    cosi_call_bytes(&call, "0123456789", 10);
    answer("200 OK", "", "an answer longer than ten bytes");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK_INT_EQ(10, moved);
    CHECK_INT_EQ(10, of);
    call = call_of(HTTP_GET, "k");
    call.progress = note_progress;
    answer("200 OK", "", "seven b");
    CHECK_INT_EQ(200, cosi_execute(&call)->code);
    CHECK_INT_EQ(7, moved);
    CHECK_INT_EQ(7, of);
}

TEST_MAIN(start, stop)
