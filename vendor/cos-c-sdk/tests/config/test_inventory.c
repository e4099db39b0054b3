#include "config.h"

#define DESTINATION \
    "<Destination><COSBucketDestination><Format>CSV</Format><AccountId>100000000001</AccountId>" \
    "<Bucket>qcs::cos:ap-guangzhou::b-125</Bucket><Prefix>list/</Prefix><Encryption><SSE-COS></SSE-COS></Encryption>" \
    "</COSBucketDestination></Destination>"

#define JOB \
    "<InventoryConfiguration><Id>id 1</Id><IsEnabled>true</IsEnabled>" \
    "<IncludedObjectVersions>All</IncludedObjectVersions><Filter><Prefix>my&amp;</Prefix></Filter>" \
    "<OptionalFields><Field>Size</Field><Field>ETag</Field></OptionalFields>" \
    "<Schedule><Frequency>Daily</Frequency></Schedule>" DESTINATION "</InventoryConfiguration>"

#define SMALL_JOB \
    "<InventoryConfiguration><Id>id2</Id><IsEnabled>false</IsEnabled><Destination><COSBucketDestination>" \
    "<Format>CSV</Format></COSBucketDestination></Destination></InventoryConfiguration>"

static void add_field(operation_t *op, cos_inventory_params_t *params, const char *name)
{
    cos_inventory_optional_t *field = cos_create_inventory_optional(op->pool);

    cos_str_set(&field->field, name);
    cos_list_add_tail(&field->node, &params->fields);
}

static int job_came(cos_inventory_params_t *job)
{
    return text_is("id 1", &job->id) && text_is("true", &job->is_enabled) && text_is("Daily", &job->frequency) &&
           text_is("my&", &job->filter_prefix) && text_is("All", &job->included_object_versions) &&
           text_is("CSV", &job->destination.format) && text_is("100000000001", &job->destination.account_id) &&
           text_is("qcs::cos:ap-guangzhou::b-125", &job->destination.bucket) &&
           text_is("list/", &job->destination.prefix) && job->destination.encryption == 1 &&
           list_length(&job->fields) == 2 &&
           text_is("Size", &cos_list_get_first(&job->fields, cos_inventory_optional_t, node)->field) &&
           text_is("ETag", &cos_list_get_last(&job->fields, cos_inventory_optional_t, node)->field);
}

TEST(a_job_is_put_under_its_id)
{
    cos_inventory_params_t *job;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    job = cos_create_inventory_params(op.pool);
    cos_str_set(&job->id, "id 1");
    cos_str_set(&job->is_enabled, "true");
    cos_str_set(&job->frequency, "Daily");
    cos_str_set(&job->filter_prefix, "my&");
    cos_str_set(&job->included_object_versions, "All");
    cos_str_set(&job->destination.format, "CSV");
    cos_str_set(&job->destination.account_id, "100000000001");
    cos_str_set(&job->destination.bucket, "qcs::cos:ap-guangzhou::b-125");
    cos_str_set(&job->destination.prefix, "list/");
    job->destination.encryption = 1;
    add_field(&op, job, "Size");
    add_field(&op, job, "ETag");
    CHECK_INT_EQ(200, cos_put_bucket_inventory(op.options, &op.bucket, job, &op.answer)->code);
    CHECK(sent(&op, 1, "PUT /?inventory&id=id%201 HTTP/1.1", JOB));
    CHECK(op.answer != NULL);
    operation_close(&op);
}

TEST(what_a_job_does_not_say_is_not_sent)
{
    cos_inventory_params_t *job;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    job = cos_create_inventory_params(op.pool);
    cos_str_set(&job->id, "id2");
    cos_str_set(&job->is_enabled, "false");
    cos_str_set(&job->destination.format, "CSV");
    CHECK_INT_EQ(200, cos_put_bucket_inventory(op.options, &op.bucket, job, NULL)->code);
    CHECK(sent(&op, 1, "PUT /?inventory&id=id2 HTTP/1.1", SMALL_JOB));
    operation_close(&op);
}

static void check_job(const char *body)
{
    cos_inventory_params_t *job;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", body);
    job = cos_create_inventory_params(op.pool);
    cos_str_set(&job->id, "id 1");
    CHECK_INT_EQ(200, cos_get_bucket_inventory(op.options, &op.bucket, job, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "GET /?inventory&id=id%201 HTTP/1.1"));
    CHECK(job_came(job));
    operation_close(&op);
}

TEST(a_job_is_got_with_and_without_an_xml_declaration)
{
    check_job(JOB);
    check_job(DECLARATION JOB);
}

