#include "config.h"

#define TAGS \
    "<Tagging><TagSet><Tag><Key>age</Key><Value>18</Value></Tag><Tag><Key>a &lt; b</Key><Value></Value></Tag></TagSet></Tagging>"

static cos_tagging_params_t *tags(operation_t *op)
{
    static const char *const texts[2][2] = { { "age", "18" }, { "a < b", NULL } };
    cos_tagging_params_t *params = cos_create_tagging_params(op->pool);
    int i;

    for (i = 0; i < 2; i++) {
        cos_tagging_tag_t *tag = cos_create_tagging_tag(op->pool);
        cos_str_set(&tag->key, texts[i][0]);
        if (texts[i][1] != NULL) {
            cos_str_set(&tag->value, texts[i][1]);
        }
        cos_list_add_tail(&tag->node, &params->node);
    }
    return params;
}

static int tags_came(cos_tagging_params_t *params)
{
    cos_tagging_tag_t *first = cos_list_get_first(&params->node, cos_tagging_tag_t, node);
    cos_tagging_tag_t *last = cos_list_get_last(&params->node, cos_tagging_tag_t, node);

    return list_length(&params->node) == 2 && text_is("age", &first->key) && text_is("18", &first->value) &&
           text_is("a < b", &last->key) && text_is("", &last->value);
}

TEST(tags_of_a_bucket_are_put_an_empty_value_as_one)
{
    cos_tagging_params_t *params;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "204 No Content", "", "");
    params = tags(&op);
    CHECK_INT_EQ(204, cos_put_bucket_tagging(op.options, &op.bucket, params, &op.answer)->code);
    CHECK(sent(&op, 1, "PUT /?tagging HTTP/1.1", TAGS));
    CHECK_INT_EQ(2, list_length(&params->node));
    operation_close(&op);
}

TEST(tags_of_a_bucket_are_got_and_deleted)
{
    cos_tagging_params_t *params;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", DECLARATION TAGS);
    answer(&op, "204 No Content", "", "");
    params = cos_create_tagging_params(op.pool);
    CHECK_INT_EQ(200, cos_get_bucket_tagging(op.options, &op.bucket, params, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "GET /?tagging HTTP/1.1"));
    CHECK(tags_came(params));
    CHECK_INT_EQ(204, cos_delete_bucket_tagging(op.options, &op.bucket, NULL)->code);
    CHECK(sent_bare(&op, 2, "DELETE /?tagging HTTP/1.1"));
    operation_close(&op);
}

TEST(tags_of_an_object_are_put_got_and_deleted)
{
    cos_string_t empty = text_of("");
    cos_tagging_params_t *params;
    cos_table_t *headers;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    answer(&op, "200 OK", "", TAGS);
    answer(&op, "204 No Content", "", "");
    headers = cos_table_make(op.pool, 1);
    apr_table_set(headers, "x-test", "1");
    CHECK_INT_EQ(200, cos_put_object_tagging(op.options, &op.bucket, &op.object, NULL, headers, tags(&op), &op.answer)->code);
    CHECK(sent(&op, 1, "PUT /dir/a%20b.txt?tagging HTTP/1.1", TAGS));
    CHECK(has_header(&op, 1, "x-test", "1"));
    CHECK(op.answer != NULL);
    params = cos_create_tagging_params(op.pool);
    CHECK_INT_EQ(200, cos_get_object_tagging(op.options, &op.bucket, &op.object, &empty, headers, params, NULL)->code);
    CHECK(sent_bare(&op, 2, "GET /dir/a%20b.txt?tagging HTTP/1.1"));
    CHECK(has_header(&op, 2, "x-test", "1"));
    CHECK(tags_came(params));
    CHECK_INT_EQ(204, cos_delete_object_tagging(op.options, &op.bucket, &op.object, NULL, headers, NULL)->code);
    CHECK(sent_bare(&op, 3, "DELETE /dir/a%20b.txt?tagging HTTP/1.1"));
    CHECK(has_header(&op, 3, "x-test", "1"));
    CHECK_INT_EQ(1, cos_table_elts(headers)->nelts);
    operation_close(&op);
}

TEST(a_version_is_named_when_it_is_given)
{
    cos_string_t version = text_of("MTg0NDUx");
    operation_t op;
    int i;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    answer(&op, "200 OK", "", TAGS);
    answer(&op, "204 No Content", "", "");
    CHECK_INT_EQ(200, cos_put_object_tagging(op.options, &op.bucket, &op.object, &version, NULL, tags(&op), NULL)->code);
    CHECK_INT_EQ(200, cos_get_object_tagging(op.options, &op.bucket, &op.object, &version, NULL,
                                             cos_create_tagging_params(op.pool), NULL)->code);
    CHECK_INT_EQ(204, cos_delete_object_tagging(op.options, &op.bucket, &op.object, &version, NULL, NULL)->code);
    for (i = 1; i <= 3; i++) {
        CHECK(strstr(test_server_request(op.server, i)->head, "?tagging&versionId=MTg0NDUx HTTP/1.1") != NULL);
    }
    operation_close(&op);
}

TEST(failures_are_told_and_unusable_arguments_send_nothing)
{
    cos_string_t empty = cos_null_string;
    cos_tagging_params_t *params;
    cos_status_t *status;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer_error(&op, "404 Not Found", "NoSuchTagSet");
    params = cos_create_tagging_params(op.pool);
    status = cos_get_bucket_tagging(op.options, &op.bucket, params, NULL);
    CHECK_INT_EQ(404, status->code);
    CHECK_STR_EQ("NoSuchTagSet", status->error_code);
    CHECK(cos_list_empty(&params->node));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_tagging(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_tagging(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_delete_bucket_tagging(op.options, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_object_tagging(op.options, &op.bucket, &empty, NULL, NULL, params, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_object_tagging(op.options, &op.bucket, &op.object, NULL, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_object_tagging(op.options, &op.bucket, NULL, NULL, NULL, params, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_object_tagging(op.options, &op.bucket, &op.object, NULL, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_delete_object_tagging(op.options, &op.bucket, &empty, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(1, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
