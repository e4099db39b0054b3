#include "pool_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

void *cosi_pool_zeroed(cos_pool_t *pool, size_t size)
{
    void *memory = apr_palloc(pool, size);
    if (memory != NULL) {
        memset(memory, 0, size);
    }
    return memory;
}

char *cosi_pool_bytes(cos_pool_t *pool, const void *data, size_t size)
{
    char *copy = size < SIZE_MAX ? apr_palloc(pool, size + 1) : NULL;
    if (copy != NULL) {
        if (size > 0) {
            memcpy(copy, data, size);
        }
        copy[size] = '\0';
    }
    return copy;
}

char *cosi_pool_text(cos_pool_t *pool, const char *text)
{
    return text != NULL ? cosi_pool_bytes(pool, text, strlen(text)) : NULL;
}

char *cosi_pool_printf(cos_pool_t *pool, const char *format, ...)
{
    va_list arguments;
    char *text = NULL;
    int size;
    va_start(arguments, format);
    size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size >= 0) {
        text = apr_palloc(pool, (size_t)size + 1);
    }
    if (text != NULL) {
        va_start(arguments, format);
        (void)vsnprintf(text, (size_t)size + 1, format, arguments);
        va_end(arguments);
    }
    return text;
}

/* A pool calls its abort function when it cannot grow, in the middle of APR's own code, whose
   frames hold nothing that needs undoing. A program that has set such a function keeps it. */
static _Thread_local jmp_buf *way_out;

static int leave(int code)
{
    (void)code;
    if (way_out != NULL) {
        longjmp(*way_out, 1);
    }
    return 0;
}

typedef struct entry_s {
    const char *key;
    void *data;
    apr_status_t (*clean_up)(void *data);
} entry_t;

static void *guarded(cos_pool_t *pool, void *(*work)(cos_pool_t *, const entry_t *), const entry_t *entry)
{
    jmp_buf place;
    void *volatile result = NULL;
    if (apr_pool_abort_get(pool) != NULL) {
        return work(pool, entry);
    }
    apr_pool_abort_set(leave, pool);
    way_out = &place;
    if (setjmp(place) == 0) {
        result = work(pool, entry);
    }
    way_out = NULL;
    apr_pool_abort_set(NULL, pool);
    return result;
}

static void *make_table(cos_pool_t *pool, const entry_t *unused)
{
    (void)unused;
    return apr_table_make(pool, 16);
}

cos_table_t *cosi_pool_table(cos_pool_t *pool)
{
    return guarded(pool, make_table, NULL);
}

static void *set_data(cos_pool_t *pool, const entry_t *entry)
{
    return apr_pool_userdata_setn(entry->data, entry->key, NULL, pool) == APR_SUCCESS ? pool : NULL;
}

int cosi_pool_set_data(cos_pool_t *pool, const char *key, void *data)
{
    entry_t entry = {key, data, NULL};
    return guarded(pool, set_data, &entry) != NULL ? COSE_OK : COSE_OUT_MEMORY;
}

static void *register_clean_up(cos_pool_t *pool, const entry_t *entry)
{
    apr_pool_cleanup_register(pool, entry->data, entry->clean_up, apr_pool_cleanup_null);
    return pool;
}

int cosi_pool_at_end(cos_pool_t *pool, void *data, apr_status_t (*clean_up)(void *data))
{
    entry_t entry = {NULL, data, clean_up};
    return guarded(pool, register_clean_up, &entry) != NULL ? COSE_OK : COSE_OUT_MEMORY;
}

/* Room for one more entry, so that apr_table_addn allocates nothing. The entries of a table
   are an ordinary array, which apr_table_elts shows as const. */
static int make_room(cos_table_t *table)
{
    cos_array_header_t *entries = (cos_array_header_t *)(uintptr_t)apr_table_elts(table);
    size_t size = (size_t)entries->elt_size;
    int more;
    char *bigger;
    if (entries->nelts < entries->nalloc) {
        return COSE_OK;
    }
    more = entries->nalloc > 0 ? entries->nalloc * 2 : 8;
    bigger = cosi_pool_zeroed(entries->pool, (size_t)more * size);
    if (bigger == NULL) {
        return COSE_OUT_MEMORY;
    }
    if (entries->nelts > 0) {
        memcpy(bigger, entries->elts, (size_t)entries->nelts * size);
    }
    entries->elts = bigger;
    entries->nalloc = more;
    return COSE_OK;
}

int cosi_pool_table_add_bytes(cos_table_t *table, const char *name, size_t name_size, const char *value, size_t value_size)
{
    cos_pool_t *pool = apr_table_elts(table)->pool;
    char *own_name = cosi_pool_bytes(pool, name, name_size);
    char *own_value = cosi_pool_bytes(pool, value, value_size);
    if (own_name == NULL || own_value == NULL || make_room(table) != COSE_OK) {
        return COSE_OUT_MEMORY;
    }
    apr_table_addn(table, own_name, own_value);
    return COSE_OK;
}

int cosi_pool_table_add(cos_table_t *table, const char *name, const char *value)
{
    return cosi_pool_table_add_bytes(table, name, strlen(name), value != NULL ? value : "", value != NULL ? strlen(value) : 0);
}
