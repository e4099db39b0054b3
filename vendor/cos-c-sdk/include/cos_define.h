/* Settings, and the structures that calls take and fill. */
#ifndef COS_C_SDK_DEFINE_H
#define COS_C_SDK_DEFINE_H

#include "cos_list.h"
#include "cos_status.h"
#include "cos_string.h"
#include "cos_sys_define.h"
#include "cos_transport.h"

COS_CPP_START

typedef struct cos_lib_curl_initializer_s cos_lib_curl_initializer_t;

#define cos_xml_error_status_set(STATUS, RES) cos_status_set(STATUS, RES, COS_XML_PARSE_ERROR_CODE, NULL)
#define cos_file_error_status_set(STATUS, RES) cos_status_set(STATUS, RES, COS_OPEN_FILE_ERROR_CODE, NULL)

#define cos_inconsistent_error_status_set(STATUS, RES) \
    cos_status_set(STATUS, RES, COS_INCONSISTENT_ERROR_CODE, NULL)

extern COS_API const char COS_CANNONICALIZED_HEADER_ACL[];
extern COS_API const char COS_CANNONICALIZED_HEADER_SOURCE[];
extern COS_API const char COS_CANNONICALIZED_HEADER_PREFIX[];
extern COS_API const char COS_CANNONICALIZED_HEADER_DATE[];
extern COS_API const char COS_CANNONICALIZED_HEADER_COPY_SOURCE[];
extern COS_API const char COS_GRANT_READ[];
extern COS_API const char COS_GRANT_WRITE[];
extern COS_API const char COS_GRANT_FULL_CONTROL[];
extern COS_API const char COS_CONTENT_MD5[];
extern COS_API const char COS_CONTENT_TYPE[];
extern COS_API const char COS_CONTENT_LENGTH[];
extern COS_API const char COS_DATE[];
extern COS_API const char COS_AUTHORIZATION[];
extern COS_API const char COS_ACCESSKEYID[];
extern COS_API const char COS_EXPECT[];
extern COS_API const char COS_TRANSFER_ENCODING[];
extern COS_API const char COS_HOST[];
extern COS_API const char COS_EXPIRES[];
extern COS_API const char COS_SIGNATURE[];
extern COS_API const char COS_ACL[];
extern COS_API const char COS_ENCODING_TYPE[];
extern COS_API const char COS_PREFIX[];
extern COS_API const char COS_DELIMITER[];
extern COS_API const char COS_MARKER[];
extern COS_API const char COS_MAX_KEYS[];
extern COS_API const char COS_RESTORE[];
extern COS_API const char COS_UPLOADS[];
extern COS_API const char COS_UPLOAD_ID[];
extern COS_API const char COS_MAX_PARTS[];
extern COS_API const char COS_KEY_MARKER[];
extern COS_API const char COS_UPLOAD_ID_MARKER[];
extern COS_API const char COS_MAX_UPLOADS[];
extern COS_API const char COS_PARTNUMBER[];
extern COS_API const char COS_PART_NUMBER_MARKER[];
extern COS_API const char COS_APPEND[];
extern COS_API const char COS_POSITION[];
extern COS_API const char COS_MULTIPART_CONTENT_TYPE[];
extern COS_API const char COS_COPY_SOURCE[];
extern COS_API const char COS_COPY_SOURCE_RANGE[];
extern COS_API const char COS_SECURITY_TOKEN[];
extern COS_API const char COS_STS_SECURITY_TOKEN[];
extern COS_API const char COS_REPLACE_OBJECT_META[];
extern COS_API const char COS_OBJECT_TYPE[];
extern COS_API const char COS_NEXT_APPEND_POSITION[];
extern COS_API const char COS_HASH_CRC64_ECMA[];
extern COS_API const char COS_CALLBACK[];
extern COS_API const char COS_CALLBACK_VAR[];
extern COS_API const char COS_PROCESS[];
extern COS_API const char COS_LIFECYCLE[];
extern COS_API const char COS_CORS[];
extern COS_API const char COS_VERSIONING[];
extern COS_API const char COS_REPLICATION[];
extern COS_API const char COS_WEBSITE[];
extern COS_API const char COS_DOMAIN[];
extern COS_API const char COS_LOGGING[];
extern COS_API const char COS_INVENTORY[];
extern COS_API const char COS_TAGGING[];
extern COS_API const char COS_REFERER[];
extern COS_API const char COS_DELETE[];
extern COS_API const char COS_YES[];
extern COS_API const char COS_OBJECT_TYPE_NORMAL[];
extern COS_API const char COS_OBJECT_TYPE_APPENDABLE[];
extern COS_API const char COS_LIVE_CHANNEL[];
extern COS_API const char COS_LIVE_CHANNEL_STATUS[];
extern COS_API const char COS_COMP[];
extern COS_API const char COS_LIVE_CHANNEL_STAT[];
extern COS_API const char COS_LIVE_CHANNEL_HISTORY[];
extern COS_API const char COS_LIVE_CHANNEL_VOD[];
extern COS_API const char COS_LIVE_CHANNEL_START_TIME[];
extern COS_API const char COS_LIVE_CHANNEL_END_TIME[];
extern COS_API const char COS_PLAY_LIST_NAME[];
extern COS_API const char LIVE_CHANNEL_STATUS_DISABLED[];
extern COS_API const char LIVE_CHANNEL_STATUS_ENABLED[];
extern COS_API const char LIVE_CHANNEL_STATUS_IDLE[];
extern COS_API const char LIVE_CHANNEL_STATUS_LIVE[];
extern COS_API const char LIVE_CHANNEL_DEFAULT_TYPE[];
extern COS_API const char LIVE_CHANNEL_DEFAULT_PLAYLIST[];
extern COS_API const int LIVE_CHANNEL_DEFAULT_FRAG_DURATION;
extern COS_API const int LIVE_CHANNEL_DEFAULT_FRAG_COUNT;
extern COS_API const int COS_MAX_PART_NUM;
extern COS_API const int COS_PER_RET_NUM;
extern COS_API const int MAX_SUFFIX_LEN;
extern COS_API const char COS_CONTENT_SHA1[];
extern COS_API const char COS_RANGE[];
extern COS_API const char COS_INTELLIGENTTIERING[];
extern COS_API const char *SIGN_HEADER[];
extern COS_API const int SIGN_HEADER_NUM;
extern COS_API const char X_COS_HEADER[];
extern COS_API const char COS_VERSION_ID[];
extern COS_API const char X_CI_HEADER[];
extern COS_API const char COS_SDK_RETRY[];
extern COS_API const char COS_REQUEST_ID[];

