/* The q-sign-algorithm=sha1 signature. */
#ifndef COSI_AUTH_SIGNATURE_H
#define COSI_AUTH_SIGNATURE_H

#include "auth/canonical.h"
#include "base/sha1.h"
#include "cos_define.h"

typedef struct cosi_signature_s {
    char key_time[64]; /* "start;end", also the sign time */
    cosi_canonical_t headers;
    cosi_canonical_t params;
    char hex[2 * COSI_SHA1_SIZE + 1];
} cosi_signature_t;

/* What is signed. `path` is not encoded and begins with a slash. */
typedef struct cosi_signed_s {
    http_method_e method;
    const char *path;
    const cos_table_t *headers; /* may be NULL */
    const cos_table_t *params;  /* may be NULL */
    const cos_string_t *secret_key;
    int64_t start; /* Unix seconds */
    int64_t expire; /* seconds */
} cosi_signed_t;

/* COSE_OK or COSE_OUT_MEMORY. */
int cosi_sign(cos_pool_t *pool, const cosi_signed_t *what, cosi_signature_t *signature);

/* The text of the Authorization header; NULL when memory ran out. */
char *cosi_authorization(cos_pool_t *pool, const cos_string_t *secret_id, const cosi_signature_t *signature);

/* Now in Unix seconds, by the clock the call's settings ask for. */
int64_t cosi_signing_time(cos_pool_t *pool);

#endif
