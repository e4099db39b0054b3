/* CRC-64/XZ by carry-less multiplication on x86-64: several 128-bit registers march through
   the data, each step multiplying a register to where its next block lies and adding that
   block. What is left in the end is 16 bytes with the same remainder as all that went before,
   so the portable code finishes. */
#include "crc64_parts.h"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))

#include <immintrin.h>

#define INLINE static inline __attribute__((always_inline))
#define PCLMUL __attribute__((target("pclmul,sse4.1")))
#define VPCLMUL_AVX2 __attribute__((target("vpclmulqdq,pclmul,avx2")))
#define VPCLMUL __attribute__((target("vpclmulqdq,pclmul,avx512f,avx512dq,avx512bw,avx512vl")))

INLINE PCLMUL __m128i fold(__m128i value, __m128i by, __m128i next)
{
    __m128i low = _mm_clmulepi64_si128(value, by, 0x00);
    __m128i high = _mm_clmulepi64_si128(value, by, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

INLINE PCLMUL __m128i load(const uint8_t *data)
{
    return _mm_loadu_si128((const __m128i *)(const void *)data);
}

INLINE PCLMUL __m128i multiplier(const cosi_crc64_fold_t *by)
{
    return _mm_set_epi64x((long long)by->high, (long long)by->low);
}

/* The functions of an implementation, from a march that is compiled for each thing that becomes of the bytes. Those
   that are only summed are not written to. */
#define WAY(TARGET, way, name, march, least, shorter)                                                                 \
    TARGET static uint64_t way##_sum(uint64_t state, const uint8_t *data, size_t size)                                 \
    {                                                                                                                  \
        return size < (least) ? shorter(state, data, size)                                                             \
                              : march(state, data, size, (uint8_t *)(uintptr_t)data, COSI_SUM_ONLY);                   \
    }                                                                                                                  \
    TARGET static uint64_t way##_copy(uint64_t state, uint8_t *to, const uint8_t *data, size_t size,                   \
                                      cosi_crc64_copy_e how)                                                           \
    {                                                                                                                  \
        if (how != COSI_SUM_AND_COPY_FAR) {                                                                            \
            return march(state, data, size, to, COSI_SUM_AND_COPY);                                                    \
        }                                                                                                              \
        state = march(state, data, size, to, COSI_SUM_AND_COPY_FAR);                                                   \
        _mm_sfence(); /* before anybody is told that they are there */                                                 \
        return state;                                                                                                  \
    }                                                                                                                  \
    static const cosi_crc64_way_t way = {name, way##_sum, way##_copy};

/* Whole 16-byte blocks into `value`, then the register itself and the odd bytes. */
PCLMUL static uint64_t finish(__m128i value, const uint8_t *data, size_t size)
{
    __m128i by = multiplier(&cosi_crc64_folds.by_128);
    uint8_t last[16];
    for (; size >= 16; size -= 16, data += 16) {
        value = fold(value, by, load(data));
    }
    _mm_storeu_si128((__m128i *)(void *)last, value);
    return cosi_crc64_portable(cosi_crc64_portable(0, last, sizeof(last)), data, size);
}

INLINE PCLMUL __m128i take(const uint8_t *data, uint8_t *to, cosi_crc64_copy_e how)
{
    __m128i value = load(data);
    if (how == COSI_SUM_AND_COPY) {
        _mm_store_si128((__m128i *)(void *)to, value);
    } else if (how == COSI_SUM_AND_COPY_FAR) {
        _mm_stream_si128((__m128i *)(void *)to, value);
    }
    return value;
}

/* 8 registers of 16 bytes. */
INLINE PCLMUL uint64_t march(uint64_t state, const uint8_t *data, size_t size, uint8_t *to, cosi_crc64_copy_e how)
{
    __m128i by_1024 = multiplier(&cosi_crc64_folds.by_1024);
    __m128i by_128 = multiplier(&cosi_crc64_folds.by_128);
    __m128i value[8];
    __m128i one;
    int i;
    for (i = 0; i < 8; i++) {
        value[i] = take(data + 16 * i, to + 16 * i, how);
    }
    value[0] = _mm_xor_si128(value[0], _mm_cvtsi64_si128((long long)state));
    for (data += 128, to += 128, size -= 128; size >= 128; size -= 128, data += 128, to += 128) {
        for (i = 0; i < 8; i++) {
            value[i] = fold(value[i], by_1024, take(data + 16 * i, to + 16 * i, how));
        }
    }
    one = value[0];
    for (i = 1; i < 8; i++) {
        one = fold(one, by_128, value[i]);
    }
    return finish(one, data, size);
}

WAY(PCLMUL, pclmulqdq, "pclmulqdq", march, 128, cosi_crc64_portable)

INLINE VPCLMUL_AVX2 __m256i fold_pair(__m256i value, __m256i by, __m256i next)
{
    __m256i low = _mm256_clmulepi64_epi128(value, by, 0x00);
    __m256i high = _mm256_clmulepi64_epi128(value, by, 0x11);
    return _mm256_xor_si256(_mm256_xor_si256(low, high), next);
}

INLINE VPCLMUL_AVX2 __m256i load_pair(const uint8_t *data)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)data);
}

