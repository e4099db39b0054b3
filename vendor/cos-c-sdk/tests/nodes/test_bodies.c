/* Each builder and parser of bodies against the table of its document. */
#include <limits.h>

#include "cos_api.h"
#include "cos_xml.h"
#include "samples.h"
#include "test.h"
#include "xml/documents.h"
#include "xml/documents_configuration.h"
#include "xml/documents_live.h"
#include "xml/documents_media.h"
#include "xml/read.h"
#include "xml/write.h"

static cos_pool_t *pool;

static cos_list_t *body_of(const char *text)
{
    cos_list_t *body = cos_palloc(pool, sizeof(*body));
    size_t half = strlen(text) / 2;

    /* two pieces: none of the functions may look at the first only */
    cos_list_init(body);
    cos_list_add_tail(&cos_buf_pack(pool, text, (int)half)->node, body);
    cos_list_add_tail(&cos_buf_pack(pool, text + half, (int)(strlen(text) - half))->node, body);
    return body;
}

static char *written(const cosi_xml_document_t *document, const void *in)
{
    char *text = NULL;
    size_t size;

    return cosi_xml_write(pool, document, in, &text, &size) == COSE_OK ? text : NULL;
}

static char *content_of(cos_list_t *body)
{
    return cos_buf_list_content(pool, body);
}

typedef struct {
    const char *name;
    const cosi_xml_document_t *document;
    const char *sample;
    int (*parse)(cos_list_t *body, void *out);
    char *(*build)(void *in);
    void (*build_body)(void *in, cos_list_t *body);
} case_t;

#define PARSE(function, type) \
    static int parse_##function(cos_list_t *body, void *out) { return function(pool, body, (type *)out); }
#define BUILD(name, type) \
    static char *build_of_##name(void *in) { return build_##name##_xml(pool, (type *)in); } \
    static void body_of_##name(void *in, cos_list_t *body) { build_##name##_body(pool, (type *)in, body); }
