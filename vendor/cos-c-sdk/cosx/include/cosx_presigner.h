/* Presigned URLs of many keys: all that does not depend on the key is done once. */
#ifndef COSX_PRESIGNER_H
#define COSX_PRESIGNER_H

#include "cosx_execute.h"

typedef struct cosx_presigner_s cosx_presigner_t;

/* For the URLs that cosx_presign would make of `request` with any key (its own key is not looked at), all from
   now on for `expires_s` seconds. In options->pool, and read only from then on: threads may share it. NULL and
   *error set when the request is not acceptable. */
COSX_API cosx_presigner_t *cosx_presigner_create(const cos_request_options_t *options, const cosx_request_t *request,
                                                 int64_t expires_s, int sign_host, const char **error);

/* The most bytes that the URL of a key of `key_size` bytes has, with a NUL behind it. */
COSX_API size_t cosx_presigner_room(const cosx_presigner_t *presigner, size_t key_size);

/* Write the URL and a NUL to `out`, which has as much room; its end (where the NUL is), or NULL for a key that is
   empty, is not UTF-8 or has a NUL in it. */
COSX_API char *cosx_presigner_write(const cosx_presigner_t *presigner, const char *key, size_t key_size, char *out);

#endif
