#include "operation.h"

#define INITIATED "<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>U&amp;1</UploadId></InitiateMultipartUploadResult>"
#define COMPLETED "<?xml version='1.0'?><CompleteMultipartUploadResult><Location>l</Location><ETag>\"w-2\"</ETag></CompleteMultipartUploadResult>"
#define FAILED "<Error><Code>InternalError</Code><Message>again</Message><RequestId>R7</RequestId></Error>"

static const cos_string_t upload_id = cos_string("U1");

static cos_list_t *two_parts(operation_t *op)
{
    cos_list_t *list = cos_palloc(op->pool, sizeof(*list));
    int i;

    cos_list_init(list);
    for (i = 1; i <= 2; i++) {
        cos_complete_part_content_t *part = cos_create_complete_part_content(op->pool);
        cos_str_set(&part->part_number, apr_psprintf(op->pool, "%d", i));
        cos_str_set(&part->etag, apr_psprintf(op->pool, "\"e%d\"", i));
        cos_list_add_tail(&part->node, list);
    }
    return list;
}

TEST(an_upload_is_begun_for_the_object_it_will_be)
{
    operation_t op;
    cos_string_t id = cos_null_string;
    cos_table_t *headers;

    operation_open(&op, NULL, NULL);
    headers = cos_table_make(op.pool, 1);
    apr_table_set(headers, "x-cos-meta-a", "1");
    answer(&op, "200 OK", "", INITIATED);
    CHECK_INT_EQ(200, cos_init_multipart_upload(op.options, &op.bucket, &op.object, &id, headers, &op.answer)->code);
    CHECK(starts(&op, 1, "POST /dir/a%20b.txt?uploads HTTP/1.1"));
    CHECK(has_header(&op, 1, "Content-Type", "text/plain"));
    CHECK(has_header(&op, 1, "x-cos-meta-a", "1"));
    CHECK_STR_EQ("U&1", id.data);
    CHECK_INT_EQ(3, id.len);
    CHECK_INT_EQ(1, cos_table_elts(headers)->nelts);
    operation_close(&op);
}

TEST(an_upload_without_an_id_was_not_begun)
{
    operation_t op;
    cos_string_t id = cos_null_string;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<InitiateMultipartUploadResult><UploadId></UploadId></InitiateMultipartUploadResult>");
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR,
                 cos_init_multipart_upload(op.options, &op.bucket, &op.object, &id, NULL, NULL)->code);
    CHECK(id.data == NULL);
    operation_close(&op);
}

TEST(the_forms_without_retry_try_once)
{
    operation_t op;
    cos_string_t id = cos_null_string;
    cos_upload_file_t *range;

    operation_open(&op, NULL, NULL);
    op.options->config->retry_times = 3;
    write_file(op.path, "0123456789", 10);
    range = cos_create_upload_file(op.pool);
    range->filename = op.file;
    range->file_last = 4;
    answer(&op, "503 Slow", "", FAILED);
    CHECK_INT_EQ(503, cos_init_multipart_upload_no_retry(op.options, &op.bucket, &op.object, &id, NULL, NULL)->code);
    CHECK_INT_EQ(1, test_server_request_count(op.server));
    answer(&op, "503 Slow", "", FAILED);
    CHECK_INT_EQ(503, cos_do_upload_part_from_file_no_retry(op.options, &op.bucket, &op.object, &upload_id, 1, range, NULL,
                                                            NULL, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(2, test_server_request_count(op.server));
    answer(&op, "503 Slow", "", FAILED);
    answer(&op, "200 OK", "", INITIATED);
    CHECK_INT_EQ(200, cos_init_multipart_upload(op.options, &op.bucket, &op.object, &id, NULL, NULL)->code);
    CHECK_INT_EQ(3, op.options->config->retry_times);
    operation_close(&op);
}

TEST(a_part_is_sent_from_a_buffer_with_its_number_and_id)
{
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "ETag: \"p\"\r\nx-cos-hash-crc64ecma: 11051210869376104954\r\n", "");
    CHECK_INT_EQ(200, cos_upload_part_from_buffer(op.options, &op.bucket, &op.object, &upload_id, 7,
                                                  operation_body(&op, "123456789"), &op.answer)->code);
    CHECK(starts(&op, 1, "PUT /dir/a%20b.txt?"));
    CHECK(strstr(test_server_request(op.server, 1)->head, "partNumber=7") != NULL);
    CHECK(strstr(test_server_request(op.server, 1)->head, "uploadId=U1") != NULL);
    CHECK_STR_EQ("123456789", test_server_request(op.server, 1)->body);
    CHECK_STR_EQ("\"p\"", apr_table_get(op.answer, "ETag"));
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: 1\r\n", "");
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR,
                 cos_upload_part_from_buffer(op.options, &op.bucket, &op.object, &upload_id, 7,
                                             operation_body(&op, "123456789"), NULL)->code);
    operation_close(&op);
}

