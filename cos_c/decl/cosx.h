/* Our additions to the SDK: one bounded, cancellable, checked call; checksums; retry rules; XML. */

typedef struct cosx_cancel_s {
    int32_t flag;
    ...;
} cosx_cancel_t;

void cosx_cancel_set(cosx_cancel_t *cancel);
int cosx_cancel_is_set(const cosx_cancel_t *cancel);

typedef enum {
    COSX_ADDRESS_VIRTUAL_HOST,
    COSX_ADDRESS_PATH,
    COSX_ADDRESS_CNAME,
    ...
} cosx_address_e;

typedef struct cosx_settings_s {
    const char *endpoint;
    const char *service_endpoint;
    const char *secret_id;
    const char *secret_key;
    const char *token;
    int address;
    int verify;
    const char *ca_file;
    const char *ca_path;
    const char *proxy;
    const char *proxy_auth;
    const char *route_ip;
    int route_port;
    int64_t connect_timeout_ms;
    int64_t read_timeout_ms;
    int64_t max_body_bytes;
    int64_t clock_offset_s;
    const char *user_agent;
    ...;
} cosx_settings_t;

void cosx_settings_init(cosx_settings_t *settings);
cos_request_options_t *cosx_options_create(cos_pool_t *pool, const cosx_settings_t *settings);

typedef enum {
    COSX_BODY_NONE,
    COSX_BODY_MEMORY,
    COSX_BODY_FILE,
    COSX_BODY_STREAM,
    ...
} cosx_body_e;

typedef struct cosx_source_s {
    int kind;
    const void *data;
    int fd;
    int64_t offset;
    int64_t size;
    ...;
} cosx_source_t;

typedef struct cosx_sink_s {
    int kind;
    void *data;
    int fd;
    int64_t offset;
    int64_t capacity;
    ...;
} cosx_sink_t;

typedef void (*cosx_progress_pt)(void *, int64_t, int64_t, int64_t, int64_t);

typedef struct cosx_context_s {
    const cosx_settings_t *settings;
    cosx_cancel_t *cancel;
    int64_t deadline_us;
    cosx_source_t source;
    cosx_sink_t sink;
    cosx_progress_pt progress;
    void *progress_data;
    int64_t progress_interval_us;
    volatile int64_t *bytes_moved;
    int check_crc;
    uint64_t initial_crc;
    int http_status;
    int curl_code;
    int os_errno;
    int64_t sent;
    int64_t received;
    int64_t content_length;
    uint64_t sent_crc;
    uint64_t received_crc;
    int sent_any;
    int reused;
    char error[256];
    ...;
} cosx_context_t;

void cosx_context_init(cosx_context_t *context);
int64_t cosx_clock_us(void);
int cosx_context_attach(cos_pool_t *pool, cosx_context_t *context);
cosx_context_t *cosx_context_find(cos_pool_t *pool);

typedef struct cosx_pair_s {
    const char *name;
    const char *value;
    ...;
} cosx_pair_t;

typedef struct cosx_request_s {
    const char *method;
    const char *bucket;
    const char *key;
    const cosx_pair_t *params;
    int param_count;
    const cosx_pair_t *headers;
    int header_count;
    ...;
} cosx_request_t;

typedef struct cosx_response_s {
    cos_status_t *status;
    cos_table_t *headers;
    const char *body;
    size_t body_size;
    ...;
} cosx_response_t;

int cosx_execute(const cos_request_options_t *options, const cosx_request_t *request, cosx_response_t *response);
const char *cosx_presign(const cos_request_options_t *options, const cosx_request_t *request,
    int64_t expires_s, int sign_host, const char **error);
int cosx_body_is_error(cos_pool_t *pool, const char *body, size_t size, cos_status_t *status);

typedef struct cosx_stream_s cosx_stream_t;
int cosx_stream_open(const cos_request_options_t *options, const cosx_request_t *request,
    cosx_response_t *response, cosx_stream_t **stream);
int64_t cosx_stream_read(cosx_stream_t *stream, void *buffer, int64_t size);
int64_t cosx_stream_ready(const cosx_stream_t *stream);
void cosx_stream_close(cosx_stream_t *stream);

uint64_t cosx_crc64(uint64_t crc, const void *data, size_t size);
uint64_t cosx_crc64_combine(uint64_t crc1, uint64_t crc2, uint64_t size2);
const char *cosx_crc64_implementation(void);

typedef struct cosx_retry_s {
    int max_attempts;
    int64_t base_delay_us;
    int64_t max_delay_us;
    ...;
} cosx_retry_t;

void cosx_retry_init(cosx_retry_t *retry);
int cosx_retry_wanted(const cos_status_t *status, int idempotent, int sent_any);
int64_t cosx_retry_delay_us(const cosx_retry_t *retry, int attempt, int64_t retry_after_s);

int cosx_transport_install(void);
void cosx_transport_shutdown(void);
cos_http_transport_t *cosx_transport_create(cos_pool_t *pool);
int cosx_transport_perform(cos_http_transport_t *transport);
const char *cosx_transport_version(void);
int cosx_transport_has_trust(void);
int cosx_transport_trust(const char *file);

typedef enum {
    COSX_XML_ERROR,
    COSX_XML_END,
    COSX_XML_OPEN,
    COSX_XML_TEXT,
    COSX_XML_CLOSE,
    ...
} cosx_xml_event_e;

typedef struct cosx_xml_s cosx_xml_t;
cosx_xml_t *cosx_xml_open(const char *document, size_t size);
cosx_xml_event_e cosx_xml_next(cosx_xml_t *xml);
int cosx_xml_depth(const cosx_xml_t *xml);
const char *cosx_xml_name(const cosx_xml_t *xml);
const char *cosx_xml_text(const cosx_xml_t *xml, size_t *size);
int cosx_xml_attribute(cosx_xml_t *xml, const char *name, const char **value, size_t *size);
const char *cosx_xml_error(const cosx_xml_t *xml);
void cosx_xml_close(cosx_xml_t *xml);

typedef struct cosx_texts_s {
    const char *data;
    size_t size;
    int64_t count;
} cosx_texts_t;

typedef struct cosx_listing_s {
    int64_t count;
    cosx_texts_t keys;
    cosx_texts_t etags;
    cosx_texts_t times;
    const int64_t *sizes;
    const uint8_t *classes;
    cosx_texts_t class_names;
    const uint8_t *owners;
    cosx_texts_t owner_names;
    cosx_texts_t prefixes;
    cosx_texts_t next_marker;
    int truncated;
} cosx_listing_t;

int cosx_listing_read(cos_pool_t *pool, const char *document, size_t size, cosx_listing_t *listing);

typedef ... cosx_presigner_t;

cosx_presigner_t *cosx_presigner_create(const cos_request_options_t *options, const cosx_request_t *request,
    int64_t expires_s, int sign_host, const char **error);
size_t cosx_presigner_room(const cosx_presigner_t *presigner, size_t key_size);
char *cosx_presigner_write(const cosx_presigner_t *presigner, const char *key, size_t key_size, char *out);
