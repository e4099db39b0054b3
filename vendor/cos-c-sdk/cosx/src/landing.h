/* Whether the bytes of a body go straight into the caller's memory, or by way of a buffer that
   stays in the processor's cache.

   Straight is one copy, by the kernel. On some processors (AMD Zen 3) that copy costs more than twice as much
   when source and target lie differently to a multiple of 32 bytes, as memory from malloc and a file's pages
   do, but not when the target is in the cache. So what each way costs is measured as bodies come. */
#ifndef COSX_LANDING_H
#define COSX_LANDING_H

#include <stddef.h>
#include <stdint.h>

/* Smaller ones cost more around than in the copy. */
#define COSI_LANDING_LEAST (INT64_C(256) << 10)

typedef struct {
    int64_t cost[2];   /* nanoseconds of the thread a MiB, straight and aside; a moving average */
    uint32_t known[2]; /* how many measurements are in it */
    uint32_t steps;
} cosi_landing_t;

typedef struct {
    cosi_landing_t *of;
    int aside;
    int measured;
    int64_t begun_ns;
} cosi_landing_step_t;

/* What is known of targets that begin there. */
cosi_landing_t *cosi_landing_of(uintptr_t begin);

/* The way for the next piece of a body. */
cosi_landing_step_t cosi_landing_begin(cosi_landing_t *landing);

/* So many bytes came that way; 0: none. */
void cosi_landing_end(const cosi_landing_step_t *step, size_t size);

/* The same with a given time, for tests. */
void cosi_landing_note(cosi_landing_t *landing, int aside, size_t size, int64_t nanoseconds);

#endif
