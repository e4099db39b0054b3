#include "operation.h"

static cos_list_t *keys_of(operation_t *op, const char *const *texts)
{
    cos_list_t *list = cos_palloc(op->pool, sizeof(*list));

    cos_list_init(list);
    for (; *texts != NULL; texts++) {
        cos_object_key_t *key = cos_create_cos_object_key(op->pool);
        cos_str_set(&key->key, *texts);
        cos_list_add_tail(&key->node, list);
    }
    return list;
}

TEST(keys_go_out_escaped_and_come_back_as_they_are)
{
    static const char *const texts[] = { "a+b", "c&<d>", "e%20f", NULL };
    operation_t op;
    cos_list_t deleted;
    cos_object_key_t *key;
    cos_list_t *keys;

    operation_open(&op, NULL, NULL);
    cos_list_init(&deleted);
    keys = keys_of(&op, texts);
    answer(&op, "200 OK", "", "<DeleteResult><Deleted><Key>a+b</Key></Deleted><Deleted><Key>e%20f</Key></Deleted></DeleteResult>");
    CHECK_INT_EQ(200, cos_delete_objects(op.options, &op.bucket, keys, COS_FALSE, NULL, &deleted)->code);
    CHECK(starts(&op, 1, "POST /?delete HTTP/1.1"));
    CHECK_STR_EQ("<Delete><Quiet>false</Quiet><Object><Key>a+b</Key></Object><Object><Key>c&amp;&lt;d&gt;</Key></Object>"
                 "<Object><Key>e%20f</Key></Object></Delete>", test_server_request(op.server, 1)->body);
    CHECK(!has_header(&op, 1, "Content-MD5", NULL));
    key = cos_list_get_first(&deleted, cos_object_key_t, node);
    CHECK_STR_EQ("a+b", key->key.data);
    key = cos_list_get_last(&deleted, cos_object_key_t, node);
    CHECK_STR_EQ("e%20f", key->key.data);
    key = cos_list_get_first(keys, cos_object_key_t, node);
    CHECK_STR_EQ("a+b", key->key.data);
    operation_close(&op);
}

TEST(keys_the_server_kept_are_all_named)
{
    static const char *const texts[] = { "a", "b", "c", NULL };
    operation_t op;
    cos_list_t deleted;
    cos_object_key_t *key;
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    cos_list_init(&deleted);
    answer(&op, "200 OK", "", "<DeleteResult><Error><Key>a</Key><Code>AccessDenied</Code><Message>no</Message></Error>"
           "<Deleted><Key>b</Key></Deleted><Error><Key>c</Key><Code>InternalError</Code><Message>oops</Message></Error>"
           "</DeleteResult>");
    status = cos_delete_objects(op.options, &op.bucket, keys_of(&op, texts), COS_TRUE, &op.answer, &deleted);
    CHECK_INT_EQ(COSE_SERVICE_ERROR, status->code);
    CHECK_STR_EQ("AccessDenied", status->error_code);
    CHECK_STR_EQ("not deleted: a (AccessDenied: no), c (InternalError: oops)", status->error_msg);
    CHECK_STR_EQ("R1", status->req_id);
    key = cos_list_get_first(&deleted, cos_object_key_t, node);
    CHECK_STR_EQ("b", key->key.data);
    CHECK(op.answer != NULL);
    operation_close(&op);
}

TEST(an_error_document_in_a_200_answer_is_that_error)
{
    static const char *const texts[] = { "a", NULL };
    operation_t op;
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<Error><Code>SlowDown</Code><Message>wait</Message></Error>");
    status = cos_delete_objects(op.options, &op.bucket, keys_of(&op, texts), COS_TRUE, NULL, NULL);
    CHECK(!cos_status_is_ok(status));
    CHECK_STR_EQ("SlowDown", status->error_code);
    operation_close(&op);
}

TEST(an_empty_key_in_the_list_is_refused)
{
    static const char *const texts[] = { "a", "", NULL };
    static const char *const control[] = { "\x01", NULL };
    operation_t op;

    operation_open(&op, NULL, NULL);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT,
                 cos_delete_objects(op.options, &op.bucket, keys_of(&op, texts), COS_TRUE, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT,
                 cos_delete_objects(op.options, &op.bucket, keys_of(&op, control), COS_TRUE, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_delete_objects(op.options, &op.bucket, NULL, COS_TRUE, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT,
                 cos_delete_objects(op.options, NULL, keys_of(&op, control), COS_TRUE, NULL, NULL)->code);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST(all_pages_of_a_prefix_are_deleted)
{
    operation_t op;
    cos_string_t prefix = cos_string("p/");

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<ListBucketResult><IsTruncated>true</IsTruncated><NextMarker>p/2</NextMarker>"
           "<Contents><Key>p/1</Key></Contents><Contents><Key>p/2</Key></Contents></ListBucketResult>");
    answer(&op, "200 OK", "", "<DeleteResult/>");
    answer(&op, "200 OK", "", "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>p/3</Key></Contents></ListBucketResult>");
    answer(&op, "200 OK", "", "<DeleteResult/>");
    CHECK_INT_EQ(200, cos_delete_objects_by_prefix(op.options, &op.bucket, &prefix)->code);
    CHECK_INT_EQ(4, test_server_request_count(op.server));
    CHECK(strstr(test_server_request(op.server, 1)->head, "prefix=p%2F") != NULL);
    CHECK(strstr(test_server_request(op.server, 3)->head, "&marker=p%2F2") != NULL ||
          strstr(test_server_request(op.server, 3)->head, "?marker=p%2F2") != NULL);
    CHECK_STR_EQ("<Delete><Quiet>true</Quiet><Object><Key>p/3</Key></Object></Delete>",
                 test_server_request(op.server, 4)->body);
    operation_close(&op);
}

TEST(deleting_a_prefix_stops_at_the_first_failure)
{
    operation_t op;
    cos_string_t prefix = cos_string("p/");
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<ListBucketResult><IsTruncated>true</IsTruncated><NextMarker>p/1</NextMarker>"
           "<Contents><Key>p/1</Key></Contents></ListBucketResult>");
    answer(&op, "200 OK", "", "<DeleteResult><Error><Key>p/1</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>");
    status = cos_delete_objects_by_prefix(op.options, &op.bucket, &prefix);
    CHECK_INT_EQ(COSE_SERVICE_ERROR, status->code);
    CHECK_STR_EQ("not deleted: p/1 (AccessDenied: no)", status->error_msg);
    CHECK_INT_EQ(2, test_server_request_count(op.server));
    answer(&op, "200 OK", "", "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
    CHECK_INT_EQ(200, cos_delete_objects_by_prefix(op.options, &op.bucket, NULL)->code);
    CHECK_INT_EQ(3, test_server_request_count(op.server));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_delete_objects_by_prefix(op.options, NULL, &prefix)->code);
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
