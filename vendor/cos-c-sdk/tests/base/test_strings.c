#include "cos_buf.h"
#include "cos_fstack.h"
#include "cos_string.h"
#include "cos_sys_util.h"
#include "cos_utility.h"
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

static char *text_of(const cos_string_t *string)
{
    return cos_pstrdup(pool, string);
}

TEST(strip_space_takes_blanks_and_tabs_off_both_ends)
{
    cos_string_t s;

    cos_str_set(&s, " \t a b\t ");
    cos_strip_space(&s);
    CHECK_STR_EQ("a b", text_of(&s));
    cos_str_set(&s, "  ");
    cos_strip_space(&s);
    CHECK_INT_EQ(0, s.len);
}

TEST(trip_space_and_cntrl_takes_line_ends_off_too)
{
    cos_string_t s;

    cos_str_set(&s, "\r\n value \r\n");
    cos_trip_space_and_cntrl(&s);
    CHECK_STR_EQ("value", text_of(&s));
}

TEST(unquote_takes_one_quote_off_each_end)
{
    cos_string_t s;

    cos_str_set(&s, "\"etag\"");
    cos_unquote_str(&s);
    CHECK_STR_EQ("etag", text_of(&s));
    cos_str_set(&s, "etag\"");
    cos_unquote_str(&s);
    CHECK_STR_EQ("etag\"", text_of(&s));
    cos_str_set(&s, "\"");
    cos_unquote_str(&s);
    CHECK_INT_EQ(0, s.len);
}

TEST(ends_with_compares_the_end_only)
{
    cos_string_t s = cos_string("bucket-125");
    cos_string_t suffix = cos_string("-125");
    cos_string_t longer = cos_string("xbucket-125");

    CHECK(cos_ends_with(&s, &suffix));
    CHECK(!cos_ends_with(&suffix, &s));
    CHECK(!cos_ends_with(&s, &longer));
}

TEST(buffers_join_to_one_text)
{
    cos_list_t list;
    cos_buf_t *b;

    cos_list_init(&list);
    CHECK_STR_EQ("", cos_buf_list_content(pool, &list));
    b = cos_buf_pack(pool, "hello ", 6);
    cos_list_add_tail(&b->node, &list);
    b = cos_create_buf(pool, 2);
    cos_buf_append_string(pool, b, "wo", 2);
    cos_buf_append_string(pool, b, "rld", 3);
    cos_list_add_tail(&b->node, &list);
    CHECK_INT_EQ(11, cos_buf_list_len(&list));
    CHECK_STR_EQ("hello world", cos_buf_list_content(pool, &list));
}

static char order[8];

static void note(void *data)
{
    strcat(order, data);
}

TEST(the_clean_up_stack_runs_backwards_and_once)
{
    cos_array_header_t *stack = cos_fstack_create(pool, 1);
    cos_func_u func;

    func.func1 = note;
    cos_fstack_push(stack, "a", func, 1);
    cos_fstack_push(stack, "b", func, 1);
    cos_fstack_push(stack, "c", func, 1);
    cos_fstack_destory(stack);
    cos_fstack_destory(stack);
    CHECK_STR_EQ("cba", order);
}

TEST(numbers_out_of_range_become_the_nearest_there_is)
{
    CHECK_INT_EQ(INT64_MAX, cos_atoi64("99999999999999999999"));
    CHECK_INT_EQ(INT64_MIN, cos_atoi64("-99999999999999999999"));
    CHECK(cos_atoui64("18446744073709551615") == UINT64_MAX);
    CHECK(cos_atoui64("99999999999999999999999") == UINT64_MAX);
    CHECK_INT_EQ(0, cos_atoi64(NULL));
    CHECK_INT_EQ(0, cos_atoi64("none"));
}

TEST(content_types_come_from_the_last_part_of_the_path)
{
    CHECK_STR_EQ("text/plain", get_content_type("a/b.txt"));
    CHECK_STR_EQ("image/jpeg", get_content_type("PHOTO.JPG"));
    CHECK_STR_EQ("application/msword", get_content_type("x.doc"));
    CHECK_STR_EQ("application/octet-stream", get_content_type("archive.html/readme"));
    CHECK_STR_EQ("application/octet-stream", get_content_type("noname"));
    CHECK_STR_EQ("application/octet-stream", get_content_type(NULL));
    CHECK(get_content_type_by_suffix("nothing") == NULL);
}

TEST(every_content_type_of_the_table_is_found_by_its_suffix)
{
    /* first, last and neighbours in order: a table out of order would lose some */
    const char *const suffixes[] = { "3gp", "7z", "aac", "c", "cfg", "cpp", "css", "gz", "h", "htm", "html", "js", "json",
                                     "m3u8", "md", "mp3", "mp4", "py", "ts", "ttf", "txt", "webm", "webp", "xls", "xlsx", "xml", "zst" };
    size_t i;

    for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        CHECK(get_content_type_by_suffix(suffixes[i]) != NULL);
    }
}

TEST(dates_are_written_as_http_wants_them)
{
    char date[COS_MAX_GMT_TIME_LEN];
    apr_time_exp_t tm;

    CHECK_INT_EQ(COSE_OK, cos_get_gmt_str_time(date));
    CHECK_INT_EQ(29, strlen(date));
    CHECK_STR_EQ(" GMT", date + 25);
    apr_time_exp_gmt(&tm, apr_time_from_sec(784111777));
    CHECK_INT_EQ(COSE_OK, cos_convert_to_gmt_time(date, "%Y-%m-%dT%H:%M:%SZ", &tm));
    CHECK_STR_EQ("1994-11-06T08:49:37Z", date);
}

TEST_MAIN(start, stop)
