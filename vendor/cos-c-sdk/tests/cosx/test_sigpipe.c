#include <unistd.h>

#include "sigpipe.h"
#include "test.h"

static int is_blocked(void)
{
    sigset_t now;
    sigemptyset(&now);
    pthread_sigmask(SIG_SETMASK, NULL, &now);
    return sigismember(&now, SIGPIPE);
}

static int is_pending(void)
{
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    return sigismember(&pending, SIGPIPE);
}

/* This program does not ignore SIGPIPE: a mistake ends it. */
static void write_to_nobody(void)
{
    int ends[2];
    if (pipe(ends) != 0) {
        abort();
    }
    close(ends[0]);
    CHECK(write(ends[1], "x", 1) < 0);
    close(ends[1]);
}

TEST(a_sigpipe_while_held_is_swallowed)
{
    cosi_sigpipe_t held;
    cosi_sigpipe_hold_always(&held);
    CHECK(is_blocked());
    write_to_nobody();
    CHECK(is_pending());
    cosi_sigpipe_release(&held);
    CHECK(!is_blocked());
    CHECK(!is_pending());
}

TEST(holding_without_a_signal_leaves_everything_as_it_was)
{
    cosi_sigpipe_t held;
    cosi_sigpipe_hold_always(&held);
    cosi_sigpipe_release(&held);
    CHECK(!is_blocked());
    cosi_sigpipe_hold(&held);
    cosi_sigpipe_release(&held);
    CHECK(!is_blocked());
}

TEST(a_sigpipe_that_was_waiting_before_still_waits)
{
    cosi_sigpipe_t held;
    sigset_t only;
    int taken;
    sigemptyset(&only);
    sigaddset(&only, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &only, NULL);
    write_to_nobody();
    cosi_sigpipe_hold_always(&held);
    write_to_nobody();
    cosi_sigpipe_release(&held);
    CHECK(is_blocked());
    CHECK(is_pending());
    CHECK_INT_EQ(0, sigwait(&only, &taken));
    pthread_sigmask(SIG_UNBLOCK, &only, NULL);
    CHECK(!is_pending());
}

TEST_MAIN(NULL, NULL)
