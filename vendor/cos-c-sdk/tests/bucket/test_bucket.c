#include "operation.h"

#define NO_BUCKET "<Error><Code>NoSuchBucket</Code><Message>none</Message></Error>"

TEST(a_bucket_is_made_with_its_access_rights)
{
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    answer(&op, "200 OK", "", "");
    CHECK_INT_EQ(200, cos_create_bucket(op.options, &op.bucket, COS_ACL_PUBLIC_READ, &op.answer)->code);
    CHECK(starts(&op, 1, "PUT / HTTP/1.1"));
    CHECK(has_header(&op, 1, "x-cos-acl", "public-read"));
    CHECK(op.answer != NULL);
    CHECK_INT_EQ(200, cos_create_bucket(op.options, &op.bucket, COS_ACL_DEFAULT, NULL)->code);
    CHECK(has_header(&op, 2, "x-cos-acl", NULL));
    operation_close(&op);
}

TEST(headers_of_the_caller_go_along_and_stay_as_they_are)
{
    operation_t op;
    cos_table_t *headers;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    answer(&op, "200 OK", "", "");
    answer(&op, "204 No Content", "", "");
    headers = cos_table_make(op.pool, 1);
    apr_table_set(headers, "x-test", "1");
    CHECK_INT_EQ(200, cos_do_create_bucket(op.options, &op.bucket, COS_ACL_PRIVATE, headers, NULL)->code);
    CHECK_INT_EQ(200, cos_do_head_bucket(op.options, &op.bucket, headers, NULL)->code);
    CHECK_INT_EQ(204, cos_do_delete_bucket(op.options, &op.bucket, headers, NULL)->code);
    CHECK(has_header(&op, 1, "x-test", "1"));
    CHECK(has_header(&op, 2, "x-test", "1"));
    CHECK(has_header(&op, 3, "x-test", "1"));
    CHECK(starts(&op, 2, "HEAD / HTTP/1.1"));
    CHECK(starts(&op, 3, "DELETE / HTTP/1.1"));
    CHECK_INT_EQ(1, cos_table_elts(headers)->nelts);
    operation_close(&op);
}

static cos_bucket_exist_status_e existence(const char *status_line)
{
    cos_bucket_exist_status_e exist = (cos_bucket_exist_status_e)-1;
    operation_t op;

    operation_open(&op, NULL, NULL);
    test_server_push_text(op.server, "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n", status_line);
    cos_check_bucket_exist(op.options, &op.bucket, &exist, NULL);
    operation_close(&op);
    return exist;
}

TEST(existence_is_told_in_one_word)
{
    CHECK_INT_EQ(COS_BUCKET_EXIST, existence("200 OK"));
    CHECK_INT_EQ(COS_BUCKET_NON_EXIST, existence("404 Not Found"));
    CHECK_INT_EQ(COS_BUCKET_UNKNOWN_EXIST, existence("403 Forbidden"));
    CHECK_INT_EQ(COS_BUCKET_UNKNOWN_EXIST, existence("500 Oops"));
}

TEST(the_server_s_error_is_the_status)
{
    operation_t op;
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    answer(&op, "404 Not Found", "", NO_BUCKET);
    status = cos_delete_bucket(op.options, &op.bucket, NULL);
    CHECK_INT_EQ(404, status->code);
    CHECK_STR_EQ("NoSuchBucket", status->error_code);
    CHECK_STR_EQ("none", status->error_msg);
    CHECK_STR_EQ("R1", status->req_id);
    operation_close(&op);
}