TEST(a_part_is_a_range_of_a_file_that_ends_with_it)
{
    operation_t op;
    cos_upload_file_t *range;

    operation_open(&op, NULL, NULL);
    write_file(op.path, "0123456789", 10);
    range = cos_create_upload_file(op.pool);
    range->filename = op.file;
    range->file_pos = 3;
    range->file_last = 6;
    answer(&op, "200 OK", "", "");
    CHECK_INT_EQ(200, cos_upload_part_from_file(op.options, &op.bucket, &op.object, &upload_id, 1, range, NULL)->code);
    CHECK_STR_EQ("345", test_server_request(op.server, 1)->body);
    range->file_last = 100;
    answer(&op, "200 OK", "", "");
    CHECK_INT_EQ(200, cos_upload_part_from_file(op.options, &op.bucket, &op.object, &upload_id, 1, range, NULL)->code);
    CHECK_STR_EQ("3456789", test_server_request(op.server, 2)->body);
    range->file_pos = 11;
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT,
                 cos_upload_part_from_file(op.options, &op.bucket, &op.object, &upload_id, 1, range, NULL)->code);
    unlink(op.path);
    CHECK_INT_EQ(COSE_FILE_INFO_ERROR,
                 cos_upload_part_from_file(op.options, &op.bucket, &op.object, &upload_id, 1, range, NULL)->code);
    CHECK_INT_EQ(2, test_server_request_count(op.server));
    operation_close(&op);
}

TEST(a_completed_upload_lists_its_parts)
{
    operation_t op;
    cos_list_t reply;

    operation_open(&op, NULL, NULL);
    cos_list_init(&reply);
    answer(&op, "200 OK", "", COMPLETED);
    CHECK_INT_EQ(200, cos_do_complete_multipart_upload(op.options, &op.bucket, &op.object, &upload_id, two_parts(&op), NULL,
                                                       NULL, &op.answer, &reply)->code);
    CHECK(starts(&op, 1, "POST /dir/a%20b.txt?uploadId=U1 HTTP/1.1"));
    CHECK_STR_EQ("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"e1\"</ETag></Part>"
                 "<Part><PartNumber>2</PartNumber><ETag>\"e2\"</ETag></Part></CompleteMultipartUpload>",
                 test_server_request(op.server, 1)->body);
    CHECK_STR_EQ(COMPLETED, cos_buf_list_content(op.pool, &reply));
    operation_close(&op);
}

TEST(a_200_answer_completes_only_if_it_says_so)
{
    operation_t op;
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", FAILED);
    status = cos_complete_multipart_upload(op.options, &op.bucket, &op.object, &upload_id, two_parts(&op), NULL, NULL);
    CHECK(!cos_status_is_ok(status));
    CHECK_STR_EQ("InternalError", status->error_code);
    CHECK_STR_EQ("again", status->error_msg);
    answer(&op, "200 OK", "", "<CompleteMultipartUploadResult><Location>ETag</Location></CompleteMultipartUploadResult>");
    status = cos_complete_multipart_upload(op.options, &op.bucket, &op.object, &upload_id, two_parts(&op), NULL, NULL);
    CHECK_INT_EQ(COSE_SERVICE_ERROR, status->code);
    answer(&op, "200 OK", "", "<CompleteMultipartUploadRes");
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR,
                 cos_complete_multipart_upload(op.options, &op.bucket, &op.object, &upload_id, two_parts(&op), NULL, NULL)->code);
    operation_close(&op);
}

TEST(an_upload_is_aborted)
{
    operation_t op;
    cos_string_t id = upload_id;

    operation_open(&op, NULL, NULL);
    test_server_push_text(op.server, "HTTP/1.1 204 No Content\r\n\r\n");
    CHECK_INT_EQ(204, cos_abort_multipart_upload(op.options, &op.bucket, &op.object, &id, NULL)->code);
    CHECK(starts(&op, 1, "DELETE /dir/a%20b.txt?uploadId=U1 HTTP/1.1"));
    operation_close(&op);
}

TEST(parts_are_listed)
{
    operation_t op;
    cos_list_upload_part_params_t *params;
    cos_list_part_content_t *part;

    operation_open(&op, NULL, NULL);
    params = cos_create_list_upload_part_params(op.pool);
    cos_str_set(&params->part_number_marker, "3");
    params->max_ret = 2;
    answer(&op, "200 OK", "", "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>5</NextPartNumberMarker>"
           "<Part><PartNumber>4</PartNumber><LastModified>t</LastModified><ETag>\"4\"</ETag><Size>9</Size></Part>"
           "<Part><PartNumber>5</PartNumber></Part></ListPartsResult>");
    CHECK_INT_EQ(200, cos_list_upload_part(op.options, &op.bucket, &op.object, &upload_id, params, NULL)->code);
    CHECK(strstr(test_server_request(op.server, 1)->head, "part-number-marker=3") != NULL);
    CHECK(strstr(test_server_request(op.server, 1)->head, "max-parts=2") != NULL);
    CHECK(strstr(test_server_request(op.server, 1)->head, "uploadId=U1") != NULL);
    CHECK_INT_EQ(1, params->truncated);
    CHECK_STR_EQ("5", params->next_part_number_marker.data);
    part = cos_list_get_first(&params->part_list, cos_list_part_content_t, node);
    CHECK_STR_EQ("4", part->part_number.data);
    CHECK_STR_EQ("t", part->last_modified.data);
    CHECK_STR_EQ("9", part->size.data);
    operation_close(&op);
}

