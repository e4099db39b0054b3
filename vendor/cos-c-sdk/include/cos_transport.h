/* Requests, responses, and what carries them. */
#ifndef COS_C_SDK_TRANSPORT_H
#define COS_C_SDK_TRANSPORT_H

#include <curl/curl.h>

#include "cos_buf.h"
#include "cos_fstack.h"
#include "cos_list.h"
#include "cos_sys_define.h"

COS_CPP_START

typedef struct cos_http_request_options_s cos_http_request_options_t;
typedef struct cos_http_transport_options_s cos_http_transport_options_t;
typedef struct cos_http_controller_s cos_http_controller_t;
typedef struct cos_http_controller_ex_s cos_http_controller_ex_t;
typedef struct cos_http_request_s cos_http_request_t;
typedef struct cos_http_response_s cos_http_response_t;
typedef struct cos_http_transport_s cos_http_transport_t;
typedef struct cos_curl_http_transport_s cos_curl_http_transport_t;

typedef int (*cos_read_http_body_pt)(cos_http_request_t *, char *, int);
typedef int (*cos_write_http_body_pt)(cos_http_response_t *, const char *, int);
typedef void (*cos_progress_callback)(int64_t, int64_t);

/* Add one header line of `len` bytes to `headers` (copied); a line without a colon is passed over. */
COS_API void cos_curl_response_headers_parse(cos_pool_t *p, cos_table_t *headers, char *buffer, int len);

/* A transport in `p`, as cos_http_transport_create makes it by default. NULL when memory ran out. */
COS_API cos_http_transport_t *cos_curl_http_transport_create(cos_pool_t *p);

/* Send the request of `t` and receive the response. COSE_OK or a negative code. */
COS_API int cos_curl_http_transport_perform(cos_http_transport_t *t);

/* Limits of the calls of one controller. Strings are borrowed. */
struct cos_http_request_options_s {
    int speed_limit; /* bytes a second; slower than this */
    int speed_time; /* for so many seconds: the call fails */
    int dns_cache_timeout; /* seconds */
    int connect_timeout; /* seconds */
    int64_t max_memory_size; /* bytes; a longer body in memory fails the call */
    int enable_crc; /* compare CRC64 with the server's */
    int enable_md5; /* send Content-MD5 */
    char *proxy_host; /* http://host:port; NULL: none */
    char *proxy_auth; /* user:password */
    char *host_ip; /* connect here instead of looking the host up */
    int host_port; /* 0: the usual one */
};

struct cos_http_transport_options_s {
    char *user_agent;
    char *cacerts_path; /* directory of hashed certificates to trust; NULL: the system's */
    uint32_t ssl_verification_disabled:1; /* 1: trust anybody. Only if the user said so */
};

#define COS_HTTP_BASE_CONTROLLER_DEFINE \
    cos_http_request_options_t *options; \
    cos_pool_t *pool; \
    int64_t start_time; \
    int64_t first_byte_time; \
    int64_t finish_time; \
    uint32_t owner:1; \
    uint16_t retry_count; \
    void *user_data;

struct cos_http_controller_s {
    COS_HTTP_BASE_CONTROLLER_DEFINE
};

struct cos_http_controller_ex_s {
    COS_HTTP_BASE_CONTROLLER_DEFINE
    int error_code;
    char *reason;
};

typedef enum {
    BODY_IN_MEMORY = 0,
    BODY_IN_FILE = 1,
    BODY_IN_CALLBACK = 2
} cos_http_body_type_e;

/* host: without scheme. proto: "http://" or "https://". uri: what follows the first slash of
   the path, not encoded (the key); the transport encodes it, "/" kept. resource: the same for
   the signature. signed_url: a complete URL; host, proto, uri and resource are then "".
   A file body is file_buf (open, from file_pos up to file_last); file_path is its name.
   read_body: the next bytes, 0 at the end, negative to stop. Transports do not rewind: the
   caller does, per attempt. */
struct cos_http_request_s {
    char *host;
    char *proto;
    char *signed_url;
    http_method_e method;
    char *uri;
    char *resource;
    cos_table_t *headers;
    cos_table_t *query_params;
    cos_list_t body;
    int64_t body_len;
    char *file_path;
    cos_file_buf_t *file_buf;
    cos_pool_t *pool;
    void *user_data;
    cos_read_http_body_pt read_body;
    cos_http_body_type_e type;
    cos_progress_callback progress_callback;
    uint64_t crc64;
    int64_t consumed_bytes;
    int clear_body;
};

struct cos_http_response_s {
    int status;
    cos_table_t *headers;
    cos_list_t body;
    int64_t body_len;
    char *file_path;
    cos_file_buf_t *file_buf;
    int64_t content_length;
    cos_pool_t *pool;
    void *user_data;
    cos_write_http_body_pt write_body;
    cos_http_body_type_e type;
    cos_progress_callback progress_callback;
    uint64_t crc64;
};

typedef enum {
    TRANS_STATE_INIT = 0,
    TRANS_STATE_HEADER = 1,
    TRANS_STATE_BODY_IN = 2,
    TRANS_STATE_BODY_OUT = 3,
    TRANS_STATE_ABORT = 4,
    TRANS_STATE_DONE = 5
} cos_transport_state_e;

#define COS_HTTP_BASE_TRANSPORT_DEFINE \
    cos_http_request_t *req; \
    cos_http_response_t *resp; \
    cos_pool_t *pool; \
    cos_transport_state_e state; \
    cos_array_header_t *cleanup; \
    cos_http_transport_options_t *options; \
    cos_http_controller_ex_t *controller;

struct cos_http_transport_s {
    COS_HTTP_BASE_TRANSPORT_DEFINE
};

struct cos_curl_http_transport_s {
    COS_HTTP_BASE_TRANSPORT_DEFINE
    CURL *curl;
    CURLcode curl_code;
    char *url;
    struct curl_slist *headers;
    curl_read_callback header_callback;
    curl_read_callback read_callback;
    curl_write_callback write_callback;
};

COS_CPP_END

#endif
