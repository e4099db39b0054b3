/* Images that are processed, and the QR codes in them. */
#include "operation.h"

#define RULES "{\"is_pic_info\":1,\"rules\":[{\"fileid\":\"format.png\",\"rule\":\"imageView2/format/png\"}]}"

/* The answer the manual shows, in its wire form. */
#define PROCESSED \
    "<?xml version='1.0' encoding='utf-8' ?>\n" \
    "<UploadResult><OriginalInfo><Key>local.jpg</Key>" \
    "<Location>examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com/local.jpg</Location>" \
    "<ETag>&quot;aff1b996bcc63a0f0259df0de2fa989f38c5ce7e&quot;</ETag>" \
    "<ImageInfo><Format>JPEG</Format><Width>300</Width><Height>168</Height><Quality>74</Quality>" \
    "<Ave>0x1a3451</Ave><Orientation>0</Orientation></ImageInfo></OriginalInfo>" \
    "<ProcessResults><Object><Key>format.png</Key>" \
    "<Location>examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com/format.png</Location>" \
    "<Format>png</Format><Width>300</Width><Height>168</Height><Size>77063</Size><Quality>74</Quality>" \
    "<ETag>&quot;a07dc5bcfa238e7d23d2d5884da4ac328aaaa9c6&quot;</ETag></Object>" \
    "<Object><Key>second.png</Key></Object></ProcessResults></UploadResult>"

#define CODE(url) \
    "<QRcodeInfo><CodeUrl>" url "</CodeUrl><CodeLocation><Point>81,71</Point><Point>491,71</Point>" \
    "<Point>492,482</Point><Point>80,482</Point></CodeLocation></QRcodeInfo>"

static cos_table_t *rules(operation_t *op)
{
    cos_table_t *headers = cos_table_make(op->pool, 1);

    apr_table_set(headers, "pic-operations", RULES);
    return headers;
}

static void check_processed(const ci_operation_result_t *result)
{
    CHECK_STR_EQ("local.jpg", result->origin.key.data);
    CHECK_STR_EQ("examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com/local.jpg", result->origin.location.data);
    CHECK_STR_EQ("\"aff1b996bcc63a0f0259df0de2fa989f38c5ce7e\"", result->origin.etag.data);
    CHECK_STR_EQ("JPEG", result->origin.image_info.format.data);
    CHECK_INT_EQ(300, result->origin.image_info.width);
    CHECK_INT_EQ(168, result->origin.image_info.height);
    CHECK_INT_EQ(74, result->origin.image_info.quality);
    CHECK_STR_EQ("0x1a3451", result->origin.image_info.ave.data);
    CHECK_INT_EQ(0, result->origin.image_info.orientation);
    CHECK_STR_EQ("format.png", result->object.key.data);
    CHECK_STR_EQ("examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com/format.png", result->object.location.data);
    CHECK_STR_EQ("png", result->object.format.data);
    CHECK_INT_EQ(300, result->object.width);
    CHECK_INT_EQ(168, result->object.height);
    CHECK_INT_EQ(77063, result->object.size);
    CHECK_INT_EQ(74, result->object.quality);
    CHECK_STR_EQ("\"a07dc5bcfa238e7d23d2d5884da4ac328aaaa9c6\"", result->object.etag.data);
    CHECK_INT_EQ(0, result->object.code_status);
    CHECK(cos_list_empty(&result->object.qrcode_info));
}

TEST(a_stored_image_is_processed_as_the_header_says)
{
    operation_t op;
    ci_operation_result_t *result = NULL;
    cos_table_t *headers;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", PROCESSED);
    headers = rules(&op);
    CHECK_INT_EQ(200, ci_image_process(op.options, &op.bucket, &op.object, headers, &op.answer, &result)->code);
    CHECK(starts(&op, 1, "POST /dir/a%20b.txt?image_process HTTP/1.1"));
    CHECK(has_header(&op, 1, "pic-operations", RULES));
    CHECK(has_header(&op, 1, "Content-Length", "0"));
    CHECK(strstr(test_server_request(op.server, 1)->head, "pic-operations;") != NULL ||
          strstr(test_server_request(op.server, 1)->head, ";pic-operations") != NULL);
    check_processed(result);
    CHECK_STR_EQ("R1", apr_table_get(op.answer, "x-cos-request-id"));
    CHECK_INT_EQ(1, cos_table_elts(headers)->nelts);
    operation_close(&op);
}

