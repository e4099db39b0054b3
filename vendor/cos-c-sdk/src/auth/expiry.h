/* Until when a signature is good, as the published functions take it: Unix seconds in decimal digits. */
#ifndef COSI_AUTH_EXPIRY_H
#define COSI_AUTH_EXPIRY_H

#include "cos_define.h"

/* The two ends of a signature's time: *start is now, by the clock the call's settings ask for.
   COSE_OK, or COSE_INVALID_ARGUMENT for text that is no number or not later than now. */
int cosi_expiry(cos_pool_t *pool, const cos_string_t *expires, int64_t *start, int64_t *end);

#endif
