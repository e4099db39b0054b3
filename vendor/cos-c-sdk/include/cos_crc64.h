/* CRC-64/XZ (ECMA-182), the checksum COS reports as x-cos-hash-crc64ecma. */
#ifndef COS_C_SDK_CRC64_H
#define COS_C_SDK_CRC64_H

#include "cos_sys_define.h"

COS_CPP_START

/* CRC of `len` bytes at `buf`, continuing from `crc` (0 to start). Any thread. */
COS_API uint64_t cos_crc64(uint64_t crc, void *buf, size_t len);

/* CRC of A followed by B, from crc1 of A, crc2 of B and the length of B. */
COS_API uint64_t cos_crc64_combine(uint64_t crc1, uint64_t crc2, uintmax_t len2);

/* The published name of a variant for big-endian machines: the same checksum as cos_crc64. */
COS_API uint64_t cos_crc64_big(uint64_t crc, void *buf, size_t len);

COS_CPP_END

#endif