TEST(an_image_is_processed_while_it_is_uploaded)
{
    operation_t op;
    ci_operation_result_t *result = NULL;

    operation_open(&op, NULL, NULL);
    write_file(op.path, "picture", 7);
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: 12180983131158384104\r\n", PROCESSED);
    op.options->ctl->options->enable_crc = 0;
    CHECK_INT_EQ(200, ci_put_object_from_file(op.options, &op.bucket, &op.object, &op.file, rules(&op), NULL, &result)->code);
    CHECK(starts(&op, 1, "PUT /dir/a%20b.txt HTTP/1.1"));
    CHECK(has_header(&op, 1, "pic-operations", RULES));
    CHECK_STR_EQ("picture", test_server_request(op.server, 1)->body);
    check_processed(result);
    operation_close(&op);
}

TEST(an_upload_that_arrived_changed_is_an_error)
{
    operation_t op;
    ci_operation_result_t *result = NULL;

    operation_open(&op, NULL, NULL);
    write_file(op.path, "picture", 7);
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: 1\r\n", PROCESSED);
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR,
                 ci_put_object_from_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, &result)->code);
    CHECK(result != NULL && result->origin.key.data == NULL);
    operation_close(&op);
}

TEST(an_upload_without_rules_has_an_empty_result)
{
    operation_t op;
    ci_operation_result_t *result = NULL;

    operation_open(&op, NULL, NULL);
    write_file(op.path, "picture", 7);
    answer(&op, "200 OK", "", "");
    CHECK_INT_EQ(200, ci_put_object_from_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, &result)->code);
    CHECK(result != NULL && result->origin.key.data == NULL && result->object.key.data == NULL);
    CHECK(cos_list_empty(&result->object.qrcode_info));
    operation_close(&op);
}

TEST(codes_found_while_uploading_are_in_the_result)
{
    operation_t op;
    ci_operation_result_t *result = NULL;
    ci_qrcode_info_t *code;

    operation_open(&op, NULL, NULL);
    write_file(op.path, "picture", 7);
    answer(&op, "200 OK", "", "<UploadResult><ProcessResults><Object><CodeStatus>1</CodeStatus>" CODE("https://a.b/?x&amp;y")
           "</Object></ProcessResults></UploadResult>");
    CHECK_INT_EQ(200, ci_put_object_from_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, &result)->code);
    CHECK_INT_EQ(1, result->object.code_status);
    code = cos_list_get_first(&result->object.qrcode_info, ci_qrcode_info_t, node);
    CHECK(code != NULL);
    CHECK_STR_EQ("https://a.b/?x&y", code->code_url.data);
    CHECK_STR_EQ("81,71", code->point[0].data);
    CHECK_STR_EQ("80,482", code->point[3].data);
    operation_close(&op);
}

