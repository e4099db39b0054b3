/* The signature of a request or a URL, from its canonical text on. */
#ifndef COSX_SIGNING_KEY_H
#define COSX_SIGNING_KEY_H

#include <stddef.h>
#include <stdint.h>

#include "growing_bytes.h"

#define COSI_HEX_SHA1 40

/* Serves all signatures of these times. */
typedef struct cosi_signing_key_s {
    char times[48]; /* "start;end", Unix seconds */
    char digits[COSI_HEX_SHA1];
} cosi_signing_key_t;

/* Valid from `start` (Unix seconds) for `expires_s` seconds. */
void cosi_signing_key_make(cosi_signing_key_t *key, const char *secret, size_t secret_size, int64_t start, int64_t expires_s);

/* The digits of the signature of the canonical text: method, path, parameters and headers. */
void cosi_signing_key_sign(const cosi_signing_key_t *key, const char *text, size_t size, char digits[COSI_HEX_SHA1]);

/* Append "q-sign-algorithm=sha1&q-ak=…&q-signature=", which the digits follow. 0 when memory ran out. */
int cosi_signing_key_items(cosi_bytes_t *out, const cosi_signing_key_t *key, const char *id, size_t id_size,
                         const char *header_names, const char *param_names);

#endif
