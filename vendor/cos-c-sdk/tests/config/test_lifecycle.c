#include "config.h"

static cos_lifecycle_rule_content_t *add_rule(operation_t *op, cos_list_t *rules, const char *id, const char *prefix)
{
    cos_lifecycle_rule_content_t *rule = cos_create_lifecycle_rule_content(op->pool);

    cos_str_set(&rule->id, id);
    cos_str_set(&rule->prefix, prefix);
    cos_str_set(&rule->status, "Enabled");
    cos_list_add_tail(&rule->node, rules);
    return rule;
}

TEST(each_rule_is_put_with_its_own_actions)
{
    cos_lifecycle_rule_content_t *rule;
    cos_list_t rules;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    cos_list_init(&rules);
    rule = add_rule(&op, &rules, "r1", "abc/");
    rule->expire.days = 365;
    rule->transition.days = 0;
    cos_str_set(&rule->transition.storage_class, "STANDARD_IA");
    rule = add_rule(&op, &rules, "r2", "");
    cos_str_set(&rule->transition.date, "2027-01-01T00:00:00+08:00");
    cos_str_set(&rule->transition.storage_class, "ARCHIVE");
    cos_str_set(&rule->expire.date, "2028-01-01T00:00:00+08:00");
    rule = add_rule(&op, &rules, "", "x & y/");
    rule->abort.days = 1;
    CHECK_INT_EQ(200, cos_put_bucket_lifecycle(op.options, &op.bucket, &rules, &op.answer)->code);
    CHECK(sent(&op, 1, "PUT /?lifecycle HTTP/1.1",
        "<LifecycleConfiguration><Rule><ID>r1</ID><Status>Enabled</Status><Filter><Prefix>abc/</Prefix></Filter>"
        "<Expiration><Days>365</Days></Expiration>"
        "<Transition><Days>0</Days><StorageClass>STANDARD_IA</StorageClass></Transition></Rule>"
        "<Rule><ID>r2</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter>"
        "<Expiration><Date>2028-01-01T00:00:00+08:00</Date></Expiration>"
        "<Transition><Date>2027-01-01T00:00:00+08:00</Date><StorageClass>ARCHIVE</StorageClass></Transition></Rule>"
        "<Rule><Status>Enabled</Status><Filter><Prefix>x &amp; y/</Prefix></Filter>"
        "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload>"
        "</Rule></LifecycleConfiguration>"));
    CHECK_INT_EQ(3, list_length(&rules));
    operation_close(&op);
}

TEST(a_rule_without_a_prefix_says_so)
{
    cos_lifecycle_rule_content_t *rule;
    cos_list_t rules;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    cos_list_init(&rules);
    rule = cos_create_lifecycle_rule_content(op.pool);
    rule->expire.days = 1;
    cos_list_add_tail(&rule->node, &rules);
    CHECK_INT_EQ(200, cos_put_bucket_lifecycle(op.options, &op.bucket, &rules, NULL)->code);
    CHECK(sent(&op, 1, "PUT /?lifecycle HTTP/1.1", "<LifecycleConfiguration><Rule><Filter><Prefix></Prefix></Filter>"
               "<Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>"));
    operation_close(&op);
}

#define RULES \
    "<LifecycleConfiguration>\n <Rule>\n  <ID>r1</ID><Filter><Prefix>a/</Prefix></Filter><Status>Enabled</Status>" \
    "<Transition><Days>30</Days><StorageClass>STANDARD_IA</StorageClass></Transition></Rule>\n" \
    "<Rule><ID>r2</ID><Filter><And><Prefix>b/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And></Filter>" \
    "<Status>Disabled</Status>" \
    "<Transition><Date>2027-01-01T00:00:00+08:00</Date><StorageClass>ARCHIVE</StorageClass></Transition>" \
    "<NoncurrentVersionExpiration><NoncurrentDays>9</NoncurrentDays></NoncurrentVersionExpiration>" \
    "<Expiration><Days>365</Days></Expiration>" \
    "<AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>" \
    "<Rule><Prefix>old/</Prefix><Status>Enabled</Status><Expiration><Date>2028-01-01T00:00:00+08:00</Date></Expiration>" \
    "</Rule></LifecycleConfiguration>"

