/* A text that says nothing when it is empty is left out then; one whose element the server insists on, or
   that means something when empty, is not. */
#include "xml/documents_configuration.h"

#define DOCUMENT(root, fields, type) { root, fields, sizeof(type) }

/* A grantee is a user with an ID or a group with a URI; the published structure has one member for both. */
static const cosi_xml_field_t grant_fields[] = {
    COSI_XML_ATTRIBUTE("Grantee/@xsi:type", cos_acl_grantee_content_t, type),
    COSI_XML_TEXT("Grantee/ID", cos_acl_grantee_content_t, id),
    COSI_XML_TEXT_AS("Grantee/URI", cos_acl_grantee_content_t, id, COSI_XML_READ_ONLY),
    COSI_XML_TEXT("Grantee/DisplayName", cos_acl_grantee_content_t, name),
    COSI_XML_TEXT("Permission", cos_acl_grantee_content_t, permission),
    COSI_XML_END
};

static const cosi_xml_field_t acl_fields[] = {
    COSI_XML_TEXT("Owner/ID", cos_acl_params_t, owner_id),
    COSI_XML_TEXT("Owner/DisplayName", cos_acl_params_t, owner_name),
    COSI_XML_LIST("AccessControlList/Grant", cos_acl_params_t, grantee_list, cos_acl_grantee_content_t, grant_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_acl = DOCUMENT("AccessControlPolicy", acl_fields, cos_acl_params_t);

/* Origins, methods and names of headers hold no commas, so one member can stand for several of them. */
static const cosi_xml_field_t cors_rule_fields[] = {
    COSI_XML_FILLED("ID", cos_cors_rule_content_t, id),
    COSI_XML_TEXTS("AllowedOrigin", cos_cors_rule_content_t, allowed_origin),
    COSI_XML_TEXTS("AllowedMethod", cos_cors_rule_content_t, allowed_method),
    COSI_XML_TEXTS("AllowedHeader", cos_cors_rule_content_t, allowed_header),
    COSI_XML_TEXTS("ExposeHeader", cos_cors_rule_content_t, expose_header),
    COSI_XML_GIVEN("MaxAgeSeconds", cos_cors_rule_content_t, max_age_seconds),
    COSI_XML_END
};

static const cosi_xml_field_t cors_fields[] = {
    COSI_XML_LIST("CORSRule", cosi_rules_t, rules, cos_cors_rule_content_t, cors_rule_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_cors = DOCUMENT("CORSConfiguration", cors_fields, cosi_rules_t);

static const cosi_xml_field_t domain_rule_fields[] = {
    COSI_XML_FILLED("Status", cos_domain_params_t, status),
    COSI_XML_FILLED("Name", cos_domain_params_t, name),
    COSI_XML_FILLED("Type", cos_domain_params_t, type),
    COSI_XML_FILLED("ForcedReplacement", cos_domain_params_t, forced_replacement),
    /* so is it spelled in configurations that the published library stored */
    COSI_XML_TEXT_AS("ForedReplacement", cos_domain_params_t, forced_replacement, COSI_XML_READ_ONLY),
    COSI_XML_END
};

static const cosi_xml_field_t domain_fields[] = {
    { COSI_XML_KIND_STRUCT, "DomainRule", 0, domain_rule_fields, 0, 0, 0 },
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_domain = DOCUMENT("DomainConfiguration", domain_fields, cos_domain_params_t);

static const cosi_xml_field_t intelligenttiering_fields[] = {
    COSI_XML_FILLED("Status", cos_intelligenttiering_params_t, status),
    COSI_XML_GIVEN("Transition/Days", cos_intelligenttiering_params_t, days),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_intelligenttiering =
    DOCUMENT("IntelligentTieringConfiguration", intelligenttiering_fields, cos_intelligenttiering_params_t);

static const cosi_xml_field_t inventory_destination_fields[] = {
    COSI_XML_FILLED("Format", cos_inventory_destination_t, format),
    COSI_XML_FILLED("AccountId", cos_inventory_destination_t, account_id),
    COSI_XML_FILLED("Bucket", cos_inventory_destination_t, bucket),
    COSI_XML_FILLED("Prefix", cos_inventory_destination_t, prefix),
    COSI_XML_PRESENT("Encryption/SSE-COS", cos_inventory_destination_t, encryption),
    COSI_XML_END
};

static const cosi_xml_field_t inventory_field_fields[] = {
    COSI_XML_TEXT("", cos_inventory_optional_t, field),
    COSI_XML_END
};

static const cosi_xml_field_t inventory_fields[] = {
    COSI_XML_FILLED("Id", cos_inventory_params_t, id),
    COSI_XML_FILLED("IsEnabled", cos_inventory_params_t, is_enabled),
    COSI_XML_FILLED("IncludedObjectVersions", cos_inventory_params_t, included_object_versions),
    COSI_XML_FILLED("Filter/Prefix", cos_inventory_params_t, filter_prefix),
    COSI_XML_LIST("OptionalFields/Field", cos_inventory_params_t, fields, cos_inventory_optional_t,
                  inventory_field_fields),
    COSI_XML_FILLED("Schedule/Frequency", cos_inventory_params_t, frequency),
    COSI_XML_STRUCT("Destination/COSBucketDestination", cos_inventory_params_t, destination,
                    inventory_destination_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_inventory =
    DOCUMENT("InventoryConfiguration", inventory_fields, cos_inventory_params_t);

/* The answer repeats the token of the request, which stays the caller's. */
static const cosi_xml_field_t list_inventory_fields[] = {
    COSI_XML_LIST("InventoryConfiguration", cos_list_inventory_params_t, inventorys, cos_inventory_params_t,
                  inventory_fields),
    COSI_XML_BOOL("IsTruncated", cos_list_inventory_params_t, is_truncated),
    COSI_XML_TEXT("NextContinuationToken", cos_list_inventory_params_t, next_continuation_token),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_list_inventory =
    DOCUMENT("ListInventoryConfigurationResult|ListInventoryConfigurationsResult", list_inventory_fields,
             cos_list_inventory_params_t);

static const cosi_xml_field_t expiration_fields[] = {
    COSI_XML_GIVEN("Days", cos_lifecycle_expire_t, days),
    COSI_XML_FILLED("Date", cos_lifecycle_expire_t, date),
    COSI_XML_END
};

static const cosi_xml_field_t transition_fields[] = {
    COSI_XML_GIVEN("Days", cos_lifecycle_transition_t, days),
    COSI_XML_FILLED("Date", cos_lifecycle_transition_t, date),
    COSI_XML_FILLED("StorageClass", cos_lifecycle_transition_t, storage_class),
    COSI_XML_END
};

static const cosi_xml_field_t abort_fields[] = {
    COSI_XML_GIVEN("DaysAfterInitiation", cos_lifecycle_abort_t, days),
    COSI_XML_END
};

/* A rule must have a filter; the empty prefix is every object. The structure knows one transition and no tags:
   of several transitions in an answer it holds the last. */
static const cosi_xml_field_t lifecycle_rule_fields[] = {
    COSI_XML_FILLED("ID", cos_lifecycle_rule_content_t, id),
    COSI_XML_FILLED("Status", cos_lifecycle_rule_content_t, status),
    COSI_XML_TEXT_AS("Filter/Prefix", cos_lifecycle_rule_content_t, prefix, COSI_XML_ALWAYS),
    COSI_XML_TEXT_AS("Filter/And/Prefix", cos_lifecycle_rule_content_t, prefix, COSI_XML_READ_ONLY),
    COSI_XML_TEXT_AS("Prefix", cos_lifecycle_rule_content_t, prefix, COSI_XML_READ_ONLY),
    COSI_XML_STRUCT("Expiration", cos_lifecycle_rule_content_t, expire, expiration_fields),
    COSI_XML_STRUCT("Transition", cos_lifecycle_rule_content_t, transition, transition_fields),
    COSI_XML_STRUCT("AbortIncompleteMultipartUpload", cos_lifecycle_rule_content_t, abort, abort_fields),
    COSI_XML_END
};

static const cosi_xml_field_t lifecycle_fields[] = {
    COSI_XML_LIST("Rule", cosi_rules_t, rules, cos_lifecycle_rule_content_t, lifecycle_rule_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_lifecycle = DOCUMENT("LifecycleConfiguration", lifecycle_fields, cosi_rules_t);

/* Without a target the document is empty, and that turns logging off. */
static const cosi_xml_field_t logging_fields[] = {
    COSI_XML_FILLED("LoggingEnabled/TargetBucket", cos_logging_params_t, target_bucket),
    COSI_XML_FILLED("LoggingEnabled/TargetPrefix", cos_logging_params_t, target_prefix),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_logging = DOCUMENT("BucketLoggingStatus", logging_fields, cos_logging_params_t);

static const cosi_xml_field_t referer_domain_fields[] = {
    COSI_XML_TEXT("", cos_referer_domain_t, domain),
    COSI_XML_END
};

static const cosi_xml_field_t referer_fields[] = {
    COSI_XML_FILLED("Status", cos_referer_params_t, status),
    COSI_XML_FILLED("RefererType", cos_referer_params_t, referer_type),
    COSI_XML_LIST("DomainList/Domain", cos_referer_params_t, domain_list, cos_referer_domain_t, referer_domain_fields),
    COSI_XML_FILLED("EmptyReferConfiguration", cos_referer_params_t, empty_refer_config),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_referer = DOCUMENT("RefererConfiguration", referer_fields, cos_referer_params_t);

static const cosi_xml_field_t replication_rule_fields[] = {
    COSI_XML_FILLED("Status", cos_replication_rule_content_t, status),
    COSI_XML_FILLED("ID", cos_replication_rule_content_t, id),
    COSI_XML_TEXT_AS("Prefix", cos_replication_rule_content_t, prefix, COSI_XML_ALWAYS),
    COSI_XML_FILLED("Destination/Bucket", cos_replication_rule_content_t, dst_bucket),
    COSI_XML_FILLED("Destination/StorageClass", cos_replication_rule_content_t, storage_class),
    COSI_XML_END
};

static const cosi_xml_field_t replication_fields[] = {
    COSI_XML_FILLED("Role", cos_replication_params_t, role),
    COSI_XML_LIST("Rule", cos_replication_params_t, rule_list, cos_replication_rule_content_t,
                  replication_rule_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_replication =
    DOCUMENT("ReplicationConfiguration", replication_fields, cos_replication_params_t);

static const cosi_xml_field_t tag_fields[] = {
    COSI_XML_TEXT("Key", cos_tagging_tag_t, key),
    COSI_XML_TEXT_AS("Value", cos_tagging_tag_t, value, COSI_XML_ALWAYS),
    COSI_XML_END
};

static const cosi_xml_field_t tagging_fields[] = {
    COSI_XML_LIST("TagSet/Tag", cos_tagging_params_t, node, cos_tagging_tag_t, tag_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_tagging = DOCUMENT("Tagging", tagging_fields, cos_tagging_params_t);

static const cosi_xml_field_t versioning_fields[] = {
    COSI_XML_FILLED("Status", cos_versioning_content_t, status),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_versioning =
    DOCUMENT("VersioningConfiguration", versioning_fields, cos_versioning_content_t);

/* An empty ReplaceKeyPrefixWith takes the prefix away: it is sent when it was set, even to "". */
static const cosi_xml_field_t website_rule_fields[] = {
    COSI_XML_FILLED("Condition/HttpErrorCodeReturnedEquals", cos_website_rule_content_t, condition_errcode),
    COSI_XML_FILLED("Condition/KeyPrefixEquals", cos_website_rule_content_t, condition_prefix),
    COSI_XML_FILLED("Redirect/Protocol", cos_website_rule_content_t, redirect_protocol),
    COSI_XML_FILLED("Redirect/ReplaceKeyWith", cos_website_rule_content_t, redirect_replace_key),
    COSI_XML_TEXT("Redirect/ReplaceKeyPrefixWith", cos_website_rule_content_t, redirect_replace_key_prefix),
    COSI_XML_END
};

static const cosi_xml_field_t website_fields[] = {
    COSI_XML_FILLED("IndexDocument/Suffix", cos_website_params_t, index),
    COSI_XML_FILLED("RedirectAllRequestsTo/Protocol", cos_website_params_t, redirect_protocol),
    COSI_XML_FILLED("ErrorDocument/Key", cos_website_params_t, error_document),
    COSI_XML_LIST("RoutingRules/RoutingRule", cos_website_params_t, rule_list, cos_website_rule_content_t,
                  website_rule_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_website = DOCUMENT("WebsiteConfiguration", website_fields, cos_website_params_t);
