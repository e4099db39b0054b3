/* Request bodies to XML, response bodies from XML. */
#ifndef COS_C_SDK_XML_H
#define COS_C_SDK_XML_H

#include <mxml.h>

#include "cos_define.h"
#include "cos_resumable.h"

COS_CPP_START

/* The document in `bc` as a tree of nodes, in *root, for mxmlDelete. Below the node of an XML declaration
   when the document has one. Character data is opaque; names come without prefixes, and white space between
   elements and attributes other than xsi:type are left out. Documents with a DTD, entities of their own or
   more than 64 elements inside each other are refused. COSE_OK, COSE_XML_PARSE_ERROR or COSE_OUT_MEMORY;
   *root is NULL then. */
COS_API int get_xmldoc(cos_list_t *bc, mxml_node_t **root);

/* For all below: xml_path is the name of an element, or names with '/' between; the first such element below
   the node counts, however deep. Text is copied into `p`. */

/* The text of the element; NULL when there is none or memory ran out. */
COS_API char *get_xmlnode_value(cos_pool_t *p, mxml_node_t *root, const char *xml_path);

/* The text of this very node; NULL for no node or when memory ran out. */
COS_API char *get_spec_xmlnode_value(cos_pool_t *p, mxml_node_t *root);

/* The text of the element, of any length. COSE_OK; COSE_XML_PARSE_ERROR when there is no such element,
   COSE_OUT_MEMORY: *value is left alone then. */
COS_API int get_xmlnode_value_str(cos_pool_t *p, mxml_node_t *xml_node, const char *xml_path,
    cos_string_t *value);

/* The same as a number. COSE_XML_PARSE_ERROR also for text that is none, or is out of range. */
COS_API int get_xmlnode_value_int(cos_pool_t *p, mxml_node_t *xml_node, const char *xml_path, int *value);

/* The same. */
COS_API int get_xmlnode_value_int64(cos_pool_t *p, mxml_node_t *xml_node, const char *xml_path,
    int64_t *value);

/* The same. */
COS_API int get_xmlnode_value_uint64(cos_pool_t *p, mxml_node_t *xml_node, const char *xml_path,
    uint64_t *value);

/* The same, with a point whatever the program's language. */
COS_API int get_xmlnode_value_float(cos_pool_t *p, mxml_node_t *xml_node, const char *xml_path, float *value);

/* The text of this very node, as get_xmlnode_value_str. */
COS_API int get_spec_xmlnode_value_str(cos_pool_t *p, mxml_node_t *xml_node, cos_string_t *value);

/* Add an element with a text of any length ("" for no data) to `parent`, and return it. NULL when memory ran
   out: nothing is added then. */
COS_API mxml_node_t *set_xmlnode_value_str(mxml_node_t *parent, const char *name, const cos_string_t *value);

/* The same with a number. */
COS_API mxml_node_t *set_xmlnode_value_int(mxml_node_t *parent, const char *name, int value);

/* The same. */
COS_API mxml_node_t *set_xmlnode_value_int64(mxml_node_t *parent, const char *name, int64_t value);

/* Add an element named `xml` with the text to pnode; nothing when param has no data. */
COS_API void build_xml_node(mxml_node_t *pnode, const char *xml, cos_string_t *param);

/* Add an element `pxml` with a `cxml` with the text in it to root; nothing when param has no data. */
COS_API void build_xml_node_with_parent(mxml_node_t *root, const char *pxml, const char *cxml,
    cos_string_t *param);

/* The text of the next element `xml` behind pnode, within root, into *param; left alone when there is none. */
COS_API void cos_common_parse_from_xml_node(cos_pool_t *p, mxml_node_t *pnode, mxml_node_t *root,
    const char *xml, cos_string_t *param);

/* The same; returns the element, from which the next call goes on. NULL when there is none. */
COS_API mxml_node_t *cos_serveral_parse_from_xml_node(cos_pool_t *p, mxml_node_t *pnode, mxml_node_t *root,
    const char *xml, cos_string_t *param);