typedef enum {
    COS_ACL_PRIVATE = 0,
    COS_ACL_PUBLIC_READ = 1,
    COS_ACL_PUBLIC_READ_WRITE = 2,
    COS_ACL_DEFAULT = 3
} cos_acl_e;

/* Where calls go and in whose name. Strings are borrowed. Read only by calls, so calls may share one. */
typedef struct {
    cos_string_t endpoint; /* host[:port], with http:// or https:// in front; without it is http */
    cos_string_t access_key_id; /* no data: requests go out unsigned */
    cos_string_t access_key_secret;
    cos_string_t appid; /* put behind bucket names that do not end in it */
    cos_string_t sts_token; /* of temporary credentials */
    int is_cname; /* 1: the endpoint is the bucket's own domain */
    cos_string_t proxy_host;
    int proxy_port;
    cos_string_t proxy_user;
    cos_string_t proxy_passwd;
    int retry_change_domain; /* 1: try the other domain of the service last */
    int retry_times; /* attempts after the first */
    int retry_interval_us; /* shortest wait between them; it grows */
} cos_config_t;

/* What every call is given. */
typedef struct {
    cos_config_t *config;
    cos_http_controller_t *ctl; /* one call at a time */
    cos_pool_t *pool; /* results go here; one call at a time */
} cos_request_options_t;

