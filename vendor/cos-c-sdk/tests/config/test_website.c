#include "config.h"

#define SITE \
    "<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix></IndexDocument>" \
    "<RedirectAllRequestsTo><Protocol>https</Protocol></RedirectAllRequestsTo>" \
    "<ErrorDocument><Key>Error.html</Key></ErrorDocument><RoutingRules>" \
    "<RoutingRule><Condition><HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals></Condition>" \
    "<Redirect><Protocol>https</Protocol><ReplaceKeyWith>404.html</ReplaceKeyWith></Redirect></RoutingRule>" \
    "<RoutingRule><Condition><KeyPrefixEquals>docs/</KeyPrefixEquals></Condition>" \
    "<Redirect><ReplaceKeyPrefixWith></ReplaceKeyPrefixWith></Redirect></RoutingRule>" \
    "</RoutingRules></WebsiteConfiguration>"

TEST(a_site_is_put_with_its_rules)
{
    cos_website_params_t *site;
    cos_website_rule_content_t *rule;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    site = cos_create_website_params(op.pool);
    cos_str_set(&site->index, "index.html");
    cos_str_set(&site->redirect_protocol, "https");
    cos_str_set(&site->error_document, "Error.html");
    rule = cos_create_website_rule_content(op.pool);
    cos_str_set(&rule->condition_errcode, "404");
    cos_str_set(&rule->redirect_protocol, "https");
    cos_str_set(&rule->redirect_replace_key, "404.html");
    cos_list_add_tail(&rule->node, &site->rule_list);
    rule = cos_create_website_rule_content(op.pool);
    cos_str_set(&rule->condition_prefix, "docs/");
    cos_str_set(&rule->redirect_replace_key_prefix, "");
    cos_list_add_tail(&rule->node, &site->rule_list);
    CHECK_INT_EQ(200, cos_put_bucket_website(op.options, &op.bucket, site, &op.answer)->code);
    CHECK(sent(&op, 1, "PUT /?website HTTP/1.1", SITE));
    CHECK(op.answer != NULL);
    operation_close(&op);
}

TEST(a_small_site_sends_only_what_it_has)
{
    cos_website_params_t *site;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    site = cos_create_website_params(op.pool);
    cos_str_set(&site->index, "i.html");
    cos_str_set(&site->error_document, "");
    CHECK_INT_EQ(200, cos_put_bucket_website(op.options, &op.bucket, site, NULL)->code);
    CHECK(sent(&op, 1, "PUT /?website HTTP/1.1",
               "<WebsiteConfiguration><IndexDocument><Suffix>i.html</Suffix></IndexDocument></WebsiteConfiguration>"));
    operation_close(&op);
}

static void check_site(const char *body)
{
    cos_website_params_t *site;
    cos_website_rule_content_t *rule;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", body);
    site = cos_create_website_params(op.pool);
    CHECK_INT_EQ(200, cos_get_bucket_website(op.options, &op.bucket, site, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "GET /?website HTTP/1.1"));
    CHECK(text_is("index.html", &site->index));
    CHECK(text_is("https", &site->redirect_protocol));
    CHECK(text_is("Error.html", &site->error_document));
    CHECK_INT_EQ(2, list_length(&site->rule_list));
    rule = cos_list_get_first(&site->rule_list, cos_website_rule_content_t, node);
    CHECK(text_is("404", &rule->condition_errcode));
    CHECK(text_is(NULL, &rule->condition_prefix));
    CHECK(text_is("https", &rule->redirect_protocol));
    CHECK(text_is("404.html", &rule->redirect_replace_key));
    CHECK(text_is(NULL, &rule->redirect_replace_key_prefix));
    rule = cos_list_get_last(&site->rule_list, cos_website_rule_content_t, node);
    CHECK(text_is("docs/", &rule->condition_prefix));
    CHECK(text_is("", &rule->redirect_replace_key_prefix));
    operation_close(&op);
}

TEST(a_site_is_got_with_and_without_an_xml_declaration)
{
    check_site(SITE);
    check_site(DECLARATION SITE);
}

TEST(a_site_is_deleted)
{
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "204 No Content", "", "");
    CHECK_INT_EQ(204, cos_delete_bucket_website(op.options, &op.bucket, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "DELETE /?website HTTP/1.1"));
    operation_close(&op);
}

TEST(failures_are_told_and_unusable_arguments_send_nothing)
{
    cos_website_params_t *site;
    cos_status_t *status;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer_error(&op, "404 Not Found", "NoSuchWebsiteConfiguration");
    site = cos_create_website_params(op.pool);
    status = cos_get_bucket_website(op.options, &op.bucket, site, NULL);
    CHECK_INT_EQ(404, status->code);
    CHECK_STR_EQ("NoSuchWebsiteConfiguration", status->error_code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_website(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_website(op.options, NULL, site, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_website(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_delete_bucket_website(op.options, NULL, NULL)->code);
    CHECK_INT_EQ(1, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
