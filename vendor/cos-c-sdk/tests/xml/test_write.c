#include "base/memory.h"
#include "cos_api.h"
#include "test.h"
#include "xml/documents.h"
#include "xml/documents_configuration.h"
#include "xml/read.h"
#include "xml/write.h"

static cos_pool_t *pool;

static const char *restore_with_tier(const char *tier)
{
    cos_object_restore_params_t params = { 0 };
    char *text = NULL;
    size_t size = 0;

    params.days = 3;
    cos_str_set(&params.tier, tier);
    if (cosi_xml_write(pool, &cosi_xml_restore_request, &params, &text, &size) != COSE_OK) {
        return NULL;
    }
    return strlen(text) == size ? text : NULL;
}

TEST(nested_paths_share_their_parents)
{
    CHECK_STR_EQ("<RestoreRequest><Days>3</Days><CASJobParameters><Tier>Bulk</Tier></CASJobParameters></RestoreRequest>",
                 restore_with_tier("Bulk"));
}

TEST(neighbours_under_one_parent_open_it_once)
{
    cos_get_service_params_t params;
    char *text;
    size_t size;

    cosi_xml_clear(&cosi_xml_service, &params);
    cos_str_set(&params.owner_id, "1");
    cos_str_set(&params.owner_display_name, "li");
    CHECK_INT_EQ(COSE_OK, cosi_xml_write(pool, &cosi_xml_service, &params, &text, &size));
    CHECK_STR_EQ("<ListAllMyBucketsResult><Owner><ID>1</ID><DisplayName>li</DisplayName></Owner>"
                 "</ListAllMyBucketsResult>", text);
}

TEST(strings_without_data_are_left_out_and_empty_ones_are_not)
{
    CHECK_STR_EQ("<RestoreRequest><Days>3</Days></RestoreRequest>", restore_with_tier(NULL));
    CHECK_STR_EQ("<RestoreRequest><Days>3</Days><CASJobParameters><Tier></Tier></CASJobParameters></RestoreRequest>",
                 restore_with_tier(""));
}

TEST(markup_and_white_space_are_escaped)
{
    CHECK_STR_EQ("<RestoreRequest><Days>3</Days><CASJobParameters><Tier>a&amp;b&lt;c&gt;\"'&#9;&#10;&#13;</Tier>"
                 "</CASJobParameters></RestoreRequest>", restore_with_tier("a&b<c>\"'\t\n\r"));
}

TEST(every_unicode_character_of_xml_is_written_as_it_is)
{
    CHECK(strstr(restore_with_tier("\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80"), "\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80") != NULL);
    CHECK(restore_with_tier("\xed\x9f\xbf") != NULL);     /* U+D7FF */
    CHECK(restore_with_tier("\xef\xbf\xbd") != NULL);     /* U+FFFD */
    CHECK(restore_with_tier("\xf4\x8f\xbf\xbf") != NULL); /* U+10FFFF */
}

TEST(what_xml_cannot_hold_is_an_error)
{
    static const char *const texts[] = {
        "\x01", "a\x1f", "\x80", "\xc3", "\xc0\x80", "\xe4\xb8", "\xe0\x80\x80", "\xed\xa0\x80", "\xef\xbf\xbe",
        "\xef\xbf\xbf", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc3(", "\xe4\xb8("
    };
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        CHECK(restore_with_tier(texts[i]) == NULL);
    }
}

TEST(a_list_is_written_from_a_copy_of_its_head)
{
    cos_object_key_t first = { 0 };
    cos_object_key_t second = { 0 };
    cos_list_t list;

    cos_list_init(&list);
    CHECK_STR_EQ("<Delete><Quiet>true</Quiet></Delete>", build_objects_xml(pool, &list, "true"));
    cos_str_set(&first.key, "a&b");
    cos_str_set(&second.key, "c");
    cos_list_add_tail(&first.node, &list);
    cos_list_add_tail(&second.node, &list);
    CHECK_STR_EQ("<Delete><Quiet>false</Quiet><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key></Object></Delete>",
                 build_objects_xml(pool, &list, "false"));
    CHECK(list.next == &first.node && list.prev == &second.node && second.node.next == &list);
}

TEST(published_builders_make_bodies)
{
    cos_complete_part_content_t part = { 0 };
    cos_object_restore_params_t restore = { 0 };
    cos_list_t parts;
    cos_list_t body;

    cos_list_init(&parts);
    cos_list_init(&body);
    cos_str_set(&part.part_number, "1");
    cos_str_set(&part.etag, "\"e\"");
    cos_list_add_tail(&part.node, &parts);
    build_complete_multipart_upload_body(pool, &parts, &body);
    CHECK_STR_EQ("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"e\"</ETag></Part>"
                 "</CompleteMultipartUpload>", cos_buf_list_content(pool, &body));
    cos_list_init(&body);
    cos_str_set(&restore.tier, "\x01");
    build_object_restore_body(pool, &restore, &body);
    CHECK(cos_list_empty(&body));
    cos_list_init(&parts);
    build_delete_objects_body(pool, &parts, 1, &body);
    CHECK_STR_EQ("<Delete><Quiet>true</Quiet></Delete>", cos_buf_list_content(pool, &body));
}

static const char *policy_of(const char *type, const char *id)
{
    cos_acl_grantee_content_t grantee = { 0 };
    cos_acl_params_t params;
    char *text = NULL;
    size_t size = 0;

    cosi_xml_clear(&cosi_xml_acl, &params);
    if (type != NULL) {
        cos_str_set(&grantee.type, type);
    }
    if (id != NULL) {
        cos_str_set(&grantee.id, id);
    }
    cos_list_add_tail(&grantee.node, &params.grantee_list);
    return cosi_xml_write(pool, &cosi_xml_acl, &params, &text, &size) == COSE_OK ? text : NULL;
}

#define GRANT(inside) \
    "<AccessControlPolicy><AccessControlList><Grant>" inside "</Grant></AccessControlList></AccessControlPolicy>"

TEST(an_attribute_is_written_into_the_tag_of_its_element)
{
    CHECK_STR_EQ(GRANT("<Grantee xsi:type=\"a&lt;&quot;\"><ID>1</ID></Grantee>"), policy_of("a<\"", "1"));
    CHECK_STR_EQ(GRANT("<Grantee xsi:type=\"Group\"></Grantee>"), policy_of("Group", NULL));
    CHECK_STR_EQ(GRANT("<Grantee><ID>1</ID></Grantee>"), policy_of(NULL, "1"));
    CHECK(policy_of("\x01", "1") == NULL);
}

TEST(a_structure_in_which_nothing_is_given_is_left_out)
{
    cos_lifecycle_rule_content_t *rule = cos_create_lifecycle_rule_content(pool);
    cosi_rules_t rules;
    char *text;
    size_t size;

    cos_list_init(&rules.rules);
    cos_list_add_tail(&rule->node, &rules.rules);
    CHECK_INT_EQ(COSE_OK, cosi_xml_write(pool, &cosi_xml_lifecycle, &rules, &text, &size));
    CHECK_STR_EQ("<LifecycleConfiguration><Rule><Filter><Prefix></Prefix></Filter></Rule></LifecycleConfiguration>", text);
    rule->transition.days = 0;
    CHECK_INT_EQ(COSE_OK, cosi_xml_write(pool, &cosi_xml_lifecycle, &rules, &text, &size));
    CHECK(strstr(text, "<Transition><Days>0</Days></Transition>") != NULL);
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
