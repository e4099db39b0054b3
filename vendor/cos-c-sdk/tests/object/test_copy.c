#include "object/copy_source.h"
#include "operation.h"

#define COPIED "<CopyObjectResult><ETag>\"c\"</ETag><LastModified>then</LastModified></CopyObjectResult>"

static cos_status_t *copy_one(operation_t *op, cos_copy_object_params_t *result)
{
    cos_string_t bucket = cos_string("src-125");
    cos_string_t key = cos_string("dir/\xe4\xb8\xad +%.txt");
    cos_string_t endpoint = cos_string("https://cos.ap-x.myqcloud.com");

    return cos_copy_object(op->options, &bucket, &key, &endpoint, &op->bucket, &op->object, NULL, result, &op->answer);
}

TEST(a_copy_names_its_source_encoded)
{
    operation_t op;
    cos_copy_object_params_t *result;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", COPIED);
    result = cos_create_copy_object_params(op.pool);
    CHECK_INT_EQ(200, copy_one(&op, result)->code);
    CHECK(starts(&op, 1, "PUT /dir/a%20b.txt HTTP/1.1"));
    CHECK(has_header(&op, 1, "x-cos-copy-source", "src-125.cos.ap-x.myqcloud.com/dir/%E4%B8%AD%20%2B%25.txt"));
    CHECK_STR_EQ("\"c\"", result->etag.data);
    CHECK_STR_EQ("then", result->last_modify.data);
    answer(&op, "200 OK", "", COPIED);
    CHECK_INT_EQ(200, copy_one(&op, NULL)->code);
    operation_close(&op);
}

TEST(a_200_answer_is_a_copy_only_if_it_says_so)
{
    operation_t op;
    cos_copy_object_params_t *result;
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    result = cos_create_copy_object_params(op.pool);
    answer(&op, "200 OK", "", "<?xml version='1.0'?>\n<Error><Code>InternalError</Code><Message>ETag</Message></Error>");
    status = copy_one(&op, result);
    CHECK(!cos_status_is_ok(status));
    CHECK_STR_EQ("InternalError", status->error_code);
    answer(&op, "200 OK", "", "<CopyObjectResult><LastModified>ETag</LastModified></CopyObjectResult>");
    status = copy_one(&op, result);
    CHECK_INT_EQ(COSE_SERVICE_ERROR, status->code);
    CHECK_STR_EQ("ServerError", status->error_code);
    answer(&op, "200 OK", "", "");
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, copy_one(&op, result)->code);
    CHECK(result->etag.data == NULL);
    operation_close(&op);
}

TEST(an_answer_in_many_small_pieces_is_read_as_one)
{
    operation_t op;
    test_reply_t reply;

    operation_open(&op, NULL, NULL);
    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", "", COPIED, strlen(COPIED));
    reply.dribble = 3;
    test_server_push(op.server, &reply);
    CHECK_INT_EQ(200, copy_one(&op, NULL)->code);
    operation_close(&op);
}

static cos_status_t *copy_any(operation_t *op, int threads)
{
    cos_string_t endpoint = op->options->config->endpoint;
    return copy(op->options, &op->bucket, &op->object, &endpoint, &op->bucket, &op->object, threads);
}

TEST(a_small_source_is_copied_at_once)
{
    operation_t op;

    operation_open(&op, NULL, NULL);
    test_server_push_text(op.server, "HTTP/1.1 200 OK\r\nContent-Length: 5368709120\r\nETag: \"s\"\r\n\r\n");
    answer(&op, "200 OK", "", COPIED);
    CHECK_INT_EQ(200, copy_any(&op, 4)->code);
    CHECK(starts(&op, 1, "HEAD /dir/a%20b.txt HTTP/1.1"));
    CHECK(starts(&op, 2, "PUT /dir/a%20b.txt HTTP/1.1"));
    operation_close(&op);
}

