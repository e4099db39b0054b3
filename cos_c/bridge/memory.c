/* apr's pools and tables, and the list macros, as functions. */
#include "cosc.h"

#include <string.h>

cos_pool_t *cosc_pool_create(cos_pool_t *parent)
{
    cos_pool_t *pool = NULL;

    return apr_pool_create(&pool, parent) == APR_SUCCESS ? pool : NULL;
}

void cosc_pool_destroy(cos_pool_t *pool)
{
    apr_pool_destroy(pool);
}

void *cosc_palloc(cos_pool_t *pool, size_t size)
{
    return apr_palloc(pool, size);
}

void *cosc_pcalloc(cos_pool_t *pool, size_t size)
{
    void *memory = apr_palloc(pool, size);

    return memory != NULL ? memset(memory, 0, size) : NULL;
}

char *cosc_pmemdup(cos_pool_t *pool, const char *data, size_t size)
{
    return apr_pstrmemdup(pool, data, size);
}

cos_table_t *cosc_table_make(cos_pool_t *pool, int size)
{
    return apr_table_make(pool, size);
}

void cosc_table_add(cos_table_t *table, const char *name, const char *value)
{
    apr_table_add(table, name, value);
}

void cosc_table_set(cos_table_t *table, const char *name, const char *value)
{
    apr_table_set(table, name, value);
}

const char *cosc_table_get(const cos_table_t *table, const char *name)
{
    return apr_table_get(table, name);
}

int cosc_table_size(const cos_table_t *table)
{
    return apr_table_elts(table)->nelts;
}

const cos_table_entry_t *cosc_table_entry(const cos_table_t *table, int index)
{
    return &((const cos_table_entry_t *)(const void *)apr_table_elts(table)->elts)[index];
}

void cosc_list_init(cos_list_t *list)
{
    cos_list_init(list);
}
