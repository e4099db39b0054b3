/* Configurations of a few words: versioning, domain, logging, referer, intelligent tiering. */
#include "config.h"

TEST(versioning_is_put)
{
    cos_versioning_content_t *versioning;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    versioning = cos_create_versioning_content(op.pool);
    cos_str_set(&versioning->status, "Suspended");
    CHECK_INT_EQ(200, cos_put_bucket_versioning(op.options, &op.bucket, versioning, &op.answer)->code);
    CHECK(sent(&op, 1, "PUT /?versioning HTTP/1.1",
               "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>"));
    operation_close(&op);
}

TEST(versioning_is_got_also_where_it_never_was)
{
    cos_versioning_content_t *versioning;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", DECLARATION "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
    answer(&op, "200 OK", "", DECLARATION "<VersioningConfiguration/>");
    versioning = cos_create_versioning_content(op.pool);
    CHECK_INT_EQ(200, cos_get_bucket_versioning(op.options, &op.bucket, versioning, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "GET /?versioning HTTP/1.1"));
    CHECK(text_is("Enabled", &versioning->status));
    CHECK_INT_EQ(200, cos_get_bucket_versioning(op.options, &op.bucket, versioning, NULL)->code);
    CHECK(text_is(NULL, &versioning->status));
    operation_close(&op);
}

TEST(a_domain_is_put_and_its_replacement_spelled_as_the_server_does)
{
    cos_domain_params_t *domain;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    answer(&op, "200 OK", "", "");
    domain = cos_create_domain_params(op.pool);
    cos_str_set(&domain->status, "ENABLED");
    cos_str_set(&domain->name, "www.example.com");
    cos_str_set(&domain->type, "REST");
    CHECK_INT_EQ(200, cos_put_bucket_domain(op.options, &op.bucket, domain, &op.answer)->code);
    CHECK(sent(&op, 1, "PUT /?domain HTTP/1.1", "<DomainConfiguration><DomainRule><Status>ENABLED</Status>"
               "<Name>www.example.com</Name><Type>REST</Type></DomainRule></DomainConfiguration>"));
    cos_str_set(&domain->forced_replacement, "CNAME");
    CHECK_INT_EQ(200, cos_put_bucket_domain(op.options, &op.bucket, domain, NULL)->code);
    CHECK(sent(&op, 2, "PUT /?domain HTTP/1.1", "<DomainConfiguration><DomainRule><Status>ENABLED</Status>"
               "<Name>www.example.com</Name><Type>REST</Type><ForcedReplacement>CNAME</ForcedReplacement></DomainRule>"
               "</DomainConfiguration>"));
    operation_close(&op);
}

TEST(a_domain_is_got_in_both_spellings)
{
    cos_domain_params_t *domain;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "x-cos-domain-txt-verification: tencent-cloud-cos-verification=1\r\n",
           DECLARATION "<DomainConfiguration><DomainRule><Status>DISABLED</Status><Name>a.com</Name><Type>WEBSITE</Type>"
           "<ForcedReplacement>TXT</ForcedReplacement></DomainRule></DomainConfiguration>");
    answer(&op, "200 OK", "", "<DomainConfiguration><DomainRule><Name>a.com</Name><ForedReplacement>CNAME</ForedReplacement>"
           "</DomainRule><DomainRule><Name>b.com</Name></DomainRule></DomainConfiguration>");
    answer(&op, "200 OK", "", "<DomainConfiguration><DomainRule><Name>b.com</Name></DomainRule><DomainRule>"
           "<Name>a.com</Name><ForedReplacement>CNAME</ForedReplacement></DomainRule></DomainConfiguration>");
    domain = cos_create_domain_params(op.pool);
    CHECK_INT_EQ(200, cos_get_bucket_domain(op.options, &op.bucket, domain, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "GET /?domain HTTP/1.1"));
    CHECK(text_is("DISABLED", &domain->status));
    CHECK(text_is("a.com", &domain->name));
    CHECK(text_is("WEBSITE", &domain->type));
    CHECK(text_is("TXT", &domain->forced_replacement));
    CHECK_STR_EQ("tencent-cloud-cos-verification=1", apr_table_get(op.answer, "x-cos-domain-txt-verification"));
    CHECK_INT_EQ(200, cos_get_bucket_domain(op.options, &op.bucket, domain, NULL)->code);
    CHECK(text_is("b.com", &domain->name));
    CHECK(text_is(NULL, &domain->forced_replacement));
    CHECK_INT_EQ(200, cos_get_bucket_domain(op.options, &op.bucket, domain, NULL)->code);
    CHECK(text_is("a.com", &domain->name));
    CHECK(text_is("CNAME", &domain->forced_replacement));
    operation_close(&op);
}

