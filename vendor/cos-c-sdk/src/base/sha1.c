#include "base/sha1.h"

#include <stdatomic.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define COSI_SHA1_X86 1
#include <cpuid.h>
#include <immintrin.h>
#else
#define COSI_SHA1_X86 0
#endif

typedef void (*compress_pt)(uint32_t state[5], const unsigned char *data, size_t blocks);

static uint32_t rotate(uint32_t value, int bits)
{
    return (value << bits) | (value >> (32 - bits));
}

static uint32_t load_big_endian(const unsigned char *data)
{
    return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

static void store_big_endian(unsigned char *out, uint32_t value)
{
    out[0] = (unsigned char)(value >> 24);
    out[1] = (unsigned char)(value >> 16);
    out[2] = (unsigned char)(value >> 8);
    out[3] = (unsigned char)value;
}

static void compress_portable(uint32_t state[5], const unsigned char *data, size_t blocks)
{
    static const uint32_t constants[4] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6 };
    uint32_t w[80];

    for (; blocks != 0; blocks--, data += COSI_SHA1_BLOCK) {
        uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
        int t;

        for (t = 0; t < 16; t++) {
            w[t] = load_big_endian(data + 4 * t);
        }
        for (; t < 80; t++) {
            w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
        }
        for (t = 0; t < 80; t++) {
            uint32_t mixed;
            uint32_t next;

            if (t < 20) {
                mixed = d ^ (b & (c ^ d));
            } else if (t >= 40 && t < 60) {
                mixed = (b & c) | (d & (b | c));
            } else {
                mixed = b ^ c ^ d;
            }
            next = rotate(a, 5) + mixed + e + constants[t / 20] + w[t];
            e = d;
            d = c;
            c = rotate(b, 30);
            b = a;
            a = next;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
    }
}

#if COSI_SHA1_X86
/* Four rounds per instruction; `w` holds the last sixteen message words in four vectors. */
#define ROUNDS(first, function) \
    for (group = (first); group < (first) + 5; group++) { \
        __m128i *word = &w[group % 4]; \
        if (group >= 4) { \
            *word = _mm_sha1msg1_epu32(*word, w[(group + 1) % 4]); \
            *word = _mm_xor_si128(*word, w[(group + 2) % 4]); \
            *word = _mm_sha1msg2_epu32(*word, w[(group + 3) % 4]); \
        } \
        next = group == 0 ? _mm_add_epi32(e, *word) : _mm_sha1nexte_epu32(before, *word); \
        before = abcd; \
        abcd = _mm_sha1rnds4_epu32(abcd, next, (function)); \
    }

__attribute__((target("sha,sse4.1")))
static void compress_sha_ni(uint32_t state[5], const unsigned char *data, size_t blocks)
{
    const __m128i big_endian = _mm_set_epi64x(0x0001020304050607LL, 0x08090a0b0c0d0e0fLL);
    __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(const void *)state), 0x1b);
    __m128i e = _mm_set_epi32((int)state[4], 0, 0, 0);

    for (; blocks != 0; blocks--, data += COSI_SHA1_BLOCK) {
        const __m128i abcd_start = abcd;
        const __m128i e_start = e;
        __m128i before = abcd;
        __m128i next;
        __m128i w[4];
        int group;

        for (group = 0; group < 4; group++) {
            w[group] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)(data + 16 * group)), big_endian);
        }
        ROUNDS(0, 0)
        ROUNDS(5, 1)
        ROUNDS(10, 2)
        ROUNDS(15, 3)
        e = _mm_sha1nexte_epu32(before, e_start);
        abcd = _mm_add_epi32(abcd, abcd_start);
    }
    _mm_storeu_si128((__m128i *)(void *)state, _mm_shuffle_epi32(abcd, 0x1b));
    state[4] = (uint32_t)_mm_extract_epi32(e, 3);
}

static int has_sha_ni(void)
{
    unsigned int a, b, c, d;

    if (!__builtin_cpu_supports("sse4.1") || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
        return 0;
    }
    return (b & (1u << 29)) != 0;
}
#endif

static compress_pt best_compress(void)
{
#if COSI_SHA1_X86
    if (has_sha_ni()) {
        return compress_sha_ni;
    }
#endif
    return compress_portable;
}