TEST(a_page_of_objects_is_asked_for_with_what_was_given)
{
    operation_t op;
    cos_list_object_params_t *params;
    cos_list_object_content_t *object;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<?xml version='1.0'?><ListBucketResult><IsTruncated>true</IsTruncated><NextMarker>m2</NextMarker>"
           "<Contents><Key>p/1</Key><Size>3</Size></Contents><CommonPrefixes><Prefix>p/x/</Prefix></CommonPrefixes>"
           "</ListBucketResult>");
    answer(&op, "200 OK", "", "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>p/2</Key></Contents></ListBucketResult>");
    params = cos_create_list_object_params(op.pool);
    cos_str_set(&params->prefix, "p/ ");
    cos_str_set(&params->delimiter, "/");
    cos_str_set(&params->encoding_type, "url");
    params->max_ret = 7;
    CHECK_INT_EQ(200, cos_list_object(op.options, &op.bucket, params, NULL)->code);
    CHECK(starts(&op, 1, "GET /?"));
    CHECK(strstr(test_server_request(op.server, 1)->head, "prefix=p%2F%20") != NULL);
    CHECK(strstr(test_server_request(op.server, 1)->head, "delimiter=%2F") != NULL);
    CHECK(strstr(test_server_request(op.server, 1)->head, "max-keys=7") != NULL);
    CHECK(strstr(test_server_request(op.server, 1)->head, "encoding-type=url") != NULL);
    CHECK(strstr(test_server_request(op.server, 1)->head, "marker=") == NULL);
    CHECK_INT_EQ(1, params->truncated);
    CHECK_STR_EQ("m2", params->next_marker.data);
    params->marker = params->next_marker;
    CHECK_INT_EQ(200, cos_list_object(op.options, &op.bucket, params, NULL)->code);
    CHECK(strstr(test_server_request(op.server, 2)->head, "marker=m2") != NULL);
    CHECK_INT_EQ(0, params->truncated);
    CHECK(params->next_marker.len == 0);
    object = cos_list_get_first(&params->object_list, cos_list_object_content_t, node);
    CHECK_STR_EQ("p/1", object->key.data);
    object = cos_list_get_last(&params->object_list, cos_list_object_content_t, node);
    CHECK_STR_EQ("p/2", object->key.data);
    operation_close(&op);
}

TEST(uploads_in_progress_are_listed)
{
    operation_t op;
    cos_list_multipart_upload_params_t *params;
    cos_list_multipart_upload_content_t *upload;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>k9</NextKeyMarker>"
           "<NextUploadIdMarker>u9</NextUploadIdMarker><Upload><Key>k1</Key><UploadId>u1</UploadId>"
           "<Initiated>then</Initiated></Upload></ListMultipartUploadsResult>");
    params = cos_create_list_multipart_upload_params(op.pool);
    cos_str_set(&params->key_marker, "k0");
    cos_str_set(&params->upload_id_marker, "u0");
    CHECK_INT_EQ(200, cos_list_multipart_upload(op.options, &op.bucket, params, NULL)->code);
    CHECK(strstr(test_server_request(op.server, 1)->head, "uploads") != NULL);
    CHECK(strstr(test_server_request(op.server, 1)->head, "key-marker=k0") != NULL);
    CHECK(strstr(test_server_request(op.server, 1)->head, "upload-id-marker=u0") != NULL);
    CHECK(strstr(test_server_request(op.server, 1)->head, "max-uploads=1000") != NULL);
    CHECK_STR_EQ("k9", params->next_key_marker.data);
    CHECK_STR_EQ("u9", params->next_upload_id_marker.data);
    upload = cos_list_get_first(&params->upload_list, cos_list_multipart_upload_content_t, node);
    CHECK_STR_EQ("u1", upload->upload_id.data);
    CHECK_STR_EQ("then", upload->initiated.data);
    operation_close(&op);
}

TEST(calls_without_a_bucket_or_parameters_are_refused)
{
    operation_t op;
    cos_list_object_params_t *params;
    cos_string_t empty = cos_null_string;

    operation_open(&op, NULL, NULL);
    params = cos_create_list_object_params(op.pool);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_head_bucket(op.options, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_head_bucket(op.options, &empty, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_head_bucket(NULL, &op.bucket, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_create_bucket(op.options, NULL, COS_ACL_PRIVATE, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_delete_bucket(op.options, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_list_object(op.options, NULL, params, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_list_object(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_list_multipart_upload(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_list_multipart_upload(op.options, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