/* The text of the element `cxml` in the element `pxml` of root into *param; left alone when there is none. */
COS_API void cos_common_parse_from_parent_node(cos_pool_t *p, mxml_node_t *root, const char *pxml,
    const char *cxml, cos_string_t *param);

/* A checkpoint as a document with its checksum, in `p`. NULL when memory ran out or a text holds what XML
   cannot. */
COS_API char *cos_build_checkpoint_xml(cos_pool_t *p, const cos_checkpoint_t *checkpoint);

/* Read such a document into *checkpoint; its parts are made anew in `p`. COSE_OK; COSE_XML_PARSE_ERROR when
   it is none, when its checksum is wrong (none at all is taken: see cos_verify_checkpoint_md5), or when it
   says what cannot be: another number of parts than there are, one part twice or outside the file;
   COSE_OUT_MEMORY. *checkpoint is changed only on success, thefile never. */
COS_API int cos_checkpoint_parse_from_body(cos_pool_t *p, const char *xml_body, cos_checkpoint_t *checkpoint);

/* The request document of the cos_complete_part_content_t in `bc`, in `p`. NULL when memory ran out or a
   text holds what XML cannot. In all of these lists stay as they are. */
COS_API char *build_complete_multipart_upload_xml(cos_pool_t *p, cos_list_t *bc);

/* The same as a cos_buf_t, added to `body`; nothing is added when it cannot be made. So do the other …_body. */
COS_API void build_complete_multipart_upload_body(cos_pool_t *p, cos_list_t *part_list, cos_list_t *body);

/* The request document of a restore. */
COS_API void build_object_restore_body(cos_pool_t *p, cos_object_restore_params_t *params, cos_list_t *body);

/* The request document of a delete of the cos_object_key_t in object_list; `quiet` is "true" or "false". */
COS_API char *build_objects_xml(cos_pool_t *p, cos_list_t *object_list, const char *quiet);

/* The same as a body. */
COS_API void build_delete_objects_body(cos_pool_t *p, cos_list_t *object_list, int is_quiet,
    cos_list_t *body);

/* Read the answer of a copy. COSE_OK; COSE_XML_PARSE_ERROR for no or no such document (this and
   COSE_OUT_MEMORY for all that follow); COSE_SERVICE_ERROR when it has no ETag. What is read is copied
   into `p` and list entries are added; a failure leaves everything as it was. */
COS_API int cos_copy_object_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_copy_object_params_t *content);

/* Read the answer of the begin of an upload. */
COS_API int cos_upload_id_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_string_t *upload_id);

/* Read a list of buckets. */
COS_API int cos_get_service_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_get_service_params_t *params);

/* Read a page of objects; a page that is cut off has a marker even if the server sent none. */
COS_API int cos_list_objects_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *object_list,
    cos_list_t *common_prefix_list, cos_string_t *marker, int *truncated);

/* Read a page of parts. */
COS_API int cos_list_parts_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *part_list,
    cos_string_t *part_number_marker, int *truncated);

/* Read a page of uploads. */
COS_API int cos_list_multipart_uploads_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *upload_list,
    cos_string_t *key_marker, cos_string_t *upload_id_marker, int *truncated);

/* Read what was deleted. COSE_SERVICE_ERROR when the server kept some of the keys. */
COS_API int cos_delete_objects_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *object_list);

/* The request document of the cos_lifecycle_rule_content_t in the list. */
COS_API char *build_lifecycle_xml(cos_pool_t *p, cos_list_t *lifecycle_rule_list);

/* The same as a body. */
COS_API void build_lifecycle_body(cos_pool_t *p, cos_list_t *lifecycle_rule_list, cos_list_t *body);

/* The request document of the cos_cors_rule_content_t in the list; members with commas make
   several elements. */
COS_API char *build_cors_xml(cos_pool_t *p, cos_list_t *cors_rule_list);

/* The same as a body. */
COS_API void build_cors_body(cos_pool_t *p, cos_list_t *cors_rule_list, cos_list_t *body);

/* The request document of a replication. */
COS_API char *build_replication_xml(cos_pool_t *p, cos_replication_params_t *replication_param);

