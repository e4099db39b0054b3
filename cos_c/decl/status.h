/* The outcome of a call. */

typedef struct cos_status_s {
    int code;
    char *error_code;
    char *error_msg;
    char *req_id;
    ...;
} cos_status_t;

int cos_status_is_ok(cos_status_t *s);
int cos_http_is_ok(int st);
int cos_should_retry(cos_status_t *s);
cos_status_t *cos_status_create(cos_pool_t *p);
cos_status_t *cos_status_dup(cos_pool_t *p, cos_status_t *src);
cos_status_t *cos_status_parse_from_body(cos_pool_t *p, cos_list_t *bc, int code, cos_status_t *s);
extern const char COS_XML_PARSE_ERROR_CODE[];
extern const char COS_OPEN_FILE_ERROR_CODE[];
extern const char COS_WRITE_FILE_ERROR_CODE[];
extern const char COS_RENAME_FILE_ERROR_CODE[];
extern const char COS_HTTP_IO_ERROR_CODE[];
extern const char COS_UNKNOWN_ERROR_CODE[];
extern const char COS_CLIENT_ERROR_CODE[];
extern const char COS_UTF8_ENCODE_ERROR_CODE[];
extern const char COS_URL_ENCODE_ERROR_CODE[];
extern const char COS_INCONSISTENT_ERROR_CODE[];
extern const char COS_CREATE_QUEUE_ERROR_CODE[];
extern const char COS_CREATE_THREAD_POOL_ERROR_CODE[];
extern const char COS_LACK_OF_CONTENT_LEN_ERROR_CODE[];
extern const char COS_SERVER_ERROR_CODE[];
extern const char COS_INTERNAL_ERROR_CODE[];
extern const char COS_SLOW_DOWN_ERROR_CODE[];
extern const char COS_SERVICE_UNAVAILABLE_ERROR_CODE[];
