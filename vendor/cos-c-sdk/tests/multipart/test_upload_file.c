#include "operation.h"

#define MIB (1024 * 1024)

/* A server of one multipart upload. */
typedef struct {
    int served_pages;
    int lost_etags;
} upload_server_t;

static void reply_ok(test_reply_t *reply, const char *headers, const char *body)
{
    test_reply_body(reply, "200 OK", headers, body, strlen(body));
}

static void serve(void *data, const test_request_t *request, test_reply_t *reply)
{
    upload_server_t *server = data;
    char headers[64];

    if (strstr(request->head, "?uploads ") != NULL) {
        reply_ok(reply, "", "<InitiateMultipartUploadResult><UploadId>U</UploadId></InitiateMultipartUploadResult>");
    } else if (test_request_starts(request, "POST ")) {
        reply_ok(reply, "", "<CompleteMultipartUploadResult><ETag>\"w\"</ETag></CompleteMultipartUploadResult>");
    } else if (test_request_starts(request, "GET ")) {
        if (++server->served_pages == 1) {
            reply_ok(reply, "", "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker>"
                     "<Part><PartNumber>1</PartNumber><ETag>\"old1\"</ETag><Size>1048576</Size></Part></ListPartsResult>");
        } else {
            reply_ok(reply, "", "<ListPartsResult><IsTruncated>false</IsTruncated>"
                     "<Part><PartNumber>2</PartNumber><ETag>\"short\"</ETag><Size>7</Size></Part>"
                     "<Part><PartNumber>99</PartNumber><ETag>\"far\"</ETag><Size>1048576</Size></Part>"
                     "<Part><PartNumber>3</PartNumber><ETag>\"old3\"</ETag><Size>5</Size></Part></ListPartsResult>");
        }
    } else if (strstr(request->head, "partNumber=") != NULL) {
        snprintf(headers, sizeof(headers), "ETag: \"new%d\"\r\n", atoi(strstr(request->head, "partNumber=") + 11));
        reply_ok(reply, server->lost_etags ? "" : headers, "");
    } else {
        reply_ok(reply, "", "");
    }
}

static void make_file(operation_t *op, size_t size)
{
    char *data = calloc(1, size + 1);

    if (data == NULL) {
        abort();
    }
    write_file(op->path, data, size);
    free(data);
}

TEST(a_file_goes_up_in_parts_and_is_completed)
{
    upload_server_t server = { 0, 0 };
    operation_t op;
    cos_string_t id = cos_null_string;
    cos_table_t *headers;

    operation_open(&op, serve, &server);
    make_file(&op, 2 * MIB + 5);
    headers = cos_table_make(op.pool, 2);
    apr_table_set(headers, "x-cos-meta-a", "1");
    apr_table_set(headers, "x-cos-traffic-limit", "819200");
    CHECK_INT_EQ(200, cos_upload_file(op.options, &op.bucket, &op.object, &id, &op.file, 0, headers)->code);
    CHECK_STR_EQ("U", id.data);
    CHECK_INT_EQ(5, test_server_request_count(op.server));
    CHECK(has_header(&op, 1, "x-cos-meta-a", "1"));
    CHECK(has_header(&op, 2, "x-cos-meta-a", NULL));
    CHECK(has_header(&op, 2, "x-cos-traffic-limit", "819200"));
    CHECK_INT_EQ(MIB, test_server_request(op.server, 3)->body_size);
    CHECK_INT_EQ(5, test_server_request(op.server, 4)->body_size);
    CHECK_STR_EQ("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"new1\"</ETag></Part>"
                 "<Part><PartNumber>2</PartNumber><ETag>\"new2\"</ETag></Part>"
                 "<Part><PartNumber>3</PartNumber><ETag>\"new3\"</ETag></Part></CompleteMultipartUpload>",
                 test_server_request(op.server, 5)->body);
    CHECK_INT_EQ(2, cos_table_elts(headers)->nelts);
    operation_close(&op);
}

TEST(an_upload_goes_on_with_the_parts_that_are_missing_or_wrong)
{
    upload_server_t server = { 0, 0 };
    operation_t op;
    cos_string_t id = cos_string("U");

    operation_open(&op, serve, &server);
    make_file(&op, 2 * MIB + 5);
    CHECK_INT_EQ(200, cos_upload_file(op.options, &op.bucket, &op.object, &id, &op.file, MIB, NULL)->code);
    CHECK_INT_EQ(4, test_server_request_count(op.server));
    CHECK(strstr(test_server_request(op.server, 2)->head, "part-number-marker=1") != NULL);
    CHECK(strstr(test_server_request(op.server, 3)->head, "partNumber=2") != NULL);
    CHECK_STR_EQ("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"old1\"</ETag></Part>"
                 "<Part><PartNumber>2</PartNumber><ETag>\"new2\"</ETag></Part>"
                 "<Part><PartNumber>3</PartNumber><ETag>\"old3\"</ETag></Part></CompleteMultipartUpload>",
                 test_server_request(op.server, 4)->body);
    operation_close(&op);
}

TEST(an_empty_file_is_a_single_put)
{
    upload_server_t server = { 0, 0 };
    operation_t op;
    cos_string_t id = cos_null_string;

    operation_open(&op, serve, &server);
    make_file(&op, 0);
    CHECK_INT_EQ(200, cos_upload_file(op.options, &op.bucket, &op.object, &id, &op.file, 0, NULL)->code);
    CHECK_INT_EQ(1, test_server_request_count(op.server));
    CHECK(starts(&op, 1, "PUT /dir/a%20b.txt HTTP/1.1"));
    operation_close(&op);
}

TEST(a_failed_part_ends_the_upload_and_leaves_its_id)
{
    upload_server_t server = { 0, 1 };
    operation_t op;
    cos_string_t id = cos_null_string;

    operation_open(&op, serve, &server);
    make_file(&op, 2 * MIB);
    CHECK_INT_EQ(COSE_SERVICE_ERROR, cos_upload_file(op.options, &op.bucket, &op.object, &id, &op.file, 0, NULL)->code);
    CHECK_STR_EQ("U", id.data);
    CHECK_INT_EQ(2, test_server_request_count(op.server));
    test_server_push_text(op.server, "HTTP/1.1 404 Not Found\r\nContent-Length: 43\r\n\r\n<Error><Code>NoSuchUpload</Code></Error>   ");
    CHECK_INT_EQ(404, cos_upload_file(op.options, &op.bucket, &op.object, &id, &op.file, 0, NULL)->code);
    operation_close(&op);
}

TEST(what_cannot_be_uploaded_is_refused)
{
    upload_server_t server = { 0, 0 };
    operation_t op;
    cos_string_t id = cos_null_string;
    cos_string_t empty = cos_string("");

    operation_open(&op, serve, &server);
    CHECK_INT_EQ(COSE_FILE_INFO_ERROR, cos_upload_file(op.options, &op.bucket, &op.object, &id, &op.file, 0, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_upload_file(op.options, &op.bucket, &empty, &id, &op.file, 0, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_upload_file(op.options, &op.bucket, &op.object, NULL, &op.file, 0, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_upload_file(op.options, &op.bucket, &op.object, &id, &empty, 0, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_upload_file(NULL, &op.bucket, &op.object, &id, &op.file, 0, NULL)->code);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