TEST(logging_is_put_and_turned_off)
{
    cos_logging_params_t *logging;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    answer(&op, "200 OK", "", "");
    logging = cos_create_logging_params(op.pool);
    CHECK_INT_EQ(200, cos_put_bucket_logging(op.options, &op.bucket, logging, &op.answer)->code);
    CHECK(sent(&op, 1, "PUT /?logging HTTP/1.1", "<BucketLoggingStatus></BucketLoggingStatus>"));
    cos_str_set(&logging->target_bucket, "l-125");
    cos_str_set(&logging->target_prefix, "logs/");
    CHECK_INT_EQ(200, cos_put_bucket_logging(op.options, &op.bucket, logging, NULL)->code);
    CHECK(sent(&op, 2, "PUT /?logging HTTP/1.1", "<BucketLoggingStatus><LoggingEnabled><TargetBucket>l-125</TargetBucket>"
               "<TargetPrefix>logs/</TargetPrefix></LoggingEnabled></BucketLoggingStatus>"));
    operation_close(&op);
}

TEST(logging_is_got)
{
    cos_logging_params_t *logging;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", DECLARATION "<BucketLoggingStatus><LoggingEnabled><TargetBucket>l-125</TargetBucket>"
           "<TargetPrefix>logs/</TargetPrefix></LoggingEnabled></BucketLoggingStatus>");
    answer(&op, "200 OK", "", "<BucketLoggingStatus/>");
    logging = cos_create_logging_params(op.pool);
    CHECK_INT_EQ(200, cos_get_bucket_logging(op.options, &op.bucket, logging, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "GET /?logging HTTP/1.1"));
    CHECK(text_is("l-125", &logging->target_bucket));
    CHECK(text_is("logs/", &logging->target_prefix));
    CHECK_INT_EQ(200, cos_get_bucket_logging(op.options, &op.bucket, logging, NULL)->code);
    CHECK(text_is(NULL, &logging->target_bucket));
    operation_close(&op);
}

#define REFERER \
    "<RefererConfiguration><Status>Enabled</Status><RefererType>White-List</RefererType><DomainList>" \
    "<Domain>*.qq.com</Domain><Domain>[::1]:80</Domain></DomainList>" \
    "<EmptyReferConfiguration>Allow</EmptyReferConfiguration></RefererConfiguration>"

TEST(who_may_link_is_put)
{
    static const char *const names[] = { "*.qq.com", "[::1]:80" };
    cos_referer_params_t *referer;
    operation_t op;
    int i;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    referer = cos_create_referer_params(op.pool);
    cos_str_set(&referer->status, "Enabled");
    cos_str_set(&referer->referer_type, "White-List");
    cos_str_set(&referer->empty_refer_config, "Allow");
    for (i = 0; i < 2; i++) {
        cos_referer_domain_t *domain = cos_create_referer_domain(op.pool);
        cos_str_set(&domain->domain, names[i]);
        cos_list_add_tail(&domain->node, &referer->domain_list);
    }
    CHECK_INT_EQ(200, cos_put_bucket_referer(op.options, &op.bucket, referer, &op.answer)->code);
    CHECK(sent(&op, 1, "PUT /?referer HTTP/1.1", REFERER));
    operation_close(&op);
}

TEST(who_may_link_is_got)
{
    cos_referer_params_t *referer;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", DECLARATION REFERER);
    answer(&op, "200 OK", "", "<RefererConfiguration/>");
    referer = cos_create_referer_params(op.pool);
    CHECK_INT_EQ(200, cos_get_bucket_referer(op.options, &op.bucket, referer, &op.answer)->code);
    CHECK(sent_bare(&op, 1, "GET /?referer HTTP/1.1"));
    CHECK(text_is("Enabled", &referer->status));
    CHECK(text_is("White-List", &referer->referer_type));
    CHECK(text_is("Allow", &referer->empty_refer_config));
    CHECK_INT_EQ(2, list_length(&referer->domain_list));
    CHECK(text_is("*.qq.com", &cos_list_get_first(&referer->domain_list, cos_referer_domain_t, node)->domain));
    CHECK(text_is("[::1]:80", &cos_list_get_last(&referer->domain_list, cos_referer_domain_t, node)->domain));
    CHECK_INT_EQ(200, cos_get_bucket_referer(op.options, &op.bucket, referer, NULL)->code);
    CHECK(text_is(NULL, &referer->status));
    operation_close(&op);
}

