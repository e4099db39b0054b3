/* Parts of trees of nodes against the tables of their documents. */
#include <limits.h>

#include "base/memory.h"
#include "cos_api.h"
#include "cos_xml.h"
#include "samples.h"
#include "test.h"
#include "xml/documents.h"
#include "xml/documents_configuration.h"
#include "xml/documents_live.h"
#include "xml/nodes.h"
#include "xml/read.h"
#include "xml/write.h"

static cos_pool_t *pool;

typedef struct {
    const cosi_xml_document_t *document;
    const char *sample;
    const char *path;                                                   /* of the list, in the table */
    void (*items)(mxml_node_t *root, const char *path, cos_list_t *list);
    void (*item)(mxml_node_t *node, void *content);
} case_t;

#define ITEMS(function) \
    static void items_##function(mxml_node_t *root, const char *path, cos_list_t *list) { function(pool, root, path, list); }
#define ITEM(function, type) \
    static void item_##function(mxml_node_t *node, void *content) { function(pool, node, (type *)content); }

ITEMS(cos_list_objects_contents_parse)
ITEM(cos_list_objects_content_parse, cos_list_object_content_t)
ITEMS(cos_list_objects_common_prefix_parse)
ITEM(cos_list_objects_prefix_parse, cos_list_object_common_prefix_t)
ITEMS(cos_list_parts_contents_parse)
ITEM(cos_list_parts_content_parse, cos_list_part_content_t)
ITEMS(cos_list_multipart_uploads_contents_parse)
ITEM(cos_list_multipart_uploads_content_parse, cos_list_multipart_upload_content_t)
ITEMS(cos_delete_objects_contents_parse)
ITEM(cos_object_key_parse, cos_object_key_t)
ITEMS(cos_acl_contents_parse)
ITEM(cos_acl_grantee_content_parse, cos_acl_grantee_content_t)
ITEMS(cos_cors_rule_contents_parse)
ITEM(cos_cors_rule_content_parse, cos_cors_rule_content_t)
ITEMS(cos_replication_rules_parse)
ITEM(cos_replication_rule_parse, cos_replication_rule_content_t)
ITEMS(cos_lifecycle_rule_contents_parse)
ITEM(cos_lifecycle_rule_content_parse, cos_lifecycle_rule_content_t)
ITEMS(cos_publish_urls_contents_parse)
ITEM(cos_publish_url_parse, cos_live_channel_publish_url_t)
ITEMS(cos_play_urls_contents_parse)
ITEM(cos_play_url_parse, cos_live_channel_play_url_t)
ITEMS(cos_list_live_channel_contents_parse)
ITEM(cos_list_live_channel_content_parse, cos_live_channel_content_t)
ITEMS(cos_live_channel_history_contents_parse)
ITEM(cos_live_channel_history_content_parse, cos_live_record_content_t)

static const case_t cases[] = {
    { &cosi_xml_list_objects, SAMPLE_LIST, "Contents", items_cos_list_objects_contents_parse,
      item_cos_list_objects_content_parse },
    { &cosi_xml_list_objects, SAMPLE_LIST, "CommonPrefixes", items_cos_list_objects_common_prefix_parse,
      item_cos_list_objects_prefix_parse },
    { &cosi_xml_list_parts, SAMPLE_PARTS, "Part", items_cos_list_parts_contents_parse, item_cos_list_parts_content_parse },
    { &cosi_xml_list_uploads, SAMPLE_UPLOADS, "Upload", items_cos_list_multipart_uploads_contents_parse,
      item_cos_list_multipart_uploads_content_parse },
    { &cosi_xml_delete_result, SAMPLE_DELETED, "Deleted", items_cos_delete_objects_contents_parse,
      item_cos_object_key_parse },
    { &cosi_xml_acl, SAMPLE_ACL, "AccessControlList/Grant", items_cos_acl_contents_parse,
      item_cos_acl_grantee_content_parse },
    { &cosi_xml_cors, SAMPLE_CORS, "CORSRule", items_cos_cors_rule_contents_parse, item_cos_cors_rule_content_parse },
    { &cosi_xml_replication, SAMPLE_REPLICATION, "Rule", items_cos_replication_rules_parse,
      item_cos_replication_rule_parse },
    { &cosi_xml_lifecycle, SAMPLE_LIFECYCLE, "Rule", items_cos_lifecycle_rule_contents_parse,
      item_cos_lifecycle_rule_content_parse },
    { &cosi_xml_live_channel_urls, SAMPLE_URLS, "PublishUrls/Url", items_cos_publish_urls_contents_parse,
      item_cos_publish_url_parse },
    { &cosi_xml_live_channel_urls, SAMPLE_URLS, "PlayUrls/Url", items_cos_play_urls_contents_parse,
      item_cos_play_url_parse },
    { &cosi_xml_live_channel_list, SAMPLE_CHANNELS, "LiveChannel", items_cos_list_live_channel_contents_parse,
      item_cos_list_live_channel_content_parse },
    { &cosi_xml_live_channel_history, SAMPLE_HISTORY, "LiveRecord", items_cos_live_channel_history_contents_parse,
      item_cos_live_channel_history_content_parse },
};

