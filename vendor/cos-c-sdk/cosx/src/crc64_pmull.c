/* CRC-64/XZ by carry-less multiplication on 64-bit ARM; see crc64_clmul_x86.c for the method. */
#include "crc64_parts.h"

#if defined(__aarch64__) && defined(__linux__) && (defined(__GNUC__) || defined(__clang__)) && \
    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

#include <arm_neon.h>
#include <sys/auxv.h>

#if defined(__clang__)
#define PMULL __attribute__((target("aes")))
#else
#define PMULL __attribute__((target("+crypto")))
#endif

#define HWCAP_PMULL_BIT (1UL << 4) /* of AT_HWCAP; asm/hwcap.h is not everywhere */

PMULL static inline uint64x2_t multiply(uint64_t a, uint64_t b)
{
    return vreinterpretq_u64_p128(vmull_p64((poly64_t)a, (poly64_t)b));
}

PMULL static inline uint64x2_t fold(uint64x2_t value, const cosi_crc64_fold_t *by, uint64x2_t next)
{
    uint64x2_t low = multiply(vgetq_lane_u64(value, 0), by->low);
    uint64x2_t high = multiply(vgetq_lane_u64(value, 1), by->high);
    return veorq_u64(veorq_u64(low, high), next);
}

PMULL static inline uint64x2_t load(const uint8_t *data)
{
    return vreinterpretq_u64_u8(vld1q_u8(data));
}

PMULL static inline uint64x2_t take(const uint8_t *data, uint8_t *to, cosi_crc64_copy_e how)
{
    uint64x2_t value = load(data);
    if (how != COSI_SUM_ONLY) { /* no store past the cache is one that these processors promise to honour */
        vst1q_u8(to, vreinterpretq_u8_u64(value));
    }
    return value;
}

/* 8 registers of 16 bytes; 128 bytes or more. */
PMULL static inline __attribute__((always_inline)) uint64_t march(uint64_t state, const uint8_t *data, size_t size, uint8_t *to,
                                                                   cosi_crc64_copy_e how)
{
    const cosi_crc64_fold_t by_1024 = cosi_crc64_folds.by_1024;
    const cosi_crc64_fold_t by_128 = cosi_crc64_folds.by_128;
    uint64x2_t value[8];
    uint64x2_t one;
    uint8_t last[16];
    int i;
    for (i = 0; i < 8; i++) {
        value[i] = take(data + 16 * i, to + 16 * i, how);
    }
    value[0] = veorq_u64(value[0], vcombine_u64(vcreate_u64(state), vcreate_u64(0)));
    for (data += 128, to += 128, size -= 128; size >= 128; size -= 128, data += 128, to += 128) {
        for (i = 0; i < 8; i++) {
            value[i] = fold(value[i], &by_1024, take(data + 16 * i, to + 16 * i, how));
        }
    }
    one = value[0];
    for (i = 1; i < 8; i++) {
        one = fold(one, &by_128, value[i]);
    }
    for (; size >= 16; size -= 16, data += 16) {
        one = fold(one, &by_128, load(data));
    }
    vst1q_u8(last, vreinterpretq_u8_u64(one));
    return cosi_crc64_portable(cosi_crc64_portable(0, last, sizeof(last)), data, size);
}

/* What is only summed is not written to. */
PMULL static uint64_t pmull_sum(uint64_t state, const uint8_t *data, size_t size)
{
    return size < 128 ? cosi_crc64_portable(state, data, size)
                      : march(state, data, size, (uint8_t *)(uintptr_t)data, COSI_SUM_ONLY);
}

PMULL static uint64_t pmull_copy(uint64_t state, uint8_t *to, const uint8_t *data, size_t size, cosi_crc64_copy_e how)
{
    (void)how;
    return march(state, data, size, to, COSI_SUM_AND_COPY);
}

static const cosi_crc64_way_t pmull = {"pmull", pmull_sum, pmull_copy};

const cosi_crc64_way_t *cosi_crc64_find_pmull(void)
{
    return (getauxval(AT_HWCAP) & HWCAP_PMULL_BIT) != 0 ? &pmull : NULL;
}

#else

const cosi_crc64_way_t *cosi_crc64_find_pmull(void)
{
    return NULL;
}

#endif
