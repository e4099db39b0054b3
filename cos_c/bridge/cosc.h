/* The bridge between cffi and the SDK: calls as flat structs, macros and variadic functions as functions.
   cos_c/decl/bridge.h says the same to cffi. */
#ifndef COSC_H
#define COSC_H

#include <stddef.h>
#include <stdint.h>

#include "cos_api.h"
#include "cos_fstack.h"
#include "cos_xml.h"
#include "cosx.h"

/* What a request is made with: Python fills it in before and reads it after, with no call of Python in
   between unless ticks are asked for. One request after another may be made with the same one, which
   keeps its memory; all zero to begin with, and cosc_free at the end. */
enum {
    COSC_CODE = 0,           /* of the status: HTTP's, or a cos_error_code_e */
    COSC_HTTP_STATUS,        /* 0: no response */
    COSC_OS_ERRNO,
    COSC_CURL_CODE,
    COSC_SENT_ANY,
    COSC_SENT,               /* bytes of the body */
    COSC_RECEIVED,
    COSC_SENT_CRC,           /* this and the next are unsigned, in disguise */
    COSC_RECEIVED_CRC,
    COSC_TEXTS_SIZE,
    COSC_BODY_SIZE,
    COSC_CONTENT_LENGTH,     /* of the answer; -1: it does not say */
    COSC_STREAMING,          /* 1: the body is to be had from cosc_read_stream */
    COSC_FACTS
};

typedef struct cosc_call_s {
    /* for all its requests; borrowed until cosc_free */
    const cosx_settings_t *settings;
    void *handle;                 /* for cosc_on_progress */

    /* for the next request alone: all zero again once it has begun. Borrowed until it has ended */
    cosx_source_t source;
    cosx_sink_t sink;
    cosx_cancel_t *cancel;        /* may be NULL */
    int64_t deadline_us;          /* cosx_clock_us() clock; 0: none */
    int64_t progress_interval_us; /* 0: COSC_TICK_US */
    uint64_t initial_crc;

    /* what came of it; valid until the next request or cosc_end, never NULL */
    int64_t facts[COSC_FACTS];
    const char *texts;            /* error code NUL message NUL request id NUL error NUL, LF name NUL value NUL … */
    const char *body;             /* that did not go to a sink; of a stream: all of it, if it was read ahead */
    const char *error;
    const char *request_id;
    cosx_listing_t listing;       /* the columns of the body, with COSC_LISTING */
    int has_listing;

    /* of the bridge alone */
    cos_pool_t *pool;
    cosx_context_t *context;
    cosx_stream_t *stream;
    cosx_cancel_t stop;           /* set when Python raised in a tick */
    int64_t tick_us;
    int64_t last_tick_us;         /* for Ctrl-C alone: ticks that come early are left out */
} cosc_call_t;

/* What a request is. */
enum {
    COSC_HAS_BUCKET = 1,
    COSC_HAS_KEY = 2,
    COSC_CHECK_CRC = 4,
    COSC_SIGNALS = 8,   /* tick, so that Ctrl-C gets in */
    COSC_PROGRESS = 16, /* tick, there is a function to be called */
    COSC_LISTING = 32   /* make columns of a good answer, which is a page of a listing */
};

/* How long Ctrl-C may go unseen; a person does not notice. */
enum { COSC_TICK_US = 100000 };

/* `words`: method, bucket, key, then name and value of each parameter and each header, each ended
   by NUL; `size` bytes in all. A bucket or key that `what` (COSC_HAS_… and the others) does not have is an
   empty word. The words are copied. The first two return facts[COSC_CODE]. */
int cosc_execute(cosc_call_t *call, const char *words, size_t size, int what, int params, int headers);
/* As cosc_execute up to the headers of a 2xx, with COSC_STREAMING until cosc_end. But a body of at most
   `read_ahead` bytes that is there with the headers is read at once, to its end: then it is in call->body, and
   nothing is open any more. */
int cosc_open_stream(cosc_call_t *call, const char *words, size_t size, int what, int params, int headers,
                     int64_t read_ahead);
int64_t cosc_read_stream(cosc_call_t *call, void *buffer, int64_t size); /* as cosx_stream_read */
/* The URL, or NULL and the reason in call->error. */
const char *cosc_presign(cosc_call_t *call, const char *words, size_t size, int what, int params, int headers,
                         int64_t expires_s, int sign_host);
/* The same for many keys: see cosx_presigner_t. It lives until cosc_end. */
cosx_presigner_t *cosc_presigner(cosc_call_t *call, const char *words, size_t size, int what, int params, int headers,
                                 int64_t expires_s, int sign_host);
/* The URLs of `count` keys, each ended by NUL as the URLs are; the bytes written. *done: as many as could be. */
size_t cosc_presign_keys(const cosx_presigner_t *presigner, const char *keys, int64_t count, char *out, int64_t *done);
void cosc_end(cosc_call_t *call);  /* close the stream and let go of the results; memory for the next request stays */
void cosc_free(cosc_call_t *call); /* the end of it, from any thread */