TEST(a_source_that_cannot_be_looked_at_is_not_copied)
{
    operation_t op;

    operation_open(&op, NULL, NULL);
    test_server_push_text(op.server, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    CHECK_INT_EQ(404, copy_any(&op, 1)->code);
    test_server_push_text(op.server, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    CHECK_STR_EQ("LackOfContentLength", copy_any(&op, 1)->error_code);
    CHECK_INT_EQ(2, test_server_request_count(op.server));
    operation_close(&op);
}

/* Answers the calls of a copy in parts. Part `fails` gets an error. */
typedef struct {
    int fails;
    int64_t size;
} part_server_t;

static void reply_ok(test_reply_t *reply, const char *body)
{
    test_reply_body(reply, "200 OK", "", body, strlen(body));
}

static void serve_parts(void *data, const test_request_t *request, test_reply_t *reply)
{
    const part_server_t *server = data;
    char mark[32];
    char body[128];

    snprintf(mark, sizeof(mark), "partNumber=%d&", server->fails);
    if (test_request_starts(request, "HEAD ")) {
        test_reply_text(reply, "HTTP/1.1 200 OK\r\nContent-Length: %lld\r\nETag: \"src\"\r\nContent-Type: a/b\r\n"
                        "x-cos-meta-m: 1\r\nx-cos-hash-crc64ecma: 5\r\n\r\n", (long long)server->size);
    } else if (test_request_starts(request, "DELETE ")) {
        test_reply_text(reply, "HTTP/1.1 204 No Content\r\n\r\n");
    } else if (strstr(request->head, "?uploads") != NULL) {
        reply_ok(reply, "<InitiateMultipartUploadResult><UploadId>U</UploadId></InitiateMultipartUploadResult>");
    } else if (test_request_starts(request, "POST ")) {
        reply_ok(reply, "<CompleteMultipartUploadResult><ETag>\"w\"</ETag></CompleteMultipartUploadResult>");
    } else if (server->fails != 0 && strstr(request->head, mark) != NULL) {
        reply_ok(reply, "<Error><Code>AccessDenied</Code></Error>");
    } else {
        snprintf(body, sizeof(body), "<CopyPartResult><ETag>\"%d\"</ETag></CopyPartResult>",
                 atoi(strstr(request->head, "partNumber=") + 11));
        reply_ok(reply, body);
    }
}

static int64_t told[8];
static int64_t told_total;
static int told_count;

static void note_progress(int64_t consumed, int64_t total)
{
    told[told_count++ % 8] = consumed;
    told_total = total;
}

static int find_request(operation_t *op, const char *text)
{
    int i;
    for (i = 1; test_server_request(op->server, i) != NULL; i++) {
        if (strstr(test_server_request(op->server, i)->head, text) != NULL) {
            return i;
        }
    }
    return 0;
}

TEST(a_copy_in_parts_runs_on_threads_and_completes_in_order)
{
    part_server_t server = { 0, 2 * 1024 * 1024 + 5 };
    operation_t op;
    cos_string_t endpoint;
    int number;

    operation_open(&op, serve_parts, &server);
    endpoint = op.options->config->endpoint;
    told_count = 0;
    CHECK_INT_EQ(200, cos_upload_object_by_part_copy_mt(op.options, &op.bucket, &op.object, &endpoint, &op.bucket,
                                                        &op.object, 1024 * 1024, 3, note_progress)->code);
    CHECK_INT_EQ(6, test_server_request_count(op.server));
    CHECK(has_header(&op, 2, "Content-Type", "a/b"));
    CHECK(has_header(&op, 2, "x-cos-meta-m", "1"));
    CHECK(has_header(&op, 2, "x-cos-hash-crc64ecma", NULL));
    number = find_request(&op, "partNumber=3");
    CHECK(has_header(&op, number, "x-cos-copy-source-range", "bytes=2097152-2097156"));
    CHECK(has_header(&op, number, "x-cos-copy-source-If-Match", "\"src\""));
    CHECK_STR_EQ("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"1\"</ETag></Part>"
                 "<Part><PartNumber>2</PartNumber><ETag>\"2\"</ETag></Part>"
                 "<Part><PartNumber>3</PartNumber><ETag>\"3\"</ETag></Part></CompleteMultipartUpload>",
                 test_server_request(op.server, 6)->body);
    CHECK(told_count >= 1);
    CHECK_INT_EQ(server.size, told[(told_count - 1) % 8]);
    CHECK_INT_EQ(server.size, told_total);
    operation_close(&op);
}

TEST(a_copy_source_is_copied_in_parts_one_after_the_other)
{
    part_server_t server = { 0, 1024 * 1024 + 1 };
    operation_t op;
    char source[128];
    cos_string_t text;

    operation_open(&op, serve_parts, &server);
    snprintf(source, sizeof(source), "%s/k y%%2F?versionId=v1", test_server_authority(op.server));
    cos_str_set(&text, source);
    CHECK_INT_EQ(200, cos_upload_object_by_part_copy(op.options, &text, &op.bucket, &op.object, 1024 * 1024)->code);
    CHECK(starts(&op, 1, "HEAD /k%20y/?versionId=v1 HTTP/1.1"));
    snprintf(source, sizeof(source), "%s/k%%20y%%2F?versionId=v1", test_server_authority(op.server));
    CHECK(has_header(&op, 3, "x-cos-copy-source", source));
    CHECK(has_header(&op, 3, "x-cos-copy-source-range", "bytes=0-1048575"));
    CHECK(has_header(&op, 4, "x-cos-copy-source-range", "bytes=1048576-1048576"));
    CHECK_INT_EQ(5, test_server_request_count(op.server));
    operation_close(&op);
}

TEST(a_failed_copy_in_parts_is_aborted)
{
    part_server_t server = { 2, 4 * 1024 * 1024 };
    operation_t op;
    cos_string_t endpoint;
    cos_status_t *status;
    int threads;

    for (threads = 1; threads <= 3; threads += 2) {
        operation_open(&op, serve_parts, &server);
        endpoint = op.options->config->endpoint;
        status = cos_upload_object_by_part_copy_mt(op.options, &op.bucket, &op.object, &endpoint, &op.bucket, &op.object,
                                                   1024 * 1024, threads, NULL);
        CHECK(!cos_status_is_ok(status));
        CHECK_STR_EQ("AccessDenied", status->error_code);
        CHECK(starts(&op, test_server_request_count(op.server), "DELETE /dir/a%20b.txt?uploadId=U HTTP/1.1"));
        CHECK_INT_EQ(0, find_request(&op, "POST /dir/a%20b.txt?uploadId"));
        operation_close(&op);
    }
}

TEST(an_empty_source_is_copied_whole)
{
    operation_t op;
    cos_string_t endpoint;

    operation_open(&op, NULL, NULL);
    endpoint = op.options->config->endpoint;
    test_server_push_text(op.server, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    answer(&op, "200 OK", "", COPIED);
    CHECK_INT_EQ(200, cos_upload_object_by_part_copy_mt(op.options, &op.bucket, &op.object, &endpoint, &op.bucket,
                                                        &op.object, 0, 2, NULL)->code);
    CHECK_INT_EQ(2, test_server_request_count(op.server));
    operation_close(&op);
}

TEST(copy_sources_are_taken_apart)
{
    cos_pool_t *pool;
    cos_string_t source = text_of("http://b-1.host/a%20b/c+d?versionId=v%3D");
    cos_string_t host;
    cos_string_t key;
    cos_string_t version;

    cos_pool_create(&pool, NULL);
    CHECK_INT_EQ(COSE_OK, cosi_copy_source_split(pool, &source, &host, &key, &version));
    CHECK_STR_EQ("b-1.host", host.data);
    CHECK_STR_EQ("a b/c+d", key.data);
    CHECK_STR_EQ("v=", version.data);
    source = text_of("host");
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cosi_copy_source_split(pool, &source, &host, &key, &version));
    source = text_of("host/");
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cosi_copy_source_split(pool, &source, &host, &key, &version));
    source = text_of("host/?versionId=1");
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cosi_copy_source_split(pool, &source, &host, &key, &version));
    source = text_of("host/a%00b");
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cosi_copy_source_split(pool, &source, &host, &key, &version));
    source = text_of("h/50%-a\xc3\xa9 %41");
    CHECK_STR_EQ("h/50%25-a%C3%A9%20%41", cosi_copy_source_header(pool, &source));
    cos_pool_destroy(pool);
}

