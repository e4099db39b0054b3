/* Whole files up and down. */

typedef struct cosx_engine_s cosx_engine_t;
typedef struct cosx_transfer_s cosx_transfer_t;
typedef struct cosx_inbox_s cosx_inbox_t;

typedef enum {
    COSX_UPLOAD,
    COSX_DOWNLOAD,
    ...
} cosx_transfer_kind_e;

typedef enum {
    COSX_TRANSFER_QUEUED,
    COSX_TRANSFER_RUNNING,
    COSX_TRANSFER_DONE,
    COSX_TRANSFER_FAILED,
    COSX_TRANSFER_CANCELLED,
    ...
} cosx_transfer_state_e;

typedef struct cosx_transfer_spec_s {
    int kind;
    const cosx_settings_t *settings;
    const char *bucket;
    const char *key;
    const char *path;
    const cosx_pair_t *headers;
    int header_count;
    const cosx_pair_t *params;
    int param_count;
    int64_t part_size;
    int64_t multipart_threshold;
    int max_parallel;
    const char *checkpoint;
    int keep_on_failure;
    int check_crc;
    int sync;
    int64_t deadline_us;
    cosx_retry_t retry;
    void *tag;
    cosx_inbox_t *inbox;
    ...;
} cosx_transfer_spec_t;

typedef struct cosx_transfer_progress_s {
    int state;
    int64_t total_bytes;
    int64_t done_bytes;
    int64_t resumed_bytes;
    int32_t total_parts;
    int32_t done_parts;
    int32_t resumed_parts;
    int32_t retries;
    ...;
} cosx_transfer_progress_t;

typedef struct cosx_transfer_result_s {
    int state;
    int code;
    const char *error_code;
    const char *message;
    const char *request_id;
    const char *etag;
    const char *version_id;
    const char *upload_id;
    const char *warning;
    uint64_t crc64;
    int has_crc64;
    int crc_checked;
    int os_errno;
    int attempts;
    int64_t size;
    int64_t last_modified_s;
    int64_t resumed_bytes;
    int32_t total_parts;
    int32_t resumed_parts;
    int32_t retries;
    ...;
} cosx_transfer_result_t;

void cosx_transfer_spec_init(cosx_transfer_spec_t *spec);
cosx_engine_t *cosx_engine_create(int threads);
cosx_engine_t *cosx_engine_create_adaptive(int first, int most);
int cosx_engine_parallel(cosx_engine_t *engine);
void cosx_engine_destroy(cosx_engine_t *engine);
cosx_transfer_t *cosx_transfer_submit(cosx_engine_t *engine, const cosx_transfer_spec_t *spec, char *error);
int cosx_transfer_wait(cosx_transfer_t *transfer, int64_t timeout_ms);
void cosx_transfer_cancel(cosx_transfer_t *transfer);
void cosx_transfer_progress(cosx_transfer_t *transfer, cosx_transfer_progress_t *progress);
void cosx_transfer_result(cosx_transfer_t *transfer, cosx_transfer_result_t *result);
void cosx_transfer_release(cosx_transfer_t *transfer);
void *cosx_engine_next_finished(cosx_engine_t *engine, int64_t timeout_ms);
cosx_inbox_t *cosx_inbox_create(cosx_engine_t *engine);
void cosx_inbox_destroy(cosx_inbox_t *inbox);
int cosx_inbox_take(cosx_inbox_t *inbox, void **tags, int room, int enough);
int cosx_inbox_stop(cosx_inbox_t *inbox, int64_t timeout_ms);
int cosx_inbox_descriptor(const cosx_inbox_t *inbox);
void cosx_inbox_wake(cosx_inbox_t *inbox);