/* The same as a body. */
COS_API void build_replication_body(cos_pool_t *p, cos_replication_params_t *replication_param,
    cos_list_t *body);

/* The request document of the versioning state. */
COS_API char *build_versioning_xml(cos_pool_t *p, cos_versioning_content_t *versioning);

/* The same as a body. */
COS_API void build_versioning_body(cos_pool_t *p, cos_versioning_content_t *versioning, cos_list_t *body);

/* The request document of a static website. */
COS_API char *build_website_xml(cos_pool_t *p, cos_website_params_t *website_params);

/* The same as a body. */
COS_API void build_website_body(cos_pool_t *p, cos_website_params_t *website_params, cos_list_t *body);

/* The request document of a domain rule. */
COS_API char *build_domain_xml(cos_pool_t *p, cos_domain_params_t *domain_params);

/* The same as a body. */
COS_API void build_domain_body(cos_pool_t *p, cos_domain_params_t *domain_params, cos_list_t *body);

/* The request document of logging; without a target it turns logging off. */
COS_API char *build_logging_xml(cos_pool_t *p, cos_logging_params_t *params);

/* The same as a body. */
COS_API void build_logging_body(cos_pool_t *p, cos_logging_params_t *params, cos_list_t *body);

/* The request document of an inventory. */
COS_API char *build_inventory_xml(cos_pool_t *p, cos_inventory_params_t *params);

/* The same as a body. */
COS_API void build_inventory_body(cos_pool_t *p, cos_inventory_params_t *params, cos_list_t *body);

/* The request document of tags. */
COS_API char *build_tagging_xml(cos_pool_t *p, cos_tagging_params_t *params);

/* The same as a body. */
COS_API void build_tagging_body(cos_pool_t *p, cos_tagging_params_t *params, cos_list_t *body);

/* The request document of the list of referers. */
COS_API char *build_referer_xml(cos_pool_t *p, cos_referer_params_t *params);

/* The same as a body. */
COS_API void build_referer_body(cos_pool_t *p, cos_referer_params_t *params, cos_list_t *body);

/* The request document of intelligent tiering. */
COS_API char *build_intelligenttiering_xml(cos_pool_t *p, cos_intelligenttiering_params_t *params);

/* The same as a body. */
COS_API void build_intelligenttiering_body(cos_pool_t *p, cos_intelligenttiering_params_t *params,
    cos_list_t *body);

/* Read an access control list; grantees are added to its list. */
COS_API int cos_acl_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_acl_params_t *content);

/* Read CORS rules; values that come several times are joined by commas. */
COS_API int cos_cors_rules_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *cors_rule_list);

/* Read a replication. */
COS_API int cos_replication_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_replication_params_t *content);

/* Read the versioning state. */
COS_API int cos_versioning_parse_from_body(cos_pool_t *p, cos_list_t *bc,
    cos_versioning_content_t *versioning);

/* Read lifecycle rules; days that are not given are INT_MAX. */
COS_API int cos_lifecycle_rules_parse_from_body(cos_pool_t *p, cos_list_t *bc,
    cos_list_t *lifecycle_rule_list);

/* Read a static website. */
COS_API int cos_get_website_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_website_params_t *website);

/* Read a domain rule. */
COS_API int cos_get_domain_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_domain_params_t *domain);

/* Read the state of logging. */
COS_API int cos_get_logging_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_logging_params_t *logging);

/* Read an inventory. */
COS_API int cos_get_inventory_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_inventory_params_t *params);

/* Read a page of inventories. */
COS_API int cos_list_inventory_parse_from_body(cos_pool_t *p, cos_list_t *bc,
    cos_list_inventory_params_t *params);

/* Read tags. */
COS_API int cos_get_tagging_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_tagging_params_t *params);

/* Read the list of referers. */
COS_API int cos_get_referer_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_referer_params_t *params);

/* Read the state of intelligent tiering. */
COS_API int cos_get_intelligenttiering_parse_from_body(cos_pool_t *p, cos_list_t *bc,
    cos_intelligenttiering_params_t *params);