typedef struct {
    cos_list_t node;
    cos_string_t type;
    cos_string_t id;
    cos_string_t name;
    cos_string_t permission;
} cos_acl_grantee_content_t;

typedef struct {
    cos_string_t owner_id;
    cos_string_t owner_name;
    cos_list_t grantee_list;
} cos_acl_params_t;

typedef struct {
    cos_string_t etag;
    cos_string_t last_modify;
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
} cos_list_object_content_t;

typedef struct {
    cos_list_t node;
    cos_string_t prefix;
} cos_list_object_common_prefix_t;

typedef struct {
    cos_list_t node;
    cos_string_t key;
    cos_string_t upload_id;
    cos_string_t initiated;
} cos_list_multipart_upload_content_t;

typedef struct {
    cos_list_t node;
    cos_string_t part_number;
    cos_string_t size;
    cos_string_t etag;
    cos_string_t last_modified;
} cos_list_part_content_t;

typedef struct {
    cos_list_t node;
    cos_string_t part_number; /* decimal */
    cos_string_t etag; /* with its quotation marks */
} cos_complete_part_content_t;

typedef struct {
    int part_num;
    char *etag;
} cos_upload_part_t;

typedef struct {
    cos_list_t node;
    cos_string_t bucket_name;
    cos_string_t location;
    cos_string_t creation_date;
} cos_get_service_content_t;

typedef struct {
    int all_region; /* in */
    cos_string_t owner_id; /* out */
    cos_string_t owner_display_name; /* out */
    cos_list_t bucket_list; /* out: cos_get_service_content_t */
} cos_get_service_params_t;

typedef struct {
    cos_string_t encoding_type; /* in: "url" or nothing */
    cos_string_t prefix; /* in */
    cos_string_t marker; /* in: names behind this one */
    cos_string_t delimiter; /* in */
    int max_ret; /* in: 1 to 1,000 */
    int truncated; /* out */
    cos_string_t next_marker; /* out */
    cos_list_t object_list; /* out: cos_list_object_content_t */
    cos_list_t common_prefix_list; /* out: cos_list_object_common_prefix_t */
} cos_list_object_params_t;

typedef struct {
    cos_string_t encoding_type; /* in */
    cos_string_t part_number_marker; /* in */
    int max_ret; /* in: 1 to 1,000 */
    int truncated; /* out */
    cos_string_t next_part_number_marker; /* out */
    cos_list_t part_list; /* out: cos_list_part_content_t */
} cos_list_upload_part_params_t;

typedef struct {
    cos_string_t encoding_type; /* in */
    cos_string_t prefix; /* in */
    cos_string_t key_marker; /* in */
    cos_string_t upload_id_marker; /* in: only with key_marker */
    cos_string_t delimiter; /* in */
    int max_ret; /* in: 1 to 1,000 */
    int truncated; /* out */
    cos_string_t next_key_marker; /* out */
    cos_string_t next_upload_id_marker; /* out */
    cos_list_t upload_list; /* out: cos_list_multipart_upload_content_t */
} cos_list_multipart_upload_params_t;

typedef struct {
    cos_string_t copy_source; /* bucket.endpoint/key[?versionId=id] */
    cos_string_t dest_bucket;
    cos_string_t dest_object;
    cos_string_t upload_id;
    int part_num;
    int64_t range_start; /* -1: the whole object */
    int64_t range_end; /* included */
    cos_copy_object_params_t *rsp_content; /* out; may be NULL */
} cos_upload_part_copy_params_t;

/* A range of a file. */
typedef struct {
    cos_string_t filename;
    int64_t file_pos; /* first byte */
    int64_t file_last; /* behind the last byte */
} cos_upload_file_t;

typedef struct {
    int days;
    cos_string_t date;
    cos_string_t storage_class;
} cos_lifecycle_expire_t;

typedef struct {
    int days;
    cos_string_t date;
    cos_string_t storage_class;
} cos_lifecycle_transition_t;