TEST(tiering_is_put)
{
    cos_intelligenttiering_params_t *tiering;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    answer(&op, "200 OK", "", "");
    tiering = cos_create_intelligenttiering_params(op.pool);
    cos_str_set(&tiering->status, "Enabled");
    CHECK_INT_EQ(200, cos_put_bucket_intelligenttiering(op.options, &op.bucket, tiering, &op.answer)->code);
    CHECK(sent(&op, 1, "PUT /?intelligenttiering HTTP/1.1",
               "<IntelligentTieringConfiguration><Status>Enabled</Status></IntelligentTieringConfiguration>"));
    tiering->days = 30;
    CHECK_INT_EQ(200, cos_put_bucket_intelligenttiering(op.options, &op.bucket, tiering, NULL)->code);
    CHECK(sent(&op, 2, "PUT /?intelligenttiering HTTP/1.1", "<IntelligentTieringConfiguration><Status>Enabled</Status>"
               "<Transition><Days>30</Days></Transition></IntelligentTieringConfiguration>"));
    operation_close(&op);
}

TEST(tiering_is_got_with_and_without_an_xml_declaration_and_where_it_never_was)
{
    static const char *const declarations[] = { "", DECLARATION };
    cos_intelligenttiering_params_t *tiering;
    operation_t op;
    char body[512];
    int i;

    operation_open(&op, NULL, NULL);
    tiering = cos_create_intelligenttiering_params(op.pool);
    for (i = 0; i < 2; i++) {
        snprintf(body, sizeof(body), "%s<IntelligentTieringConfiguration><Status>Enabled</Status><Transition><Days>60</Days>"
                 "<RequestFrequent>1</RequestFrequent></Transition></IntelligentTieringConfiguration>", declarations[i]);
        answer(&op, "200 OK", "", body);
        tiering->days = 1;
        CHECK_INT_EQ(200, cos_get_bucket_intelligenttiering(op.options, &op.bucket, tiering, &op.answer)->code);
        CHECK(sent_bare(&op, i + 1, "GET /?intelligenttiering HTTP/1.1"));
        CHECK(text_is("Enabled", &tiering->status));
        CHECK_INT_EQ(60, tiering->days);
    }
    answer(&op, "200 OK", "", "<IntelligentTieringConfiguration/>");
    CHECK_INT_EQ(200, cos_get_bucket_intelligenttiering(op.options, &op.bucket, tiering, NULL)->code);
    CHECK(text_is(NULL, &tiering->status));
    CHECK_INT_EQ(INT_MAX, tiering->days);
    operation_close(&op);
}

TEST(failures_are_told_and_leave_the_structure_as_it_was)
{
    cos_domain_params_t *domain;
    cos_status_t *status;
    operation_t op;

    operation_open(&op, NULL, NULL);
    answer_error(&op, "409 Conflict", "RecordAlreadyExist");
    answer(&op, "200 OK", "", "<DomainConfiguration><DomainRule><Name>b.com</Name></DomainConfiguration>");
    domain = cos_create_domain_params(op.pool);
    cos_str_set(&domain->name, "a.com");
    status = cos_put_bucket_domain(op.options, &op.bucket, domain, NULL);
    CHECK_INT_EQ(409, status->code);
    CHECK_STR_EQ("RecordAlreadyExist", status->error_code);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, cos_get_bucket_domain(op.options, &op.bucket, domain, NULL)->code);
    CHECK(text_is("a.com", &domain->name));
    operation_close(&op);
}

TEST(missing_structures_send_nothing)
{
    operation_t op;

    operation_open(&op, NULL, NULL);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_versioning(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_versioning(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_domain(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_domain(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_logging(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_logging(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_referer(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_referer(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_put_bucket_intelligenttiering(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_get_bucket_intelligenttiering(op.options, &op.bucket, NULL, NULL)->code);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
