/* Whole files up and down: split, parallel, verified, resumable. One engine (a pool of worker
   threads) serves all transfers of a client, small files and parts of large ones alike. */
#ifndef COSX_TRANSFER_H
#define COSX_TRANSFER_H

#include <stdint.h>

#include "cosx_execute.h"
#include "cosx_export.h"
#include "cosx_retry.h"
#include "cosx_settings.h"

typedef struct cosx_engine_s cosx_engine_t;
typedef struct cosx_transfer_s cosx_transfer_t;
typedef struct cosx_inbox_s cosx_inbox_t;

typedef enum { COSX_UPLOAD = 1, COSX_DOWNLOAD = 2 } cosx_transfer_kind_e;

typedef enum {
    COSX_TRANSFER_QUEUED = 0,
    COSX_TRANSFER_RUNNING = 1,
    COSX_TRANSFER_DONE = 2,
    COSX_TRANSFER_FAILED = 3,
    COSX_TRANSFER_CANCELLED = 4
} cosx_transfer_state_e;

/* Everything is copied by cosx_transfer_submit. The user's headers of an upload in parts go to the
   first request; SSE-C keys and x-cos-traffic-limit also to the parts, callbacks, Pic-Operations and
   x-cos-forbid-overwrite to the last one. A symbolic link at the target of a download is replaced,
   not followed. */
typedef struct cosx_transfer_spec_s {
    int kind;                     /* cosx_transfer_kind_e */
    const cosx_settings_t *settings;
    const char *bucket;
    const char *key;
    const char *path;             /* local file */
    const cosx_pair_t *headers;   /* upload: of the object. download: of the HEAD and each GET (SSE-C, If-Match …) */
    int header_count;
    const cosx_pair_t *params;    /* download: versionId … */
    int param_count;
    int64_t part_size;            /* 0: chosen (16 MiB, more when there would be over 10,000 parts) */
    int64_t multipart_threshold;  /* upload: up to this size a single PUT; 0: the part size */
    int max_parallel;             /* parts of this transfer in flight; 0: as many as the engine has threads */
    const char *checkpoint;       /* path of the checkpoint file; NULL: none, nothing can be resumed */
    int keep_on_failure;          /* upload: 1: leave the parts on the server for a later resume (needs a checkpoint);
                                     0: abort the multipart upload when the transfer fails */
    int check_crc;                /* 1: the default of cosx_transfer_spec_init */
    int sync;                     /* download: 1: fsync file and directory before the rename */
    int64_t deadline_us;          /* cosx_clock_us() clock; 0: none */
    cosx_retry_t retry;           /* per request */
    void *tag;                    /* handed back by cosx_engine_next_finished or cosx_inbox_take */
    cosx_inbox_t *inbox;          /* where its end is reported; NULL: to cosx_engine_next_finished */
} cosx_transfer_spec_t;

typedef struct cosx_transfer_progress_s {
    int state;              /* cosx_transfer_state_e */
    int64_t total_bytes;    /* -1 while unknown */
    int64_t done_bytes;     /* resumed_bytes included; falls back when a part is tried again */
    int64_t resumed_bytes;  /* were there already when the transfer began */
    int32_t total_parts;    /* 1 for a single request */
    int32_t done_parts;
    int32_t resumed_parts;
    int32_t retries;        /* requests tried again so far */
} cosx_transfer_progress_t;

/* Strings live until cosx_transfer_release. */
typedef struct cosx_transfer_result_s {
    int state;
    int code;               /* HTTP status or negative cos_error_code_e; 200 when done */
    const char *error_code; /* "" when done */
    const char *message;    /* names the path or part that failed */
    const char *request_id;
    const char *etag;
    const char *version_id;
    const char *upload_id;  /* left on the server after a failure; "" otherwise */
    const char *warning;    /* e.g. why a checkpoint was not used; "" if none */
    uint64_t crc64;         /* of the whole object; valid when has_crc64 */
    int has_crc64;
    int crc_checked;        /* 1: compared with the server's */
    int os_errno;           /* of a local file error; 0 */
    int attempts;           /* of the request that failed, or 1 */
    int64_t size;
    int64_t last_modified_s;/* download: of the object, Unix time; 0 unknown */
    int64_t resumed_bytes;  /* these four as in cosx_transfer_progress_t */
    int32_t total_parts;
    int32_t resumed_parts;
    int32_t retries;
} cosx_transfer_result_t;

COSX_API void cosx_transfer_spec_init(cosx_transfer_spec_t *spec);

/* threads: 1 to 1024; so many requests are in flight, fewer only for a time after the service has
   asked to slow down. NULL when threads could not be started. Not usable across fork(): make a
   new one in the child (cosx_engine_destroy on an inherited one only frees memory). */
COSX_API cosx_engine_t *cosx_engine_create(int threads);

/* The same, but how many requests are in flight is found out: `first` to begin with, up to `most`
   as long as that brings more bytes per second. 1 <= first <= most <= 1024. */
COSX_API cosx_engine_t *cosx_engine_create_adaptive(int first, int most);

/* How many requests may be in flight now. */
COSX_API int cosx_engine_parallel(cosx_engine_t *engine);

/* Cancel what runs, wait for it, stop the threads. Transfers stay readable until released. Uploads
   that must be aborted at the server hold it up for at most 2 seconds. Calls of
   cosx_engine_next_finished that began before return NULL; none may begin afterwards. */
COSX_API void cosx_engine_destroy(cosx_engine_t *engine);

/* Queue a transfer; never blocks on the network. NULL and a line in error[256] for a bad spec. */
COSX_API cosx_transfer_t *cosx_transfer_submit(cosx_engine_t *engine, const cosx_transfer_spec_t *spec, char error[256]);

COSX_API int cosx_transfer_wait(cosx_transfer_t *transfer, int64_t timeout_ms); /* 1 finished, 0 not yet; -1: for ever */
/* Returns at once; safe at any time. The transfer is finished within 200 ms; should the abort of its
   upload take longer, the result names the upload id, and the abort goes on behind it. */
COSX_API void cosx_transfer_cancel(cosx_transfer_t *transfer);
COSX_API void cosx_transfer_progress(cosx_transfer_t *transfer, cosx_transfer_progress_t *progress);
COSX_API void cosx_transfer_result(cosx_transfer_t *transfer, cosx_transfer_result_t *result); /* once finished */
COSX_API void cosx_transfer_release(cosx_transfer_t *transfer);                 /* cancels first if unfinished */

/* The tag of a transfer that finished and was not yet reported, or NULL after timeout_ms. */
COSX_API void *cosx_engine_next_finished(cosx_engine_t *engine, int64_t timeout_ms);

#endif