#define CASES (sizeof(cases) / sizeof(cases[0]))

static mxml_node_t *load(const char *text)
{
    mxml_node_t *root = NULL;

    CHECK_INT_EQ(COSE_OK, cosi_nodes_load(text, strlen(text), &root));
    return root;
}

/* A document with nothing but that list. */
static char *written(const case_t *one, const cosi_xml_field_t *field, const cos_list_t *list)
{
    char *document = cos_palloc(pool, one->document->size);
    char *text = NULL;
    size_t size;

    cosi_xml_clear(one->document, document);
    memcpy(document + field->offset, list, sizeof(*list));
    CHECK_INT_EQ(COSE_OK, cosi_xml_write(pool, one->document, document, &text, &size));
    return text;
}

static char *expected(const case_t *one, const cosi_xml_field_t *field)
{
    char *document = cos_palloc(pool, one->document->size);

    CHECK_INT_EQ(COSE_OK, cosi_xml_read(pool, one->document, one->sample, strlen(one->sample), document));
    return written(one, field, (cos_list_t *)(void *)(document + field->offset));
}

TEST(each_list_function_adds_the_items_that_the_table_reads)
{
    size_t i;

    for (i = 0; i < CASES; i++) {
        const cosi_xml_field_t *field = cosi_xml_field(cases[i].document->fields, cases[i].path);
        mxml_node_t *root = load(cases[i].sample);
        cos_list_t *list = cos_pcalloc(pool, sizeof(*list));
        cos_list_init(list);
        cases[i].items(root, cases[i].path, list);
        mxmlDelete(root);
        CHECK(!cos_list_empty(list));
        CHECK_STR_EQ(expected(&cases[i], field), written(&cases[i], field, list));
    }
}

TEST(each_item_function_fills_an_item_that_is_in_a_list_already)
{
    size_t i;

    for (i = 0; i < CASES; i++) {
        const cosi_xml_field_t *field = cosi_xml_field(cases[i].document->fields, cases[i].path);
        mxml_node_t *root = load(cases[i].sample);
        mxml_node_t *node = NULL;
        cos_list_t *list = cos_pcalloc(pool, sizeof(*list));
        cos_list_init(list);
        for (node = cosi_node_next(root, root, cases[i].path); node != NULL;
             node = cosi_node_next(node, root, cases[i].path)) {
            char *item = cosi_calloc(pool, field->item_size);
            cos_list_add_tail((cos_list_t *)(void *)(item + field->node_offset), list);
            cases[i].item(node, item);
        }
        mxmlDelete(root);
        CHECK_STR_EQ(expected(&cases[i], field), written(&cases[i], field, list));
    }
}

TEST(parts_of_an_item_change_nothing_else)
{
    mxml_node_t *root = load(SAMPLE_LIFECYCLE);
    cos_lifecycle_rule_content_t rule;

    memset(&rule, 0, sizeof(rule));
    rule.transition.days = 77;
    rule.abort.days = 88;
    cos_str_set(&rule.id, "mine");
    cos_lifecycle_rule_expire_parse(pool, cosi_node_find(root, "Expiration"), &rule);
    CHECK_INT_EQ(9, rule.expire.days);
    CHECK_INT_EQ(77, rule.transition.days);
    CHECK_STR_EQ("mine", rule.id.data);
    cos_lifecycle_rule_transition_parse(pool, cosi_node_find(root, "Rule"), &rule); /* the parent does as well */
    CHECK_INT_EQ(3, rule.transition.days);
    CHECK_STR_EQ("ARCHIVE", rule.transition.storage_class.data);
    CHECK_INT_EQ(88, rule.abort.days);
    cos_lifecycle_rule_abort_parse(pool, cosi_node_find(root, "AbortIncompleteMultipartUpload"), &rule);
    CHECK_INT_EQ(2, rule.abort.days);
    CHECK_STR_EQ("mine", rule.id.data);
    mxmlDelete(root);
}

