/* Percent-encoding and base64, with sizes known beforehand. */
#ifndef COSI_BASE_ENCODING_H
#define COSI_BASE_ENCODING_H

#include <stddef.h>

#include "cos_sys_define.h"

/* Writes `size` bytes of `text` percent-encoded (all but A-Z a-z 0-9 - _ . ~) to `out`, which
   has room for 3 * size bytes; returns how many it wrote. No NUL. `slash` 1: "/" stays. */
size_t cosi_percent_encode(char *out, const char *text, size_t size, int slash);

/* The same as a string in `pool`; NULL when memory ran out. */
char *cosi_percent_encoded(cos_pool_t *pool, const char *text, int slash);

/* 4 * ((size + 2) / 3) bytes, no NUL. */
size_t cosi_base64_encode(char *out, const unsigned char *data, size_t size);

#endif