typedef struct {
    int days;
} cos_lifecycle_abort_t;

typedef struct {
    cos_list_t node;
    cos_string_t id;
    cos_string_t prefix;
    cos_string_t status;
    cos_lifecycle_expire_t expire;
    cos_lifecycle_transition_t transition;
    cos_lifecycle_abort_t abort;
} cos_lifecycle_rule_content_t;

typedef struct {
    cos_string_t status;
} cos_versioning_content_t;

typedef struct {
    cos_list_t node;
    cos_string_t id;
    cos_string_t allowed_origin;
    cos_string_t allowed_method;
    cos_string_t allowed_header;
    cos_string_t expose_header;
    int max_age_seconds;
} cos_cors_rule_content_t;

typedef struct {
    cos_string_t role;
    cos_list_t rule_list;
} cos_replication_params_t;

typedef struct {
    cos_list_t node;
    cos_string_t id;
    cos_string_t status;
    cos_string_t prefix;
    cos_string_t dst_bucket;
    cos_string_t storage_class;
} cos_replication_rule_content_t;

typedef struct {
    cos_list_t node;
    cos_string_t key;
} cos_object_key_t;

typedef struct {
    char *suffix;
    char *type;
} cos_content_type_t;

typedef struct {
    int64_t part_size; /* bytes; 0: the least */
    int32_t thread_num; /* 0: 1 */
    int enable_checkpoint;
    cos_string_t checkpoint_path; /* no data: <file>.cp */
} cos_resumable_clt_params_t;

typedef struct {
    int days;
    cos_string_t tier; /* Expedited, Standard or Bulk */
} cos_object_restore_params_t;

typedef struct {
    cos_string_t type;
    int32_t frag_duration;
    int32_t frag_count;
    cos_string_t play_list_name;
} cos_live_channel_target_t;

typedef struct {
    cos_string_t name;
    cos_string_t description;
    cos_string_t status;
    cos_live_channel_target_t target;
} cos_live_channel_configuration_t;

typedef struct {
    cos_list_t node;
    cos_string_t publish_url;
} cos_live_channel_publish_url_t;

typedef struct {
    cos_list_t node;
    cos_string_t play_url;
} cos_live_channel_play_url_t;

typedef struct {
    int32_t width;
    int32_t height;
    int32_t frame_rate;
    int32_t band_width;
    cos_string_t codec;
} cos_video_stat_t;

typedef struct {
    int32_t band_width;
    int32_t sample_rate;
    cos_string_t codec;
} cos_audio_stat_t;

typedef struct {
    cos_string_t pushflow_status;
    cos_string_t connected_time;
    cos_string_t remote_addr;
    cos_video_stat_t video_stat;
    cos_audio_stat_t audio_stat;
} cos_live_channel_stat_t;

typedef struct {
    cos_list_t node;
    cos_string_t name;
    cos_string_t description;
    cos_string_t status;
    cos_string_t last_modified;
    cos_list_t publish_url_list;
    cos_list_t play_url_list;
} cos_live_channel_content_t;

typedef struct {
    cos_string_t prefix;
    cos_string_t marker;
    int max_keys;
    int truncated;
    cos_string_t next_marker;
    cos_list_t live_channel_list;
} cos_list_live_channel_params_t;

typedef struct {
    cos_list_t node;
    cos_string_t start_time;
    cos_string_t end_time;
    cos_string_t remote_addr;
} cos_live_record_content_t;

typedef struct {
    cos_string_t index;
    cos_string_t redirect_protocol;
    cos_string_t error_document;
    cos_list_t rule_list;
} cos_website_params_t;

typedef struct {
    cos_list_t node;
    cos_string_t condition_errcode;
    cos_string_t condition_prefix;
    cos_string_t redirect_protocol;
    cos_string_t redirect_replace_key;
    cos_string_t redirect_replace_key_prefix;
} cos_website_rule_content_t;

typedef struct {
    cos_string_t status;
    cos_string_t name;
    cos_string_t type;
    cos_string_t forced_replacement;
} cos_domain_params_t;

