#include <stdlib.h>
#include <string.h>

#include "cosx_crc64.h"
#include "crc64_copy.h"
#include "crc64_parts.h"
#include "test.h"

/* The definition, a bit at a time. */
static uint64_t by_definition(uint64_t state, const uint8_t *data, size_t size)
{
    size_t i;
    int bit;
    for (i = 0; i < size; i++) {
        state ^= data[i];
        for (bit = 0; bit < 8; bit++) {
            state = state & 1 ? (state >> 1) ^ UINT64_C(0xC96C5795D7870F42) : state >> 1;
        }
    }
    return state;
}

static uint64_t seed = 88172645463325252u;

static uint64_t random_number(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static uint8_t noise[8192];

static void make_noise(void)
{
    size_t i;
    for (i = 0; i < sizeof(noise); i++) {
        noise[i] = (uint8_t)(random_number() >> 32);
    }
    /* fills in the multipliers that the implementations need */
    (void)cosx_crc64_implementation();
}

static uint8_t copied[sizeof(noise) + 256];

/* The bytes, and none beside them. */
static void check_copy(const cosi_crc64_way_t *way, uint64_t state, size_t to, size_t from, size_t size, int far)
{
    size_t i;
    memset(copied, 0xa5, sizeof(copied));
    CHECK(cosi_crc64_copy_by(way, state, copied + 64 + to, noise + from, size, far) == by_definition(state, noise + from, size));
    CHECK(memcmp(copied + 64 + to, noise + from, size) == 0);
    for (i = 0; i < 64; i++) {
        CHECK(copied[to + i] == 0xa5);
        CHECK(copied[64 + to + size + i] == 0xa5);
    }
}

static void check_implementation(const cosi_crc64_way_t *way)
{
    int round;
    if (way == NULL) {
        return; /* not on this processor */
    }
    for (round = 0; round < 4000; round++) {
        size_t offset = random_number() % 64;
        size_t size = round < 700 ? (size_t)round : random_number() % (sizeof(noise) - 64);
        uint64_t state = round % 3 == 0 ? 0 : random_number();
        CHECK(way->sum(state, noise + offset, size) == by_definition(state, noise + offset, size));
    }
    for (round = 0; round < 1500; round++) {
        size_t size = round < 700 ? (size_t)round : random_number() % (sizeof(noise) - 64);
        check_copy(way, random_number(), random_number() % 64, random_number() % 64, size, round % 2);
    }
}

TEST(the_published_check_value_comes_out)
{
    CHECK(cosx_crc64(0, "123456789", 9) == UINT64_C(0x995dc9bbdf1939fa));
}

TEST(nothing_leaves_the_crc_as_it_is)
{
    CHECK(cosx_crc64(0, NULL, 0) == 0);
    CHECK(cosx_crc64(42, NULL, 0) == 42);
}

TEST(the_portable_implementation_follows_the_definition)
{
    check_implementation(&cosi_crc64_portable_way);
}

TEST(the_pclmulqdq_implementation_follows_the_definition)
{
    check_implementation(cosi_crc64_find_pclmulqdq());
}

TEST(the_vpclmulqdq_implementation_follows_the_definition)
{
    check_implementation(cosi_crc64_find_vpclmulqdq());
}

TEST(the_vpclmulqdq_implementation_without_avx512_follows_the_definition)
{
    check_implementation(cosi_crc64_find_vpclmulqdq_avx2());
}

TEST(the_pmull_implementation_follows_the_definition)
{
    check_implementation(cosi_crc64_find_pmull());
}

TEST(the_best_implementation_of_this_processor_is_in_use)
{
    const char *expected = "portable";
    if (cosi_crc64_find_pmull() != NULL) {
        expected = "pmull";
    }
    if (cosi_crc64_find_pclmulqdq() != NULL) {
        expected = "pclmulqdq";
    }
    if (cosi_crc64_find_vpclmulqdq_avx2() != NULL) {
        expected = "vpclmulqdq-avx2";
    }
    if (cosi_crc64_find_vpclmulqdq() != NULL) {
        expected = "vpclmulqdq";
    }
    CHECK_STR_EQ(expected, cosx_crc64_implementation());
    /* where it is known what processor this is */
    CHECK(getenv("COSX_TEST_CRC64") == NULL || strcmp(getenv("COSX_TEST_CRC64"), expected) == 0);
}

TEST(a_copy_has_the_sum_and_the_bytes_of_what_it_was_made_of)
{
    size_t size;
    for (size = 0; size < sizeof(noise); size += 1 + size / 3) {
        memset(copied, 0, sizeof(copied));
        CHECK(cosi_crc64_copy(7, copied + 1, noise, size, size % 2) == cosx_crc64(7, noise, size));
        CHECK(memcmp(copied + 1, noise, size) == 0 && copied[0] == 0 && copied[1 + size] == 0);
    }
}

TEST(pieces_continue_from_each_other)
{
    int round;
    for (round = 0; round < 500; round++) {
        size_t size = random_number() % sizeof(noise);
        size_t cut = size > 0 ? random_number() % size : 0;
        uint64_t whole = cosx_crc64(0, noise, size);
        CHECK(cosx_crc64(cosx_crc64(0, noise, cut), noise + cut, size - cut) == whole);
        CHECK(~by_definition(~UINT64_C(0), noise, size) == whole);
    }
}

TEST(combining_gives_the_crc_of_both_pieces)
{
    int round;
    for (round = 0; round < 500; round++) {
        size_t size = random_number() % sizeof(noise);
        size_t cut = size > 0 ? random_number() % size : 0;
        uint64_t first = cosx_crc64(0, noise, cut);
        uint64_t second = cosx_crc64(0, noise + cut, size - cut);
        CHECK(cosx_crc64_combine(first, second, size - cut) == cosx_crc64(0, noise, size));
    }
}

TEST(combining_with_nothing_changes_nothing)
{
    CHECK(cosx_crc64_combine(0x123456789abcdef0u, 0, 0) == UINT64_C(0x123456789abcdef0));
    CHECK(cosx_crc64_combine(0, 0x77u, 123) == 0x77u);
}

/* 6 GiB of zero bytes, put together in three ways: lengths beyond 32 bits. */
TEST(combining_works_beyond_four_gigabytes)
{
    static uint8_t zeros[1 << 20];
    uint64_t megabyte = cosx_crc64(0, zeros, sizeof(zeros));
    uint64_t sum = megabyte;
    uint64_t doubled = megabyte;
    uint64_t size = sizeof(zeros);
    int i;
    for (i = 1; i < 6 * 1024; i++) {
        sum = cosx_crc64_combine(sum, megabyte, sizeof(zeros));
    }
    while (size < UINT64_C(4) << 30) {
        doubled = cosx_crc64_combine(doubled, doubled, size);
        size *= 2;
    }
    CHECK(size == UINT64_C(4) << 30);
    /* 4 GiB + 2 GiB in two ways */
    {
        uint64_t two = megabyte;
        uint64_t two_size = sizeof(zeros);
        while (two_size < UINT64_C(2) << 30) {
            two = cosx_crc64_combine(two, two, two_size);
            two_size *= 2;
        }
        CHECK(cosx_crc64_combine(two, doubled, size) == sum);
        CHECK(cosx_crc64_combine(doubled, two, two_size) == sum);
    }
}

TEST_MAIN(make_noise, NULL)
