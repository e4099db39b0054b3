/* Pool memory whose shortage is an error and not a crash: APR's tables and user data write
   through what apr_palloc returned, NULL or not. */
#ifndef COSX_POOL_MEMORY_H
#define COSX_POOL_MEMORY_H

#include <stddef.h>

#include "cos_sys_define.h"

/* All return NULL when memory ran out. */
void *cosi_pool_zeroed(cos_pool_t *pool, size_t size);
char *cosi_pool_text(cos_pool_t *pool, const char *text);               /* copy of a NUL-terminated text; NULL for NULL */
char *cosi_pool_bytes(cos_pool_t *pool, const void *data, size_t size); /* copy with a NUL behind */
char *cosi_pool_printf(cos_pool_t *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));
cos_table_t *cosi_pool_table(cos_pool_t *pool);

/* COSE_OK or COSE_OUT_MEMORY. Copies name and value. */
int cosi_pool_table_add(cos_table_t *table, const char *name, const char *value);
/* The same for texts that are not NUL-terminated. */
int cosi_pool_table_add_bytes(cos_table_t *table, const char *name, size_t name_size, const char *value, size_t value_size);
/* User data under `key`, a static text. */
int cosi_pool_set_data(cos_pool_t *pool, const char *key, void *data);
/* `clean_up(data)` when the pool ends. */
int cosi_pool_at_end(cos_pool_t *pool, void *data, apr_status_t (*clean_up)(void *data));

#endif
