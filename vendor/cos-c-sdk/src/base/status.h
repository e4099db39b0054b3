#ifndef COSI_BASE_STATUS_H
#define COSI_BASE_STATUS_H

#include <stddef.h>

#include "cos_status.h"

/* Never NULL: when memory ran out, this thread's own status with COSE_OUT_MEMORY. */
cos_status_t *cosi_status_make(cos_pool_t *pool);

/* The word that goes with a negative code: "HttpIoError", "OpenFileFail" … */
const char *cosi_status_word(int code);

/* 1 when the root element of `body` is <Error>: its Code, Message and RequestId are then in
   `status` (copied into `pool`; what is absent stays as it is). */
int cosi_status_from_error_body(cos_pool_t *pool, const char *body, size_t size, cos_status_t *status);

#endif
