/* What object, listing and multipart calls take and fill. */

typedef struct {
    cos_string_t etag;
    cos_string_t last_modify;
    ...;
} cos_copy_object_params_t;

typedef struct {
    cos_list_t node;
    cos_string_t key;
    cos_string_t last_modified;
    cos_string_t etag;
    cos_string_t size;
    cos_string_t owner_id;
    cos_string_t owner_display_name;
    cos_string_t storage_class;
    ...;
} cos_list_object_content_t;

typedef struct {
    cos_list_t node;
    cos_string_t prefix;
    ...;
} cos_list_object_common_prefix_t;

typedef struct {
    cos_list_t node;
    cos_string_t key;
    cos_string_t upload_id;
    cos_string_t initiated;
    ...;
} cos_list_multipart_upload_content_t;

typedef struct {
    cos_list_t node;
    cos_string_t part_number;
    cos_string_t size;
    cos_string_t etag;
    cos_string_t last_modified;
    ...;
} cos_list_part_content_t;

typedef struct {
    cos_list_t node;
    cos_string_t part_number;
    cos_string_t etag;
    ...;
} cos_complete_part_content_t;

typedef struct {
    int part_num;
    char *etag;
    ...;
} cos_upload_part_t;

typedef struct {
    cos_string_t encoding_type;
    cos_string_t prefix;
    cos_string_t marker;
    cos_string_t delimiter;
    int max_ret;
    int truncated;
    cos_string_t next_marker;
    cos_list_t object_list;
    cos_list_t common_prefix_list;
    ...;
} cos_list_object_params_t;

typedef struct {
    cos_string_t encoding_type;
    cos_string_t part_number_marker;
    int max_ret;
    int truncated;
    cos_string_t next_part_number_marker;
    cos_list_t part_list;
    ...;
} cos_list_upload_part_params_t;

typedef struct {
    cos_string_t encoding_type;
    cos_string_t prefix;
    cos_string_t key_marker;
    cos_string_t upload_id_marker;
    cos_string_t delimiter;
    int max_ret;
    int truncated;
    cos_string_t next_key_marker;
    cos_string_t next_upload_id_marker;
    cos_list_t upload_list;
    ...;
} cos_list_multipart_upload_params_t;

typedef struct {
    cos_string_t copy_source;
    cos_string_t dest_bucket;
    cos_string_t dest_object;
    cos_string_t upload_id;
    int part_num;
    int64_t range_start;
    int64_t range_end;
    cos_copy_object_params_t *rsp_content;
    ...;
} cos_upload_part_copy_params_t;

typedef struct {
    cos_string_t filename;
    int64_t file_pos;
    int64_t file_last;
    ...;
} cos_upload_file_t;

typedef struct {
    cos_list_t node;
    cos_string_t key;
    ...;
} cos_object_key_t;

typedef struct {
    char *suffix;
    char *type;
    ...;
} cos_content_type_t;

typedef struct {
    int64_t part_size;
    int32_t thread_num;
    int enable_checkpoint;
    cos_string_t checkpoint_path;
    ...;
} cos_resumable_clt_params_t;

typedef struct {
    int days;
    cos_string_t tier;
    ...;
} cos_object_restore_params_t;
