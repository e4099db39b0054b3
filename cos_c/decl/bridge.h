/* cos_c/bridge/cosc.h: what cffi has no words for. */

enum {
    COSC_CODE, COSC_HTTP_STATUS, COSC_OS_ERRNO, COSC_CURL_CODE, COSC_SENT_ANY, COSC_SENT, COSC_RECEIVED, COSC_SENT_CRC,
    COSC_RECEIVED_CRC, COSC_TEXTS_SIZE, COSC_BODY_SIZE, COSC_CONTENT_LENGTH, COSC_STREAMING, COSC_FACTS, ...
};
enum { COSC_HAS_BUCKET, COSC_HAS_KEY, COSC_CHECK_CRC, COSC_SIGNALS, COSC_PROGRESS, COSC_LISTING, ... };
enum { COSC_TICK_US, ... };

typedef struct cosc_call_s {
    const cosx_settings_t *settings;
    void *handle;
    cosx_source_t source;
    cosx_sink_t sink;
    cosx_cancel_t *cancel;
    int64_t deadline_us;
    int64_t progress_interval_us;
    uint64_t initial_crc;
    int64_t facts[...];
    const char *texts;
    const char *body;
    const char *error;
    const char *request_id;
    cosx_listing_t listing;
    int has_listing;
    ...;
} cosc_call_t;

int64_t cosc_read_stream(cosc_call_t *call, void *buffer, int64_t size);
const char *cosc_presign(cosc_call_t *call, const char *words, size_t size, int what, int params, int headers,
    int64_t expires_s, int sign_host);
cosx_presigner_t *cosc_presigner(cosc_call_t *call, const char *words, size_t size, int what, int params, int headers,
    int64_t expires_s, int sign_host);
size_t cosc_presign_keys(const cosx_presigner_t *presigner, const char *keys, int64_t count, char *out, int64_t *done);
void cosc_end(cosc_call_t *call);
void cosc_free(cosc_call_t *call);

enum { COSC_BATCH_RESULTS, COSC_BATCH_NUMBERS, ... };
enum { COSC_BODY_NONE, COSC_BODY_PATH, ... };

typedef struct cosc_results_s {
    int count;
    int64_t tags[...];
    int64_t codes[...];
    int64_t attempts[...];
    int64_t body_sizes[...];
    const char *bodies[...];
    int64_t header_sizes[...];
    char *headers;
    size_t headers_size;
    int failed;
    int64_t failures[...];
    char *words;
    size_t words_size;
    ...;
} cosc_results_t;

int cosc_batch_submit(cosx_batch_t *batch, uint64_t first_tag, int count, const char *words, const int32_t *pairs,
    const void *const *data, const int64_t *sizes);
int cosc_batch_next(cosx_batch_t *batch, cosc_results_t *results, int64_t timeout_ms);
void cosc_batch_release(cosc_results_t *results);

int cosc_make_objects(uintptr_t type, uintptr_t members, uintptr_t columns, uintptr_t made);

int cosc_add_functions(uintptr_t module);

int cosc_initialize(const char *user_agent);
const char *cosc_version(void);
const char *cosc_sdk(void);
const char *cosc_sdk_version(void);
const char *cosc_apr_version(void);
int cosc_transport_is_ours(void);

cos_pool_t *cosc_pool_create(cos_pool_t *parent);
void cosc_pool_destroy(cos_pool_t *pool);
void *cosc_palloc(cos_pool_t *pool, size_t size);
void *cosc_pcalloc(cos_pool_t *pool, size_t size);
char *cosc_pmemdup(cos_pool_t *pool, const char *data, size_t size);
void cosc_prefer_large_pages(char *memory, size_t size);

#define COSC_FRESH_STEP ...

typedef struct cosc_fresh_s {
    char *next;
    char *end;
    int turns;
    int slow;
} cosc_fresh_t;

void cosc_fresh_begin(cosc_fresh_t *fresh, char *memory, size_t size);
void cosc_fresh_reach(cosc_fresh_t *fresh, const char *until);
void cosc_fresh_took(cosc_fresh_t *fresh, int64_t nanoseconds);

cos_table_t *cosc_table_make(cos_pool_t *pool, int size);
void cosc_table_add(cos_table_t *table, const char *name, const char *value);
void cosc_table_set(cos_table_t *table, const char *name, const char *value);
const char *cosc_table_get(const cos_table_t *table, const char *name);
int cosc_table_size(const cos_table_t *table);
const cos_table_entry_t *cosc_table_entry(const cos_table_t *table, int index);

void cosc_list_init(cos_list_t *list);
void cosc_log_connect(void);
void cosc_log_disconnect(void);
