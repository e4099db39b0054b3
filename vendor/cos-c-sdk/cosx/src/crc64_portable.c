/* CRC-64/XZ eight bytes at a time, by tables; on any machine. */
#include <string.h>

#include "crc64_parts.h"

#define POLYNOMIAL UINT64_C(0xC96C5795D7870F42)

/* table[k][b]: what byte b contributes when k bytes follow it in the same step. */
static uint64_t table[8][256];

void cosi_crc64_portable_init(void)
{
    int b;
    int k;
    for (b = 0; b < 256; b++) {
        uint64_t value = (uint64_t)b;
        for (k = 0; k < 8; k++) {
            value = value & 1 ? (value >> 1) ^ POLYNOMIAL : value >> 1;
        }
        table[0][b] = value;
    }
    for (k = 1; k < 8; k++) {
        for (b = 0; b < 256; b++) {
            table[k][b] = table[0][table[k - 1][b] & 0xff] ^ (table[k - 1][b] >> 8);
        }
    }
}

static uint64_t load_little_endian(const uint8_t *data)
{
    uint64_t word;
    memcpy(&word, data, sizeof(word));
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

uint64_t cosi_crc64_portable(uint64_t state, const uint8_t *data, size_t size)
{
    for (; size >= 8; size -= 8, data += 8) {
        state ^= load_little_endian(data);
        state = table[7][state & 0xff] ^ table[6][(state >> 8) & 0xff] ^ table[5][(state >> 16) & 0xff] ^
                table[4][(state >> 24) & 0xff] ^ table[3][(state >> 32) & 0xff] ^
                table[2][(state >> 40) & 0xff] ^ table[1][(state >> 48) & 0xff] ^ table[0][state >> 56];
    }
    for (; size > 0; size--, data++) {
        state = table[0][(state ^ *data) & 0xff] ^ (state >> 8);
    }
    return state;
}

const cosi_crc64_way_t cosi_crc64_portable_way = {"portable", cosi_crc64_portable, NULL};
