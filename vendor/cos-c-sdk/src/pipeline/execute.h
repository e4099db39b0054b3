/* One call from start to end: prepare, sign, send, check, decode. Every function of the
   published API that talks to the server is a cosi_call_t and one cosi_execute(). */
#ifndef COSI_PIPELINE_EXECUTE_H
#define COSI_PIPELINE_EXECUTE_H

#include <stddef.h>
#include <stdint.h>

#include "cos_define.h"
#include "cos_status.h"
#include "cos_transport.h"

/* Request body. The caller's buffers and files are only read, never consumed or changed. */
typedef enum {
    COSI_SOURCE_NONE = 0,    /* no body */
    COSI_SOURCE_BYTES = 1,   /* data, size: an XML document and the like */
    COSI_SOURCE_BUFFERS = 2, /* buffers: a list of cos_buf_t */
    COSI_SOURCE_FILE = 3     /* path from offset, size bytes (-1: to its end) */
} cosi_source_e;

/* Where the body of a 2xx answer goes. Other bodies always go to memory. */
typedef enum {
    COSI_SINK_MEMORY = 0,   /* for decode and resp_body */
    COSI_SINK_FILE = 1,     /* path: written beside it under a temporary name, renamed when all is right */
    COSI_SINK_FILE_PART = 2 /* path: must exist; written from offset on, at most size bytes */
} cosi_sink_e;

enum {
    COSI_CHECK_CRC = 1 << 0,       /* compare CRC64 with the server's header (when enable_crc is on) */
    COSI_CONTENT_MD5 = 1 << 1,     /* add Content-MD5 when enable_md5 is on and the caller gave none */
    COSI_NEED_MD5 = 1 << 2,        /* add Content-MD5 whatever enable_md5 says (XML bodies that the server insists on) */
    COSI_BODY_MAY_FAIL = 1 << 3,   /* a 2xx body whose root is <Error> is a failure (complete, copy) */
    COSI_IDEMPOTENT = 1 << 4,      /* a POST that may be repeated; other methods are so anyway */
    COSI_NOT_IDEMPOTENT = 1 << 5,  /* must not be repeated once any byte was sent */
    COSI_CHECK_KEY = 1 << 6,       /* refuse keys that simplify to "/" (the published rule of object GETs) */
    COSI_GUESS_TYPE = 1 << 7,      /* Content-Type from the source's file name, else from the key */
    COSI_ALL_REGIONS = 1 << 8,     /* service request: ask the fixed host of all regions */
    COSI_MULTIPART_TYPE = 1 << 9   /* Content-Type of the published multipart calls, when the caller gave none */
};

/* Reads a whole 2xx body, also an empty one, into `out`; strings it keeps are copied into
   `pool`. COSE_OK or a negative code (COSE_XML_PARSE_ERROR, COSE_OUT_MEMORY). */
typedef int (*cosi_decode_pt)(cos_pool_t *pool, const char *body, size_t size, void *out);

/* Zeroed by cosi_call_init; set what the call needs. Nothing the caller passed is changed. */
typedef struct cosi_call_s {
    /* what to ask */
    const cos_request_options_t *options;
    cos_pool_t *pool;              /* results go here; set to options->pool, a composite call may change it */
    http_method_e method;
    const cos_string_t *bucket;    /* NULL: a service request */
    const cos_string_t *object;    /* NULL: a bucket request. An empty one is refused */
    const char *service_path;      /* of a service request; a constant. NULL: its root */
    const cos_table_t *params;     /* the user's; copied. May be NULL */
    const cos_table_t *headers;    /* the user's; copied. May be NULL */
    unsigned flags;                /* COSI_… */

    /* request body */
    struct {
        cosi_source_e kind;
        const void *data;
        cos_list_t *buffers;
        const cos_string_t *path;
        int64_t offset;
        int64_t size;
    } source;
    uint64_t initial_crc;          /* append: CRC64 of what is there already */

    /* answer */
    struct {
        cosi_sink_e kind;
        const cos_string_t *path;
        int64_t offset;
        int64_t size;
    } sink;
    cosi_decode_pt decode;         /* may be NULL */
    void *out;                     /* for decode */
    cos_list_t *resp_body;         /* may be NULL: cos_buf_t of the body are appended here (errors included) */
    cos_table_t **resp_headers;    /* may be NULL: set when an answer came, whatever its status */
    cos_progress_callback progress;

    /* filled in by cosi_execute */
    cos_table_t *answer_headers;   /* NULL when no answer came */
    uint64_t crc64;                /* of the body sent, or of the body received */
    int attempts;

    /* private to the pipeline */
    cos_table_t *own_params;
    cos_table_t *own_headers;
    int error;                     /* first failure of the cosi_call_… functions below */
} cosi_call_t;

/* `options` must be complete (config, ctl, pool); cosi_execute refuses others politely. */
void cosi_call_init(cosi_call_t *call, const cos_request_options_t *options, http_method_e method,
                    const cos_string_t *bucket, const cos_string_t *object);

/* The operation's own parameters and headers; they win over the user's of the same name.
   Name and value are copied. A failure is remembered and comes out of cosi_execute. */
void cosi_call_param(cosi_call_t *call, const char *name, const char *value); /* value "" or NULL: name alone */
void cosi_call_param_int(cosi_call_t *call, const char *name, int64_t value);
void cosi_call_param_string(cosi_call_t *call, const char *name, const cos_string_t *value); /* left out when empty */
void cosi_call_header(cosi_call_t *call, const char *name, const char *value);
void cosi_call_header_string(cosi_call_t *call, const char *name, const cos_string_t *value); /* left out when empty */
/* Only when the user gave no header of that name. */
void cosi_call_header_default(cosi_call_t *call, const char *name, const char *value);

/* Body of `size` bytes at `data`, borrowed until cosi_execute returns (XML documents). */
void cosi_call_bytes(cosi_call_t *call, const char *data, size_t size);

/* The user's cos_string_t as NUL-terminated text in the call's pool ("" for NULL); an error of
   memory or an embedded NUL is remembered in the call. */
const char *cosi_call_text(cosi_call_t *call, const cos_string_t *value);

/* Runs the call with the retries the options ask for. Never NULL; the status is in call->pool. */
cos_status_t *cosi_execute(cosi_call_t *call);

/* A call refused before anything was sent. `error_code` NULL: "ClientError" or what fits `code`.
   Texts are copied. Never NULL. */
cos_status_t *cosi_status_refused(cos_pool_t *pool, int code, const char *error_code, const char *message);

#endif
