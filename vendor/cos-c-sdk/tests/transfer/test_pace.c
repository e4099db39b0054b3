/* How many requests at once: told what happened when, it decides; no clock runs here. */
#include "test.h"
#include "transfer/pace.h"

#define SECOND ((int64_t)1000000)

static cosi_pace_t pace;
static int64_t now;

/* One round at `rate` bytes per second with all that is allowed. */
static void round_at(int64_t rate)
{
    int requests = pace.allowed;
    int i;

    for (i = 0; i < requests; i++) {
        now += SECOND / requests;
        cosi_pace_done(&pace, rate / requests, 1, now);
    }
    now += SECOND - SECOND / requests * requests;
}

static void begin(int first, int most)
{
    now = 5 * SECOND;
    cosi_pace_init(&pace, first, most);
    cosi_pace_done(&pace, 0, 1, now); /* where the first round begins */
}

TEST(it_grows_while_more_requests_bring_more)
{
    int i;

    begin(8, 16);
    CHECK_INT_EQ(8, pace.allowed);
    for (i = 0; i < 20; i++) {
        round_at(1000000 * (int64_t)pace.allowed); /* each connection brings as much as the others */
    }
    CHECK_INT_EQ(16, pace.allowed);
}

TEST(it_goes_back_when_more_brought_nothing_and_tries_again_later)
{
    int tried = 0;
    int i;

    begin(8, 16);
    round_at(1000000);
    CHECK_INT_EQ(10, pace.allowed);
    round_at(1000000); /* settling */
    round_at(1000000);
    CHECK_INT_EQ(8, pace.allowed);
    for (i = 0; i < 60; i++) {
        round_at(1000000);
        tried += pace.allowed > 8;
        CHECK(pace.allowed <= 10);
    }
    CHECK(tried > 0 && tried < 10);
    for (i = 0; i < 60; i++) { /* another network */
        round_at(1000000 * (int64_t)pace.allowed);
    }
    CHECK_INT_EQ(16, pace.allowed);
}

TEST(a_number_that_was_given_is_kept)
{
    int i;

    begin(5, 5);
    for (i = 0; i < 30; i++) {
        round_at(1000000 * (int64_t)i);
        CHECK_INT_EQ(5, pace.allowed);
    }
}

TEST(slow_down_halves_once_for_all_that_were_under_way)
{
    int i;

    begin(8, 8);
    for (i = 0; i < 8; i++) {
        cosi_pace_slow_down(&pace, now, now + SECOND);
    }
    CHECK_INT_EQ(4, pace.allowed);
    cosi_pace_slow_down(&pace, now + 2 * SECOND, now + 3 * SECOND);
    CHECK_INT_EQ(2, pace.allowed);
    cosi_pace_slow_down(&pace, now + 4 * SECOND, now + 5 * SECOND);
    cosi_pace_slow_down(&pace, now + 6 * SECOND, now + 7 * SECOND);
    CHECK_INT_EQ(1, pace.allowed);
}

TEST(after_slow_down_it_comes_back_step_by_step_to_the_number_that_was_given)
{
    int last;
    int i;

    begin(8, 8);
    cosi_pace_slow_down(&pace, now, now + 1);
    cosi_pace_done(&pace, 0, 1, now);
    last = pace.allowed;
    for (i = 0; i < 4; i++) {
        round_at(1000000);
        CHECK_INT_EQ(4, pace.allowed);
    }
    for (i = 0; i < 10; i++) {
        round_at(1000000);
        CHECK(pace.allowed >= last && pace.allowed <= last + 1);
        last = pace.allowed;
    }
    CHECK_INT_EQ(8, pace.allowed);
}

TEST(nothing_is_learned_while_there_is_too_little_work)
{
    int i;

    begin(8, 16);
    for (i = 0; i < 100; i++) {
        now += SECOND;
        cosi_pace_done(&pace, 1000000, i % 5 != 0, now);
    }
    CHECK_INT_EQ(8, pace.allowed);
}

TEST(many_requests_in_a_moment_are_no_round)
{
    int i;

    begin(8, 16);
    for (i = 0; i < 1000; i++) {
        now += 100;
        cosi_pace_done(&pace, 1000000, 1, now);
    }
    CHECK_INT_EQ(8, pace.allowed);
}

TEST_MAIN(NULL, NULL)
