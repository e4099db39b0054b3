#include "cosx_context.h"

#include <string.h>
#include <time.h>

#include "pool_memory.h"

/* Two copies of cosx in one process, one of them inside the SDK, must not take each other's. */
#ifndef COSX_CONTEXT_KEY
#define COSX_CONTEXT_KEY "cosx-context"
#endif

static const char context_key[] = COSX_CONTEXT_KEY;

void cosx_context_init(cosx_context_t *context)
{
    memset(context, 0, sizeof(*context));
    context->check_crc = 1;
    context->content_length = -1;
}

int64_t cosx_clock_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int cosx_context_attach(cos_pool_t *pool, cosx_context_t *context)
{
    return cosi_pool_set_data(pool, context_key, context);
}

cosx_context_t *cosx_context_find(cos_pool_t *pool)
{
    for (; pool != NULL; pool = apr_pool_parent_get(pool)) {
        void *context = NULL;
        if (apr_pool_userdata_get(&context, context_key, pool) == APR_SUCCESS && context != NULL) {
            return context;
        }
    }
    return NULL;
}