TEST(copies_without_a_name_are_refused)
{
    operation_t op;
    cos_string_t empty = cos_string("");
    cos_string_t no_key = cos_string("host-only");

    operation_open(&op, NULL, NULL);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_copy_object(op.options, &empty, &op.object, &op.bucket, &op.bucket, &op.object, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_copy_object(op.options, &op.bucket, &empty, &op.bucket, &op.bucket, &op.object, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_copy_object(op.options, &op.bucket, &op.object, NULL, &op.bucket, &op.object, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_copy_object(op.options, &op.bucket, &op.object, &op.bucket, &op.bucket, &empty, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_copy_object(NULL, &op.bucket, &op.object, &op.bucket, &op.bucket, &op.object, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, copy(op.options, NULL, &op.object, &op.bucket, &op.bucket, &op.object, 1)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, copy(NULL, &op.bucket, &op.object, &op.bucket, &op.bucket, &op.object, 1)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_upload_object_by_part_copy(op.options, &no_key, &op.bucket, &op.object, 0)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_upload_object_by_part_copy(op.options, NULL, &op.bucket, &op.object, 0)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_upload_object_by_part_copy_mt(op.options, &op.bucket, &empty, &op.bucket, &op.bucket, &op.object, 0, 1, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_upload_object_by_part_copy_mt(op.options, NULL, &op.object, &op.bucket, &op.bucket, &op.object, 0, 1, NULL)->code);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