typedef struct {
    cos_string_t target_bucket;
    cos_string_t target_prefix;
} cos_logging_params_t;

typedef struct {
    cos_string_t format;
    cos_string_t account_id;
    cos_string_t bucket;
    cos_string_t prefix;
    int encryption;
} cos_inventory_destination_t;

typedef struct {
    cos_list_t node;
    cos_string_t field;
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
} cos_inventory_params_t;

typedef struct {
    cos_list_t inventorys;
    int is_truncated;
    cos_string_t continuation_token;
    cos_string_t next_continuation_token;
} cos_list_inventory_params_t;

typedef struct {
    cos_list_t node;
    cos_string_t key;
    cos_string_t value;
} cos_tagging_tag_t;

typedef struct {
    cos_list_t node;
} cos_tagging_params_t;

typedef struct {
    cos_list_t node;
    cos_string_t domain;
} cos_referer_domain_t;

typedef struct {
    cos_string_t status;
    cos_string_t referer_type;
    cos_list_t domain_list;
    cos_string_t empty_refer_config;
} cos_referer_params_t;

typedef struct {
    cos_string_t status;
    int days;
} cos_intelligenttiering_params_t;

typedef struct {
    cos_string_t format;
    cos_string_t ave;
    int width;
    int height;
    int quality;
    int orientation;
} ci_image_info_t;

typedef struct {
    cos_string_t key;
    cos_string_t location;
    cos_string_t etag;
    ci_image_info_t image_info;
} ci_operation_origin_info_t;

typedef struct {
    cos_list_t node;
    cos_string_t code_url;
    cos_string_t point[4];
} ci_qrcode_info_t;

typedef struct {
    cos_list_t qrcode_info;
    cos_string_t key;
    cos_string_t location;
    cos_string_t format;
    cos_string_t etag;
    int width;
    int height;
    int size;
    int quality;
    int code_status;
} ci_operation_object_result_t;

typedef struct {
    ci_operation_origin_info_t origin;
    ci_operation_object_result_t object;
} ci_operation_result_t;

typedef struct {
    int code_status;
    cos_list_t qrcode_info;
    cos_string_t result_image;
} ci_qrcode_result_t;

typedef struct {
    cos_string_t mode;
    int count;
    float time_interval;
} ci_video_auditing_job_snapshot_t;

typedef struct {
    cos_string_t detect_type;
    ci_video_auditing_job_snapshot_t snapshot;
    cos_string_t callback;
    cos_string_t callback_version;
    cos_string_t biz_type;
    int detect_content;
} ci_video_auditing_job_conf_t;

typedef struct {
    cos_string_t input_object;
    ci_video_auditing_job_conf_t job_conf;
} ci_video_auditing_job_options_t;

typedef struct {
    cos_string_t job_id;
    cos_string_t state;
    cos_string_t creation_time;
} ci_video_auditing_jobs_detail_t;

typedef struct {
    ci_video_auditing_jobs_detail_t jobs_detail;
} ci_video_auditing_job_result_t;

typedef struct {
    int hit_flag;
    int count;
} ci_auditing_video_info_t;

typedef struct {
    int hit_flag;
    int score;
    cos_string_t label;
    cos_string_t sub_lable;
} ci_auditing_snapshot_info_t;

typedef struct {
    int hit_flag;
    int score;
    cos_string_t key_words;
} ci_auditing_audio_info_t;

typedef struct {
    cos_list_t node;
    cos_string_t url;
    int snapshot_time;
    cos_string_t text;
    ci_auditing_snapshot_info_t porn_info;
    ci_auditing_snapshot_info_t terrorism_info;
    ci_auditing_snapshot_info_t politics_info;
    ci_auditing_snapshot_info_t ads_info;
} ci_auditing_snapshot_result_t;

