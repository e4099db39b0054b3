/* The public CRC: choose the implementation once, then call it. */
#include "cosx_crc64.h"

#include <pthread.h>
#include <string.h>

#include "crc64_copy.h"
#include "crc64_parts.h"

cosi_crc64_folds_t cosi_crc64_folds;

static const cosi_crc64_way_t *chosen;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Reflected carry-less products come out one bit short, hence the exponents less one. */
static void set_fold(cosi_crc64_fold_t *fold, uint64_t distance)
{
    fold->low = cosi_crc64_power(distance + 63);
    fold->high = cosi_crc64_power(distance - 1);
}

static void choose(void)
{
    cosi_crc64_portable_init();
    set_fold(&cosi_crc64_folds.by_128, 128);
    set_fold(&cosi_crc64_folds.by_256, 256);
    set_fold(&cosi_crc64_folds.by_512, 512);
    set_fold(&cosi_crc64_folds.by_1024, 1024);
    set_fold(&cosi_crc64_folds.by_2048, 2048);
    if ((chosen = cosi_crc64_find_vpclmulqdq()) == NULL && (chosen = cosi_crc64_find_vpclmulqdq_avx2()) == NULL &&
        (chosen = cosi_crc64_find_pclmulqdq()) == NULL && (chosen = cosi_crc64_find_pmull()) == NULL) {
        chosen = &cosi_crc64_portable_way;
    }
}

uint64_t cosx_crc64(uint64_t crc, const void *data, size_t size)
{
    (void)pthread_once(&once, choose);
    if (size == 0) {
        return crc;
    }
    if (size < COSI_CRC64_FOLD_MIN) {
        return ~cosi_crc64_portable(~crc, data, size);
    }
    return ~chosen->sum(~crc, data, size);
}

uint64_t cosi_crc64_copy_by(const cosi_crc64_way_t *way, uint64_t state, void *to, const void *from, size_t size, int far)
{
    uint8_t *target = to;
    const uint8_t *data = from;
    size_t before = (size_t)(-(uintptr_t)target % COSI_CRC64_COPY_LINE);
    size_t whole;
    if (way->sum_and_copy == NULL || size < before + COSI_CRC64_COPY_BLOCK) {
        memcpy(to, from, size);
        return way->sum(state, data, size);
    }
    memcpy(target, data, before);
    state = cosi_crc64_portable(state, data, before);
    target += before;
    data += before;
    size -= before;
    whole = size - size % COSI_CRC64_COPY_BLOCK;
    state = way->sum_and_copy(state, target, data, whole, far ? COSI_SUM_AND_COPY_FAR : COSI_SUM_AND_COPY);
    memcpy(target + whole, data + whole, size - whole);
    return way->sum(state, data + whole, size - whole);
}

uint64_t cosi_crc64_copy(uint64_t crc, void *to, const void *from, size_t size, int far)
{
    (void)pthread_once(&once, choose);
    return size == 0 ? crc : ~cosi_crc64_copy_by(chosen, ~crc, to, from, size, far);
}

const char *cosx_crc64_implementation(void)
{
    (void)pthread_once(&once, choose);
    return chosen->name;
}
