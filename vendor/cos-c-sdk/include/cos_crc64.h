/* CRC-64/XZ (ECMA-182), the checksum COS reports as x-cos-hash-crc64ecma. */
#ifndef COS_C_SDK_CRC64_H
#define COS_C_SDK_CRC64_H

#include "cos_sys_define.h"

COS_CPP_START

COS_API uint64_t cos_crc64(uint64_t crc, void *buf, size_t len);
COS_API uint64_t cos_crc64_combine(uint64_t crc1, uint64_t crc2, uintmax_t len2);
COS_API uint64_t cos_crc64_big(uint64_t crc, void *buf, size_t len);

COS_CPP_END

#endif
