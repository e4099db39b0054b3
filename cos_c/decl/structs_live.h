/* Live channels. */

typedef struct {
    cos_string_t type;
    int32_t frag_duration;
    int32_t frag_count;
    cos_string_t play_list_name;
    ...;
} cos_live_channel_target_t;

typedef struct {
    cos_string_t name;
    cos_string_t description;
    cos_string_t status;
    cos_live_channel_target_t target;
    ...;
} cos_live_channel_configuration_t;

typedef struct {
    cos_list_t node;
    cos_string_t publish_url;
    ...;
} cos_live_channel_publish_url_t;

typedef struct {
    cos_list_t node;
    cos_string_t play_url;
    ...;
} cos_live_channel_play_url_t;

typedef struct {
    int32_t width;
    int32_t height;
    int32_t frame_rate;
    int32_t band_width;
    cos_string_t codec;
    ...;
} cos_video_stat_t;

typedef struct {
    int32_t band_width;
    int32_t sample_rate;
    cos_string_t codec;
    ...;
} cos_audio_stat_t;

typedef struct {
    cos_string_t pushflow_status;
    cos_string_t connected_time;
    cos_string_t remote_addr;
    cos_video_stat_t video_stat;
    cos_audio_stat_t audio_stat;
    ...;
} cos_live_channel_stat_t;

typedef struct {
    cos_list_t node;
    cos_string_t name;
    cos_string_t description;
    cos_string_t status;
    cos_string_t last_modified;
    cos_list_t publish_url_list;
    cos_list_t play_url_list;
    ...;
} cos_live_channel_content_t;

typedef struct {
    cos_string_t prefix;
    cos_string_t marker;
    int max_keys;
    int truncated;
    cos_string_t next_marker;
    cos_list_t live_channel_list;
    ...;
} cos_list_live_channel_params_t;

typedef struct {
    cos_list_t node;
    cos_string_t start_time;
    cos_string_t end_time;
    cos_string_t remote_addr;
    ...;
} cos_live_record_content_t;
