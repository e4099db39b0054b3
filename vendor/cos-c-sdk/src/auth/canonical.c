#include "auth/canonical.h"

#include <stdlib.h>
#include <strings.h>

#include "base/encoding.h"
#include "base/memory.h"
#include "cos_define.h"

typedef struct item_s {
    char *name; /* encoded, lower case, NUL-terminated */
    size_t name_size;
    char *value; /* encoded */
    size_t value_size;
    int order; /* keeps entries of one name in the order of the table */
} item_t;

int cosi_is_signed_header(const char *name)
{
    int i;

    if (strncasecmp(name, X_COS_HEADER, strlen(X_COS_HEADER)) == 0
        || strncasecmp(name, X_CI_HEADER, strlen(X_CI_HEADER)) == 0) {
        return 1;
    }
    for (i = 0; i < SIGN_HEADER_NUM; i++) {
        if (strcasecmp(name, SIGN_HEADER[i]) == 0) {
            return 1;
        }
    }
    return 0;
}

/* The published names of what used to build a table of SIGN_HEADER: the list is constant here. */
void cos_init_sign_header_table(void)
{
}

void cos_deinit_sign_header_table(void)
{
}

static void lower(char *text, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++) {
        text[i] = (char)cos_tolower(text[i]);
    }
}

static int by_name(const void *a, const void *b)
{
    const item_t *left = a;
    const item_t *right = b;
    int order = strcmp(left->name, right->name);

    return order != 0 ? order : left->order - right->order;
}

/* The blanks around a header's value are not part of it: the server drops them too. */
static cos_string_t trimmed(const char *value)
{
    cos_string_t string;

    cos_str_set(&string, value);
    cos_strip_space(&string);
    return string;
}

static int make_item(cos_pool_t *pool, const cos_table_entry_t *entry, const cos_string_t *value, item_t *item)
{
    size_t name_size = strlen(entry->key);
    size_t value_size = (size_t)value->len;

    item->name = apr_palloc(pool, 3 * name_size + 1 + 3 * value_size);
    if (item->name == NULL) {
        return COSE_OUT_MEMORY;
    }
    item->name_size = cosi_percent_encode(item->name, entry->key, name_size, 0);
    item->name[item->name_size] = '\0';
    lower(item->name, item->name_size);
    item->value = item->name + item->name_size + 1;
    item->value_size = cosi_percent_encode(item->value, value->data, value_size, 0);
    return COSE_OK;
}

static int collect(cos_pool_t *pool, const cos_table_t *table, sign_content_type_e kind, item_t **items, int *count)
{
    const cos_array_header_t *entries = apr_table_elts(table);
    int i;

    *count = 0;
    *items = apr_palloc(pool, (size_t)cos_max(entries->nelts, 1) * sizeof(item_t));
    if (*items == NULL) {
        return COSE_OUT_MEMORY;
    }
    for (i = 0; i < entries->nelts; i++) {
        const cos_table_entry_t *entry = &((const cos_table_entry_t *)(void *)entries->elts)[i];
        const char *text = entry->val != NULL ? entry->val : "";
        cos_string_t value;

        if (entry->key == NULL) {
            continue;
        }
        if (kind == sign_content_header) {
            value = trimmed(text);
            if (value.len == 0 || !cosi_is_signed_header(entry->key)) {
                continue;
            }
        } else {
            cos_str_set(&value, text);
        }
        if (make_item(pool, entry, &value, &(*items)[*count]) != COSE_OK) {
            return COSE_OUT_MEMORY;
        }
        (*items)[*count].order = *count;
        (*count)++;
    }
    return COSE_OK;
}

static char *append(char *end, const char *text, size_t size)
{
    memcpy(end, text, size);
    return end + size;
}

static int join(cos_pool_t *pool, const item_t *items, int count, cosi_canonical_t *canonical)
{
    size_t pairs_size = 1;
    size_t names_size = 1;
    char *pairs;
    char *names;
    int i;

    for (i = 0; i < count; i++) {
        pairs_size += items[i].name_size + items[i].value_size + 2;
        names_size += items[i].name_size + 1;
    }
    pairs = canonical->pairs = apr_palloc(pool, pairs_size);
    names = canonical->names = apr_palloc(pool, names_size);
    if (pairs == NULL || names == NULL) {
        return COSE_OUT_MEMORY;
    }
    for (i = 0; i < count; i++) {
        if (i > 0) {
            *pairs++ = '&';
            *names++ = ';';
        }
        names = append(names, items[i].name, items[i].name_size);
        pairs = append(pairs, items[i].name, items[i].name_size);
        *pairs++ = '=';
        pairs = append(pairs, items[i].value, items[i].value_size);
    }
    *pairs = '\0';
    *names = '\0';
    canonical->pairs_size = (size_t)(pairs - canonical->pairs);
    canonical->names_size = (size_t)(names - canonical->names);
    return COSE_OK;
}

int cosi_canonical(cos_pool_t *pool, const cos_table_t *table, sign_content_type_e kind, cosi_canonical_t *canonical)
{
    item_t *items = NULL;
    int count = 0;

    if (table != NULL && collect(pool, table, kind, &items, &count) != COSE_OK) {
        return COSE_OUT_MEMORY;
    }
    if (count > 1) {
        qsort(items, (size_t)count, sizeof(*items), by_name);
    }
    return join(pool, items, count, canonical);
}

int cos_table_to_string(cos_pool_t *p, const cos_table_t *table, cos_string_t *querystr, sign_content_type_e sign_type)
{
    cosi_canonical_t canonical;

    if (cosi_canonical(p, table, sign_type, &canonical) != COSE_OK) {
        return COSE_OUT_MEMORY;
    }
    querystr->data = canonical.pairs;
    querystr->len = (int)canonical.pairs_size;
    return COSE_OK;
}

int cos_table_key_to_string(cos_pool_t *p, const cos_table_t *table, cos_string_t *querystr,
    sign_content_type_e sign_type)
{
    cosi_canonical_t canonical;

    if (cosi_canonical(p, table, sign_type, &canonical) != COSE_OK) {
        return COSE_OUT_MEMORY;
    }
    querystr->data = canonical.names;
    querystr->len = (int)canonical.names_size;
    return COSE_OK;
}

/* "?k=v&k2" in the order of the table, encoded; "" without parameters. */
int cos_query_params_to_string(cos_pool_t *p, cos_table_t *query_params, cos_string_t *querystr)
{
    const cos_array_header_t *entries = query_params != NULL ? apr_table_elts(query_params) : NULL;
    size_t size = 1;
    char *end;
    int i;

    for (i = 0; entries != NULL && i < entries->nelts; i++) {
        const cos_table_entry_t *entry = &((const cos_table_entry_t *)(void *)entries->elts)[i];
        size += 2 + 3 * strlen(entry->key) + 3 * (entry->val != NULL ? strlen(entry->val) : 0);
    }
    end = querystr->data = apr_palloc(p, size);
    if (end == NULL) {
        querystr->len = 0;
        return COSE_OUT_MEMORY;
    }
    for (i = 0; entries != NULL && i < entries->nelts; i++) {
        const cos_table_entry_t *entry = &((const cos_table_entry_t *)(void *)entries->elts)[i];
        *end++ = i == 0 ? '?' : '&';
        end += cosi_percent_encode(end, entry->key, strlen(entry->key), 0);
        if (entry->val != NULL && entry->val[0] != '\0') {
            *end++ = '=';
            end += cosi_percent_encode(end, entry->val, strlen(entry->val), 0);
        }
    }
    *end = '\0';
    querystr->len = (int)(end - querystr->data);
    return COSE_OK;
}