/* The request document of a live channel; its name is not in it. */
COS_API char *build_create_live_channel_xml(cos_pool_t *p, cos_live_channel_configuration_t *config);

/* The same as a body. */
COS_API void build_create_live_channel_body(cos_pool_t *p, cos_live_channel_configuration_t *config,
    cos_list_t *body);

/* Read the addresses of a new live channel. */
COS_API int cos_create_live_channel_parse_from_body(cos_pool_t *p, cos_list_t *bc,
    cos_list_t *publish_url_list, cos_list_t *play_url_list);

/* Read the configuration of a live channel; its name stays. */
COS_API int cos_live_channel_info_parse_from_body(cos_pool_t *p, cos_list_t *bc,
    cos_live_channel_configuration_t *info);

/* Read the state of a stream. */
COS_API int cos_live_channel_stat_parse_from_body(cos_pool_t *p, cos_list_t *bc,
    cos_live_channel_stat_t *stat);

/* Read a page of live channels; a page that is cut off has a marker even if the server sent none. */
COS_API int cos_list_live_channel_parse_from_body(cos_pool_t *p, cos_list_t *bc,
    cos_list_t *live_channel_list, cos_string_t *next_marker, int *truncated);

/* Read the pushes of the past. */
COS_API int cos_live_channel_history_parse_from_body(cos_pool_t *p, cos_list_t *bc,
    cos_list_t *live_record_list);

/* Read what image processing made. This and the others of data processing zero *res on failure. */
COS_API int ci_get_operation_result_parse_from_body(cos_pool_t *p, cos_list_t *bc,
    ci_operation_result_t *res);

/* Read recognised QR codes. */
COS_API int ci_get_qrcode_result_parse_from_body(cos_pool_t *p, cos_list_t *bc, ci_qrcode_result_t *res);

/* The request document of a video moderation job as a body; what is 0 or has no data is left out. */
COS_API void build_video_auditing_job_body(cos_pool_t *p, const ci_video_auditing_job_options_t *params,
    cos_list_t *body);

/* Read the answer to a moderation job. `s` (may be NULL) is set when the body cannot be read. */
COS_API int ci_video_auditing_result_parse_from_body(cos_pool_t *p, cos_list_t *bc,
    ci_video_auditing_job_result_t *res, cos_status_t *s);

/* Read the result of a moderation job; `s` as above. */
COS_API int ci_get_auditing_result_parse_from_body(cos_pool_t *p, cos_list_t *bc,
    ci_auditing_job_result_t *res, cos_status_t *s);

/* Read the buckets media processing is on for; `s` as above. */
COS_API int ci_media_buckets_result_parse_from_body(cos_pool_t *p, cos_list_t *bc,
    ci_media_buckets_result_t *res, cos_status_t *s);

/* Read what is known of a media file. */
COS_API int ci_media_info_result_parse_from_body(cos_pool_t *p, cos_list_t *bc, ci_media_info_result_t *res);

/* Parts of a tree. A …_content_parse fills `content`, which may be in a list, from the node of one item; what
   is missing there is zeroed. A …_contents_parse adds an item made in `p` to the list for each element of
   that path below root. When something is wrong with a node, or memory runs out, nothing is changed. */

/* An entry of a list of objects. */
COS_API void cos_list_objects_content_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_list_object_content_t *content);

/* Its owner, from the node of the owner. */
COS_API void cos_list_objects_owner_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_list_object_content_t *content);

/* All entries. */
COS_API void cos_list_objects_contents_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_list_t *object_list);

/* A common prefix of a list of objects. */
COS_API void cos_list_objects_prefix_parse(cos_pool_t *p, mxml_node_t *root,
    cos_list_object_common_prefix_t *common_prefix);

/* All common prefixes. */
COS_API void cos_list_objects_common_prefix_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_list_t *common_prefix_list);

/* All parts of a list of parts. */
COS_API void cos_list_parts_contents_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_list_t *part_list);

/* One of them. */
COS_API void cos_list_parts_content_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_list_part_content_t *content);

