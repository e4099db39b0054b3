#include "cos_sys_define.h"
#include "cosx_retry.h"
#include "test.h"

static int wanted(int code, const char *error_code, int idempotent, int sent_any)
{
    cos_status_t status = {code, (char *)(uintptr_t)error_code, NULL, NULL};
    return cosx_retry_wanted(&status, idempotent, sent_any);
}

TEST(server_trouble_is_tried_again)
{
    static const int codes[] = {500, 502, 503, 504, 408, 429};
    size_t i;
    for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        CHECK(wanted(codes[i], "x", 1, 1));
    }
}

TEST(refusals_and_successes_are_not_tried_again)
{
    static const int codes[] = {200, 204, 206, 301, 304, 307, 400, 401, 403, 404, 409, 411, 412, 416, 501, 505};
    size_t i;
    for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        CHECK(!wanted(codes[i], "AccessDenied", 1, 0));
        CHECK(!wanted(codes[i], NULL, 1, 0));
    }
    CHECK(!cosx_retry_wanted(NULL, 1, 0));
}

TEST(a_connection_that_never_was_is_tried_again_for_any_request)
{
    CHECK(wanted(COSE_NAME_LOOKUP_ERROR, NULL, 0, 0));
    CHECK(wanted(COSE_FAILED_CONNECT, NULL, 0, 0));
}

TEST(a_server_that_says_it_did_nothing_is_asked_again_for_any_request)
{
    CHECK(wanted(503, "SlowDown", 0, 1));
    CHECK(wanted(429, NULL, 0, 1));
}

TEST(a_broken_connection_is_tried_again_only_where_that_does_no_harm)
{
    CHECK(wanted(COSE_CONNECTION_FAILED, NULL, 1, 1));
    CHECK(wanted(COSE_CONNECTION_FAILED, NULL, 0, 0));
    CHECK(!wanted(COSE_CONNECTION_FAILED, NULL, 0, 1));
    CHECK(wanted(COSE_REQUEST_TIMEOUT, NULL, 1, 1));
    CHECK(!wanted(COSE_REQUEST_TIMEOUT, NULL, 0, 1));
    CHECK(!wanted(500, "InternalError", 0, 1));
}

TEST(a_wrong_checksum_is_tried_again)
{
    CHECK(wanted(COSE_CRC_INCONSISTENT_ERROR, NULL, 1, 1));
    CHECK(!wanted(COSE_CRC_INCONSISTENT_ERROR, NULL, 0, 1));
}

TEST(local_failures_are_not_tried_again)
{
    static const int codes[] = {COSE_OUT_MEMORY, COSE_OVER_MEMORY, COSE_ABORT_CALLBACK, COSE_INVALID_ARGUMENT,
                                COSE_FAILED_VERIFICATION, COSE_WRITE_BODY_ERROR, COSE_READ_BODY_ERROR, COSE_INTERNAL_ERROR};
    size_t i;
    for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        CHECK(!wanted(codes[i], NULL, 1, 0));
    }
}

TEST(errors_inside_a_200_are_judged_by_their_word)
{
    CHECK(wanted(200, "InternalError", 1, 1));
    CHECK(wanted(200, "SlowDown", 0, 1));
    CHECK(!wanted(200, "InvalidPart", 1, 1));
    CHECK(wanted(COSE_SERVICE_ERROR, "InternalError", 1, 1));
    CHECK(!wanted(COSE_SERVICE_ERROR, "InvalidPart", 1, 1));
    CHECK(wanted(400, "RequestTimeout", 1, 1));
}

TEST(the_defaults_are_five_attempts_from_a_tenth_of_a_second_to_twenty)
{
    cosx_retry_t retry;
    cosx_retry_init(&retry);
    CHECK_INT_EQ(5, retry.max_attempts);
    CHECK_INT_EQ(100000, retry.base_delay_us);
    CHECK_INT_EQ(20000000, retry.max_delay_us);
}

TEST(delays_stay_below_their_doubling_ceiling_and_are_spread_over_it)
{
    cosx_retry_t retry;
    int attempt;
    cosx_retry_init(&retry);
    for (attempt = 1; attempt <= 80; attempt++) {
        int64_t ceiling = attempt < 9 ? (int64_t)100000 << (attempt - 1) : 20000000;
        int64_t least = INT64_MAX;
        int64_t most = 0;
        int i;
        if (ceiling > 20000000) {
            ceiling = 20000000;
        }
        for (i = 0; i < 400; i++) {
            int64_t delay = cosx_retry_delay_us(&retry, attempt, 0);
            CHECK(delay >= 0 && delay <= ceiling);
            least = delay < least ? delay : least;
            most = delay > most ? delay : most;
        }
        CHECK(least < ceiling / 4);
        CHECK(most > ceiling / 4 * 3);
    }
}

TEST(the_servers_wish_is_followed_up_to_the_longest_delay)
{
    cosx_retry_t retry;
    cosx_retry_init(&retry);
    CHECK_INT_EQ(7000000, cosx_retry_delay_us(&retry, 1, 7));
    CHECK_INT_EQ(20000000, cosx_retry_delay_us(&retry, 1, 3600));
    CHECK_INT_EQ(20000000, cosx_retry_delay_us(&retry, 1, INT64_MAX));
    CHECK(cosx_retry_delay_us(&retry, 1, -5) <= 100000);
}

TEST(no_delay_is_possible)
{
    cosx_retry_t retry = {3, 0, 0};
    CHECK_INT_EQ(0, cosx_retry_delay_us(&retry, 1, 0));
    CHECK_INT_EQ(0, cosx_retry_delay_us(&retry, 9, 10));
}

TEST_MAIN(NULL, NULL)
