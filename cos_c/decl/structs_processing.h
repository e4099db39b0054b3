/* What data processing calls take and fill. */

typedef struct {
    cos_string_t format;
    cos_string_t ave;
    int width;
    int height;
    int quality;
    int orientation;
    ...;
} ci_image_info_t;

typedef struct {
    cos_string_t key;
    cos_string_t location;
    cos_string_t etag;
    ci_image_info_t image_info;
    ...;
} ci_operation_origin_info_t;

typedef struct {
    cos_list_t node;
    cos_string_t code_url;
    cos_string_t point[4];
    ...;
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
    ...;
} ci_operation_object_result_t;

typedef struct {
    ci_operation_origin_info_t origin;
    ci_operation_object_result_t object;
    ...;
} ci_operation_result_t;

typedef struct {
    int code_status;
    cos_list_t qrcode_info;
    cos_string_t result_image;
    ...;
} ci_qrcode_result_t;

typedef struct {
    cos_string_t mode;
    int count;
    float time_interval;
    ...;
} ci_video_auditing_job_snapshot_t;

typedef struct {
    cos_string_t detect_type;
    ci_video_auditing_job_snapshot_t snapshot;
    cos_string_t callback;
    cos_string_t callback_version;
    cos_string_t biz_type;
    int detect_content;
    ...;
} ci_video_auditing_job_conf_t;

typedef struct {
    cos_string_t input_object;
    ci_video_auditing_job_conf_t job_conf;
    ...;
} ci_video_auditing_job_options_t;

typedef struct {
    cos_string_t job_id;
    cos_string_t state;
    cos_string_t creation_time;
    ...;
} ci_video_auditing_jobs_detail_t;

typedef struct {
    ci_video_auditing_jobs_detail_t jobs_detail;
    ...;
} ci_video_auditing_job_result_t;

typedef struct {
    int hit_flag;
    int count;
    ...;
} ci_auditing_video_info_t;

typedef struct {
    int hit_flag;
    int score;
    cos_string_t label;
    cos_string_t sub_lable;
    ...;
} ci_auditing_snapshot_info_t;

typedef struct {
    int hit_flag;
    int score;
    cos_string_t key_words;
    ...;
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
    ...;
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
    ...;
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
    ...;
} ci_get_auditing_jobs_detail_t;

typedef struct {
    ci_get_auditing_jobs_detail_t jobs_detail;
    cos_string_t nonexist_job_ids;
    ...;
} ci_auditing_job_result_t;

typedef struct {
    cos_string_t regions;
    cos_string_t bucket_names;
    cos_string_t bucket_name;
    cos_string_t page_number;
    cos_string_t page_size;
    ...;
} ci_media_buckets_request_t;

typedef struct {
    cos_list_t node;
    cos_string_t bucket_id;
    cos_string_t name;
    cos_string_t region;
    cos_string_t create_time;
    ...;
} ci_media_bucket_list_t;

typedef struct {
    int total_count;
    int page_number;
    int page_size;
    cos_list_t media_bucket_list;
    ...;
} ci_media_buckets_result_t;

typedef struct {
    float time;
    int width;
    int height;
    cos_string_t format;
    cos_string_t rotate;
    cos_string_t mode;
    ...;
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
    ...;
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
    ...;
} ci_media_audio_t;

typedef struct {
    int index;
    cos_string_t language;
    ...;
} ci_media_subtitle_t;

typedef struct {
    ci_media_video_t video;
    ci_media_audio_t audio;
    ci_media_subtitle_t subtitle;
    ...;
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
    ...;
} ci_media_stream_format_t;

typedef struct {
    ci_media_stream_info_t stream;
    ci_media_stream_format_t format;
    ...;
} ci_media_info_result_t;
