/* Copying and summing bytes in one pass over them. */
#ifndef COSX_CRC64_COPY_H
#define COSX_CRC64_COPY_H

#include <stddef.h>
#include <stdint.h>

/* memcpy, and the result of cosx_crc64. `far`: the copy goes past the processor's cache, for so much memory that
   its beginning would be gone from there before anybody reads it. */
uint64_t cosi_crc64_copy(uint64_t crc, void *to, const void *from, size_t size, int far);

#endif
