#include "base/encoding.h"
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

TEST(everything_but_the_unreserved_is_encoded_in_capitals)
{
    char out[64];

    CHECK_INT_EQ(COSE_OK, cos_url_encode(out, "aZ09-_.~ /+%\xc3\xa9", 100));
    CHECK_STR_EQ("aZ09-_.~%20%2F%2B%25%C3%A9", out);
}

TEST(a_slash_stays_where_it_is_asked_to)
{
    CHECK_STR_EQ("a/b%20c//../", cosi_percent_encoded(pool, "a/b c//../", 1));
}

TEST(a_source_over_the_limit_is_refused)
{
    char out[64] = "x";

    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_url_encode(out, "abcd", 3));
    CHECK_STR_EQ("", out);
}

TEST(decoding_undoes_encoding_for_every_byte)
{
    char text[256];
    char encoded[3 * 256];
    int i;

    for (i = 1; i < 256; i++) {
        text[i - 1] = (char)i;
    }
    text[255] = '\0';
    CHECK_INT_EQ(COSE_OK, cos_url_encode(encoded, text, 255));
    CHECK_INT_EQ(COSE_OK, cos_url_decode(encoded, encoded));
    CHECK_STR_EQ(text, encoded);
}

TEST(a_broken_escape_is_refused)
{
    char out[16];

    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_url_decode("a%4", out));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_url_decode("a%zz", out));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_url_decode("%", out));
}

TEST(base64_gives_the_published_values)
{
    static const char *const vectors[][2] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
                                              { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" } };
    size_t i;

    for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        char out[16] = { 0 };
        int size = cos_base64_encode((const unsigned char *)vectors[i][0], (int)strlen(vectors[i][0]), out);
        CHECK_INT_EQ(strlen(vectors[i][1]), size);
        CHECK_STR_EQ(vectors[i][1], out);
    }
}

TEST(a_query_keeps_the_order_of_the_table_and_leaves_empty_values_out)
{
    cos_table_t *table = apr_table_make(pool, 4);
    cos_string_t query;

    CHECK_INT_EQ(COSE_OK, cos_query_params_to_string(pool, table, &query));
    CHECK_STR_EQ("", query.data);
    apr_table_add(table, "uploads", "");
    apr_table_add(table, "prefix", "a b/c");
    apr_table_add(table, "acl", "");
    CHECK_INT_EQ(COSE_OK, cos_query_params_to_string(pool, table, &query));
    CHECK_STR_EQ("?uploads&prefix=a%20b%2Fc&acl", query.data);
    CHECK_INT_EQ(strlen(query.data), query.len);
}

TEST(methods_have_names)
{
    CHECK_STR_EQ("DELETE", cos_http_method_to_string(HTTP_DELETE));
    CHECK_STR_EQ("head", cos_http_method_to_string_lower(HTTP_HEAD));
    CHECK_STR_EQ("", cos_http_method_to_string((http_method_e)99));
}

TEST_MAIN(start, stop)
