/* Large objects copied in parts, on the server's side. */
#ifndef COSI_MULTIPART_PART_COPY_H
#define COSI_MULTIPART_PART_COPY_H

#include "cos_define.h"

/* What is copied, as a HEAD found it. All in options->pool. */
typedef struct {
    const char *source;   /* value of x-cos-copy-source */
    const char *etag;     /* each part must still be of this; NULL if the server gave none */
    int64_t size;
    cos_table_t *headers; /* of the object: content type, metadata … */
} cosi_copy_origin_t;

/* HEAD of an object given by its parts, and of one given as a copy source. A failure of the
   HEAD is the status; a size it does not tell is COSE_SERVICE_ERROR. */
cos_status_t *cosi_copy_origin_of_object(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *endpoint, const cos_string_t *key, cosi_copy_origin_t *origin);
cos_status_t *cosi_copy_origin_of_source(const cos_request_options_t *options, const cos_string_t *source,
    cosi_copy_origin_t *origin);

/* Copy in parts of part_size (<= 0: chosen) on `threads` threads (<= 1: the calling one).
   `progress` runs on the calling thread. When it fails, what was begun is aborted. */
cos_status_t *cosi_part_copy(const cos_request_options_t *options, const cosi_copy_origin_t *origin,
    const cos_string_t *dest_bucket, const cos_string_t *dest_object, int64_t part_size, int threads,
    cos_progress_callback progress);

#endif
