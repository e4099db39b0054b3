/* Where the bytes of a request body come from. Nothing is consumed: the position is ours. */
#ifndef COSX_BODY_SOURCE_H
#define COSX_BODY_SOURCE_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "cos_transport.h"
#include "cosx_context.h"
#include "fault.h"

typedef enum {
    COSI_FROM_NOTHING = 0,
    COSI_FROM_MEMORY,
    COSI_FROM_FILE,
    COSI_FROM_BUFFERS, /* the published API's list of cos_buf_t */
    COSI_FROM_CALLBACK /* the published API's read_body: cannot be read twice */
} cosi_from_e;

typedef struct cosi_body_source_s {
    cosi_from_e kind;
    int64_t size; /* -1: not known (chunked coding) */
    int64_t position;
    int check_crc;
    uint64_t initial_crc;
    uint64_t crc;
    cosi_fault_t *fault;
    const char *data;
    int fd;
    int64_t offset;
    struct timespec modified; /* the file, when the exchange began */
    int watched;              /* 1: a regular file of the context's, looked at again before its last bytes leave */
    cos_http_request_t *req;
    cos_buf_t *buffer; /* BUFFERS: the one being read, NULL at the end */
    int64_t buffer_position;
} cosi_body_source_t;

/* The context's source if it has one, else the request's own body. */
void cosi_body_source_init(cosi_body_source_t *source, const cosx_context_t *context, cos_http_request_t *req,
                           cosi_fault_t *fault);

/* Up to `size` bytes; fewer only at the end. -1: failed, the fault is set. */
int64_t cosi_body_source_read(cosi_body_source_t *source, char *buffer, size_t size);

/* The next `size` bytes, which there must be, where they are; they count as read. NULL: only
   cosi_body_source_read will do. */
const char *cosi_body_source_borrow(cosi_body_source_t *source, size_t size);

/* Start again at byte 0. 0 when that cannot be. */
int cosi_body_source_rewind(cosi_body_source_t *source);

#endif
