#include "landing.h"

#include <time.h>

#define ALIGNED ((uintptr_t)31)

/* Less says more of the call than of the copy. A segment of the loopback device, 65,483 bytes, is worth it: else
   every step would be measured there for ever when they come one by one. */
#define WORTH_NOTING ((size_t)32 * 1024)

/* So many measurements of each way before one is preferred. */
#define TRIALS 8

/* Afterwards: every so many steps one is measured, and every so many measurements one is of the other way,
   as another server or another load may have changed what is cheaper. */
#define MEASURE_EVERY 16
#define DOUBT_EVERY 8

/* A measurement has this share in the average. */
#define WEIGHT 8

/* Shared by all threads. A measurement lost between two of them does no harm. */
static cosi_landing_t aligned;
static cosi_landing_t unaligned;

#define READ(field) __atomic_load_n(&(field), __ATOMIC_RELAXED)
#define WRITE(field, value) __atomic_store_n(&(field), value, __ATOMIC_RELAXED)

cosi_landing_t *cosi_landing_of(uintptr_t begin)
{
    return (begin & ALIGNED) == 0 ? &aligned : &unaligned;
}

static int64_t now_ns(void)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

cosi_landing_step_t cosi_landing_begin(cosi_landing_t *landing)
{
    cosi_landing_step_t step = {landing, 0, 1, 0};
    uint32_t count = __atomic_fetch_add(&landing->steps, 1, __ATOMIC_RELAXED);
    if (READ(landing->known[0]) < TRIALS || READ(landing->known[1]) < TRIALS) {
        step.aside = READ(landing->known[1]) < READ(landing->known[0]);
    } else {
        int better = READ(landing->cost[1]) < READ(landing->cost[0]);
        step.measured = count % MEASURE_EVERY == 0;
        step.aside = step.measured && count % (MEASURE_EVERY * DOUBT_EVERY) == 0 ? !better : better;
    }
    step.begun_ns = step.measured ? now_ns() : 0;
    return step;
}

void cosi_landing_note(cosi_landing_t *landing, int aside, size_t size, int64_t nanoseconds)
{
    uint32_t known = READ(landing->known[aside]);
    int64_t before = READ(landing->cost[aside]);
    int64_t cost;
    if (size < WORTH_NOTING) {
        return;
    }
    cost = nanoseconds * (1 << 20) / (int64_t)size;
    WRITE(landing->cost[aside], known == 0 ? cost : before + (cost - before) / (known < WEIGHT ? (int64_t)known + 1 : WEIGHT));
    WRITE(landing->known[aside], known < TRIALS ? known + 1 : known);
}

void cosi_landing_end(const cosi_landing_step_t *step, size_t size)
{
    if (step->measured) {
        cosi_landing_note(step->of, step->aside, size, now_ns() - step->begun_ns);
    }
}
