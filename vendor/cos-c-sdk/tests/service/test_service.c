#include "operation.h"

#define BUCKETS "<ListAllMyBucketsResult><Owner><ID>1</ID><DisplayName>li</DisplayName></Owner><Buckets>" \
                "<Bucket><Name>a-125</Name><Location>ap-x</Location><CreationDate>2026-11-22T05:17:04Z</CreationDate>" \
                "</Bucket><Bucket><Name>b-125</Name></Bucket></Buckets></ListAllMyBucketsResult>"

TEST(buckets_of_the_endpoint_are_listed)
{
    operation_t op;
    cos_get_service_params_t *params;
    cos_get_service_content_t *bucket;
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", BUCKETS);
    params = cos_create_get_service_params(op.pool);
    CHECK_INT_EQ(1, params->all_region);
    params->all_region = 0;
    status = cos_get_service(op.options, params, &op.answer);
    CHECK_INT_EQ(200, status->code);
    CHECK(starts(&op, 1, "GET / HTTP/1.1"));
    CHECK_STR_EQ("R1", status->req_id);
    CHECK_STR_EQ("R1", apr_table_get(op.answer, "x-cos-request-id"));
    CHECK_STR_EQ("1", params->owner_id.data);
    CHECK_STR_EQ("li", params->owner_display_name.data);
    bucket = cos_list_get_first(&params->bucket_list, cos_get_service_content_t, node);
    CHECK_STR_EQ("a-125", bucket->bucket_name.data);
    CHECK_STR_EQ("ap-x", bucket->location.data);
    bucket = cos_list_get_last(&params->bucket_list, cos_get_service_content_t, node);
    CHECK_STR_EQ("b-125", bucket->bucket_name.data);
    operation_close(&op);
}

TEST(all_regions_are_asked_at_their_own_host)
{
    operation_t op;
    cos_get_service_params_t *params;
    cos_table_t *headers;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", BUCKETS);
    cos_set_request_route(op.options->ctl, (char *)"127.0.0.1", test_server_port(op.server));
    params = cos_create_get_service_params(op.pool);
    headers = cos_table_make(op.pool, 1);
    apr_table_set(headers, "x-test", "1");
    CHECK_INT_EQ(200, cos_do_get_service(op.options, params, headers, NULL)->code);
    CHECK(has_header(&op, 1, "Host", "service.cos.myqcloud.com"));
    CHECK(has_header(&op, 1, "x-test", "1"));
    operation_close(&op);
}

TEST(an_error_leaves_the_parameters_alone)
{
    operation_t op;
    cos_get_service_params_t *params;
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    answer(&op, "403 Forbidden", "", "<Error><Code>AccessDenied</Code><Message>no</Message><RequestId>R2</RequestId></Error>");
    answer(&op, "200 OK", "", "<ListAllMyBucketsResult><Owner>");
    params = cos_create_get_service_params(op.pool);
    params->all_region = 0;
    status = cos_get_service(op.options, params, NULL);
    CHECK_INT_EQ(403, status->code);
    CHECK_STR_EQ("AccessDenied", status->error_code);
    CHECK_STR_EQ("no", status->error_msg);
    status = cos_get_service(op.options, params, NULL);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, status->code);
    CHECK_STR_EQ("ParseXmlError", status->error_code);
    CHECK(params->owner_id.data == NULL);
    CHECK(cos_list_empty(&params->bucket_list));
    operation_close(&op);
}

TEST(missing_parameters_and_options_are_refused)
{
    operation_t op;
    cos_get_service_params_t *params;

    operation_open(&op, NULL, NULL);
    params = cos_create_get_service_params(op.pool);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_service(op.options, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_service(NULL, params, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_service(NULL, NULL, NULL)->code);
    op.options->config = NULL;
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_service(op.options, params, NULL)->code);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST(made_parameters_hold_the_documented_defaults)
{
    cos_pool_t *pool;
    cos_list_object_params_t *list;
    cos_upload_part_copy_params_t *copy_params;
    cos_resumable_clt_params_t *clt;

    cos_pool_create(&pool, NULL);
    list = cos_create_list_object_params(pool);
    CHECK_INT_EQ(1000, list->max_ret);
    CHECK_STR_EQ("", list->marker.data);
    CHECK(cos_list_empty(&list->object_list) && cos_list_empty(&list->common_prefix_list));
    CHECK_INT_EQ(1000, cos_create_list_upload_part_params(pool)->max_ret);
    CHECK_INT_EQ(1000, cos_create_list_multipart_upload_params(pool)->max_ret);
    copy_params = cos_create_upload_part_copy_params(pool);
    CHECK_INT_EQ(-1, copy_params->range_start);
    CHECK_INT_EQ(-1, copy_params->range_end);
    CHECK(copy_params->rsp_content != NULL);
    clt = cos_create_resumable_clt_params_content(pool, 5, 2, 1, "/tmp/x.cp");
    CHECK_INT_EQ(5, clt->part_size);
    CHECK_INT_EQ(2, clt->thread_num);
    CHECK_STR_EQ("/tmp/x.cp", clt->checkpoint_path.data);
    CHECK_INT_EQ(9, clt->checkpoint_path.len);
    clt = cos_create_resumable_clt_params_content(pool, 5, 2, 0, NULL);
    CHECK(clt->checkpoint_path.data == NULL);
    CHECK(cos_create_cos_object_key(pool)->key.data == NULL);
    CHECK(cos_create_upload_file(pool)->filename.data == NULL);
    CHECK_INT_EQ(0, cos_create_object_restore_params(pool)->days);
    CHECK(cos_create_complete_part_content(pool)->etag.data == NULL);
    CHECK(cos_create_get_service_content(pool)->bucket_name.data == NULL);
    CHECK(cos_create_list_object_content(pool)->key.data == NULL);
    CHECK(cos_create_list_object_common_prefix(pool)->prefix.data == NULL);
    CHECK(cos_create_list_part_content(pool)->size.data == NULL);
    CHECK(cos_create_list_multipart_upload_content(pool)->upload_id.data == NULL);
    CHECK_INT_EQ(0, *(char *)cos_create_api_result_content(pool, 1));
    cos_pool_destroy(pool);
}

TEST_MAIN(library_start, library_stop)
