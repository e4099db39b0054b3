#include <stdint.h>

#include "file_steps.h"
#include "test.h"

TEST(a_cache_that_keeps_what_is_gathered_gets_small_steps)
{
    cosi_file_steps_t steps = cosi_file_steps_for((long)2 << 20);
    CHECK(steps.write == 1 << 20);
    CHECK(steps.receive == 512 << 10);
    CHECK(cosi_file_steps_for((long)3 << 20).write == steps.write);
}

TEST(a_smaller_cache_and_one_that_is_not_known_get_large_ones)
{
    static const long sizes[] = {-1, 0, 256 << 10, 1 << 20, (2 << 20) - 1};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        CHECK(cosi_file_steps_for(sizes[i]).write == 2 << 20);
        CHECK(cosi_file_steps_for(sizes[i]).receive == SIZE_MAX);
    }
}

TEST(this_processor_gets_the_same_each_time)
{
    cosi_file_steps_t first = cosi_file_steps(), second = cosi_file_steps();
    CHECK(first.write == second.write && first.receive == second.receive);
    CHECK(first.write >= 1 << 20 && first.receive >= 512 << 10);
}

TEST_MAIN(NULL, NULL)