#define CASE(doc, sample, parser, builder) \
    { #parser, &(doc), sample, parse_##parser, build_of_##builder, body_of_##builder }
#define ANSWER(doc, sample, parser) { #parser, &(doc), sample, parse_##parser, NULL, NULL }

PARSE(cos_acl_parse_from_body, cos_acl_params_t)
PARSE(cos_cors_rules_parse_from_body, cos_list_t)
PARSE(cos_lifecycle_rules_parse_from_body, cos_list_t)
PARSE(cos_replication_parse_from_body, cos_replication_params_t)
PARSE(cos_versioning_parse_from_body, cos_versioning_content_t)
PARSE(cos_get_website_parse_from_body, cos_website_params_t)
PARSE(cos_get_domain_parse_from_body, cos_domain_params_t)
PARSE(cos_get_logging_parse_from_body, cos_logging_params_t)
PARSE(cos_get_inventory_parse_from_body, cos_inventory_params_t)
PARSE(cos_list_inventory_parse_from_body, cos_list_inventory_params_t)
PARSE(cos_get_tagging_parse_from_body, cos_tagging_params_t)
PARSE(cos_get_referer_parse_from_body, cos_referer_params_t)
PARSE(cos_get_intelligenttiering_parse_from_body, cos_intelligenttiering_params_t)
PARSE(cos_live_channel_info_parse_from_body, cos_live_channel_configuration_t)
PARSE(cos_live_channel_stat_parse_from_body, cos_live_channel_stat_t)
PARSE(cos_live_channel_history_parse_from_body, cos_list_t)

static int parse_cos_create_live_channel_parse_from_body(cos_list_t *body, void *out)
{
    cosi_live_channel_urls_t *urls = out;
    return cos_create_live_channel_parse_from_body(pool, body, &urls->publish_urls, &urls->play_urls);
}

static int parse_cos_list_live_channel_parse_from_body(cos_list_t *body, void *out)
{
    cos_list_live_channel_params_t *page = out;
    return cos_list_live_channel_parse_from_body(pool, body, &page->live_channel_list, &page->next_marker,
                                                 &page->truncated);
}

static int parse_cos_list_objects_parse_from_body(cos_list_t *body, void *out)
{
    cos_list_object_params_t *page = out;
    return cos_list_objects_parse_from_body(pool, body, &page->object_list, &page->common_prefix_list,
                                            &page->next_marker, &page->truncated);
}

BUILD(lifecycle, cos_list_t)
BUILD(cors, cos_list_t)
BUILD(replication, cos_replication_params_t)
BUILD(versioning, cos_versioning_content_t)
BUILD(website, cos_website_params_t)
BUILD(domain, cos_domain_params_t)
BUILD(logging, cos_logging_params_t)
BUILD(inventory, cos_inventory_params_t)
BUILD(tagging, cos_tagging_params_t)
BUILD(referer, cos_referer_params_t)
BUILD(intelligenttiering, cos_intelligenttiering_params_t)
BUILD(create_live_channel, cos_live_channel_configuration_t)

static const case_t cases[] = {
    ANSWER(cosi_xml_acl, SAMPLE_ACL, cos_acl_parse_from_body),
    CASE(cosi_xml_cors, SAMPLE_CORS, cos_cors_rules_parse_from_body, cors),
    CASE(cosi_xml_lifecycle, SAMPLE_LIFECYCLE, cos_lifecycle_rules_parse_from_body, lifecycle),
    CASE(cosi_xml_replication, SAMPLE_REPLICATION, cos_replication_parse_from_body, replication),
    CASE(cosi_xml_versioning, SAMPLE_VERSIONING, cos_versioning_parse_from_body, versioning),
    CASE(cosi_xml_website, SAMPLE_WEBSITE, cos_get_website_parse_from_body, website),
    CASE(cosi_xml_domain, SAMPLE_DOMAIN, cos_get_domain_parse_from_body, domain),
    CASE(cosi_xml_logging, SAMPLE_LOGGING, cos_get_logging_parse_from_body, logging),
    CASE(cosi_xml_inventory, SAMPLE_INVENTORY, cos_get_inventory_parse_from_body, inventory),
    ANSWER(cosi_xml_list_inventory, SAMPLE_INVENTORIES, cos_list_inventory_parse_from_body),
    CASE(cosi_xml_tagging, SAMPLE_TAGGING, cos_get_tagging_parse_from_body, tagging),
    CASE(cosi_xml_referer, SAMPLE_REFERER, cos_get_referer_parse_from_body, referer),
    CASE(cosi_xml_intelligenttiering, SAMPLE_TIERING, cos_get_intelligenttiering_parse_from_body, intelligenttiering),
    CASE(cosi_xml_live_channel, SAMPLE_CHANNEL, cos_live_channel_info_parse_from_body, create_live_channel),
    ANSWER(cosi_xml_live_channel_urls, SAMPLE_URLS, cos_create_live_channel_parse_from_body),
    ANSWER(cosi_xml_live_channel_stat, SAMPLE_STAT, cos_live_channel_stat_parse_from_body),
    ANSWER(cosi_xml_live_channel_list, SAMPLE_CHANNELS, cos_list_live_channel_parse_from_body),
    ANSWER(cosi_xml_live_channel_history, SAMPLE_HISTORY, cos_live_channel_history_parse_from_body),
    ANSWER(cosi_xml_list_objects, SAMPLE_LIST, cos_list_objects_parse_from_body),
};

#define CASES (sizeof(cases) / sizeof(cases[0]))

static void *cleared(const cosi_xml_document_t *document)
{
    void *out = cos_palloc(pool, document->size);
    cosi_xml_clear(document, out);
    return out;
}

TEST(each_parser_reads_what_the_table_of_its_document_reads)
{
    size_t i;

    for (i = 0; i < CASES; i++) {
        void *expected = cleared(cases[i].document);
        void *out = cleared(cases[i].document);
        char *text;
        CHECK_INT_EQ(COSE_OK, cosi_xml_read(pool, cases[i].document, cases[i].sample, strlen(cases[i].sample), expected));
        CHECK_INT_EQ(COSE_OK, cases[i].parse(body_of(cases[i].sample), out));
        text = written(cases[i].document, expected);
        CHECK(text != NULL && strlen(text) > strlen(cases[i].sample) / 2);
        CHECK_STR_EQ(text, written(cases[i].document, out));
    }
}

TEST(each_parser_refuses_other_documents_and_leaves_everything_as_it_was)
{
    static const char *const others[] = { "<Other/>", "", "<", "<!DOCTYPE a><a/>" };
    size_t i;
    size_t k;

    for (i = 0; i < CASES; i++) {
        void *out = cleared(cases[i].document);
        char *before = written(cases[i].document, out);
        for (k = 0; k < sizeof(others) / sizeof(others[0]); k++) {
            CHECK_INT_EQ(COSE_XML_PARSE_ERROR, cases[i].parse(body_of(others[k]), out));
        }
        CHECK_STR_EQ(before, written(cases[i].document, out));
    }
}

TEST(each_builder_writes_what_the_table_of_its_document_writes)
{
    size_t i;
    int builders = 0;

    for (i = 0; i < CASES; i++) {
        void *in = cleared(cases[i].document);
        cos_list_t body;
        char *text;
        if (cases[i].build == NULL) {
            continue;
        }
        builders++;
        CHECK_INT_EQ(COSE_OK, cosi_xml_read(pool, cases[i].document, cases[i].sample, strlen(cases[i].sample), in));
        text = written(cases[i].document, in);
        CHECK_STR_EQ(text, cases[i].build(in));
        cos_list_init(&body);
        cases[i].build_body(in, &body);
        CHECK_STR_EQ(text, content_of(&body));
    }
    CHECK_INT_EQ(12, builders);
}

TEST(builders_make_nothing_of_text_that_xml_cannot_hold)
{
    cos_versioning_content_t versioning;
    cos_list_t body;

    cos_str_set(&versioning.status, "a\x01");
    cos_list_init(&body);
    CHECK(build_versioning_xml(pool, &versioning) == NULL);
    build_versioning_body(pool, &versioning, &body);
    CHECK(cos_list_empty(&body));
}

TEST(a_moderation_job_is_built_as_its_table_says)
{
    ci_video_auditing_job_options_t job = { 0 };
    cos_list_t body;

    cos_str_set(&job.input_object, "v.mp4");
    cos_str_set(&job.job_conf.detect_type, "Porn,Ads");
    job.job_conf.snapshot.time_interval = 1.5f;
    cos_list_init(&body);
    build_video_auditing_job_body(pool, &job, &body);
    CHECK_STR_EQ(written(&cosi_xml_video_auditing_request, &job), content_of(&body));
    CHECK(strstr(content_of(&body), "<TimeInterval>1.5</TimeInterval>") != NULL);
}

TEST(results_of_data_processing_are_read)
{
    ci_operation_result_t operation;
    ci_qrcode_result_t codes;
    ci_media_info_result_t media;

    CHECK_INT_EQ(COSE_OK, ci_get_operation_result_parse_from_body(pool, body_of(
        "<UploadResult><OriginalInfo><Key>k</Key></OriginalInfo><ProcessResults><Object><Key>o</Key><Width>7</Width>"
        "</Object></ProcessResults></UploadResult>"), &operation));
    CHECK_STR_EQ("k", operation.origin.key.data);
    CHECK_INT_EQ(7, operation.object.width);
    CHECK_INT_EQ(COSE_OK, ci_get_qrcode_result_parse_from_body(pool, body_of(
        "<Response><CodeStatus>1</CodeStatus><QRcodeInfo><CodeUrl>u</CodeUrl></QRcodeInfo></Response>"), &codes));
    CHECK_STR_EQ("u", cos_list_get_first(&codes.qrcode_info, ci_qrcode_info_t, node)->code_url.data);
    CHECK_INT_EQ(COSE_OK, ci_media_info_result_parse_from_body(pool, body_of(
        "<Response><MediaInfo><Stream><Video><Width>9</Width></Video></Stream></MediaInfo></Response>"), &media));
    CHECK_INT_EQ(9, media.stream.video.width);
}

TEST(parsers_with_a_status_say_in_it_what_they_return)
{
    ci_video_auditing_job_result_t job;
    ci_auditing_job_result_t result;
    ci_media_buckets_result_t buckets;
    cos_status_t *status = cos_status_create(pool);

    CHECK_INT_EQ(COSE_OK, ci_video_auditing_result_parse_from_body(pool, body_of(
        "<Response><JobsDetail><JobId>j</JobId></JobsDetail></Response>"), &job, status));
    CHECK_STR_EQ("j", job.jobs_detail.job_id.data);
    CHECK_INT_EQ(COSE_OK, ci_get_auditing_result_parse_from_body(pool, body_of(
        "<Response><JobsDetail><State>Success</State></JobsDetail></Response>"), &result, status));
    CHECK_STR_EQ("Success", result.jobs_detail.state.data);
    CHECK_INT_EQ(COSE_OK, ci_media_buckets_result_parse_from_body(pool, body_of(
        "<Response><TotalCount>3</TotalCount></Response>"), &buckets, status));
    CHECK_INT_EQ(3, buckets.total_count);
    CHECK_INT_EQ(0, status->code);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, ci_media_buckets_result_parse_from_body(pool, body_of("<x/>"), &buckets, status));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, status->code);
    CHECK_STR_EQ("ParseXmlError", status->error_code);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, ci_get_auditing_result_parse_from_body(pool, body_of("<x/>"), &result, NULL));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, ci_video_auditing_result_parse_from_body(pool, body_of("<x/>"), &job, NULL));
}

static void before(void)
{
    CHECK_INT_EQ(COSE_OK, cos_http_io_initialize(NULL, 0));
    cos_pool_create(&pool, NULL);
}

static void after(void)
{
    cos_pool_destroy(pool);
    cos_http_io_deinitialize();
}

TEST_MAIN(before, after)
