/* The head of one HTTP/1.1 response, out of the bytes as they come. */
#ifndef COSI_BATCH_ANSWER_H
#define COSI_BATCH_ANSWER_H

#include <stddef.h>
#include <stdint.h>

#include "../fault.h"
#include "../framing.h"
#include "../growing_bytes.h"

typedef struct cosi_answer_s {
    cosi_framing_t framing;
    cosi_frame_e frame;  /* once the head is complete */
    cosi_bytes_t fields; /* name NUL value NUL ...; kept and reused */
    cosi_fault_t fault;  /* why the bytes are not acceptable */
} cosi_answer_t;

/* Before a response: keeps the memory of the fields. */
void cosi_answer_reset(cosi_answer_t *answer);

/* Read the head. `is_head`: the request was a HEAD. Returns the bytes that belong to it once it is
   complete, 0 when more must come (then the same bytes come again with more behind), -1 with the fault.
   An announcement (1xx) is passed over. */
int64_t cosi_answer_head(cosi_answer_t *answer, const char *data, size_t size, int is_head);

/* Value of a header, case-insensitive, the first; NULL. */
const char *cosi_answer_field(const cosi_answer_t *answer, const char *name);

#endif
