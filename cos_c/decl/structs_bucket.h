/* What service and bucket calls take and fill. */

typedef struct {
    cos_list_t node;
    cos_string_t type;
    cos_string_t id;
    cos_string_t name;
    cos_string_t permission;
    ...;
} cos_acl_grantee_content_t;

typedef struct {
    cos_string_t owner_id;
    cos_string_t owner_name;
    cos_list_t grantee_list;
    ...;
} cos_acl_params_t;

typedef struct {
    cos_list_t node;
    cos_string_t bucket_name;
    cos_string_t location;
    cos_string_t creation_date;
    ...;
} cos_get_service_content_t;

typedef struct {
    int all_region;
    cos_string_t owner_id;
    cos_string_t owner_display_name;
    cos_list_t bucket_list;
    ...;
} cos_get_service_params_t;

typedef struct {
    int days;
    cos_string_t date;
    cos_string_t storage_class;
    ...;
} cos_lifecycle_expire_t;

typedef struct {
    int days;
    cos_string_t date;
    cos_string_t storage_class;
    ...;
} cos_lifecycle_transition_t;

typedef struct {
    int days;
    ...;
} cos_lifecycle_abort_t;

typedef struct {
    cos_list_t node;
    cos_string_t id;
    cos_string_t prefix;
    cos_string_t status;
    cos_lifecycle_expire_t expire;
    cos_lifecycle_transition_t transition;
    cos_lifecycle_abort_t abort;
    ...;
} cos_lifecycle_rule_content_t;

typedef struct {
    cos_string_t status;
    ...;
} cos_versioning_content_t;

typedef struct {
    cos_list_t node;
    cos_string_t id;
    cos_string_t allowed_origin;
    cos_string_t allowed_method;
    cos_string_t allowed_header;
    cos_string_t expose_header;
    int max_age_seconds;
    ...;
} cos_cors_rule_content_t;

typedef struct {
    cos_string_t role;
    cos_list_t rule_list;
    ...;
} cos_replication_params_t;

typedef struct {
    cos_list_t node;
    cos_string_t id;
    cos_string_t status;
    cos_string_t prefix;
    cos_string_t dst_bucket;
    cos_string_t storage_class;
    ...;
} cos_replication_rule_content_t;

typedef struct {
    cos_string_t index;
    cos_string_t redirect_protocol;
    cos_string_t error_document;
    cos_list_t rule_list;
    ...;
} cos_website_params_t;

typedef struct {
    cos_list_t node;
    cos_string_t condition_errcode;
    cos_string_t condition_prefix;
    cos_string_t redirect_protocol;
    cos_string_t redirect_replace_key;
    cos_string_t redirect_replace_key_prefix;
    ...;
} cos_website_rule_content_t;

typedef struct {
    cos_string_t status;
    cos_string_t name;
    cos_string_t type;
    cos_string_t forced_replacement;
    ...;
} cos_domain_params_t;

typedef struct {
    cos_string_t target_bucket;
    cos_string_t target_prefix;
    ...;
} cos_logging_params_t;

typedef struct {
    cos_string_t format;
    cos_string_t account_id;
    cos_string_t bucket;
    cos_string_t prefix;
    int encryption;
    ...;
} cos_inventory_destination_t;

typedef struct {
    cos_list_t node;
    cos_string_t field;
    ...;
} cos_inventory_optional_t;

typedef struct {
    cos_list_t node;
    cos_string_t id;
    cos_string_t is_enabled;
    cos_string_t frequency;
    cos_string_t filter_prefix;
    cos_string_t included_object_versions;
    cos_inventory_destination_t destination;
    cos_list_t fields;
    ...;
} cos_inventory_params_t;

typedef struct {
    cos_list_t inventorys;
    int is_truncated;
    cos_string_t continuation_token;
    cos_string_t next_continuation_token;
    ...;
} cos_list_inventory_params_t;

typedef struct {
    cos_list_t node;
    cos_string_t key;
    cos_string_t value;
    ...;
} cos_tagging_tag_t;

typedef struct {
    cos_list_t node;
    ...;
} cos_tagging_params_t;

typedef struct {
    cos_list_t node;
    cos_string_t domain;
    ...;
} cos_referer_domain_t;

typedef struct {
    cos_string_t status;
    cos_string_t referer_type;
    cos_list_t domain_list;
    cos_string_t empty_refer_config;
    ...;
} cos_referer_params_t;

typedef struct {
    cos_string_t status;
    int days;
    ...;
} cos_intelligenttiering_params_t;
