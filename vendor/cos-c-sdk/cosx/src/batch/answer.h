/* The bytes of one HTTP/1.1 response, as they come, into status, headers and body. */
#ifndef COSI_BATCH_ANSWER_H
#define COSI_BATCH_ANSWER_H

#include <stddef.h>
#include <stdint.h>

#include "../growing_bytes.h"

typedef enum { COSI_FRAME_NONE = 0, COSI_FRAME_LENGTH = 1, COSI_FRAME_CHUNKED = 2, COSI_FRAME_CLOSE = 3 } cosi_frame_e;

typedef struct cosi_answer_s {
    int status;
    int frame;           /* cosi_frame_e, once the head is complete */
    int64_t length;      /* Content-Length; -1: none */
    int close;           /* the connection is of no further use */
    const char *fault;   /* why the bytes are not acceptable; NULL */
    cosi_bytes_t fields; /* name NUL value NUL ...; kept and reused */
    size_t head_bytes;   /* all heads of this response so far, 1xx included */
    int head_lines;
    /* of the chunked decoder */
    int chunk_state;
    int64_t chunk_left;
    int chunk_digits;
} cosi_answer_t;

/* Before a response: keeps the memory of the fields. */
void cosi_answer_reset(cosi_answer_t *answer);

/* Read the head. `is_head`: the request was a HEAD. Returns the bytes that belong to it once it is
   complete, 0 when more must come (then the same bytes come again with more behind), -1 with the fault.
   An announcement (1xx) is passed over. */
int64_t cosi_answer_head(cosi_answer_t *answer, const char *data, size_t size, int is_head);

/* Decode `size` bytes of a chunked body: *payload says where in `data` the next piece of body is, and
   *payload_size how long it is. Returns the bytes used up; 0 only when size is 0 or the end was
   reached, see cosi_answer_chunks_done; -1 with the fault. */
int64_t cosi_answer_chunk(cosi_answer_t *answer, const char *data, size_t size, const char **payload, size_t *payload_size);
int cosi_answer_chunks_done(const cosi_answer_t *answer);

/* Value of a header, case-insensitive, the first; NULL. */
const char *cosi_answer_field(const cosi_answer_t *answer, const char *name);

#endif
