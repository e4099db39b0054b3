/* What may be tried again, and when. One table for the SDK's own calls and for transfers. */
#ifndef COSX_RETRY_H
#define COSX_RETRY_H

#include <stdint.h>

#include "cos_status.h"
#include "cosx_export.h"

typedef struct cosx_retry_s {
    int max_attempts;      /* the first included; 1: never again */
    int64_t base_delay_us; /* 100 ms */
    int64_t max_delay_us;  /* 20 s */
} cosx_retry_t;

COSX_API void cosx_retry_init(cosx_retry_t *retry); /* 5 attempts, 100 ms, 20 s */

/* 1 when the outcome is worth another attempt. `idempotent`: the request may be repeated even
   if the server may have carried it out. `sent_any` as in the context. */
COSX_API int cosx_retry_wanted(const cos_status_t *status, int idempotent, int sent_any);

/* Full jitter: a random time in [0, min(max, base * 2^(attempt-1))], or the server's
   Retry-After (seconds, <= 0: none given) if longer, at most max. attempt counts from 1. */
COSX_API int64_t cosx_retry_delay_us(const cosx_retry_t *retry, int attempt, int64_t retry_after_s);

#endif
