/* The outcome of a call. */
#ifndef COS_C_SDK_STATUS_H
#define COS_C_SDK_STATUS_H

#include "cos_list.h"
#include "cos_sys_define.h"

COS_CPP_START

typedef struct cos_status_s {
    int code;
    char *error_code;
    char *error_msg;
    char *req_id;
} cos_status_t;

/* 1 for a 2xx status. NULL is not one. */
static inline int cos_status_is_ok(cos_status_t *s)
{
    return s != NULL && s->code / 100 == 2;
}

static inline int cos_http_is_ok(int st)
{
    return st / 100 == 2;
}

/* The texts are referenced, not copied. */
#define cos_status_set(s, c, ec, es) \
    do { \
        (s)->code = (c); \
        (s)->error_code = (char *)(ec); \
        (s)->error_msg = (char *)(es); \
    } while (0)

/* 1 when the status alone says that another attempt may go better (server errors, lost connections). */
COS_API int cos_should_retry(cos_status_t *s);

/* A status with all members zero, in `p`. NULL when memory ran out. */
COS_API cos_status_t *cos_status_create(cos_pool_t *p);

/* A copy of `src` with its texts, in `p`. NULL when memory ran out. */
COS_API cos_status_t *cos_status_dup(cos_pool_t *p, cos_status_t *src);

/* Fill `s` in for an answer of HTTP status `code` whose body is in `bc`: the texts of an <Error> document are
   copied into `p`. A 2xx leaves it at the code. Returns `s`. */
COS_API cos_status_t *cos_status_parse_from_body(cos_pool_t *p, cos_list_t *bc, int code, cos_status_t *s);

extern COS_API const char COS_XML_PARSE_ERROR_CODE[];
extern COS_API const char COS_OPEN_FILE_ERROR_CODE[];
extern COS_API const char COS_WRITE_FILE_ERROR_CODE[];
extern COS_API const char COS_RENAME_FILE_ERROR_CODE[];
extern COS_API const char COS_HTTP_IO_ERROR_CODE[];
extern COS_API const char COS_UNKNOWN_ERROR_CODE[];
extern COS_API const char COS_CLIENT_ERROR_CODE[];
extern COS_API const char COS_UTF8_ENCODE_ERROR_CODE[];
extern COS_API const char COS_URL_ENCODE_ERROR_CODE[];
extern COS_API const char COS_INCONSISTENT_ERROR_CODE[];
extern COS_API const char COS_CREATE_QUEUE_ERROR_CODE[];
extern COS_API const char COS_CREATE_THREAD_POOL_ERROR_CODE[];
extern COS_API const char COS_LACK_OF_CONTENT_LEN_ERROR_CODE[];
extern COS_API const char COS_SERVER_ERROR_CODE[];
extern COS_API const char COS_INTERNAL_ERROR_CODE[];
extern COS_API const char COS_SLOW_DOWN_ERROR_CODE[];
extern COS_API const char COS_SERVICE_UNAVAILABLE_ERROR_CODE[];

COS_CPP_END

#endif
