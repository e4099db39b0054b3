/* How files are cut into parts. */
#include "cos_define.h"
#include "test.h"
#include "transfer/plan.h"

#define MIB ((int64_t)1 << 20)
#define GIB ((int64_t)1 << 30)

TEST(the_default_part_size_is_16_mib)
{
    CHECK_INT_EQ(16 * MIB, cosi_plan_part_size(0, 0));
    CHECK_INT_EQ(16 * MIB, cosi_plan_part_size(0, 10000 * 16 * MIB));
}

TEST(a_part_size_is_raised_so_that_ten_thousand_parts_are_enough)
{
    CHECK_INT_EQ(17 * MIB, cosi_plan_part_size(0, 10000 * 16 * MIB + 1));
    CHECK_INT_EQ(MIB, cosi_plan_part_size(MIB, 10000 * MIB));
    CHECK_INT_EQ(2 * MIB, cosi_plan_part_size(MIB, 10000 * MIB + 1));
}

TEST(a_part_size_below_1_mib_is_raised)
{
    CHECK_INT_EQ(MIB, cosi_plan_part_size(1, 100));
    CHECK_INT_EQ(MIB + 1, cosi_plan_part_size(MIB + 1, 100));
}

TEST(impossible_sizes_are_refused)
{
    CHECK_INT_EQ(-1, cosi_plan_part_size(-1, 100));
    CHECK_INT_EQ(-1, cosi_plan_part_size(0, -1));
    CHECK_INT_EQ(-1, cosi_plan_part_size(5 * GIB + 1, 100));
    CHECK_INT_EQ(5 * GIB, cosi_plan_part_size(5 * GIB, 100));
    CHECK_INT_EQ(5 * GIB, cosi_plan_part_size(0, 10000 * 5 * GIB));
    CHECK_INT_EQ(-1, cosi_plan_part_size(0, 10000 * 5 * GIB + 1));
    CHECK_INT_EQ(-1, cosi_plan_part_size(0, INT64_MAX));
}

TEST(an_empty_file_is_one_empty_part)
{
    cosi_plan_t plan;

    CHECK_INT_EQ(COSE_OK, cosi_plan_make(&plan, 0, 0, MIB));
    CHECK_INT_EQ(1, plan.count);
    CHECK_INT_EQ(0, cosi_plan_offset(&plan, 0));
    CHECK_INT_EQ(0, cosi_plan_length(&plan, 0));
}

TEST(the_parts_of_any_plan_cover_the_file_without_gap_or_overlap)
{
    static const int64_t sizes[] = {1, MIB - 1, MIB, MIB + 1, 2 * MIB, 2 * MIB + 1, 7 * MIB + 12345, 10000 * MIB};
    static const int64_t firsts[] = {0, 1, MIB, 3 * MIB};
    size_t s;
    size_t f;
    int32_t i;

    for (s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        for (f = 0; f < sizeof(firsts) / sizeof(firsts[0]); f++) {
            cosi_plan_t plan;
            int64_t next = 0;
            CHECK_INT_EQ(COSE_OK, cosi_plan_make(&plan, sizes[s], firsts[f], MIB));
            for (i = 0; i < plan.count; i++) {
                CHECK_INT_EQ(next, cosi_plan_offset(&plan, i));
                CHECK(cosi_plan_length(&plan, i) > 0);
                next += cosi_plan_length(&plan, i);
            }
            CHECK_INT_EQ(sizes[s], next);
        }
    }
}

TEST(a_plan_of_too_many_parts_is_refused)
{
    cosi_plan_t plan;

    CHECK_INT_EQ(COSE_OK, cosi_plan_make(&plan, MIB + 10000 * MIB, MIB, MIB));
    CHECK_INT_EQ(10001, plan.count);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cosi_plan_make(&plan, MIB + 10000 * MIB + 1, MIB, MIB));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cosi_plan_make(&plan, INT64_MAX, 0, 1));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cosi_plan_make(&plan, 1, 0, 0));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cosi_plan_make(&plan, -1, 0, MIB));
}

TEST_MAIN(NULL, NULL)
