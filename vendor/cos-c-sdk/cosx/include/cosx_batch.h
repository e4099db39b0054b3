/* Many small requests of one kind to one bucket, several in flight, on one native thread with an
   event loop. Results come in chunks, in the order in which they are ready. */
#ifndef COSX_BATCH_H
#define COSX_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "cosx_cancel.h"
#include "cosx_execute.h"
#include "cosx_export.h"
#include "cosx_retry.h"
#include "cosx_settings.h"

typedef struct cosx_batch_s cosx_batch_t;

/* Copied by cosx_batch_create, but for `cancel`, which must outlive the batch. */
typedef struct cosx_batch_spec_s {
    const cosx_settings_t *settings;
    const char *method;         /* GET HEAD PUT POST DELETE */
    const char *bucket;
    const cosx_pair_t *params;  /* of every item */
    int param_count;
    const cosx_pair_t *headers; /* of every item */
    int header_count;
    int concurrency;            /* connections, 1 to 1024 */
    int64_t memory_limit;       /* bytes of response bodies held here at a time; 0: 256 MiB. The oldest
                                   unfinished item goes on whatever its size, so that nothing waits for ever */
    int64_t item_timeout_us;    /* for an item, from its first attempt on, waits included; 0: none */
    int check_crc;              /* 1: the default of cosx_batch_spec_init */
    int idempotent;             /* 1 (the default): may be repeated even if it may have been carried out */
    cosx_retry_t retry;
    cosx_cancel_t *cancel;      /* may be NULL */
} cosx_batch_spec_t;

typedef struct cosx_batch_item_s {
    uint64_t tag;        /* handed back with the result */
    const char *key;     /* copied; NULL: a bucket request */
    const char *headers; /* name NUL value NUL ..., copied; besides those of the spec */
    size_t headers_size;
    const void *data;    /* body, borrowed until the result is out (or the batch destroyed); NULL: none */
    int64_t size;
    const char *path;    /* copied; a file as body instead, opened when its turn comes; may be NULL */
} cosx_batch_item_t;

/* Lives until cosx_batch_release. Texts are never NULL. */
typedef struct cosx_batch_result_s {
    uint64_t tag;
    int code;               /* HTTP status, or a negative cos_error_code_e */
    int http_status;        /* 0: no response */
    int attempts;           /* 0: it was never sent */
    int sent_any;
    int os_errno;
    int curl_code;          /* CURLcode; CURLE_OPERATION_TIMEDOUT (28) with COSE_REQUEST_TIMEOUT: the item's own time */
    const char *error_code;
    const char *message;
    const char *request_id;
    const char *detail;     /* the transport's own line */
    const char *headers;    /* of the last response: name NUL value NUL ... */
    size_t headers_size;
    const char *body;       /* NUL behind it */
    size_t body_size;
    int64_t sent;           /* body bytes */
    uint64_t crc64;         /* of the body that passed */
} cosx_batch_result_t;

COSX_API void cosx_batch_spec_init(cosx_batch_spec_t *spec);

/* NULL and a line in error[256] when the spec is not acceptable or the thread cannot be started.
   Not usable across fork(): in the child cosx_batch_destroy is all that may be called. */
COSX_API cosx_batch_t *cosx_batch_create(const cosx_batch_spec_t *spec, char error[256]);

/* Cancel what runs, close the connections that are in use, wait for the thread, free everything
   that was not handed out. NULL: nothing happens. No other call may be under way. */
COSX_API void cosx_batch_destroy(cosx_batch_t *batch);

/* Credentials (and clock) for what is sent from now on, retries included. COSE_OK or COSE_OUT_MEMORY. */
COSX_API int cosx_batch_credentials(cosx_batch_t *batch, const cosx_settings_t *settings);

/* Queue items, in their order; never blocks. Each gets exactly one result. COSE_OK, or
   COSE_OUT_MEMORY: then none was queued. How many are queued is bounded by the caller alone. */
COSX_API int cosx_batch_submit(cosx_batch_t *batch, const cosx_batch_item_t *items, int count);

/* Up to `most` results that were not handed out yet; waits up to timeout_ms (-1: for ever) while
   there are none and something is unfinished. Returns the count. */
COSX_API int cosx_batch_next(cosx_batch_t *batch, cosx_batch_result_t **results, int most, int64_t timeout_ms);

COSX_API void cosx_batch_release(cosx_batch_result_t **results, int count);

/* Items submitted whose results were not handed out yet. */
COSX_API int64_t cosx_batch_pending(cosx_batch_t *batch);

#endif