INLINE VPCLMUL_AVX2 __m256i take_pair(const uint8_t *data, uint8_t *to, cosi_crc64_copy_e how)
{
    __m256i value = load_pair(data);
    if (how == COSI_SUM_AND_COPY) {
        _mm256_store_si256((__m256i *)(void *)to, value);
    } else if (how == COSI_SUM_AND_COPY_FAR) {
        _mm256_stream_si256((__m256i *)(void *)to, value);
    }
    return value;
}

INLINE VPCLMUL_AVX2 __m256i multiplier_pair(const cosi_crc64_fold_t *by)
{
    return _mm256_broadcastsi128_si256(multiplier(by));
}

/* 8 registers of 32 bytes: for processors without the 64-byte ones. */
INLINE VPCLMUL_AVX2 uint64_t march_pairs(uint64_t state, const uint8_t *data, size_t size, uint8_t *to, cosi_crc64_copy_e how)
{
    __m256i by_2048 = multiplier_pair(&cosi_crc64_folds.by_2048);
    __m256i by_256 = multiplier_pair(&cosi_crc64_folds.by_256);
    __m256i value[8];
    __m256i pair;
    __m128i one;
    int i;
    for (i = 0; i < 8; i++) {
        value[i] = take_pair(data + 32 * i, to + 32 * i, how);
    }
    value[0] = _mm256_xor_si256(value[0], _mm256_zextsi128_si256(_mm_cvtsi64_si128((long long)state)));
    for (data += 256, to += 256, size -= 256; size >= 256; size -= 256, data += 256, to += 256) {
        for (i = 0; i < 8; i++) {
            value[i] = fold_pair(value[i], by_2048, take_pair(data + 32 * i, to + 32 * i, how));
        }
    }
    pair = value[0];
    for (i = 1; i < 8; i++) {
        pair = fold_pair(pair, by_256, value[i]);
    }
    for (; size >= 32; size -= 32, data += 32) {
        pair = fold_pair(pair, by_256, load_pair(data));
    }
    one = fold(_mm256_castsi256_si128(pair), multiplier(&cosi_crc64_folds.by_128), _mm256_extracti128_si256(pair, 1));
    return finish(one, data, size);
}

WAY(VPCLMUL_AVX2, vpclmulqdq_avx2, "vpclmulqdq-avx2", march_pairs, 256, pclmulqdq_sum)

INLINE VPCLMUL __m512i fold_wide(__m512i value, __m512i by, __m512i next)
{
    __m512i low = _mm512_clmulepi64_epi128(value, by, 0x00);
    __m512i high = _mm512_clmulepi64_epi128(value, by, 0x11);
    return _mm512_ternarylogic_epi64(low, high, next, 0x96); /* a ^ b ^ c */
}

