/* Pool memory and tables whose operations fail cleanly. APR's own table functions dereference
   NULL when memory runs out; these return COSE_OUT_MEMORY and leave the table usable. */
#ifndef COSI_BASE_MEMORY_H
#define COSI_BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "cos_string.h"
#include "cos_sys_define.h"

/* Zeroed; NULL when memory ran out (apr_pcalloc would write to NULL). */
void *cosi_calloc(cos_pool_t *pool, size_t size);

/* Copies with a NUL behind; NULL when memory ran out. */
char *cosi_strndup(cos_pool_t *pool, const char *text, size_t size);
char *cosi_strdup(cos_pool_t *pool, const char *text);

/* cosi_strndup of a counted string; "" for NULL and for no data. */
char *cosi_string_text(cos_pool_t *pool, const cos_string_t *string);

/* The texts one after the other; the last argument is NULL. NULL when memory ran out. */
char *cosi_join(cos_pool_t *pool, ...) __attribute__((sentinel));

/* Runs `work`, which may allocate from `pool` through APR and return what it got; NULL when
   memory ran out on the way. `work` must hold nothing else at those moments. */
void *cosi_guarded(cos_pool_t *pool, void *(*work)(cos_pool_t *pool, void *argument), void *argument);

/* NULL when memory ran out. */
cos_array_header_t *cosi_array_make(cos_pool_t *pool, int count, size_t item_size);
void *cosi_array_push(cos_array_header_t *array);

cos_table_t *cosi_table_make(cos_pool_t *pool, int slots);           /* NULL when memory ran out */
int cosi_table_add(cos_table_t *table, const char *name, const char *value);
int cosi_table_set(cos_table_t *table, const char *name, const char *value);
int cosi_table_set_int(cos_table_t *table, const char *name, int64_t value);
/* Adds every entry of `from` (may be NULL) to `table`. */
int cosi_table_add_all(cos_table_t *table, const cos_table_t *from);

#endif
