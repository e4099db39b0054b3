#include "pipeline/validate.h"

#include "call_options.h"
#include "test.h"

static cos_pool_t *pool;

static void start(void)
{
    cos_http_io_initialize(NULL, 0);
    apr_pool_create(&pool, NULL);
}

static void stop(void)
{
    apr_pool_destroy(pool);
    cos_http_io_deinitialize();
}

static const char *header(const char *name, const char *value)
{
    cos_table_t *headers = apr_table_make(pool, 1);

    apr_table_set(headers, name, value);
    return cosi_check_headers(headers);
}

TEST(a_line_break_cannot_get_into_a_header)
{
    CHECK(header("x-cos-meta-a", "plain \xe4\xb8\xad") == NULL);
    CHECK(header("x-cos-meta-a", "a\r\nb: c") != NULL);
    CHECK(header("x-cos-meta-a", "a\nb") != NULL);
    CHECK(header("x-cos\r\nb", "a") != NULL);
    CHECK(header("x cos", "a") != NULL);
    CHECK(header("x:cos", "a") != NULL);
    CHECK(header("", "a") != NULL);
}

TEST(keys_that_are_nothing_but_the_root_are_found)
{
    static const char *const root[] = { "", "/", ".", "..", "a/..", "/./", "a/b/../../", "//" };
    static const char *const fine[] = { "a", "a/b/..", "../a", "...", "a/", ".a" };
    size_t i;

    for (i = 0; i < sizeof(root) / sizeof(root[0]); i++) {
        cos_string_t key = string_of(root[i]);
        CHECK(cosi_simplifies_to_root(&key));
    }
    for (i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
        cos_string_t key = string_of(fine[i]);
        CHECK(!cosi_simplifies_to_root(&key));
    }
}

TEST(blanks_around_the_keys_are_refused)
{
    cos_request_options_t *options = call_options(pool, "host");

    CHECK(cosi_check_credentials(options->config) == NULL);
    cos_str_set(&options->config->access_key_id, " id");
    CHECK_STR_EQ("ak is start with space or end with space, please check it", cosi_check_credentials(options->config));
    cos_str_set(&options->config->access_key_id, "id");
    cos_str_set(&options->config->access_key_secret, "key\n");
    CHECK_STR_EQ("sk is start with space or end with space, please check it", cosi_check_credentials(options->config));
}

TEST(a_nul_in_a_key_is_refused)
{
    cos_string_t key = { 3, "a\0b" };

    CHECK(cosi_check_object(&key) != NULL);
}

TEST(incomplete_options_are_refused)
{
    cos_request_options_t *options = call_options(pool, "host");

    CHECK(cosi_check_options(options) == NULL);
    options->config = NULL;
    CHECK(cosi_check_options(options) != NULL);
    CHECK(cosi_check_options(NULL) != NULL);
}

TEST_MAIN(start, stop)
