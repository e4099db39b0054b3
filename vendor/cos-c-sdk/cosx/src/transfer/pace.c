#include "pace.h"

#include <string.h>

/* A round is as many requests as are allowed at once, and long enough that the rate means something. */
#define ROUND_US ((int64_t)300000)
/* More is worth it when it brings a twentieth; what networks do by themselves is about that. */
#define GAIN(rate) ((rate) / 20)
/* Rounds until more is tried again after it brought nothing, and after the service was slow. */
#define HOLD_WITHOUT_GAIN 20
#define HOLD_AFTER_CUT 4

void cosi_pace_init(cosi_pace_t *pace, int first, int most)
{
    memset(pace, 0, sizeof(*pace));
    pace->first = first;
    pace->most = most;
    pace->allowed = first;
    pace->cut_us = INT64_MIN;
}

/* The verdict on the last change, and the next one. */
static void round_over(cosi_pace_t *pace, int64_t rate)
{
    if (pace->unsettled > 0) {
        pace->unsettled--; /* connections were opened in it, and windows grew */
        return;
    }
    if (pace->before > 0 && rate - pace->rate < GAIN(pace->rate)) {
        pace->allowed = pace->before;
        pace->before = 0;
        pace->hold = HOLD_WITHOUT_GAIN;
        pace->unsettled = 1;
        return;
    }
    pace->before = 0;
    if (pace->hold > 0) {
        pace->hold--;
    } else if (pace->allowed < pace->first) {
        pace->allowed++;
    } else if (pace->allowed < pace->most) {
        pace->before = pace->allowed;
        pace->rate = rate;
        pace->allowed += (pace->allowed + 3) / 4;
        pace->allowed = pace->allowed < pace->most ? pace->allowed : pace->most;
        pace->unsettled = 1;
    }
}

void cosi_pace_done(cosi_pace_t *pace, int64_t bytes, int busy, int64_t now_us)
{
    if (pace->allowed == pace->most && pace->before == 0) {
        return; /* nothing to try */
    }
    if (!busy) {
        pace->count = 0;
        return;
    }
    if (pace->count > 0) {
        pace->bytes += bytes;
        if (pace->count < pace->allowed || now_us - pace->began_us < ROUND_US) {
            pace->count++;
            return;
        }
        /* bytes per microsecond would be too coarse, a product of 2^63 bytes cannot be */
        round_over(pace, (int64_t)((double)pace->bytes * 1e6 / (double)(now_us - pace->began_us)));
    }
    pace->count = 1; /* the end of one round is the beginning of the next */
    pace->bytes = 0;
    pace->began_us = now_us;
}

void cosi_pace_slow_down(cosi_pace_t *pace, int64_t began_us, int64_t now_us)
{
    if (began_us < pace->cut_us) {
        return;
    }
    pace->allowed = pace->allowed > 1 ? pace->allowed / 2 : 1;
    pace->before = 0;
    pace->unsettled = 0;
    pace->hold = HOLD_AFTER_CUT;
    pace->count = 0;
    pace->cut_us = now_us;
}
