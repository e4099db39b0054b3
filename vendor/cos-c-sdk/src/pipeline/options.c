/* Configuration and options, and the small structures of calls. */
#include "base/memory.h"
#include "cos_utility.h"

static cos_pool_t *own_pool(cos_pool_t *parent)
{
    cos_pool_t *pool = parent;

    return pool != NULL || apr_pool_create(&pool, NULL) == APR_SUCCESS ? pool : NULL;
}

/* `p` must not be NULL. NULL when memory ran out. */
cos_config_t *cos_config_create(cos_pool_t *p)
{
    cos_config_t *config = p != NULL ? cosi_calloc(p, sizeof(*config)) : NULL;

    if (config != NULL) {
        config->retry_times = COS_RETRY_TIME;
        config->retry_interval_us = COS_RETRY_INTERVAL_US;
    }
    return config;
}

/* config and ctl are the caller's to set. With `p` NULL they live in a new pool, options->pool. */
cos_request_options_t *cos_request_options_create(cos_pool_t *p)
{
    cos_pool_t *pool = own_pool(p);
    cos_request_options_t *options = pool != NULL ? cosi_calloc(pool, sizeof(*options)) : NULL;

    if (options == NULL) {
        if (p == NULL && pool != NULL) {
            apr_pool_destroy(pool);
        }
        return NULL;
    }
    options->pool = pool;
    return options;
}