typedef struct {
    cos_list_t node;
    cos_string_t url;
    cos_string_t text;
    int offset_time;
    int duration;
    ci_auditing_audio_info_t porn_info;
    ci_auditing_audio_info_t terrorism_info;
    ci_auditing_audio_info_t politics_info;
    ci_auditing_audio_info_t ads_info;
} ci_auditing_audio_section_result_t;

typedef struct {
    cos_string_t code;
    cos_string_t message;
    cos_string_t job_id;
    cos_string_t state;
    cos_string_t creation_time;
    cos_string_t object;
    cos_string_t snapshot_count;
    int result;
    ci_auditing_video_info_t porn_info;
    ci_auditing_video_info_t terrorism_info;
    ci_auditing_video_info_t politics_info;
    ci_auditing_video_info_t ads_info;
    cos_list_t snapshot_info_list;
    cos_list_t audio_section_info_list;
} ci_get_auditing_jobs_detail_t;

typedef struct {
    ci_get_auditing_jobs_detail_t jobs_detail;
    cos_string_t nonexist_job_ids;
} ci_auditing_job_result_t;

typedef struct {
    cos_string_t regions;
    cos_string_t bucket_names;
    cos_string_t bucket_name;
    cos_string_t page_number;
    cos_string_t page_size;
} ci_media_buckets_request_t;

typedef struct {
    cos_list_t node;
    cos_string_t bucket_id;
    cos_string_t name;
    cos_string_t region;
    cos_string_t create_time;
} ci_media_bucket_list_t;

typedef struct {
    int total_count;
    int page_number;
    int page_size;
    cos_list_t media_bucket_list;
} ci_media_buckets_result_t;

typedef struct {
    float time;
    int width;
    int height;
    cos_string_t format;
    cos_string_t rotate;
    cos_string_t mode;
} ci_get_snapshot_request_t;

typedef struct {
    int index;
    cos_string_t codec_name;
    cos_string_t codec_long_name;
    cos_string_t codec_time_base;
    cos_string_t codec_tag_string;
    cos_string_t codec_tag;
    cos_string_t profile;
    int height;
    int width;
    int has_b_frame;
    int ref_frames;
    cos_string_t sar;
    cos_string_t dar;
    cos_string_t pix_format;
    cos_string_t field_order;
    int level;
    int fps;
    cos_string_t avg_fps;
    cos_string_t timebase;
    float start_time;
    float duration;
    float bit_rate;
    int num_frames;
    cos_string_t language;
} ci_media_video_t;

typedef struct {
    int index;
    cos_string_t codec_name;
    cos_string_t codec_long_name;
    cos_string_t codec_time_base;
    cos_string_t codec_tag_string;
    cos_string_t codec_tag;
    cos_string_t sample_fmt;
    int sample_rate;
    int channel;
    cos_string_t channel_layout;
    cos_string_t timebase;
    float start_time;
    float duration;
    float bit_rate;
    cos_string_t language;
} ci_media_audio_t;

typedef struct {
    int index;
    cos_string_t language;
} ci_media_subtitle_t;

typedef struct {
    ci_media_video_t video;
    ci_media_audio_t audio;
    ci_media_subtitle_t subtitle;
} ci_media_stream_info_t;

typedef struct {
    int num_stream;
    int num_program;
    cos_string_t format_name;
    cos_string_t format_long_name;
    float start_time;
    float duration;
    int bit_rate;
    int size;
} ci_media_stream_format_t;

typedef struct {
    ci_media_stream_info_t stream;
    ci_media_stream_format_t format;
} ci_media_info_result_t;

#define COS_AUTH_EXPIRE_DEFAULT 300

typedef enum {
    COS_BUCKET_NON_EXIST = 0,
    COS_BUCKET_EXIST = 1,
    COS_BUCKET_UNKNOWN_EXIST = 2
} cos_bucket_exist_status_e;

typedef enum {
    COS_OBJECT_NON_EXIST = 0,
    COS_OBJECT_EXIST = 1,
    COS_OBJECT_UNKNOWN_EXIST = 2
} cos_object_exist_status_e;

COS_CPP_END

#endif