TEST(owners_and_grantees_are_read_from_their_own_nodes)
{
    mxml_node_t *objects = load(SAMPLE_LIST);
    mxml_node_t *acl = load(SAMPLE_ACL);
    cos_list_object_content_t entry = { 0 };
    cos_acl_params_t params;
    cos_acl_grantee_content_t grantee = { 0 };

    memset(&params, 0, sizeof(params));
    cos_list_init(&params.grantee_list);
    cos_str_set(&entry.key, "mine");
    cos_list_objects_owner_parse(pool, cosi_node_find(objects, "Owner"), &entry);
    CHECK_STR_EQ("o", entry.owner_id.data);
    CHECK_STR_EQ("d", entry.owner_display_name.data);
    CHECK_STR_EQ("mine", entry.key.data);
    cos_acl_owner_parse(pool, cosi_node_find(acl, "Owner"), &params);
    CHECK_STR_EQ("o", params.owner_id.data);
    CHECK(cos_list_empty(&params.grantee_list));
    cos_str_set(&grantee.permission, "KEPT");
    cos_acl_grantee_content_parse(pool, cosi_node_find(acl, "Grantee"), &grantee);
    CHECK_STR_EQ("CanonicalUser", grantee.type.data);
    CHECK_STR_EQ("g&", grantee.id.data);
    CHECK_STR_EQ("KEPT", grantee.permission.data);
    mxmlDelete(objects);
    mxmlDelete(acl);
}

TEST(live_channels_are_read_from_where_their_path_leads)
{
    mxml_node_t *root = load("<All>" SAMPLE_CHANNEL SAMPLE_STAT SAMPLE_URLS "</All>");
    cos_live_channel_configuration_t channel;
    cos_live_channel_target_t target;
    cos_live_channel_stat_t stat;
    cos_video_stat_t video;
    cos_audio_stat_t audio;
    cos_list_t publish;
    cos_list_t play;

    memset(&channel, 0, sizeof(channel));
    memset(&target, 0, sizeof(target));
    memset(&stat, 0, sizeof(stat));
    memset(&video, 0, sizeof(video));
    memset(&audio, 0, sizeof(audio));
    cos_str_set(&channel.name, "mine");
    cos_live_channel_info_content_parse(pool, root, "LiveChannelConfiguration", &channel);
    CHECK_STR_EQ("mine", channel.name.data);
    CHECK_STR_EQ("p.m3u8", channel.target.play_list_name.data);
    cos_live_channel_info_target_content_parse(pool, cosi_node_find(root, "Target"), &target);
    CHECK_INT_EQ(5, target.frag_duration);
    cos_live_channel_stat_content_parse(pool, root, "LiveChannelStat", &stat);
    CHECK_INT_EQ(4, stat.video_stat.band_width);
    cos_live_channel_stat_video_content_parse(pool, cosi_node_find(root, "Video"), &video);
    CHECK_INT_EQ(3, video.frame_rate);
    cos_live_channel_stat_audio_content_parse(pool, cosi_node_find(root, "Audio"), &audio);
    CHECK_INT_EQ(6, audio.sample_rate);
    cos_list_init(&publish);
    cos_list_init(&play);
    cos_create_live_channel_contents_parse(pool, root, "PublishUrls", &publish, "PlayUrls/Url", &play);
    CHECK_STR_EQ("rtmp://a", cos_list_get_first(&publish, cos_live_channel_publish_url_t, node)->publish_url.data);
    CHECK_STR_EQ("rtmp://b", cos_list_entry(publish.prev, cos_live_channel_publish_url_t, node)->publish_url.data);
    CHECK_STR_EQ("http://c", cos_list_entry(play.prev, cos_live_channel_play_url_t, node)->play_url.data);
    CHECK(play.next == play.prev);
    mxmlDelete(root);
}

TEST(what_cannot_be_read_changes_nothing)
{
    mxml_node_t *root = load("<R><Rule><Expiration><Days>many</Days></Expiration></Rule><Rule><ID>x</ID></Rule></R>");
    cos_lifecycle_rule_content_t rule;
    cos_list_t list;

    memset(&rule, 0, sizeof(rule));
    rule.expire.days = 4;
    cos_lifecycle_rule_content_parse(pool, cosi_node_find(root, "Rule"), &rule);
    cos_lifecycle_rule_expire_parse(pool, NULL, &rule);
    CHECK_INT_EQ(4, rule.expire.days);
    cos_list_init(&list);
    cos_lifecycle_rule_contents_parse(pool, root, "Rule", &list);
    cos_lifecycle_rule_contents_parse(pool, NULL, "Rule", &list);
    CHECK(cos_list_empty(&list));
    mxmlDelete(root);
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