TEST(a_part_is_copied_from_a_range)
{
    operation_t op;
    cos_upload_part_copy_params_t *params;
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    params = cos_create_upload_part_copy_params(op.pool);
    cos_str_set(&params->copy_source, "s-125.cos.ap-x.myqcloud.com/a b");
    params->dest_bucket = op.bucket;
    params->dest_object = op.object;
    params->upload_id = upload_id;
    params->part_num = 2;
    params->range_start = 0;
    params->range_end = 9;
    answer(&op, "200 OK", "", "<CopyPartResult><ETag>\"c\"</ETag><LastModified>t</LastModified></CopyPartResult>");
    CHECK_INT_EQ(200, cos_upload_part_copy(op.options, params, NULL, NULL)->code);
    CHECK(has_header(&op, 1, "x-cos-copy-source", "s-125.cos.ap-x.myqcloud.com/a%20b"));
    CHECK(has_header(&op, 1, "x-cos-copy-source-range", "bytes=0-9"));
    CHECK(strstr(test_server_request(op.server, 1)->head, "partNumber=2") != NULL);
    CHECK_STR_EQ("\"c\"", params->rsp_content->etag.data);
    answer(&op, "200 OK", "", FAILED);
    status = cos_upload_part_copy(op.options, params, NULL, NULL);
    CHECK(!cos_status_is_ok(status));
    CHECK_STR_EQ("InternalError", status->error_code);
    params->range_start = -1;
    params->rsp_content = NULL;
    answer(&op, "200 OK", "", "<CopyPartResult><ETag>\"c\"</ETag></CopyPartResult>");
    CHECK_INT_EQ(200, cos_upload_part_copy(op.options, params, NULL, NULL)->code);
    CHECK(has_header(&op, 3, "x-cos-copy-source-range", NULL));
    operation_close(&op);
}

TEST(a_range_is_downloaded_to_its_place)
{
    operation_t op;
    cos_upload_file_t *range;
    char *data;
    size_t size;

    operation_open(&op, NULL, NULL);
    write_file(op.path, "0123456789", 10);
    range = cos_create_upload_file(op.pool);
    range->filename = op.file;
    range->file_pos = 3;
    range->file_last = 6;
    answer(&op, "206 Partial Content", "Content-Range: bytes 3-5/10\r\nx-cos-hash-crc64ecma: 1\r\n", "abc");
    CHECK_INT_EQ(206, cos_download_part_to_file(op.options, &op.bucket, &op.object, range, NULL)->code);
    CHECK(has_header(&op, 1, "Range", "bytes=3-5"));
    data = read_file(op.path, &size);
    CHECK_STR_EQ("012abc6789", data);
    free(data);
    answer(&op, "200 OK", "", "ABCDEFGHIJ");
    CHECK(cos_download_part_to_file(op.options, &op.bucket, &op.object, range, NULL)->code < 0);
    data = read_file(op.path, &size);
    CHECK_INT_EQ(10, size);
    CHECK_MEM_EQ("6789", data + 6, 4);
    free(data);
    range->file_last = 3;
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_download_part_to_file(op.options, &op.bucket, &op.object, range, NULL)->code);
    operation_close(&op);
}

TEST(an_empty_upload_id_never_reaches_the_object)
{
    operation_t op;
    cos_string_t empty = cos_string("");
    cos_list_upload_part_params_t *params;
    cos_upload_file_t *range;

    operation_open(&op, NULL, NULL);
    params = cos_create_list_upload_part_params(op.pool);
    write_file(op.path, "x", 1);
    range = cos_create_upload_file(op.pool);
    range->filename = op.file;
    range->file_last = 1;
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_upload_part_from_buffer(op.options, &op.bucket, &op.object, &empty, 1, operation_body(&op, "x"), NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_upload_part_from_buffer(op.options, &op.bucket, &op.object, NULL, 1, operation_body(&op, "x"), NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_upload_part_from_file(op.options, &op.bucket, &op.object, &empty, 1, range, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_abort_multipart_upload(op.options, &op.bucket, &op.object, &empty, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_complete_multipart_upload(op.options, &op.bucket, &op.object, &empty, two_parts(&op), NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_complete_multipart_upload(op.options, &op.bucket, &op.object, &upload_id, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_list_upload_part(op.options, &op.bucket, &op.object, &empty, params, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_list_upload_part(op.options, &op.bucket, &op.object, &upload_id, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_upload_part_copy(op.options, cos_create_upload_part_copy_params(op.pool), NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_upload_part_copy(op.options, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_init_multipart_upload(op.options, &op.bucket, &op.object, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_init_multipart_upload(op.options, &op.bucket, &empty, &empty, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_init_multipart_upload_no_retry(NULL, &op.bucket, &op.object, &empty, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_upload_part_from_file(op.options, &op.bucket, &op.object, &upload_id, 1, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_download_part_to_file(op.options, &op.bucket, &op.object, NULL, NULL)->code);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