static void check_rules(const char *body)
{
    cos_lifecycle_rule_content_t *rule;
    cos_list_t rules;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", body);
    cos_list_init(&rules);
    CHECK_INT_EQ(200, cos_get_bucket_lifecycle(op.options, &op.bucket, &rules, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "GET /?lifecycle HTTP/1.1"));
    CHECK_INT_EQ(3, list_length(&rules));
    rule = cos_list_get_first(&rules, cos_lifecycle_rule_content_t, node);
    CHECK(text_is("r1", &rule->id));
    CHECK(text_is("a/", &rule->prefix));
    CHECK(text_is("Enabled", &rule->status));
    CHECK_INT_EQ(30, rule->transition.days);
    CHECK(text_is("STANDARD_IA", &rule->transition.storage_class));
    CHECK(text_is(NULL, &rule->transition.date));
    CHECK_INT_EQ(INT_MAX, rule->expire.days);
    CHECK(text_is(NULL, &rule->expire.date));
    CHECK_INT_EQ(INT_MAX, rule->abort.days);
    rule = cos_list_entry(rules.next->next, cos_lifecycle_rule_content_t, node);
    CHECK(text_is("r2", &rule->id));
    CHECK(text_is("b/", &rule->prefix));
    CHECK(text_is("Disabled", &rule->status));
    CHECK_INT_EQ(INT_MAX, rule->transition.days);
    CHECK(text_is("2027-01-01T00:00:00+08:00", &rule->transition.date));
    CHECK(text_is("ARCHIVE", &rule->transition.storage_class));
    CHECK_INT_EQ(365, rule->expire.days);
    CHECK_INT_EQ(7, rule->abort.days);
    rule = cos_list_get_last(&rules, cos_lifecycle_rule_content_t, node);
    CHECK(text_is(NULL, &rule->id));
    CHECK(text_is("old/", &rule->prefix));
    CHECK(text_is("2028-01-01T00:00:00+08:00", &rule->expire.date));
    CHECK_INT_EQ(INT_MAX, rule->expire.days);
    CHECK_INT_EQ(INT_MAX, rule->transition.days);
    operation_close(&op);
}

TEST(each_rule_comes_with_its_own_actions)
{
    check_rules(RULES);
}

TEST(an_xml_declaration_changes_nothing)
{
    check_rules(DECLARATION RULES);
}

TEST(of_several_transitions_the_last_comes_whole)
{
    cos_lifecycle_rule_content_t *rule;
    cos_list_t rules;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<LifecycleConfiguration><Rule><Transition><Days>30</Days><StorageClass>STANDARD_IA"
           "</StorageClass></Transition><Transition><Date>2027-01-01T00:00:00+08:00</Date></Transition></Rule>"
           "</LifecycleConfiguration>");
    cos_list_init(&rules);
    CHECK_INT_EQ(200, cos_get_bucket_lifecycle(op.options, &op.bucket, &rules, NULL)->code);
    rule = cos_list_get_first(&rules, cos_lifecycle_rule_content_t, node);
    CHECK_INT_EQ(INT_MAX, rule->transition.days);
    CHECK(text_is("2027-01-01T00:00:00+08:00", &rule->transition.date));
    CHECK(text_is(NULL, &rule->transition.storage_class));
    operation_close(&op);
}

TEST(what_was_got_can_be_put_again)
{
    static const char document[] =
        "<LifecycleConfiguration><Rule><ID>r</ID><Status>Enabled</Status><Filter><Prefix>a/</Prefix></Filter>"
        "<Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>";
    cos_list_t rules;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", document);
    answer(&op, "200 OK", "", "");
    cos_list_init(&rules);
    CHECK_INT_EQ(200, cos_get_bucket_lifecycle(op.options, &op.bucket, &rules, NULL)->code);
    CHECK_INT_EQ(200, cos_put_bucket_lifecycle(op.options, &op.bucket, &rules, NULL)->code);
    CHECK(sent(&op, 2, "PUT /?lifecycle HTTP/1.1", document));
    operation_close(&op);
}

TEST(rules_are_deleted)
{
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "204 No Content", "", "");
    CHECK_INT_EQ(204, cos_delete_bucket_lifecycle(op.options, &op.bucket, NULL)->code);
    CHECK(sent_bare(&op, 1, "DELETE /?lifecycle HTTP/1.1"));
    operation_close(&op);
}

TEST(failures_are_told_and_unusable_arguments_send_nothing)
{
    cos_status_t *status;
    cos_list_t rules;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer_error(&op, "404 Not Found", "NoSuchLifecycleConfiguration");
    cos_list_init(&rules);
    status = cos_get_bucket_lifecycle(op.options, &op.bucket, &rules, NULL);
    CHECK_INT_EQ(404, status->code);
    CHECK_STR_EQ("NoSuchLifecycleConfiguration", status->error_code);
    CHECK(cos_list_empty(&rules));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_lifecycle(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_lifecycle(op.options, NULL, &rules, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_lifecycle(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_lifecycle(op.options, NULL, &rules, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_delete_bucket_lifecycle(op.options, NULL, NULL)->code);
    CHECK_INT_EQ(1, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
