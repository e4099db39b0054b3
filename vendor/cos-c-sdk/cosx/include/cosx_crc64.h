/* CRC-64/XZ (ECMA-182, reflected), the checksum COS sends as x-cos-hash-crc64ecma. */
#ifndef COSX_CRC64_H
#define COSX_CRC64_H

#include <stddef.h>
#include <stdint.h>

#include "cosx_export.h"

/* CRC of `size` bytes at `data`, continuing from `crc` (0 to start). The fastest
   implementation the processor has is chosen once, at first use. Thread-safe. */
COSX_API uint64_t cosx_crc64(uint64_t crc, const void *data, size_t size);

/* CRC of A followed by B, from crc(A), crc(B) and the length of B. O(log size2). */
COSX_API uint64_t cosx_crc64_combine(uint64_t crc1, uint64_t crc2, uint64_t size2);

/* Name of the implementation in use: "vpclmulqdq", "vpclmulqdq-avx2", "pclmulqdq", "pmull" or "portable". */
COSX_API const char *cosx_crc64_implementation(void);

#endif
