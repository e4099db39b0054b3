#include "cos_crc64.h"
#include "cosx_crc64.h"

uint64_t cos_crc64(uint64_t crc, void *buf, size_t len)
{
    return cosx_crc64(crc, buf, len);
}

uint64_t cos_crc64_combine(uint64_t crc1, uint64_t crc2, uintmax_t len2)
{
    return cosx_crc64_combine(crc1, crc2, len2);
}

/* The published name of the variant for big-endian machines: the same checksum. */
uint64_t cos_crc64_big(uint64_t crc, void *buf, size_t len)
{
    return cosx_crc64(crc, buf, len);
}
