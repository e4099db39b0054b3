/* libcurl before 7.87 lets OpenSSL write to dead connections in a way that raises SIGPIPE, which
   ends a program that does not ignore it. Newer ones do not: then these functions do nothing. */
#ifndef COSX_SIGPIPE_H
#define COSX_SIGPIPE_H

#include <signal.h>

typedef struct cosi_sigpipe_s {
    sigset_t before;
    int held;
    int was_pending;
} cosi_sigpipe_t;

/* Hold SIGPIPE back in this thread, around calls of curl only. */
void cosi_sigpipe_hold(cosi_sigpipe_t *held);
/* Swallow the one that came meanwhile and return to how things were. */
void cosi_sigpipe_release(cosi_sigpipe_t *held);

/* The work itself, whatever the version. */
void cosi_sigpipe_hold_always(cosi_sigpipe_t *held);

#endif
