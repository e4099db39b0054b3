/* Memory that is new from the kernel, got in steps while it is filled.

   A large page costs less than half of the small ones it stands for, where the machine has the memory. A virtual one
   may have given it back to its host, in pieces as large as such a page: then getting one takes twenty times as long,
   while memory in smaller pieces, which never goes back, may lie unused. So what each step costs is measured; see
   docs/decisions. */
#include "cosc.h"

#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* since Linux 5.14; an older one says no */
#endif

#define STEP ((uintptr_t)COSC_FRESH_STEP)

/* Of the thread, for a step. Zeroing that much takes 0.1 to 1 ms, having the host get it 5 ms. */
#define SLOW_NS INT64_C(2500000)

/* So many slow steps in a row say that more of them are to come; one by itself does not. */
#define SLOW_STEPS 3

/* An even number: where all memory has to be got, large pages are the cheaper. */
#define MOST_TURNS 8

/* Most of what new memory costs is a fault for each of its pages, and there are large ones to be had. */
void cosc_prefer_large_pages(char *memory, size_t size)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t start = ((uintptr_t)memory + page - 1) / page * page;
    uintptr_t end = ((uintptr_t)memory + size) / page * page;

    if (end > start) {
        (void)madvise((void *)start, end - start, MADV_HUGEPAGE); /* a kernel without them says no */
    }
}

static int64_t thread_ns(void)
{
    struct timespec now = {0, 0};

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Whole steps only: what lies before the first and behind the last comes when it is written to. */
void cosc_fresh_begin(cosc_fresh_t *fresh, char *memory, size_t size)
{
    uintptr_t start = ((uintptr_t)memory + STEP - 1) / STEP * STEP;
    uintptr_t end = ((uintptr_t)memory + size) / STEP * STEP;

    fresh->turns = 0;
    fresh->slow = 0;
    fresh->next = (char *)start;
    fresh->end = (char *)(end > start ? end : start);
}

void cosc_fresh_took(cosc_fresh_t *fresh, int64_t nanoseconds)
{
    fresh->slow = nanoseconds < SLOW_NS ? 0 : fresh->slow + 1;
    if (fresh->slow == SLOW_STEPS && fresh->turns < MOST_TURNS) {
        fresh->slow = 0;
        fresh->turns++;
        (void)madvise(fresh->next, (size_t)(fresh->end - fresh->next),
                      fresh->turns % 2 == 0 ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    }
}

void cosc_fresh_reach(cosc_fresh_t *fresh, const char *until)
{
    while (fresh->next < fresh->end && fresh->next < until) {
        int64_t begun = thread_ns();

        if (madvise(fresh->next, STEP, MADV_POPULATE_WRITE) != 0) {
            fresh->end = fresh->next;
            return;
        }
        fresh->next += STEP;
        cosc_fresh_took(fresh, thread_ns() - begun);
    }
}
