/* A page of a bucket's listing as columns: what a client does with the thousand objects of a page, it does
   once for each column instead of once for each value. */
#ifndef COSX_LISTING_H
#define COSX_LISTING_H

#include <stddef.h>
#include <stdint.h>

#include "cos_define.h"
#include "cosx_export.h"

/* Texts one behind the other, each with a NUL behind it. */
typedef struct cosx_texts_s {
    const char *data;
    size_t size; /* with all NULs */
    int64_t count;
} cosx_texts_t;

typedef struct cosx_listing_s {
    int64_t count;         /* objects; of the columns below each has so many values */
    cosx_texts_t keys;     /* decoded when the listing says EncodingType url; any bytes but NUL */
    cosx_texts_t etags;    /* without quotes */
    cosx_texts_t times;    /* 2026-11-22T08:00:00.000+00:00, or without the fraction; digits, not checked further */
    const int64_t *sizes;
    const uint8_t *classes; /* which of class_names; "" where there is none */
    cosx_texts_t class_names;
    const uint8_t *owners; /* 0: none; else 1 + which of the pairs of owner_names */
    cosx_texts_t owner_names; /* id and display name in turn */
    cosx_texts_t prefixes; /* the common prefixes, as keys */
    cosx_texts_t next_marker; /* one, as keys, or none */
    int truncated;         /* IsTruncated is "true" */
} cosx_listing_t;

/* Read the answer of GET Bucket (ListBucketResult). The plain form that servers write is read: ASCII, the
   five entities, no attributes but xmlns, no element twice in an object. Everything else, malformed documents
   included, is left to a general reader: then 0 is returned and `listing` means nothing. 1: read; all memory
   is of `pool`. */
COSX_API int cosx_listing_read(cos_pool_t *pool, const char *document, size_t size, cosx_listing_t *listing);

#endif
