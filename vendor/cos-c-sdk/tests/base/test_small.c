/* Small published functions that no other test names. */
#include <stdint.h>
#include <string.h>

#include "cos_http_io.h"
#include "cos_sys_util.h"
#include "cos_utility.h"
#include "test.h"

TEST(numbers_are_read_as_strtoll_does)
{
    char *end = NULL;

    CHECK(cos_strtoll("-9223372036854775808x", &end, 10) == INT64_MIN);
    CHECK_STR_EQ("x", end);
    CHECK(cos_strtoll("99999999999999999999", NULL, 10) == INT64_MAX);
    CHECK(cos_strtoull("18446744073709551615", NULL, 10) == UINT64_MAX);
    CHECK(cos_strtoull("ff", NULL, 16) == 255);
}

TEST(a_digest_is_written_in_lower_case)
{
    unsigned char digest[20];
    unsigned char hex[40];

    memset(digest, 0xaf, sizeof(digest));
    cos_get_hex_from_digest(hex, digest);
    CHECK(memcmp(hex, "afafafafafafafafafafafafafafafafafafafaf", sizeof(hex)) == 0);
}

TEST(the_published_hmac_is_that_of_the_standard)
{
    static const unsigned char wanted[20] = { 0xef, 0xfc, 0xdf, 0x6a, 0xe5, 0xeb, 0x2f, 0xa2, 0xd2, 0x74,
                                              0x16, 0xd5, 0xf1, 0x84, 0xdf, 0x9c, 0x25, 0x9a, 0x7c, 0x79 };
    static const char text[] = "what do ya want for nothing?"; /* RFC 2202, case 2 */
    unsigned char hmac[20];

    HMAC_SHA1(hmac, (const unsigned char *)"Jefe", 4, (const unsigned char *)text, (int)strlen(text));
    CHECK(memcmp(hmac, wanted, sizeof(hmac)) == 0);
}

TEST(switches_of_the_process_keep_what_they_are_set_to)
{
    int key_check = get_object_key_simplify_check();

    set_retry_change_domin(1);
    CHECK_INT_EQ(1, get_retry_change_domin());
    set_retry_change_domin(0);
    CHECK_INT_EQ(0, get_retry_change_domin());
    set_test_retry_change_domin_config(1);
    CHECK_INT_EQ(1, get_test_retry_change_domin_config());
    set_test_retry_change_domin_config(0);
    set_object_key_simplify_check(!key_check);
    CHECK_INT_EQ(!key_check, get_object_key_simplify_check());
    set_object_key_simplify_check(key_check);
}

TEST(a_plain_address_is_known)
{
    CHECK(is_valid_ip("127.0.0.1"));
    CHECK(!is_valid_ip("127.0.0.1:80"));
    CHECK(!is_valid_ip("cos.example.com"));
    CHECK(!is_valid_ip(NULL));
}

TEST(access_rights_have_their_words)
{
    CHECK_STR_EQ("private", get_cos_acl_str(COS_ACL_PRIVATE));
    CHECK_STR_EQ("public-read", get_cos_acl_str(COS_ACL_PUBLIC_READ));
    CHECK_STR_EQ("public-read-write", get_cos_acl_str(COS_ACL_PUBLIC_READ_WRITE));
}

TEST(a_handle_of_libcurl_can_be_had_and_given_back)
{
    CURL *handle = cos_request_get();

    CHECK(handle != NULL);
    request_release(handle);
    request_release(NULL);
}

TEST_MAIN(NULL, NULL)
