#include "base/sha1.h"
#include "cos_crc64.h"
#include "cos_sys_util.h"
#include "test.h"

static cos_pool_t *pool;

static void start(void)
{
    apr_initialize();
    apr_pool_create(&pool, NULL);
}

static void stop(void)
{
    apr_pool_destroy(pool);
    apr_terminate();
}

static const char *sha1_hex(const char *text)
{
    static char hex[41];

    cos_get_sha1_hexdigest((unsigned char *)hex, (const unsigned char *)text, (int)strlen(text));
    return hex;
}

static const char *hmac_hex(const void *key, int key_size, const char *text)
{
    static char hex[41];

    cos_get_hmac_sha1_hexdigest((unsigned char *)hex, key, key_size, (const unsigned char *)text, (int)strlen(text));
    return hex;
}

static void check_sha1(void)
{
    CHECK_STR_EQ("da39a3ee5e6b4b0d3255bfef95601890afd80709", sha1_hex(""));
    CHECK_STR_EQ("a9993e364706816aba3e25717850c26c9cd0d89d", sha1_hex("abc"));
    CHECK_STR_EQ("84983e441c3bd26ebaae4aa1f95129e5e54670f1",
                 sha1_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"));
}

TEST(sha1_gives_the_published_values)
{
    check_sha1();
    cosi_sha1_force_portable(1);
    check_sha1();
    cosi_sha1_force_portable(0);
}

TEST(sha1_of_a_million_letters_is_right_in_pieces_of_any_size)
{
    static const size_t steps[] = { 1, 3, 55, 56, 63, 64, 65, 119, 1000, 4096 };
    char block[4096];
    size_t i;

    memset(block, 'a', sizeof(block));
    for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        unsigned char digest[COSI_SHA1_SIZE];
        char hex[41];
        cosi_sha1_t sha1;
        size_t left = 1000000;

        cosi_sha1_start(&sha1);
        while (left > 0) {
            size_t step = steps[i] < left ? steps[i] : left;
            cosi_sha1_add(&sha1, block, step);
            left -= step;
        }
        cosi_sha1_end(&sha1, digest);
        cosi_sha1_hex(digest, hex);
        CHECK_STR_EQ("34aa973cd4c4daa4f61eeb2bdbad27316534016f", hex);
    }
}

TEST(the_processors_sha1_and_the_portable_one_agree_at_every_length)
{
    unsigned char data[300];
    size_t size;

    for (size = 0; size < sizeof(data); size++) {
        unsigned char fast[COSI_SHA1_SIZE];
        unsigned char portable[COSI_SHA1_SIZE];

        data[size] = (unsigned char)(size * 37 + 11);
        cosi_hmac_sha1(data, size, data, size, fast);
        cosi_sha1_force_portable(1);
        cosi_hmac_sha1(data, size, data, size, portable);
        cosi_sha1_force_portable(0);
        CHECK_MEM_EQ(portable, fast, sizeof(fast));
    }
}

/* RFC 2202, test cases 1, 2, 6 and 7 */
TEST(hmac_gives_the_published_values_also_for_keys_over_a_block)
{
    unsigned char key[80];

    memset(key, 0x0b, 20);
    CHECK_STR_EQ("b617318655057264e28bc0b6fb378c8ef146be00", hmac_hex(key, 20, "Hi There"));
    CHECK_STR_EQ("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", hmac_hex("Jefe", 4, "what do ya want for nothing?"));
    memset(key, 0xaa, 80);
    CHECK_STR_EQ("aa4ae5e15272d00e95705637ce8a3b55ed402112",
                 hmac_hex(key, 80, "Test Using Larger Than Block-Size Key - Hash Key First"));
    CHECK_STR_EQ("e8e99d0f45237d786d6bbaa7965c7808bbff1a91",
                 hmac_hex(key, 80, "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data"));
}

TEST(md5_gives_the_published_value)
{
    static const unsigned char expected[16] = { 0x90, 0x01, 0x50, 0x98, 0x3c, 0xd2, 0x4f, 0xb0,
                                                0xd6, 0x96, 0x3f, 0x7d, 0x28, 0xe1, 0x7f, 0x72 };
    unsigned char *digest = cos_md5(pool, "abc", 3);

    CHECK(digest != NULL);
    CHECK_MEM_EQ(expected, digest, 16);
}

TEST(crc64_gives_the_check_value_and_combines)
{
    char text[] = "123456789";
    uint64_t first = cos_crc64(0, text, 4);
    uint64_t second = cos_crc64(0, text + 4, 5);

    CHECK(cos_crc64(0, text, 9) == UINT64_C(0x995dc9bbdf1939fa));
    CHECK(cos_crc64(first, text + 4, 5) == UINT64_C(0x995dc9bbdf1939fa));
    CHECK(cos_crc64_combine(first, second, 5) == UINT64_C(0x995dc9bbdf1939fa));
    CHECK(cos_crc64_big(0, text, 9) == UINT64_C(0x995dc9bbdf1939fa));
}

TEST_MAIN(start, stop)
