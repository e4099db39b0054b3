/* CRC-64/XZ. */

uint64_t cos_crc64(uint64_t crc, void *buf, size_t len);
uint64_t cos_crc64_combine(uint64_t crc1, uint64_t crc2, uintmax_t len2);
uint64_t cos_crc64_big(uint64_t crc, void *buf, size_t len);
