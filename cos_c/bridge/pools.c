/* The pools that requests live in, one after another: making a new one for each, and giving its memory back
   to the system, costs more than what a small request does in it. */
#include "cosc.h"

#include <apr_allocator.h>

/* What one pool keeps of its memory between requests. More, that of a large answer, goes back. */
#define KEPT_BYTES (128 << 10)

cos_pool_t *cosc_pool_for_calls(void)
{
    cos_pool_t *pool;

    /* Unmanaged: an allocator of its own, so that threads do not meet at one lock. */
    if (apr_pool_create_unmanaged_ex(&pool, NULL, NULL) != APR_SUCCESS) {
        return NULL;
    }
    apr_allocator_max_free_set(apr_pool_allocator_get(pool), KEPT_BYTES);
    return pool;
}
