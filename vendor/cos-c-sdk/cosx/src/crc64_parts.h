/* CRC-64/XZ, between its files. All functions here work on the bare register: the caller
   inverts before and after. Polynomials are reflected: bit 63 is the coefficient of x^0. */
#ifndef COSX_CRC64_PARTS_H
#define COSX_CRC64_PARTS_H

#include <stddef.h>
#include <stdint.h>

/* Below this many bytes folding does not pay. */
#define COSI_CRC64_FOLD_MIN 128

/* Advance `state` over `size` bytes. */
typedef uint64_t (*cosi_crc64_pt)(uint64_t state, const uint8_t *data, size_t size);

/* Multipliers that carry the low and the high half of a 128-bit register over `distance` bits. */
typedef struct cosi_crc64_fold_s {
    uint64_t low;
    uint64_t high;
} cosi_crc64_fold_t;

/* What the folding implementations need: filled in once, before any of them runs. */
typedef struct cosi_crc64_folds_s {
    cosi_crc64_fold_t by_128;
    cosi_crc64_fold_t by_256;
    cosi_crc64_fold_t by_512;
    cosi_crc64_fold_t by_1024;
    cosi_crc64_fold_t by_2048;
} cosi_crc64_folds_t;

extern cosi_crc64_folds_t cosi_crc64_folds;

void cosi_crc64_portable_init(void);
uint64_t cosi_crc64_portable(uint64_t state, const uint8_t *data, size_t size);

/* x to the power of `exponent`, and a product, modulo the polynomial. */
uint64_t cosi_crc64_power(uint64_t exponent);
uint64_t cosi_crc64_multiply(uint64_t a, uint64_t b);

/* NULL where the processor or the compiler cannot. */
cosi_crc64_pt cosi_crc64_find_vpclmulqdq(void);
cosi_crc64_pt cosi_crc64_find_vpclmulqdq_avx2(void);
cosi_crc64_pt cosi_crc64_find_pclmulqdq(void);
cosi_crc64_pt cosi_crc64_find_pmull(void);

#endif
