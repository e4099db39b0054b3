#ifndef COSX_UTF8_H
#define COSX_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Length of the character at `p` (at least one byte), 0 when it is none: overlong, a surrogate,
   beyond U+10FFFF, cut off. */
size_t cosi_utf8_size(const char *p, size_t left);
size_t cosi_utf8_encode(uint32_t character, char out[4]);
int cosi_utf8_valid(const char *text, size_t size);

#endif
