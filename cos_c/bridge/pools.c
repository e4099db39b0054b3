/* Pools that are used again: making one for each call, and giving its memory back to the system,
   costs more than what a small call does in it. */
#include "cosc.h"

#include <pthread.h>

#include <apr_allocator.h>

/* What one pool keeps of its memory between calls. More, that of a large answer, goes back. */
#define KEPT_BYTES (128 << 10)

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int has_key;

static void destroy(void *pool)
{
    apr_pool_destroy(pool);
}

static void make_key(void)
{
    has_key = pthread_key_create(&key, destroy) == 0;
}

cos_pool_t *cosc_pool_take(void)
{
    cos_pool_t *pool;

    pthread_once(&once, make_key);
    pool = has_key ? pthread_getspecific(key) : NULL;
    if (pool != NULL) {
        pthread_setspecific(key, NULL);
        return pool;
    }
    /* Unmanaged: an allocator of its own, so that threads do not meet at one lock. */
    if (apr_pool_create_unmanaged_ex(&pool, NULL, NULL) != APR_SUCCESS) {
        return NULL;
    }
    apr_allocator_max_free_set(apr_pool_allocator_get(pool), KEPT_BYTES);
    return pool;
}

void cosc_pool_give(cos_pool_t *pool)
{
    if (has_key && pthread_getspecific(key) == NULL) {
        apr_pool_clear(pool);
        if (pthread_setspecific(key, pool) == 0) {
            return;
        }
    }
    apr_pool_destroy(pool);
}
