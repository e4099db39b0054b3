/* Many small requests of one kind. */

typedef struct cosx_batch_s cosx_batch_t;

typedef struct cosx_batch_spec_s {
    const cosx_settings_t *settings;
    const char *method;
    const char *bucket;
    const cosx_pair_t *params;
    int param_count;
    const cosx_pair_t *headers;
    int header_count;
    int concurrency;
    int64_t memory_limit;
    int64_t item_timeout_us;
    int check_crc;
    int idempotent;
    cosx_retry_t retry;
    cosx_cancel_t *cancel;
    ...;
} cosx_batch_spec_t;

typedef struct cosx_batch_item_s {
    uint64_t tag;
    const char *key;
    const char *headers;
    size_t headers_size;
    const void *data;
    int64_t size;
    const char *path;
    ...;
} cosx_batch_item_t;

typedef struct cosx_batch_result_s {
    uint64_t tag;
    int code;
    int http_status;
    int attempts;
    int sent_any;
    int os_errno;
    int curl_code;
    const char *error_code;
    const char *message;
    const char *request_id;
    const char *detail;
    const char *headers;
    size_t headers_size;
    const char *body;
    size_t body_size;
    int64_t sent;
    uint64_t crc64;
    ...;
} cosx_batch_result_t;

void cosx_batch_spec_init(cosx_batch_spec_t *spec);
cosx_batch_t *cosx_batch_create(const cosx_batch_spec_t *spec, char *error);
void cosx_batch_destroy(cosx_batch_t *batch);
int cosx_batch_credentials(cosx_batch_t *batch, const cosx_settings_t *settings);
int cosx_batch_submit(cosx_batch_t *batch, const cosx_batch_item_t *items, int count);
int cosx_batch_next(cosx_batch_t *batch, cosx_batch_result_t **results, int most, int64_t timeout_ms);
void cosx_batch_release(cosx_batch_result_t **results, int count);
int64_t cosx_batch_pending(cosx_batch_t *batch);
