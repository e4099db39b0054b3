/* The context of one call: what bounds it, where bytes come from and go to, what came of it.
   It travels as user data of the call's pool and is found by walking up from any pool
   below, so it reaches the transport over either SDK. */
#ifndef COSX_CONTEXT_H
#define COSX_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

#include "cos_define.h"
#include "cosx_cancel.h"
#include "cosx_export.h"
#include "cosx_settings.h"

typedef enum {
    COSX_BODY_NONE = 0,   /* source: no body. sink: collect into the response's memory */
    COSX_BODY_MEMORY = 1, /* the caller's memory */
    COSX_BODY_FILE = 2,   /* a file descriptor, read with pread / written with pwrite */
    COSX_BODY_STREAM = 3  /* sink only: see cosx_stream.h */
} cosx_body_e;

/* Request body. A retry starts again at byte 0 by itself: nothing here is consumed. */
typedef struct cosx_source_s {
    int kind;         /* cosx_body_e */
    const void *data; /* MEMORY */
    int fd;           /* FILE: borrowed */
    int64_t offset;   /* FILE: first byte */
    int64_t size;     /* MEMORY, FILE: bytes */
} cosx_source_t;

/* Where the body of a 2xx response goes. Other bodies always go to memory. */
typedef struct cosx_sink_s {
    int kind;         /* cosx_body_e */
    void *data;       /* MEMORY */
    int fd;           /* FILE: borrowed */
    int64_t offset;   /* FILE: where byte 0 is written */
    int64_t capacity; /* MEMORY: a longer body fails with COSE_OVER_MEMORY. FILE: most bytes to write, -1: any */
} cosx_sink_t;

/* Runs on the thread that makes the call, every progress_interval_us or so, also while nothing
   moves (name lookup, connecting, waiting for the server), and once at the end. To stop the
   call it sets context->cancel. A total of -1 is unknown. */
typedef void (*cosx_progress_pt)(void *data, int64_t sent, int64_t to_send, int64_t received, int64_t to_receive);

typedef struct cosx_context_s {
    /* filled in by the caller */
    const cosx_settings_t *settings; /* TLS, proxy, timeouts; NULL: those of the request options */
    cosx_cancel_t *cancel;           /* may be NULL */
    int64_t deadline_us;             /* cosx_clock_us() clock; 0: none */
    cosx_source_t source;
    cosx_sink_t sink;
    cosx_progress_pt progress;       /* may be NULL */
    void *progress_data;
    int64_t progress_interval_us;    /* 0: 100 ms */
    volatile int64_t *bytes_moved;   /* if given, body bytes are added to it as they pass, atomically */
    int check_crc;                   /* 1: compute CRC64 of what passes (the default of cosx_context_init) */
    uint64_t initial_crc;            /* append: CRC of what is there already */

    /* filled in by the transport, per attempt */
    int http_status;       /* 0: no response */
    int curl_code;         /* CURLcode */
    int os_errno;          /* errno of a failed local read or write, or of the socket; 0 */
    int64_t sent;          /* body bytes */
    int64_t received;      /* body bytes */
    int64_t content_length;/* of the response; -1 unknown */
    uint64_t sent_crc;
    uint64_t received_crc;
    int sent_any;          /* 1: at least one byte of the request left this machine */
    int reused;            /* 1: on a connection that had served before */
    char error[256];       /* one line, no secrets; "" when all went well */
} cosx_context_t;

/* Zero everything, check_crc = 1, content_length = -1. */
COSX_API void cosx_context_init(cosx_context_t *context);

/* Monotonic microseconds: the clock of deadline_us. */
COSX_API int64_t cosx_clock_us(void);

/* Attach to / find from a pool. `context` must outlive the pool. find returns NULL if none. */
COSX_API int cosx_context_attach(cos_pool_t *pool, cosx_context_t *context);
COSX_API cosx_context_t *cosx_context_find(cos_pool_t *pool);

#endif
