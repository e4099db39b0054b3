/* Arithmetic modulo the CRC's polynomial, and what it is good for: the CRC of two pieces. */
#include "cosx_crc64.h"
#include "crc64_parts.h"

#define POLYNOMIAL UINT64_C(0xC96C5795D7870F42) /* ECMA-182, reflected, without x^64 */
#define ONE (UINT64_C(1) << 63)
#define X (UINT64_C(1) << 62)

uint64_t cosi_crc64_multiply(uint64_t a, uint64_t b)
{
    uint64_t product = 0;
    uint64_t bit;
    for (bit = ONE; bit != 0; bit >>= 1) {
        if (a & bit) {
            product ^= b;
        }
        b = b & 1 ? (b >> 1) ^ POLYNOMIAL : b >> 1;
    }
    return product;
}

uint64_t cosi_crc64_power(uint64_t exponent)
{
    uint64_t result = ONE;
    uint64_t square = X;
    for (; exponent != 0; exponent >>= 1) {
        if (exponent & 1) {
            result = cosi_crc64_multiply(result, square);
        }
        square = cosi_crc64_multiply(square, square);
    }
    return result;
}

/* Shifting by `size2` bytes is a product with x^(8 * size2). The inversions before and after
   cancel out, as they do for every CRC that starts and ends with the same mask. */
uint64_t cosx_crc64_combine(uint64_t crc1, uint64_t crc2, uint64_t size2)
{
    uint64_t result = crc1;
    uint64_t square;
    uint64_t left = size2;
    square = cosi_crc64_power(8);
    for (; left != 0; left >>= 1) {
        if (left & 1) {
            result = cosi_crc64_multiply(result, square);
        }
        square = cosi_crc64_multiply(square, square);
    }
    return result ^ crc2;
}
