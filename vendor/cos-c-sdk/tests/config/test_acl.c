#include "config.h"

#define POLICY \
    "<AccessControlPolicy><Owner><ID>qcs::cam::uin/1:uin/1</ID><DisplayName>li</DisplayName></Owner><AccessControlList>" \
    "<Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\">" \
    "<ID>qcs::cam::uin/1:uin/1</ID><DisplayName>li</DisplayName></Grantee><Permission>FULL_CONTROL</Permission></Grant>" \
    "<Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\">" \
    "<URI>http://cam.qcloud.com/groups/global/AllUsers</URI></Grantee><Permission>READ</Permission></Grant>" \
    "</AccessControlList></AccessControlPolicy>"

static int policy_came(cos_acl_params_t *params)
{
    cos_acl_grantee_content_t *first = cos_list_get_first(&params->grantee_list, cos_acl_grantee_content_t, node);
    cos_acl_grantee_content_t *last = cos_list_get_last(&params->grantee_list, cos_acl_grantee_content_t, node);

    return text_is("qcs::cam::uin/1:uin/1", &params->owner_id) && text_is("li", &params->owner_name) &&
           list_length(&params->grantee_list) == 2 && text_is("CanonicalUser", &first->type) &&
           text_is("qcs::cam::uin/1:uin/1", &first->id) && text_is("li", &first->name) &&
           text_is("FULL_CONTROL", &first->permission) && text_is("Group", &last->type) &&
           text_is("http://cam.qcloud.com/groups/global/AllUsers", &last->id) && text_is(NULL, &last->name) &&
           text_is("READ", &last->permission);
}

TEST(rights_on_a_bucket_are_put_as_headers)
{
    cos_string_t read = text_of("id=\"1\"");
    cos_string_t write = text_of("id=\"2\",id=\"3\"");
    cos_string_t full = text_of("id=\"4\"");
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    CHECK_INT_EQ(200, cos_put_bucket_acl(op.options, &op.bucket, COS_ACL_PUBLIC_READ, &read, &write, &full, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "PUT /?acl HTTP/1.1"));
    CHECK(has_header(&op, 1, "x-cos-acl", "public-read"));
    CHECK(has_header(&op, 1, "x-cos-grant-read", "id=\"1\""));
    CHECK(has_header(&op, 1, "x-cos-grant-write", "id=\"2\",id=\"3\""));
    CHECK(has_header(&op, 1, "x-cos-grant-full-control", "id=\"4\""));
    CHECK(op.answer != NULL);
    operation_close(&op);
}

TEST(grants_that_are_not_given_are_not_sent)
{
    cos_string_t empty = text_of("");
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    CHECK_INT_EQ(200, cos_put_bucket_acl(op.options, &op.bucket, COS_ACL_PRIVATE, NULL, &empty, NULL, NULL)->code);
    CHECK(has_header(&op, 1, "x-cos-acl", "private"));
    CHECK(has_header(&op, 1, "x-cos-grant-read", NULL));
    CHECK(has_header(&op, 1, "x-cos-grant-write", NULL));
    CHECK(has_header(&op, 1, "x-cos-grant-full-control", NULL));
    operation_close(&op);
}

TEST(the_default_is_a_word_for_objects_only)
{
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    answer(&op, "200 OK", "", "");
    CHECK_INT_EQ(200, cos_put_bucket_acl(op.options, &op.bucket, COS_ACL_DEFAULT, NULL, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(200, cos_put_object_acl(op.options, &op.bucket, &op.object, COS_ACL_DEFAULT, NULL, NULL, NULL, NULL)->code);
    CHECK(has_header(&op, 1, "x-cos-acl", NULL));
    CHECK(has_header(&op, 2, "x-cos-acl", "default"));
    operation_close(&op);
}

TEST(rights_on_an_object_are_put_as_headers)
{
    cos_string_t full = text_of("id=\"4\"");
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    CHECK_INT_EQ(200, cos_put_object_acl(op.options, &op.bucket, &op.object, COS_ACL_PUBLIC_READ_WRITE, NULL, NULL, &full,
                                         &op.answer)->code);
    CHECK(sent_bare(&op, 1, "PUT /dir/a%20b.txt?acl HTTP/1.1"));
    CHECK(has_header(&op, 1, "x-cos-acl", "public-read-write"));
    CHECK(has_header(&op, 1, "x-cos-grant-full-control", "id=\"4\""));
    CHECK(op.answer != NULL);
    operation_close(&op);
}

TEST(owner_users_and_groups_are_told)
{
    cos_acl_params_t *params;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", DECLARATION POLICY);
    answer(&op, "200 OK", "", POLICY);
    params = cos_create_acl_params(op.pool);
    CHECK_INT_EQ(200, cos_get_bucket_acl(op.options, &op.bucket, params, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "GET /?acl HTTP/1.1"));
    CHECK(policy_came(params));
    params = cos_create_acl_params(op.pool);
    CHECK_INT_EQ(200, cos_get_object_acl(op.options, &op.bucket, &op.object, params, &op.answer)->code);
    CHECK(sent_bare(&op, 2, "GET /dir/a%20b.txt?acl HTTP/1.1"));
    CHECK(policy_came(params));
    operation_close(&op);
}

TEST(what_the_server_refuses_is_the_status)
{
    cos_acl_params_t *params;
    cos_status_t *status;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer_error(&op, "403 Forbidden", "AccessDenied");
    answer_error(&op, "404 Not Found", "NoSuchKey");
    params = cos_create_acl_params(op.pool);
    status = cos_get_bucket_acl(op.options, &op.bucket, params, NULL);
    CHECK_INT_EQ(403, status->code);
    CHECK_STR_EQ("AccessDenied", status->error_code);
    CHECK(cos_list_empty(&params->grantee_list));
    status = cos_put_object_acl(op.options, &op.bucket, &op.object, COS_ACL_PRIVATE, NULL, NULL, NULL, NULL);
    CHECK_INT_EQ(404, status->code);
    CHECK_STR_EQ("NoSuchKey", status->error_code);
    operation_close(&op);
}

TEST(unusable_arguments_send_nothing)
{
    cos_string_t empty = cos_null_string;
    cos_acl_params_t params;
    operation_t op;

    operation_open(&op, NULL, NULL);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_acl(op.options, NULL, COS_ACL_PRIVATE, NULL, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_acl(op.options, &op.bucket, (cos_acl_e)9, NULL, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_acl(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_acl(op.options, NULL, &params, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_acl(NULL, &op.bucket, &params, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT,
                 cos_put_object_acl(op.options, &op.bucket, &empty, COS_ACL_PRIVATE, NULL, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT,
                 cos_put_object_acl(op.options, &op.bucket, &op.object, (cos_acl_e)-1, NULL, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_object_acl(op.options, &op.bucket, &empty, &params, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_object_acl(op.options, &op.bucket, &op.object, NULL, NULL)->code);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
