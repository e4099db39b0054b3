/* The public CRC: choose the implementation once, then call it. */
#include "cosx_crc64.h"

#include <pthread.h>

#include "crc64_parts.h"

cosi_crc64_folds_t cosi_crc64_folds;

static cosi_crc64_pt chosen;
static const char *chosen_name;
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
    if ((chosen = cosi_crc64_find_vpclmulqdq()) != NULL) {
        chosen_name = "vpclmulqdq";
    } else if ((chosen = cosi_crc64_find_vpclmulqdq_avx2()) != NULL) {
        chosen_name = "vpclmulqdq-avx2";
    } else if ((chosen = cosi_crc64_find_pclmulqdq()) != NULL) {
        chosen_name = "pclmulqdq";
    } else if ((chosen = cosi_crc64_find_pmull()) != NULL) {
        chosen_name = "pmull";
    } else {
        chosen = cosi_crc64_portable;
        chosen_name = "portable";
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
    return ~chosen(~crc, data, size);
}

const char *cosx_crc64_implementation(void)
{
    (void)pthread_once(&once, choose);
    return chosen_name;
}