/* All uploads of a list of uploads. */
COS_API void cos_list_multipart_uploads_contents_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_list_t *upload_list);

/* One of them. */
COS_API void cos_list_multipart_uploads_content_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_list_multipart_upload_content_t *content);

/* All keys of the answer to a delete. */
COS_API void cos_delete_objects_contents_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_list_t *object_list);

/* One of them. */
COS_API void cos_object_key_parse(cos_pool_t *p, mxml_node_t *xml_node, cos_object_key_t *content);

/* A grant, from its node or that of its grantee. */
COS_API void cos_acl_grantee_content_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_acl_grantee_content_t *content);

/* All grants. */
COS_API void cos_acl_contents_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_list_t *acl_list);

/* The owner, from its node or that of the document. */
COS_API void cos_acl_owner_parse(cos_pool_t *p, mxml_node_t *xml_node, cos_acl_params_t *content);

/* All CORS rules. */
COS_API void cos_cors_rule_contents_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_list_t *cors_rule_list);

/* One of them. */
COS_API void cos_cors_rule_content_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_cors_rule_content_t *content);

/* A rule of a replication. */
COS_API void cos_replication_rule_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_replication_rule_content_t *content);

/* All of them. */
COS_API void cos_replication_rules_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_list_t *rule_list);

/* The expiration of a lifecycle rule, from its node or that of the rule; the rest of the rule stays. So do
   the two below. */
COS_API void cos_lifecycle_rule_expire_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_lifecycle_rule_content_t *content);

/* The transition. */
COS_API void cos_lifecycle_rule_transition_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_lifecycle_rule_content_t *content);

/* When unfinished uploads are aborted. */
COS_API void cos_lifecycle_rule_abort_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_lifecycle_rule_content_t *content);

/* A lifecycle rule. */
COS_API void cos_lifecycle_rule_content_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_lifecycle_rule_content_t *content);

/* All of them. */
COS_API void cos_lifecycle_rule_contents_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_list_t *lifecycle_rule_list);

/* An address to push to, from its node or the one around it. */
COS_API void cos_publish_url_parse(cos_pool_t *p, mxml_node_t *node, cos_live_channel_publish_url_t *content);

/* An address to play from, the same way. */
COS_API void cos_play_url_parse(cos_pool_t *p, mxml_node_t *node, cos_live_channel_play_url_t *content);

/* All addresses to push to; xml_path leads to them or to what is around them. */
COS_API void cos_publish_urls_contents_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_list_t *publish_xml_list);

/* All addresses to play from, the same way. */
COS_API void cos_play_urls_contents_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_list_t *play_xml_list);

/* Both. */
COS_API void cos_create_live_channel_contents_parse(cos_pool_t *p, mxml_node_t *root,
    const char *publish_xml_path, cos_list_t *publish_url_list, const char *play_xml_path,
    cos_list_t *play_url_list);

/* How a live channel is stored. */
COS_API void cos_live_channel_info_target_content_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_live_channel_target_t *target);

/* The configuration of a live channel, from the first element of that path; its name stays. */
COS_API void cos_live_channel_info_content_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_live_channel_configuration_t *info);

/* The video of a stream. */
COS_API void cos_live_channel_stat_video_content_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_video_stat_t *video_stat);

/* Its audio. */
COS_API void cos_live_channel_stat_audio_content_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_audio_stat_t *audio_stat);

/* The state of a stream, from the first element of that path. */
COS_API void cos_live_channel_stat_content_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_live_channel_stat_t *stat);

/* An entry of a list of live channels. */
COS_API void cos_list_live_channel_content_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_live_channel_content_t *content);

/* All of them. */
COS_API void cos_list_live_channel_contents_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_list_t *live_channel_list);

/* A push of the past. */
COS_API void cos_live_channel_history_content_parse(cos_pool_t *p, mxml_node_t *xml_node,
    cos_live_record_content_t *content);

/* All of them. */
COS_API void cos_live_channel_history_contents_parse(cos_pool_t *p, mxml_node_t *root, const char *xml_path,
    cos_list_t *live_record_list);

COS_CPP_END

#endif
