#include "sigpipe.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#define FIRST_WITHOUT_SIGPIPE 0x075700

static int is_needed(void)
{
    static int answer = -1; /* the same from every thread */
    int known = __atomic_load_n(&answer, __ATOMIC_RELAXED);
    if (known < 0) {
        known = curl_version_info(CURLVERSION_NOW)->version_num < FIRST_WITHOUT_SIGPIPE;
        __atomic_store_n(&answer, known, __ATOMIC_RELAXED);
    }
    return known;
}

void cosi_sigpipe_hold_always(cosi_sigpipe_t *held)
{
    sigset_t pending;
    sigset_t only;
    memset(held, 0, sizeof(*held));
    (void)sigemptyset(&only);
    (void)sigaddset(&only, SIGPIPE);
    held->was_pending = sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
    held->held = pthread_sigmask(SIG_BLOCK, &only, &held->before) == 0;
}

void cosi_sigpipe_hold(cosi_sigpipe_t *held)
{
    if (is_needed()) {
        cosi_sigpipe_hold_always(held);
    } else {
        held->held = 0;
    }
}

void cosi_sigpipe_release(cosi_sigpipe_t *held)
{
    if (!held->held) {
        return;
    }
    if (!held->was_pending) {
        struct timespec at_once = {0, 0};
        sigset_t only;
        (void)sigemptyset(&only);
        (void)sigaddset(&only, SIGPIPE);
        while (sigtimedwait(&only, NULL, &at_once) < 0 && errno == EINTR) {
        }
    }
    (void)pthread_sigmask(SIG_SETMASK, &held->before, NULL);
    held->held = 0;
}
