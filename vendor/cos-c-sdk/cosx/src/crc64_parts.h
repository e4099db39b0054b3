/* CRC-64/XZ, between its files. All functions here work on the bare register: the caller
   inverts before and after. Polynomials are reflected: bit 63 is the coefficient of x^0. */
#ifndef COSX_CRC64_PARTS_H
#define COSX_CRC64_PARTS_H

#include <stddef.h>
#include <stdint.h>

/* Below this many bytes folding does not pay. */
#define COSI_CRC64_FOLD_MIN 128

/* What else becomes of the bytes that are summed: nothing, or they are copied as memcpy does, or past the
   processor's cache. */
typedef enum { COSI_SUM_ONLY, COSI_SUM_AND_COPY, COSI_SUM_AND_COPY_FAR } cosi_crc64_copy_e;

/* What `cosi_crc64_way_t.sum_and_copy` takes is a multiple of COPY_BLOCK, at least one, and goes to where a line of the
   cache begins. */
#define COSI_CRC64_COPY_BLOCK ((size_t)256)
#define COSI_CRC64_COPY_LINE ((size_t)64)

/* One implementation. */
typedef struct cosi_crc64_way_s {
    const char *name;
    /* Advance `state` over `size` bytes. */
    uint64_t (*sum)(uint64_t state, const uint8_t *data, size_t size);
    /* The same while they are copied to `to`. NULL: no better than one after the other. */
    uint64_t (*sum_and_copy)(uint64_t state, uint8_t *to, const uint8_t *data, size_t size, cosi_crc64_copy_e how);
} cosi_crc64_way_t;

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
const cosi_crc64_way_t *cosi_crc64_find_vpclmulqdq(void);
const cosi_crc64_way_t *cosi_crc64_find_vpclmulqdq_avx2(void);
const cosi_crc64_way_t *cosi_crc64_find_pclmulqdq(void);
const cosi_crc64_way_t *cosi_crc64_find_pmull(void);
extern const cosi_crc64_way_t cosi_crc64_portable_way;

/* By way of one implementation, whatever the size: see cosi_crc64_copy. */
uint64_t cosi_crc64_copy_by(const cosi_crc64_way_t *way, uint64_t state, void *to, const void *from, size_t size, int far);

#endif
