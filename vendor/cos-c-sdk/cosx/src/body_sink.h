/* Where the bytes of a response body go. */
#ifndef COSX_BODY_SINK_H
#define COSX_BODY_SINK_H

#include <stddef.h>
#include <stdint.h>

#include "cos_transport.h"
#include "cosx_context.h"
#include "fault.h"
#include "growing_bytes.h"
#include "handle_pool.h"

typedef enum {
    COSI_TO_MEMORY = 0, /* collected, handed to the response as one buffer */
    COSI_TO_CALLER,     /* the caller's memory */
    COSI_TO_FILE,
    COSI_TO_WRITER,     /* the published API's write_body for files: in large pieces */
    COSI_TO_CALLBACK,   /* the published API's write_body: as it comes */
    COSI_TO_STREAM,     /* pulled: into `pull`, the rest of a piece into `spill` */
    COSI_TO_NOWHERE     /* the rest of an error document beyond what is worth keeping */
} cosi_to_e;

/* What cosi_body_sink_write returns beside the size. */
#define COSI_SINK_FAILED (-1)
#define COSI_SINK_FULL (-2) /* stream: nothing was taken, offer it again later */

typedef struct cosi_body_sink_s {
    cosi_to_e kind;
    cosx_sink_t wanted; /* the context's, for a 2xx */
    int64_t max_memory;
    int64_t received;
    int64_t expected; /* -1: not known */
    int check_crc;
    uint64_t crc;
    cosi_fault_t *fault;
    cos_http_response_t *resp;
    cosi_slot_t *slot; /* has the write buffer */
    int unbuffered;    /* 1: the slot's buffer is in use for something else */
    size_t buffered;
    int64_t written;
    cosi_bytes_t collected;
    char *pull;        /* STREAM: the reader's buffer, NULL between reads */
    size_t pull_room;
    cosi_bytes_t spill;
    size_t spill_start;
} cosi_body_sink_t;

void cosi_body_sink_init(cosi_body_sink_t *sink, const cosx_context_t *context, cos_http_response_t *resp,
                         int64_t max_memory, cosi_slot_t *slot, cosi_fault_t *fault);

/* The headers are there: choose where to. 0 when the body cannot fit; the fault is set. */
int cosi_body_sink_begin(cosi_body_sink_t *sink, int status, int64_t content_length);

/* All of `size` is taken, or COSI_SINK_FAILED, or COSI_SINK_FULL. */
int64_t cosi_body_sink_write(cosi_body_sink_t *sink, const char *data, size_t size);

/* Of a stream: bytes for its reader, which has room for them. The checksum is of what was delivered. */
void cosi_body_sink_deliver(cosi_body_sink_t *sink, const char *data, size_t size);

/* How many bytes cosi_body_sink_write takes now: a stream's reader may want fewer than there are. */
size_t cosi_body_sink_room(const cosi_body_sink_t *sink);

/* Of a 2xx whose length is known and fits: where its next bytes, `wanted` or fewer (*room), can be
   put by the caller itself; then cosi_body_sink_filled says how many they were. NULL: only
   cosi_body_sink_write will do. */
char *cosi_body_sink_space(cosi_body_sink_t *sink, size_t wanted, size_t *room);
int cosi_body_sink_filled(cosi_body_sink_t *sink, size_t size); /* 0: failed */

/* Write out what is buffered and hand collected memory to the response. 0: failed. */
int cosi_body_sink_finish(cosi_body_sink_t *sink);

/* Free what was not handed over. */
void cosi_body_sink_drop(cosi_body_sink_t *sink);

#endif
