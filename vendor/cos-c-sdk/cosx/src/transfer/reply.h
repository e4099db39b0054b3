/* The XML bodies of the multipart requests. */
#ifndef COSI_TRANSFER_REPLY_H
#define COSI_TRANSFER_REPLY_H

#include <stddef.h>
#include <stdint.h>

#include "transfer_internal.h"

/* The text of the child `name` of the root element `root`, malloc'ed; NULL when it is not
   there, the document is no such thing, or memory ran out. */
char *cosi_reply_text(const char *body, size_t size, const char *root, const char *name);

/* One page of ListParts. `next` becomes the marker of the next page, 0 when there is none.
   Calls `seen` for each part with its number (from 1), size and ETag. COSE_OK, or
   COSE_XML_PARSE_ERROR. */
typedef void (*cosi_reply_part_pt)(void *data, int64_t number, int64_t size, const char *etag);
int cosi_reply_parts(const char *body, size_t size, cosi_reply_part_pt seen, void *data, int64_t *next);

/* The body of CompleteMultipartUpload, malloc'ed, NUL-terminated; NULL when memory ran out. */
char *cosi_reply_complete_body(const cosi_part_t *parts, int32_t count);

#endif