TEST(codes_of_a_stored_image_are_read)
{
    operation_t op;
    ci_qrcode_result_t *result = NULL;
    ci_qrcode_info_t *code;
    cos_table_t *params;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<Response><CodeStatus>1</CodeStatus>" CODE("one") CODE("two")
           "<ResultImage>iVBORw0KGgo=</ResultImage></Response>");
    params = cos_table_make(op.pool, 1);
    apr_table_set(params, "versionId", "v1");
    CHECK_INT_EQ(200, ci_get_qrcode(op.options, &op.bucket, &op.object, 1, NULL, params, &op.answer, &result)->code);
    CHECK(starts(&op, 1, "GET /dir/a%20b.txt?versionId=v1&ci-process=QRcode&cover=1 HTTP/1.1"));
    CHECK_INT_EQ(1, result->code_status);
    CHECK_STR_EQ("iVBORw0KGgo=", result->result_image.data);
    code = cos_list_get_first(&result->qrcode_info, ci_qrcode_info_t, node);
    CHECK_STR_EQ("one", code->code_url.data);
    CHECK_STR_EQ("491,71", code->point[1].data);
    code = cos_list_get_last(&result->qrcode_info, ci_qrcode_info_t, node);
    CHECK_STR_EQ("two", code->code_url.data);
    CHECK_STR_EQ("492,482", code->point[2].data);
    CHECK_INT_EQ(1, cos_table_elts(params)->nelts);
    operation_close(&op);
}

TEST(an_image_without_codes_has_none)
{
    operation_t op;
    ci_qrcode_result_t *result = NULL;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<Response><CodeStatus>0</CodeStatus></Response>");
    CHECK_INT_EQ(200, ci_get_qrcode(op.options, &op.bucket, &op.object, 0, NULL, NULL, NULL, &result)->code);
    CHECK(starts(&op, 1, "GET /dir/a%20b.txt?ci-process=QRcode&cover=0 HTTP/1.1"));
    CHECK_INT_EQ(0, result->code_status);
    CHECK(cos_list_empty(&result->qrcode_info));
    CHECK(result->result_image.data == NULL);
    operation_close(&op);
}

TEST(a_failure_is_the_server_s_and_the_result_is_empty)
{
    operation_t op;
    ci_operation_result_t *result = NULL;
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    answer(&op, "400 Bad Request", "", "<Error><Code>InvalidArgument</Code><Message>no rule</Message></Error>");
    status = ci_image_process(op.options, &op.bucket, &op.object, NULL, NULL, &result);
    CHECK_INT_EQ(400, status->code);
    CHECK_STR_EQ("InvalidArgument", status->error_code);
    CHECK(result != NULL && result->origin.key.data == NULL && cos_list_empty(&result->object.qrcode_info));
    operation_close(&op);
}

TEST(an_error_in_a_200_is_a_failure)
{
    operation_t op;
    ci_qrcode_result_t *result = NULL;
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<Error><Code>InternalError</Code><Message>again</Message></Error>");
    status = ci_get_qrcode(op.options, &op.bucket, &op.object, 0, NULL, NULL, NULL, &result);
    CHECK_INT_EQ(COSE_SERVICE_ERROR, status->code);
    CHECK_STR_EQ("InternalError", status->error_code);
    CHECK(result != NULL && cos_list_empty(&result->qrcode_info));
    operation_close(&op);
}

TEST(an_answer_that_cannot_be_read_is_an_error)
{
    operation_t op;
    ci_operation_result_t *result = NULL;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<UploadResult><OriginalInfo><Key>k</Key>");
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, ci_image_process(op.options, &op.bucket, &op.object, NULL, NULL, &result)->code);
    CHECK(result != NULL && result->origin.key.data == NULL && cos_list_empty(&result->object.qrcode_info));
    operation_close(&op);
}

TEST(calls_without_a_key_a_file_or_options_are_refused)
{
    operation_t op;
    cos_string_t empty = cos_null_string;
    ci_operation_result_t *result = NULL;
    ci_qrcode_result_t *codes = NULL;

    operation_open(&op, NULL, NULL);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_image_process(op.options, &op.bucket, &empty, NULL, NULL, &result)->code);
    CHECK(result != NULL);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_image_process(op.options, NULL, &op.object, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_put_object_from_file(op.options, &op.bucket, &op.object, &empty, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_OPEN_FILE_ERROR, ci_put_object_from_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_get_qrcode(op.options, &op.bucket, NULL, 0, NULL, NULL, NULL, &codes)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_image_process(NULL, &op.bucket, &op.object, NULL, NULL, &result)->code);
    CHECK(result == NULL);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
