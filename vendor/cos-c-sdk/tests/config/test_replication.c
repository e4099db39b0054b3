#include "config.h"

#define RULES \
    "<ReplicationConfiguration><Role>qcs::cam::uin/1:uin/2</Role><Rule><Status>Enabled</Status><ID>r1</ID><Prefix>test1</Prefix>" \
    "<Destination><Bucket>qcs::cos:ap-beijing::d-125</Bucket><StorageClass>STANDARD_IA</StorageClass></Destination></Rule>" \
    "<Rule><Status>Disabled</Status><Prefix></Prefix><Destination><Bucket>qcs::cos:ap-beijing::e-125</Bucket>" \
    "</Destination></Rule></ReplicationConfiguration>"

TEST(rules_are_put_an_empty_prefix_as_one)
{
    cos_replication_params_t *params;
    cos_replication_rule_content_t *rule;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    params = cos_create_replication_params(op.pool);
    cos_str_set(&params->role, "qcs::cam::uin/1:uin/2");
    rule = cos_create_replication_rule_content(op.pool);
    cos_str_set(&rule->id, "r1");
    cos_str_set(&rule->status, "Enabled");
    cos_str_set(&rule->prefix, "test1");
    cos_str_set(&rule->dst_bucket, "qcs::cos:ap-beijing::d-125");
    cos_str_set(&rule->storage_class, "STANDARD_IA");
    cos_list_add_tail(&rule->node, &params->rule_list);
    rule = cos_create_replication_rule_content(op.pool);
    cos_str_set(&rule->status, "Disabled");
    cos_str_set(&rule->dst_bucket, "qcs::cos:ap-beijing::e-125");
    cos_list_add_tail(&rule->node, &params->rule_list);
    CHECK_INT_EQ(200, cos_put_bucket_replication(op.options, &op.bucket, params, &op.answer)->code);
    CHECK(sent(&op, 1, "PUT /?replication HTTP/1.1", RULES));
    operation_close(&op);
}

TEST(rules_are_got_and_deleted)
{
    cos_replication_params_t *params;
    cos_replication_rule_content_t *rule;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", DECLARATION RULES);
    answer(&op, "204 No Content", "", "");
    params = cos_create_replication_params(op.pool);
    CHECK_INT_EQ(200, cos_get_bucket_replication(op.options, &op.bucket, params, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "GET /?replication HTTP/1.1"));
    CHECK(text_is("qcs::cam::uin/1:uin/2", &params->role));
    CHECK_INT_EQ(2, list_length(&params->rule_list));
    rule = cos_list_get_first(&params->rule_list, cos_replication_rule_content_t, node);
    CHECK(text_is("r1", &rule->id));
    CHECK(text_is("Enabled", &rule->status));
    CHECK(text_is("test1", &rule->prefix));
    CHECK(text_is("qcs::cos:ap-beijing::d-125", &rule->dst_bucket));
    CHECK(text_is("STANDARD_IA", &rule->storage_class));
    rule = cos_list_get_last(&params->rule_list, cos_replication_rule_content_t, node);
    CHECK(text_is(NULL, &rule->id));
    CHECK(text_is("", &rule->prefix));
    CHECK(text_is(NULL, &rule->storage_class));
    CHECK_INT_EQ(204, cos_delete_bucket_replication(op.options, &op.bucket, NULL)->code);
    CHECK(sent_bare(&op, 2, "DELETE /?replication HTTP/1.1"));
    operation_close(&op);
}

TEST(failures_are_told_and_unusable_arguments_send_nothing)
{
    cos_replication_params_t *params;
    cos_status_t *status;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer_error(&op, "409 Conflict", "InvalidBucketState");
    params = cos_create_replication_params(op.pool);
    status = cos_put_bucket_replication(op.options, &op.bucket, params, NULL);
    CHECK_INT_EQ(409, status->code);
    CHECK_STR_EQ("InvalidBucketState", status->error_code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_replication(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_replication(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_delete_bucket_replication(op.options, NULL, NULL)->code);
    CHECK_INT_EQ(1, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
