/* One signed request of any kind, through the SDK's generic request functions. */
#ifndef COSX_EXECUTE_H
#define COSX_EXECUTE_H

#include "cos_define.h"
#include "cos_status.h"
#include "cosx_context.h"
#include "cosx_export.h"

typedef struct cosx_pair_s {
    const char *name;
    const char *value; /* NULL or "": a name alone */
} cosx_pair_t;

typedef struct cosx_request_s {
    const char *method;     /* GET HEAD PUT POST DELETE (OPTIONS where the SDK allows) */
    const char *bucket;     /* NULL: a service request */
    const char *key;        /* NULL: a bucket request. "" is refused */
    const cosx_pair_t *params;
    int param_count;
    const cosx_pair_t *headers;
    int header_count;
} cosx_request_t;

typedef struct cosx_response_s {
    cos_status_t *status;   /* never NULL; code > 0 is the HTTP status, < 0 a cos_error_code_e */
    cos_table_t *headers;   /* NULL when nothing was received */
    const char *body;       /* contiguous, NUL behind it, in the pool; "" when it went to the sink */
    size_t body_size;
} cosx_response_t;

/* Send `request` with `options` (from cosx_options_create) and the context attached to
   options->pool (one is made when there is none). Blocking. One attempt: no retry here.
   A 2xx is turned into COSE_CRC_INCONSISTENT_ERROR when check_crc is set, the response
   carries x-cos-hash-crc64ecma and it is not the CRC of the whole body that passed
   (PUT and POST ?append: what was sent; GET without Range and processing: what was received).
   Returns response->status->code. */
COSX_API int cosx_execute(const cos_request_options_t *options, const cosx_request_t *request,
                          cosx_response_t *response);

/* The URL of `request`, valid for `expires_s` seconds, signed in the query (q-sign-… items;
   token included). In options->pool; NULL and *error set when the request is not acceptable. */
COSX_API const char *cosx_presign(const cos_request_options_t *options, const cosx_request_t *request,
                                  int64_t expires_s, int sign_host, const char **error);

/* A 2xx body whose root element is <Error>: fill code, message and request id (in pool) and
   return 1; else 0. */
COSX_API int cosx_body_is_error(cos_pool_t *pool, const char *body, size_t size, cos_status_t *status);

#endif
