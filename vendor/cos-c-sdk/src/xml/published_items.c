/* The functions of cos_xml.h that read parts of a tree of nodes: an item, or all items of a path. */
#include <string.h>

#include "cos_xml.h"
#include "xml/documents.h"
#include "xml/documents_configuration.h"
#include "xml/documents_live.h"
#include "xml/nodes.h"

/* Item functions fill `content` from the node of one item; list functions add an item for each element of
   xml_path. What the item is, is where the document's table has it. */
#define ITEM(function, type, document, path) \
    void function(cos_pool_t *p, mxml_node_t *node, type *content) \
    { \
        const cosi_xml_field_t *item = cosi_xml_field((document).fields, path); \
        cosi_node_merge(p, node, item->fields, sizeof(type), NULL, content); \
    }

/* `content` from the first element of xml_path. */
#define FOUND(function, type, document) \
    void function(cos_pool_t *p, mxml_node_t *root, const char *xml_path, type *content) \
    { \
        cosi_node_merge(p, cosi_node_find(root, xml_path), (document).fields, sizeof(type), NULL, content); \
    }

#define PART_OF_ITEM(function, type, document, path, part) \
    void function(cos_pool_t *p, mxml_node_t *xml_node, type *content) \
    { \
        const cosi_xml_field_t *item = cosi_xml_field((document).fields, path); \
        cosi_node_merge(p, xml_node, item->fields, sizeof(type), part, content); \
    }

#define ITEMS(function, document, path) \
    void function(cos_pool_t *p, mxml_node_t *root, const char *xml_path, cos_list_t *list) \
    { \
        cosi_node_items(p, root, xml_path, cosi_xml_field((document).fields, path), list); \
    }

ITEM(cos_list_objects_content_parse, cos_list_object_content_t, cosi_xml_list_objects, "Contents")
PART_OF_ITEM(cos_list_objects_owner_parse, cos_list_object_content_t, cosi_xml_list_objects, "Contents", "Owner")
ITEMS(cos_list_objects_contents_parse, cosi_xml_list_objects, "Contents")
ITEM(cos_list_objects_prefix_parse, cos_list_object_common_prefix_t, cosi_xml_list_objects, "CommonPrefixes")
ITEMS(cos_list_objects_common_prefix_parse, cosi_xml_list_objects, "CommonPrefixes")

ITEM(cos_list_parts_content_parse, cos_list_part_content_t, cosi_xml_list_parts, "Part")
ITEMS(cos_list_parts_contents_parse, cosi_xml_list_parts, "Part")

ITEM(cos_list_multipart_uploads_content_parse, cos_list_multipart_upload_content_t, cosi_xml_list_uploads, "Upload")
ITEMS(cos_list_multipart_uploads_contents_parse, cosi_xml_list_uploads, "Upload")

ITEM(cos_object_key_parse, cos_object_key_t, cosi_xml_delete_result, "Deleted")
ITEMS(cos_delete_objects_contents_parse, cosi_xml_delete_result, "Deleted")

/* ------------------------------------------------------------------ configurations */

ITEMS(cos_acl_contents_parse, cosi_xml_acl, "AccessControlList/Grant")

/* From a grant, or from the grantee in it. */
void cos_acl_grantee_content_parse(cos_pool_t *p, mxml_node_t *xml_node, cos_acl_grantee_content_t *content)
{
    const cosi_xml_field_t *grant = cosi_xml_field(cosi_xml_acl.fields, "AccessControlList/Grant");
    const char *name = xml_node == NULL ? NULL : mxmlGetElement(xml_node);
    const char *only = name != NULL && strcmp(name, "Grantee") == 0 ? name : NULL;

    cosi_node_merge(p, xml_node, grant->fields, sizeof(*content), only, content);
}

void cos_acl_owner_parse(cos_pool_t *p, mxml_node_t *xml_node, cos_acl_params_t *content)
{
    cosi_node_merge(p, xml_node, cosi_xml_acl.fields, sizeof(*content), "Owner", content);
}

ITEM(cos_cors_rule_content_parse, cos_cors_rule_content_t, cosi_xml_cors, "CORSRule")
ITEMS(cos_cors_rule_contents_parse, cosi_xml_cors, "CORSRule")

ITEM(cos_replication_rule_parse, cos_replication_rule_content_t, cosi_xml_replication, "Rule")
ITEMS(cos_replication_rules_parse, cosi_xml_replication, "Rule")

