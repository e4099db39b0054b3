#include "cos_log.h"
#include "test.h"

static char line[8192];
static int lines;

static void keep(const char *message, int len)
{
    memcpy(line, message, (size_t)len);
    line[len] = '\0';
    lines++;
}

static void start(void)
{
    apr_initialize();
    cos_log_set_print(keep);
}

TEST(a_line_names_level_place_and_text)
{
    cos_error_log("%s has %d", "x", 7);
    CHECK(strstr(line, " ERROR test_log.c:") != NULL);
    CHECK(strstr(line, "a_line_names_level_place_and_text x has 7\n") != NULL);
}

TEST(what_is_below_the_level_is_not_even_evaluated)
{
    int evaluated = 0;

    lines = 0;
    cos_log_set_level(COS_LOG_WARN);
    cos_info_log("%d", ++evaluated);
    CHECK_INT_EQ(0, lines);
    CHECK_INT_EQ(0, evaluated);
    cos_log_set_level(COS_LOG_ALL);
    cos_trace_log("%d", ++evaluated);
    CHECK_INT_EQ(1, lines);
    cos_log_set_level(COS_LOG_WARN);
}

TEST(a_long_text_is_cut_and_stays_one_line)
{
    static char text[100000];

    memset(text, 'x', sizeof(text) - 1);
    text[10] = '\n';
    cos_error_log("%s", text);
    CHECK(strlen(line) <= 4096);
    CHECK_INT_EQ('\n', line[strlen(line) - 1]);
    CHECK(strchr(line, '\n') == line + strlen(line) - 1);
}

static int formatted;

static void own_format(int level, const char *file, int number, const char *function, const char *fmt, ...)
{
    (void)file;
    (void)number;
    (void)function;
    (void)fmt;
    formatted = level;
}

TEST(a_program_may_bring_its_own_format_and_give_it_back)
{
    cos_log_set_format(own_format);
    cos_warn_log("%d", 1);
    cos_log_set_format(NULL);
    CHECK_INT_EQ(COS_LOG_WARN, formatted);
    lines = 0;
    cos_warn_log("%d", 1);
    CHECK_INT_EQ(1, lines);
}

TEST_MAIN(start, apr_terminate)
