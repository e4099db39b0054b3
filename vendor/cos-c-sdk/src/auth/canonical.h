/* The one canonical form of headers and parameters that signatures are made of. */
#ifndef COSI_AUTH_CANONICAL_H
#define COSI_AUTH_CANONICAL_H

#include "cos_sys_util.h"

typedef struct cosi_canonical_s {
    char *pairs;       /* name=value joined by &, names and values encoded, sorted by encoded lower-case name */
    size_t pairs_size;
    char *names;       /* the names joined by ; */
    size_t names_size;
} cosi_canonical_t;

/* Of headers only those that are signed (SIGN_HEADER, x-cos-, x-ci-) and have a value; of
   parameters all. `table` may be NULL. COSE_OK or COSE_OUT_MEMORY. */
int cosi_canonical(cos_pool_t *pool, const cos_table_t *table, sign_content_type_e kind, cosi_canonical_t *canonical);

/* 1 when a header of this name takes part in the signature. */
int cosi_is_signed_header(const char *name);

#endif