ITEM(cos_lifecycle_rule_content_parse, cos_lifecycle_rule_content_t, cosi_xml_lifecycle, "Rule")
ITEMS(cos_lifecycle_rule_contents_parse, cosi_xml_lifecycle, "Rule")
PART_OF_ITEM(cos_lifecycle_rule_expire_parse, cos_lifecycle_rule_content_t, cosi_xml_lifecycle, "Rule", "Expiration")
PART_OF_ITEM(cos_lifecycle_rule_transition_parse, cos_lifecycle_rule_content_t, cosi_xml_lifecycle, "Rule",
             "Transition")
PART_OF_ITEM(cos_lifecycle_rule_abort_parse, cos_lifecycle_rule_content_t, cosi_xml_lifecycle, "Rule",
             "AbortIncompleteMultipartUpload")

/* ------------------------------------------------------------------ live channels */

/* "Url" is the item, in the documents of the service inside PublishUrls or PlayUrls: either may be named. */
static mxml_node_t *parent_of_urls(mxml_node_t *root, const char **xml_path)
{
    const char *last = strrchr(*xml_path, '/');

    if (strcmp(last == NULL ? *xml_path : last + 1, "Url") == 0) {
        return root;
    }
    root = cosi_node_find(root, *xml_path);
    *xml_path = "Url";
    return root;
}

void cos_publish_url_parse(cos_pool_t *p, mxml_node_t *node, cos_live_channel_publish_url_t *content)
{
    const cosi_xml_field_t *url = cosi_xml_field(cosi_xml_live_channel_urls.fields, "PublishUrls/Url");
    cosi_node_merge(p, cosi_node_find(node, "Url"), url->fields, sizeof(*content), NULL, content);
}

void cos_play_url_parse(cos_pool_t *p, mxml_node_t *node, cos_live_channel_play_url_t *content)
{
    const cosi_xml_field_t *url = cosi_xml_field(cosi_xml_live_channel_urls.fields, "PlayUrls/Url");
    cosi_node_merge(p, cosi_node_find(node, "Url"), url->fields, sizeof(*content), NULL, content);
}

void cos_publish_urls_contents_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_list_t *publish_xml_list)
{
    const cosi_xml_field_t *url = cosi_xml_field(cosi_xml_live_channel_urls.fields, "PublishUrls/Url");
    mxml_node_t *parent = parent_of_urls(root, &xml_path);
    cosi_node_items(p, parent, xml_path, url, publish_xml_list);
}

void cos_play_urls_contents_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path, cos_list_t *play_xml_list)
{
    const cosi_xml_field_t *url = cosi_xml_field(cosi_xml_live_channel_urls.fields, "PlayUrls/Url");
    mxml_node_t *parent = parent_of_urls(root, &xml_path);
    cosi_node_items(p, parent, xml_path, url, play_xml_list);
}

void cos_create_live_channel_contents_parse(cos_pool_t *p, mxml_node_t *root, const char *publish_xml_path,
    cos_list_t *publish_url_list, const char *play_xml_path, cos_list_t *play_url_list)
{
    cos_publish_urls_contents_parse(p, root, publish_xml_path, publish_url_list);
    cos_play_urls_contents_parse(p, root, play_xml_path, play_url_list);
}

FOUND(cos_live_channel_info_content_parse, cos_live_channel_configuration_t, cosi_xml_live_channel)
ITEM(cos_live_channel_info_target_content_parse, cos_live_channel_target_t, cosi_xml_live_channel, "Target")

FOUND(cos_live_channel_stat_content_parse, cos_live_channel_stat_t, cosi_xml_live_channel_stat)
ITEM(cos_live_channel_stat_video_content_parse, cos_video_stat_t, cosi_xml_live_channel_stat, "Video")
ITEM(cos_live_channel_stat_audio_content_parse, cos_audio_stat_t, cosi_xml_live_channel_stat, "Audio")

ITEM(cos_list_live_channel_content_parse, cos_live_channel_content_t, cosi_xml_live_channel_list, "LiveChannel")
ITEMS(cos_list_live_channel_contents_parse, cosi_xml_live_channel_list, "LiveChannel")

ITEM(cos_live_channel_history_content_parse, cos_live_record_content_t, cosi_xml_live_channel_history, "LiveRecord")
ITEMS(cos_live_channel_history_contents_parse, cosi_xml_live_channel_history, "LiveRecord")