INLINE VPCLMUL __m512i load_wide(const uint8_t *data)
{
    return _mm512_loadu_si512((const void *)data);
}

INLINE VPCLMUL __m512i take_wide(const uint8_t *data, uint8_t *to, cosi_crc64_copy_e how)
{
    __m512i value = load_wide(data);
    if (how == COSI_SUM_AND_COPY) {
        _mm512_store_si512((void *)to, value);
    } else if (how == COSI_SUM_AND_COPY_FAR) {
        _mm512_stream_si512((__m512i *)(void *)to, value);
    }
    return value;
}

INLINE VPCLMUL __m512i multiplier_wide(const cosi_crc64_fold_t *by)
{
    return _mm512_broadcast_i64x2(multiplier(by));
}

/* 4 registers of 64 bytes. */
INLINE VPCLMUL uint64_t march_wide(uint64_t state, const uint8_t *data, size_t size, uint8_t *to, cosi_crc64_copy_e how)
{
    __m512i by_512 = multiplier_wide(&cosi_crc64_folds.by_512);
    __m128i by_128 = multiplier(&cosi_crc64_folds.by_128);
    __m512i first = take_wide(data, to, how);
    __m128i one;
    first = _mm512_xor_si512(first, _mm512_zextsi128_si512(_mm_cvtsi64_si128((long long)state)));
    data += 64;
    to += 64;
    size -= 64;
    if (size >= 192) {
        __m512i by_2048 = multiplier_wide(&cosi_crc64_folds.by_2048);
        __m512i second = take_wide(data, to, how);
        __m512i third = take_wide(data + 64, to + 64, how);
        __m512i fourth = take_wide(data + 128, to + 128, how);
        for (data += 192, to += 192, size -= 192; size >= 256; size -= 256, data += 256, to += 256) {
            first = fold_wide(first, by_2048, take_wide(data, to, how));
            second = fold_wide(second, by_2048, take_wide(data + 64, to + 64, how));
            third = fold_wide(third, by_2048, take_wide(data + 128, to + 128, how));
            fourth = fold_wide(fourth, by_2048, take_wide(data + 192, to + 192, how));
        }
        second = fold_wide(first, by_512, second);
        third = fold_wide(second, by_512, third);
        first = fold_wide(third, by_512, fourth);
    }
    for (; size >= 64; size -= 64, data += 64) {
        first = fold_wide(first, by_512, load_wide(data));
    }
    one = _mm512_extracti64x2_epi64(first, 0);
    one = fold(one, by_128, _mm512_extracti64x2_epi64(first, 1));
    one = fold(one, by_128, _mm512_extracti64x2_epi64(first, 2));
    one = fold(one, by_128, _mm512_extracti64x2_epi64(first, 3));
    return finish(one, data, size);
}

WAY(VPCLMUL, vpclmulqdq, "vpclmulqdq", march_wide, 64, cosi_crc64_portable)

const cosi_crc64_way_t *cosi_crc64_find_pclmulqdq(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1") ? &pclmulqdq : NULL;
}

const cosi_crc64_way_t *cosi_crc64_find_vpclmulqdq_avx2(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("vpclmulqdq") && __builtin_cpu_supports("avx2") && cosi_crc64_find_pclmulqdq() != NULL
               ? &vpclmulqdq_avx2
               : NULL;
}

/* The compiler's run-time also asks the operating system whether it saves the wide registers. */
const cosi_crc64_way_t *cosi_crc64_find_vpclmulqdq(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("vpclmulqdq") && __builtin_cpu_supports("pclmul") &&
                   __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
               ? &vpclmulqdq
               : NULL;
}

#else

const cosi_crc64_way_t *cosi_crc64_find_vpclmulqdq_avx2(void)
{
    return NULL;
}

const cosi_crc64_way_t *cosi_crc64_find_pclmulqdq(void)
{
    return NULL;
}

const cosi_crc64_way_t *cosi_crc64_find_vpclmulqdq(void)
{
    return NULL;
}

#endif
