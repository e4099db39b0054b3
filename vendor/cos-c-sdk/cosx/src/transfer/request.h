/* One request of a transfer: its context, what is asked, and the verdict on the answer. */
#ifndef COSI_TRANSFER_REQUEST_H
#define COSI_TRANSFER_REQUEST_H

#include "transfer_internal.h"

typedef struct cosi_request_s {
    cosi_attempt_t *attempt;
    cosx_context_t context;
    cosx_request_t request;
    cosx_response_t response;
    cosx_pair_t *params;
    cosx_pair_t *headers;
    int out_of_memory;
} cosi_request_t;

/* A request about the transfer's object, in the attempt's pool, with room for four parameters
   and four headers beside the user's. NULL when memory ran out. */
cosi_request_t *cosi_request_make(cosi_attempt_t *attempt, const char *method);

/* Name and value must live until the request was sent. */
void cosi_request_param(cosi_request_t *request, const char *name, const char *value);
void cosi_request_header(cosi_request_t *request, const char *name, const char *value);

/* Of the user's headers those that `wanted` accepts. */
void cosi_request_user_headers(cosi_request_t *request, int (*wanted)(const char *name));
void cosi_request_user_params(cosi_request_t *request);

/* Text in the attempt's pool; NULL when memory ran out, which cosi_request_send then reports. */
const char *cosi_request_text(cosi_request_t *request, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* 1 when the answer is 2xx. */
int cosi_request_send(cosi_request_t *request);

/* A header of the answer, or NULL. */
const char *cosi_request_reply(const cosi_request_t *request, const char *name);
/* A decimal one; 0 when it is not there or is none. */
int cosi_request_reply_number(const cosi_request_t *request, const char *name, uint64_t *value);

/* The answer's error_code is `word`. */
int cosi_request_error_is(const cosi_request_t *request, const char *word);

/* Keep request id, version id and the object's CRC64 for the result. COSE_OK or COSE_OUT_MEMORY. */
int cosi_request_keep(cosi_request_t *request);

/* The request failed while doing what `format` says: AGAIN when the table of cosx_retry.h and
   the attempts left allow it, else FAILED; attempt->failure is filled in either way. */
cosi_outcome_e cosi_request_failed(cosi_request_t *request, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The answer came, but is not what it must be; worth another try. */
cosi_outcome_e cosi_request_odd(cosi_request_t *request, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The body of the 2xx answer is an <Error>: the response's status is made that error. */
int cosi_request_body_is_error(cosi_request_t *request);

#endif