cos_pool_t *cosc_pool_for_calls(void); /* NULL when memory ran out */

/* A chunk of a batch's results: cosc_batch_next fills it, cosc_batch_release empties it. */
enum { COSC_BATCH_RESULTS = 64, COSC_BATCH_NUMBERS = 5 };
enum { COSC_BODY_NONE = -1, COSC_BODY_PATH = -2 };

typedef struct cosc_results_s {
    int count;
    int64_t tags[COSC_BATCH_RESULTS];
    int64_t codes[COSC_BATCH_RESULTS];
    int64_t attempts[COSC_BATCH_RESULTS];
    int64_t body_sizes[COSC_BATCH_RESULTS];
    const char *bodies[COSC_BATCH_RESULTS];
    int64_t header_sizes[COSC_BATCH_RESULTS];
    char *headers; /* of all */
    size_t headers_size;
    int failed;    /* results without a good answer */
    /* of each of those: which one, HTTP status, errno, CURLcode, sent_any */
    int64_t failures[COSC_BATCH_RESULTS * COSC_BATCH_NUMBERS];
    char *words;   /* of each of those: error code, message, request id and detail, each with NUL */
    size_t words_size;
    cosx_batch_result_t *items[COSC_BATCH_RESULTS];
} cosc_results_t;

/* `words` of each item: key ("": none), path if its size is COSC_BODY_PATH, then pairs[i] times name and value;
   each ended by NUL. `pairs`, `data` and `sizes` may be NULL: no headers, no bodies. As cosx_batch_submit. */
int cosc_batch_submit(cosx_batch_t *batch, uint64_t first_tag, int count, const char *words, const int32_t *pairs,
                      const void *const *data, const int64_t *sizes);
/* COSE_OK, or COSE_OUT_MEMORY: then the results are there without texts. Release in either case. */
int cosc_batch_next(cosx_batch_t *batch, cosc_results_t *results, int64_t timeout_ms);
void cosc_batch_release(cosc_results_t *results);

/* Put a new object of `type` in each place of the list `made`. `members`: a tuple of the type's member
   descriptors; `columns`: for each of them a list with a value for each object, or the value of all. The objects
   are not tracked by the garbage collector: they must be such that no cycle can lead through them. All are
   addresses of Python objects that the caller holds. 1; 0: no memory, or a value that is not to be set. */
int cosc_make_objects(uintptr_t type, uintptr_t members, uintptr_t columns, uintptr_t made);

/* Put the functions of python.c into the module object at this address. 1; 0: no memory. */
int cosc_add_functions(uintptr_t module);

int cosc_initialize(const char *user_agent); /* COSE_OK or an error code; starts the SDK, hooks the transport in */
const char *cosc_version(void);              /* of the package this was built for */
const char *cosc_sdk(void);                  /* "vendored" or "official" */
const char *cosc_sdk_version(void);
const char *cosc_apr_version(void);
int cosc_transport_is_ours(void);            /* 1: the SDK sends everything through cosx */

cos_pool_t *cosc_pool_create(cos_pool_t *parent); /* NULL when memory ran out */
void cosc_pool_destroy(cos_pool_t *pool);
void *cosc_palloc(cos_pool_t *pool, size_t size);
void *cosc_pcalloc(cos_pool_t *pool, size_t size);
char *cosc_pmemdup(cos_pool_t *pool, const char *data, size_t size); /* with a NUL behind it */
void cosc_prefer_large_pages(char *memory, size_t size);

/* New memory that is to be filled from its beginning on, with large pages asked for: see fresh.c. */
#define COSC_FRESH_STEP (2 << 20)

typedef struct cosc_fresh_s {
    char *next; /* what lies behind has not been touched */
    char *end;
    int turns;  /* from large pages, with which it begins, to small ones and back: odd means small ones */
    int slow;   /* steps in a row */
} cosc_fresh_t;

void cosc_fresh_begin(cosc_fresh_t *fresh, char *memory, size_t size);
void cosc_fresh_reach(cosc_fresh_t *fresh, const char *until);      /* get the pages that it takes to write so far */
void cosc_fresh_took(cosc_fresh_t *fresh, int64_t nanoseconds);     /* what a step took; for tests */

cos_table_t *cosc_table_make(cos_pool_t *pool, int size);
void cosc_table_add(cos_table_t *table, const char *name, const char *value);
void cosc_table_set(cos_table_t *table, const char *name, const char *value);
const char *cosc_table_get(const cos_table_t *table, const char *name);
int cosc_table_size(const cos_table_t *table);
const cos_table_entry_t *cosc_table_entry(const cos_table_t *table, int index);

void cosc_list_init(cos_list_t *list);

void cosc_log_connect(void);    /* the SDK's log goes to cosc_on_log */
void cosc_log_disconnect(void); /* and no longer: what it says is dropped */

/* Defined by cffi (cos_c/decl/callbacks.h). */
int cosc_on_progress(void *handle, int64_t sent, int64_t to_send, int64_t received, int64_t to_receive);
void cosc_on_log(int level, const char *function, const char *text, size_t size);

#endif