/* Chosen at first use; choosing twice at once gives the same answer. */
static _Atomic(compress_pt) chosen;

static void compress(uint32_t state[5], const unsigned char *data, size_t blocks)
{
    compress_pt function = atomic_load_explicit(&chosen, memory_order_relaxed);

    if (function == NULL) {
        function = best_compress();
        atomic_store_explicit(&chosen, function, memory_order_relaxed);
    }
    function(state, data, blocks);
}

void cosi_sha1_force_portable(int portable)
{
    atomic_store_explicit(&chosen, portable ? compress_portable : best_compress(), memory_order_relaxed);
}

void cosi_sha1_start(cosi_sha1_t *sha1)
{
    static const uint32_t start[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };

    memcpy(sha1->state, start, sizeof(start));
    sha1->size = 0;
}

void cosi_sha1_add(cosi_sha1_t *sha1, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    size_t held = (size_t)(sha1->size % COSI_SHA1_BLOCK);
    size_t whole;

    if (size == 0) {
        return;
    }
    sha1->size += size;
    if (held != 0) {
        size_t wanted = COSI_SHA1_BLOCK - held;
        if (size < wanted) {
            memcpy(sha1->block + held, bytes, size);
            return;
        }
        memcpy(sha1->block + held, bytes, wanted);
        compress(sha1->state, sha1->block, 1);
        bytes += wanted;
        size -= wanted;
    }
    whole = size / COSI_SHA1_BLOCK;
    if (whole != 0) {
        compress(sha1->state, bytes, whole);
        bytes += whole * COSI_SHA1_BLOCK;
        size -= whole * COSI_SHA1_BLOCK;
    }
    if (size != 0) {
        memcpy(sha1->block, bytes, size);
    }
}

void cosi_sha1_end(cosi_sha1_t *sha1, unsigned char digest[COSI_SHA1_SIZE])
{
    static const unsigned char padding[COSI_SHA1_BLOCK] = { 0x80 };
    uint64_t bits = sha1->size * 8;
    size_t held = (size_t)(sha1->size % COSI_SHA1_BLOCK);
    unsigned char length[8];
    int i;

    store_big_endian(length, (uint32_t)(bits >> 32));
    store_big_endian(length + 4, (uint32_t)bits);
    cosi_sha1_add(sha1, padding, (held < 56 ? 56 : 120) - held);
    cosi_sha1_add(sha1, length, sizeof(length));
    for (i = 0; i < 5; i++) {
        store_big_endian(digest + 4 * i, sha1->state[i]);
    }
}

static void xor_key(unsigned char block[COSI_SHA1_BLOCK], unsigned char with)
{
    int i;

    for (i = 0; i < COSI_SHA1_BLOCK; i++) {
        block[i] ^= with;
    }
}

void cosi_hmac_sha1(const void *key, size_t key_size, const void *message, size_t size,
                    unsigned char digest[COSI_SHA1_SIZE])
{
    unsigned char block[COSI_SHA1_BLOCK] = { 0 };
    cosi_sha1_t sha1;

    if (key_size > sizeof(block)) {
        cosi_sha1_start(&sha1);
        cosi_sha1_add(&sha1, key, key_size);
        cosi_sha1_end(&sha1, block);
    } else if (key_size != 0) {
        memcpy(block, key, key_size);
    }
    xor_key(block, 0x36);
    cosi_sha1_start(&sha1);
    cosi_sha1_add(&sha1, block, sizeof(block));
    cosi_sha1_add(&sha1, message, size);
    cosi_sha1_end(&sha1, digest);

    xor_key(block, 0x36 ^ 0x5c);
    cosi_sha1_start(&sha1);
    cosi_sha1_add(&sha1, block, sizeof(block));
    cosi_sha1_add(&sha1, digest, COSI_SHA1_SIZE);
    cosi_sha1_end(&sha1, digest);
}

void cosi_sha1_hex(const unsigned char digest[COSI_SHA1_SIZE], char hex[2 * COSI_SHA1_SIZE + 1])
{
    static const char digits[] = "0123456789abcdef";
    int i;

    for (i = 0; i < COSI_SHA1_SIZE; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[2 * COSI_SHA1_SIZE] = '\0';
}
