/* The value of x-cos-copy-source, and what it says. */
#ifndef COSI_OBJECT_COPY_SOURCE_H
#define COSI_OBJECT_COPY_SOURCE_H

#include "cos_define.h"

/* What stands behind "http://" or "https://"; the text itself when neither is there. */
const char *cosi_without_scheme(const char *endpoint);

/* "bucket.endpoint/key" with the key percent-encoded; a scheme before the endpoint is dropped.
   NULL when memory ran out. */
char *cosi_copy_source(cos_pool_t *pool, const cos_string_t *bucket, const cos_string_t *endpoint,
                       const cos_string_t *key);

/* A copy source as users write it, "host/key[?versionId=id]", made fit for a header: what a URL
   cannot hold is percent-encoded, what is encoded already stays. NULL when memory ran out. */
char *cosi_copy_source_header(cos_pool_t *pool, const cos_string_t *source);

/* Take one apart: all in `pool`, the key decoded, version_id NULL data if there is none.
   COSE_OK, COSE_INVALID_ARGUMENT when it has no key, COSE_OUT_MEMORY. */
int cosi_copy_source_split(cos_pool_t *pool, const cos_string_t *source, cos_string_t *host, cos_string_t *key,
                           cos_string_t *version_id);

/* One copy request. `source` is a finished x-cos-copy-source; the result may be NULL. */
cos_status_t *cosi_copy_whole(const cos_request_options_t *options, const char *source,
    const cos_string_t *dest_bucket, const cos_string_t *dest_object, cos_table_t *headers,
    cos_copy_object_params_t *copy_object_param, cos_table_t **resp_headers);

#endif
