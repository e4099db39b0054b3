/* How many requests an engine has in flight: more while that brings more bytes per second, fewer
   when the service asks for it. Knows no clock and no lock: the engine says what happened when. */
#ifndef COSI_TRANSFER_PACE_H
#define COSI_TRANSFER_PACE_H

#include <stdint.h>

typedef struct cosi_pace_s {
    int first;       /* to begin with, and what it comes back to after the service was slow */
    int most;        /* never more; as `first`: the number was given, and nothing is tried */
    int allowed;     /* now */
    int before;      /* more is being tried than this; 0: not */
    int64_t rate;    /* bytes per second with `before` */
    int hold;        /* rounds until more is tried */
    int unsettled;   /* rounds that say nothing yet, because the number has just changed */
    int count;       /* requests of this round; 0: it has not begun */
    int64_t bytes;   /* of them */
    int64_t began_us;
    int64_t cut_us;  /* when the number was last halved */
} cosi_pace_t;

void cosi_pace_init(cosi_pace_t *pace, int first, int most);

/* A request that moved `bytes` came back. `busy`: all that were allowed were under way; when not,
   the work is the limit and nothing can be learned. */
void cosi_pace_done(cosi_pace_t *pace, int64_t bytes, int busy, int64_t now_us);

/* A request that began at `began_us` was answered with "slow down". Those that were under way when
   the number was halved say nothing new. */
void cosi_pace_slow_down(cosi_pace_t *pace, int64_t began_us, int64_t now_us);

#endif
