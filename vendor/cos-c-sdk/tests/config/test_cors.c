#include "config.h"

#define RULES \
    "<CORSConfiguration><CORSRule><ID>r1</ID><AllowedOrigin>http://a.com</AllowedOrigin>" \
    "<AllowedOrigin>http://b.com</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>" \
    "<AllowedHeader>*</AllowedHeader><ExposeHeader>x-cos-1</ExposeHeader><MaxAgeSeconds>3600</MaxAgeSeconds></CORSRule>" \
    "<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>HEAD</AllowedMethod></CORSRule></CORSConfiguration>"

static void add_rule(operation_t *op, cos_list_t *rules, const char *origin, const char *method)
{
    cos_cors_rule_content_t *rule = cos_create_cors_rule_content(op->pool);

    cos_str_set(&rule->allowed_origin, origin);
    cos_str_set(&rule->allowed_method, method);
    cos_list_add_tail(&rule->node, rules);
}

TEST(rules_are_put_with_an_element_for_each_value_and_without_what_is_not_given)
{
    cos_cors_rule_content_t *rule;
    cos_list_t rules;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    cos_list_init(&rules);
    add_rule(&op, &rules, "http://a.com,http://b.com", " GET, PUT ,");
    rule = cos_list_get_first(&rules, cos_cors_rule_content_t, node);
    cos_str_set(&rule->id, "r1");
    cos_str_set(&rule->allowed_header, "*");
    cos_str_set(&rule->expose_header, "x-cos-1");
    rule->max_age_seconds = 3600;
    add_rule(&op, &rules, "*", "HEAD");
    CHECK_INT_EQ(200, cos_put_bucket_cors(op.options, &op.bucket, &rules, &op.answer)->code);
    CHECK(sent(&op, 1, "PUT /?cors HTTP/1.1", RULES));
    CHECK_INT_EQ(2, list_length(&rules));
    CHECK(op.answer != NULL);
    operation_close(&op);
}

TEST(rules_are_added_to_the_list_with_all_their_values)
{
    cos_cors_rule_content_t *rule;
    cos_list_t rules;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", DECLARATION RULES);
    cos_list_init(&rules);
    add_rule(&op, &rules, "http://before.com", "GET");
    CHECK_INT_EQ(200, cos_get_bucket_cors(op.options, &op.bucket, &rules, NULL)->code);
    CHECK(sent_bare(&op, 1, "GET /?cors HTTP/1.1"));
    CHECK_INT_EQ(3, list_length(&rules));
    rule = cos_list_entry(rules.next->next, cos_cors_rule_content_t, node);
    CHECK(text_is("r1", &rule->id));
    CHECK(text_is("http://a.com,http://b.com", &rule->allowed_origin));
    CHECK(text_is("GET,PUT", &rule->allowed_method));
    CHECK(text_is("*", &rule->allowed_header));
    CHECK(text_is("x-cos-1", &rule->expose_header));
    CHECK_INT_EQ(3600, rule->max_age_seconds);
    rule = cos_list_get_last(&rules, cos_cors_rule_content_t, node);
    CHECK(text_is(NULL, &rule->id));
    CHECK(text_is("HEAD", &rule->allowed_method));
    CHECK(text_is(NULL, &rule->allowed_header));
    CHECK_INT_EQ(INT_MAX, rule->max_age_seconds);
    operation_close(&op);
}

TEST(very_many_values_are_kept)
{
    enum { COUNT = 5000 };
    char *body = malloc(COUNT * 64 + 256);
    char *end = body + sprintf(body, "<CORSConfiguration><CORSRule>");
    cos_cors_rule_content_t *rule;
    cos_list_t rules;
    operation_t op;
    int i;

    for (i = 0; i < COUNT; i++) {
        end += sprintf(end, "<ExposeHeader>h%04d</ExposeHeader>", i);
    }
    sprintf(end, "</CORSRule></CORSConfiguration>");
    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", body);
    cos_list_init(&rules);
    CHECK_INT_EQ(200, cos_get_bucket_cors(op.options, &op.bucket, &rules, NULL)->code);
    rule = cos_list_get_first(&rules, cos_cors_rule_content_t, node);
    CHECK_INT_EQ(COUNT * 6 - 1, rule->expose_header.len);
    CHECK(strncmp(rule->expose_header.data, "h0000,h0001,", 12) == 0);
    CHECK_STR_EQ(",h4999", rule->expose_header.data + COUNT * 6 - 7);
    operation_close(&op);
    free(body);
}

TEST(rules_are_deleted)
{
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "204 No Content", "", "");
    CHECK_INT_EQ(204, cos_delete_bucket_cors(op.options, &op.bucket, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "DELETE /?cors HTTP/1.1"));
    CHECK(op.answer != NULL);
    operation_close(&op);
}

TEST(failures_leave_the_list_as_it_was)
{
    cos_status_t *status;
    cos_list_t rules;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer_error(&op, "404 Not Found", "NoSuchCORSConfiguration");
    answer(&op, "200 OK", "", "<CORSConfiguration><CORSRule><MaxAgeSeconds>soon</MaxAgeSeconds></CORSRule></CORSConfiguration>");
    answer(&op, "200 OK", "", "");
    cos_list_init(&rules);
    status = cos_get_bucket_cors(op.options, &op.bucket, &rules, NULL);
    CHECK_INT_EQ(404, status->code);
    CHECK_STR_EQ("NoSuchCORSConfiguration", status->error_code);
    status = cos_get_bucket_cors(op.options, &op.bucket, &rules, NULL);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, status->code);
    CHECK_STR_EQ("ParseXmlError", status->error_code);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, cos_get_bucket_cors(op.options, &op.bucket, &rules, NULL)->code);
    CHECK(cos_list_empty(&rules));
    operation_close(&op);
}

TEST(unusable_arguments_send_nothing)
{
    cos_list_t rules;
    operation_t op;

    operation_open(&op, NULL, NULL);
    cos_list_init(&rules);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_cors(op.options, NULL, &rules, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_cors(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_cors(NULL, &op.bucket, &rules, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_cors(op.options, NULL, &rules, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_cors(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_delete_bucket_cors(op.options, NULL, NULL)->code);
    add_rule(&op, &rules, "http://a\x01.com", "GET");
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_cors(op.options, &op.bucket, &rules, NULL)->code);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
