/* Assertions, and a runner for the tests of one program. One program per area.

     TEST(a_sentence_about_one_behaviour)
     {
         CHECK_INT_EQ(2, 1 + 1);
     }
     TEST_MAIN(NULL, NULL)    // functions to call before and after all tests

   Tests put themselves into the list. A failed check says where and what and ends its test; the
   next one still runs. With a name as argument only that test runs. Checks belong to the main
   thread, and to one source file per program. */
#ifndef TEST_H
#define TEST_H

#include <inttypes.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static jmp_buf test_end_;
static int test_failures_;

__attribute__((noreturn)) static inline void test_fail_(const char *file, int line)
{
    fprintf(stderr, "  at %s:%d\n", file, line);
    test_failures_++;
    longjmp(test_end_, 1);
}

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "not true: %s\n", #condition); \
            test_fail_(__FILE__, __LINE__); \
        } \
    } while (0)

#define CHECK_INT_EQ(expected, actual) \
    do { \
        int64_t test_expected_ = (int64_t)(expected); \
        int64_t test_actual_ = (int64_t)(actual); \
        if (test_expected_ != test_actual_) { \
            fprintf(stderr, "%s is %" PRId64 ", not %" PRId64 "\n", #actual, test_actual_, test_expected_); \
            test_fail_(__FILE__, __LINE__); \
        } \
    } while (0)

#define CHECK_STR_EQ(expected, actual) \
    do { \
        const char *test_expected_ = (expected); \
        const char *test_actual_ = (actual); \
        if (test_actual_ == NULL || strcmp(test_expected_, test_actual_) != 0) { \
            fprintf(stderr, "%s is \"%s\", not \"%s\"\n", #actual, test_actual_ ? test_actual_ : "(NULL)", test_expected_); \
            test_fail_(__FILE__, __LINE__); \
        } \
    } while (0)

#define CHECK_MEM_EQ(expected, actual, size) \
    do { \
        if (memcmp((expected), (actual), (size)) != 0) { \
            fprintf(stderr, "%s differs from %s\n", #actual, #expected); \
            test_fail_(__FILE__, __LINE__); \
        } \
    } while (0)

typedef struct test_case_s {
    const char *name;
    void (*run)(void);
    struct test_case_s *next;
} test_case_t;

static test_case_t *test_first_;
static test_case_t **test_end_of_list_ = &test_first_;

static inline void test_register_(test_case_t *test)
{
    *test_end_of_list_ = test;
    test_end_of_list_ = &test->next;
}

#define TEST(name) \
    static void name(void); \
    __attribute__((constructor)) static void test_register_##name(void) \
    { \
        static test_case_t test = { #name, name, NULL }; \
        test_register_(&test); \
    } \
    static void name(void)

static inline void test_run_one_(const test_case_t *test)
{
    if (setjmp(test_end_) == 0) {
        test->run();
    }
}

static inline int test_run_all_(const char *only)
{
    const test_case_t *test;
    int ran = 0;

    for (test = test_first_; test != NULL; test = test->next) {
        int before = test_failures_;
        if (only != NULL && strcmp(only, test->name) != 0) {
            continue;
        }
        ran++;
        test_run_one_(test);
        printf("%s %s\n", before == test_failures_ ? "ok  " : "FAIL", test->name);
        fflush(stdout);
    }
    if (ran == 0) {
        fprintf(stderr, "no test of that name\n");
        return 1;
    }
    return test_failures_ != 0;
}

#define TEST_MAIN(before, after) \
    int main(int argc, char **argv) \
    { \
        void (*test_before_)(void) = (before); \
        void (*test_after_)(void) = (after); \
        int test_result_; \
        if (test_before_ != NULL) { \
            test_before_(); \
        } \
        test_result_ = test_run_all_(argc > 1 ? argv[1] : NULL); \
        if (test_after_ != NULL) { \
            test_after_(); \
        } \
        return test_result_; \
    }

#endif
