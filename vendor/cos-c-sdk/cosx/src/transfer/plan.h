/* How a file is cut into parts. */
#ifndef COSI_TRANSFER_PLAN_H
#define COSI_TRANSFER_PLAN_H

#include <stdint.h>

#define COSI_PART_MIN ((int64_t)1 << 20)        /* the server's smallest part (the last one excepted) */
#define COSI_PART_MAX ((int64_t)5 << 30)        /* its largest, and its largest single PUT */
#define COSI_PART_DEFAULT ((int64_t)16 << 20)
#define COSI_PARTS_MAX 10000                    /* per upload; kept for downloads too, to bound memory */

/* Part 0 has `first` bytes, the others `part`, the last what is left. */
typedef struct cosi_plan_s {
    int64_t size;
    int64_t first;
    int64_t part;
    int32_t count; /* at least 1, also for an empty file */
} cosi_plan_t;

/* The part size to use for `wanted` (0: chosen) and a file of `size` bytes: raised to the
   server's minimum and so that there are at most COSI_PARTS_MAX parts. -1 when the size is
   negative or cannot be cut at all, or `wanted` is negative or above COSI_PART_MAX. */
int64_t cosi_plan_part_size(int64_t wanted, int64_t size);

/* `first` 0: as `part`. Both at least 1, size not negative. COSE_OK or COSE_INVALID_ARGUMENT. */
int cosi_plan_make(cosi_plan_t *plan, int64_t size, int64_t first, int64_t part);

int64_t cosi_plan_offset(const cosi_plan_t *plan, int32_t index);
int64_t cosi_plan_length(const cosi_plan_t *plan, int32_t index);

#endif