static void check_list(const char *opening, const char *closing)
{
    cos_list_inventory_params_t *list;
    cos_inventory_params_t *job;
    operation_t op;
    char body[4096];

    operation_open(&op, NULL, NULL);
    snprintf(body, sizeof(body), "%s" JOB "<ContinuationToken>here</ContinuationToken>"
             "<IsTruncated>true</IsTruncated><NextContinuationToken>t&amp;2</NextContinuationToken>%s", opening, closing);
    answer(&op, "200 OK", "", body);
    snprintf(body, sizeof(body), "%s<IsTruncated>false</IsTruncated>" SMALL_JOB "%s", opening, closing);
    answer(&op, "200 OK", "", body);
    list = cos_create_list_inventory_params(op.pool);
    CHECK_INT_EQ(200, cos_list_bucket_inventory(op.options, &op.bucket, list, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "GET /?inventory HTTP/1.1"));
    CHECK_INT_EQ(1, list->is_truncated);
    CHECK(text_is("t&2", &list->next_continuation_token));
    CHECK(text_is(NULL, &list->continuation_token));
    CHECK_INT_EQ(1, list_length(&list->inventorys));
    list->continuation_token = list->next_continuation_token;
    CHECK_INT_EQ(200, cos_list_bucket_inventory(op.options, &op.bucket, list, NULL)->code);
    CHECK(sent_bare(&op, 2, "GET /?inventory&continuation-token=t%262 HTTP/1.1"));
    CHECK_INT_EQ(0, list->is_truncated);
    CHECK(text_is(NULL, &list->next_continuation_token));
    CHECK(text_is("t&2", &list->continuation_token));
    CHECK_INT_EQ(2, list_length(&list->inventorys));
    CHECK(job_came(cos_list_get_first(&list->inventorys, cos_inventory_params_t, node)));
    job = cos_list_get_last(&list->inventorys, cos_inventory_params_t, node);
    CHECK(text_is("id2", &job->id));
    CHECK(text_is("false", &job->is_enabled));
    CHECK(text_is(NULL, &job->frequency));
    CHECK_INT_EQ(0, job->destination.encryption);
    CHECK(cos_list_empty(&job->fields));
    operation_close(&op);
}

TEST(jobs_are_listed_page_by_page)
{
    check_list("<ListInventoryConfigurationResult>", "</ListInventoryConfigurationResult>");
    check_list(DECLARATION "<ListInventoryConfigurationResult>", "</ListInventoryConfigurationResult>");
    check_list("<ListInventoryConfigurationsResult>", "</ListInventoryConfigurationsResult>");
}

TEST(a_job_is_deleted)
{
    cos_string_t id = text_of("id 1");
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "204 No Content", "", "");
    CHECK_INT_EQ(204, cos_delete_bucket_inventory(op.options, &op.bucket, &id, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "DELETE /?inventory&id=id%201 HTTP/1.1"));
    operation_close(&op);
}

TEST(a_missing_job_is_told_and_the_structure_stays)
{
    cos_inventory_params_t *job;
    cos_status_t *status;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer_error(&op, "404 Not Found", "NoSuchConfiguration");
    answer(&op, "200 OK", "", "<InventoryConfiguration><Id>");
    job = cos_create_inventory_params(op.pool);
    cos_str_set(&job->id, "id9");
    status = cos_get_bucket_inventory(op.options, &op.bucket, job, NULL);
    CHECK_INT_EQ(404, status->code);
    CHECK_STR_EQ("NoSuchConfiguration", status->error_code);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, cos_get_bucket_inventory(op.options, &op.bucket, job, NULL)->code);
    CHECK(text_is("id9", &job->id));
    operation_close(&op);
}

TEST(unusable_arguments_send_nothing)
{
    cos_string_t empty = text_of("");
    cos_inventory_params_t *job;
    cos_list_inventory_params_t *list;
    operation_t op;

    operation_open(&op, NULL, NULL);
    job = cos_create_inventory_params(op.pool);
    list = cos_create_list_inventory_params(op.pool);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_inventory(op.options, &op.bucket, job, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_inventory(op.options, &op.bucket, job, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_inventory(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_inventory(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_delete_bucket_inventory(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_delete_bucket_inventory(op.options, &op.bucket, &empty, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_list_bucket_inventory(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_list_bucket_inventory(op.options, NULL, list, NULL)->code);
    cos_str_set(&job->id, "id1");
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_inventory(op.options, NULL, job, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_inventory(op.options, NULL, job, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_delete_bucket_inventory(op.options, NULL, &job->id, NULL)->code);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
