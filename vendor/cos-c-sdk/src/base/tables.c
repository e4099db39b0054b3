#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "cos_sys_util.h"

/* Where the guarded APR call of this thread continues when its pool cannot grow. */
static _Thread_local jmp_buf *escape;

static int leave_apr(int code)
{
    (void)code;
    if (escape != NULL) {
        longjmp(*escape, 1);
    }
    return 0;
}

/* apr_table_make and apr_array_push write through what apr_palloc returned, NULL or not. The
   pool's abort function is the only place to get away in between; the frames left behind are
   APR's alone and hold nothing. A program that has set its own abort function keeps it. */
void *cosi_guarded(cos_pool_t *pool, void *(*work)(cos_pool_t *pool, void *argument), void *argument)
{
    jmp_buf place;
    void *volatile result = NULL;

    if (apr_pool_abort_get(pool) != NULL) {
        return work(pool, argument);
    }
    apr_pool_abort_set(leave_apr, pool);
    escape = &place;
    if (setjmp(place) == 0) {
        result = work(pool, argument);
    }
    escape = NULL;
    apr_pool_abort_set(NULL, pool);
    return result;
}

static void *make_table(cos_pool_t *pool, void *slots)
{
    return apr_table_make(pool, *(const int *)slots);
}

struct array_shape {
    int count;
    int item_size;
};

static void *make_array(cos_pool_t *pool, void *argument)
{
    const struct array_shape *shape = argument;

    return apr_array_make(pool, shape->count, shape->item_size);
}

static void *push_slot(cos_pool_t *pool, void *array)
{
    (void)pool;
    return apr_array_push(array);
}

cos_table_t *cosi_table_make(cos_pool_t *pool, int slots)
{
    return cosi_guarded(pool, make_table, &slots);
}

void *cosi_array_push(cos_array_header_t *array)
{
    return cosi_guarded(array->pool, push_slot, array);
}

cos_array_header_t *cosi_array_make(cos_pool_t *pool, int count, size_t item_size)
{
    struct array_shape shape = { count, (int)item_size };

    return cosi_guarded(pool, make_array, &shape);
}

/* The entries of an APR table are an ordinary array that apr_table_elts shows as const. */
static cos_array_header_t *entries_of(cos_table_t *table)
{
    return (cos_array_header_t *)(uintptr_t)apr_table_elts(table);
}

/* Room for one more entry, so that the setn and addn that follow allocate nothing. */
static int reserve_entry(cos_table_t *table)
{
    cos_array_header_t *entries = entries_of(table);

    if (entries->nelts < entries->nalloc) {
        return COSE_OK;
    }
    if (cosi_array_push(entries) == NULL) {
        return COSE_OUT_MEMORY;
    }
    apr_array_pop(entries);
    return COSE_OK;
}

static int copy_entry(cos_table_t *table, const char *name, const char *value, char **own_name, char **own_value)
{
    cos_pool_t *pool = entries_of(table)->pool;

    *own_name = cosi_strdup(pool, name);
    *own_value = cosi_strdup(pool, value != NULL ? value : "");
    if (*own_name == NULL || *own_value == NULL) {
        return COSE_OUT_MEMORY;
    }
    return reserve_entry(table);
}

int cosi_table_add(cos_table_t *table, const char *name, const char *value)
{
    char *own_name;
    char *own_value;
    int res = copy_entry(table, name, value, &own_name, &own_value);

    if (res == COSE_OK) {
        apr_table_addn(table, own_name, own_value);
    }
    return res;
}

int cosi_table_set(cos_table_t *table, const char *name, const char *value)
{
    char *own_name;
    char *own_value;
    int res = copy_entry(table, name, value, &own_name, &own_value);

    if (res == COSE_OK) {
        apr_table_setn(table, own_name, own_value);
    }
    return res;
}

int cosi_table_set_int(cos_table_t *table, const char *name, int64_t value)
{
    char text[COS_MAX_INT64_STRING_LEN];

    apr_snprintf(text, sizeof(text), "%" APR_INT64_T_FMT, (apr_int64_t)value);
    return cosi_table_set(table, name, text);
}

int cosi_table_add_all(cos_table_t *table, const cos_table_t *from)
{
    const cos_array_header_t *entries;
    int i;
    int res = COSE_OK;

    if (from == NULL) {
        return COSE_OK;
    }
    entries = apr_table_elts(from);
    for (i = 0; i < entries->nelts && res == COSE_OK; i++) {
        const cos_table_entry_t *entry = &((const cos_table_entry_t *)(void *)entries->elts)[i];
        if (entry->key != NULL) {
            res = cosi_table_add(table, entry->key, entry->val);
        }
    }
    return res;
}

static int by_name(const void *a, const void *b)
{
    return strcasecmp(((const cos_table_entry_t *)a)->key, ((const cos_table_entry_t *)b)->key);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void cos_gnome_sort(const char **headers, int size)
{
    if (headers != NULL && size > 1) {
        qsort(headers, (size_t)size, sizeof(*headers), by_text);
    }
}

/* The table keeps an index by position, so its entries are taken out, sorted and put back. */
void cos_table_sort_by_dict(cos_table_t *table)
{
    cos_array_header_t *entries;
    cos_table_entry_t *sorted;
    size_t size;
    int count;
    int i;

    if (table == NULL) {
        return;
    }
    entries = entries_of(table);
    count = entries->nelts;
    size = (size_t)count * sizeof(*sorted);
    if (count < 2 || (sorted = malloc(size)) == NULL) {
        return;
    }
    memcpy(sorted, entries->elts, size);
    qsort(sorted, (size_t)count, sizeof(*sorted), by_name);
    apr_table_clear(table);
    for (i = 0; i < count; i++) {
        apr_table_addn(table, sorted[i].key, sorted[i].val);
    }
    free(sorted);
}
