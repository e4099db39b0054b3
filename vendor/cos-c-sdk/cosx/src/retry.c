#include "cosx_retry.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "cosx_context.h"

/* What an outcome says about the request. */
typedef enum {
    NEVER = 0,    /* the same again gives the same, or is none of our business */
    NOT_DONE = 1, /* it was not carried out: again, whatever it was */
    PERHAPS = 2   /* it may have been carried out: again if that does no harm */
} verdict_e;

typedef struct rule_s {
    int code;
    const char *error_code; /* NULL: any */
    verdict_e verdict;
} rule_t;

/* The first rule that fits counts. A 2xx can carry an error in its body; then the code is
   COSE_SERVICE_ERROR or the 2xx itself, and the server's word decides. */
static const rule_t rules[] = {
    {400, "RequestTimeout", PERHAPS}, /* the body came too slowly, or not at all */
    {408, NULL, PERHAPS},
    {429, NULL, NOT_DONE},
    {503, NULL, NOT_DONE},
    {500, NULL, PERHAPS},
    {502, NULL, PERHAPS},
    {504, NULL, PERHAPS},
    {COSE_SERVICE_ERROR, "SlowDown", NOT_DONE},
    {COSE_SERVICE_ERROR, "ServiceUnavailable", NOT_DONE},
    {COSE_SERVICE_ERROR, "InternalError", PERHAPS},
    {COSE_SERVICE_ERROR, "ServerError", PERHAPS},
    {COSE_SERVICE_ERROR, "RequestTimeout", PERHAPS},
    {200, "SlowDown", NOT_DONE},
    {200, "ServiceUnavailable", NOT_DONE},
    {200, "InternalError", PERHAPS},
    {200, "RequestTimeout", PERHAPS},
    {COSE_NAME_LOOKUP_ERROR, NULL, NOT_DONE},
    {COSE_FAILED_CONNECT, NULL, NOT_DONE},
    {COSE_CONNECTION_FAILED, NULL, PERHAPS},
    {COSE_REQUEST_TIMEOUT, NULL, PERHAPS},
    {COSE_CRC_INCONSISTENT_ERROR, NULL, PERHAPS},
};

void cosx_retry_init(cosx_retry_t *retry)
{
    retry->max_attempts = 5;
    retry->base_delay_us = 100000;
    retry->max_delay_us = 20000000;
}

int cosx_retry_wanted(const cos_status_t *status, int idempotent, int sent_any)
{
    size_t i;
    if (status == NULL) {
        return 0;
    }
    for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        const rule_t *rule = &rules[i];
        if (rule->code != status->code) {
            continue;
        }
        if (rule->error_code != NULL && (status->error_code == NULL || strcmp(rule->error_code, status->error_code) != 0)) {
            continue;
        }
        return rule->verdict == NOT_DONE || idempotent || !sent_any;
    }
    return 0;
}

/* xorshift64* of each thread's own; only has to keep clients from marching in step. The process
   number is mixed in at each call, so that forked children differ. */
static uint64_t random_number(void)
{
    static _Thread_local uint64_t state;
    state ^= (uint64_t)cosx_clock_us() * UINT64_C(0x9E3779B97F4A7C15) ^ (uint64_t)(uintptr_t)&state ^ (uint64_t)getpid() << 32;
    if (state == 0) {
        state = 1;
    }
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * UINT64_C(0x2545F4914F6CDD1D);
}

int64_t cosx_retry_delay_us(const cosx_retry_t *retry, int attempt, int64_t retry_after_s)
{
    int64_t most = retry->max_delay_us > 0 ? retry->max_delay_us : 0;
    int64_t ceiling = retry->base_delay_us > 0 ? retry->base_delay_us : 0;
    int64_t delay;
    int i;
    for (i = 1; i < attempt && ceiling < most; i++) {
        ceiling = ceiling > most / 2 ? most : ceiling * 2;
    }
    if (ceiling > most) {
        ceiling = most;
    }
    delay = (int64_t)(random_number() % (uint64_t)(ceiling + 1));
    if (retry_after_s > 0) {
        int64_t asked = retry_after_s > most / 1000000 ? most : retry_after_s * 1000000;
        if (asked > delay) {
            delay = asked;
        }
    }
    return delay;
}
