/* Where everything is in the document of a listing. */
#ifndef COSX_LISTING_SCAN_H
#define COSX_LISTING_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "cos_define.h"

#define COSI_LISTING_NAMES 200 /* different classes, or owners, of one page */

typedef struct cosi_span_s {
    const char *start;
    size_t size;
} cosi_span_t;

typedef struct cosi_row_s {
    cosi_span_t key;
    cosi_span_t time;
    cosi_span_t etag;
    int64_t size;
    uint8_t class_index;
    uint8_t owner_index;
} cosi_row_t;

enum cosi_child_e {
    COSI_CHILD_OTHER = 0,
    COSI_CHILD_KEY,
    COSI_CHILD_SIZE,
    COSI_CHILD_ETAG,
    COSI_CHILD_TIME,
    COSI_CHILD_CLASS,
    COSI_CHILD_OWNER
};

#define COSI_LISTING_SHAPE 12

typedef struct cosi_listing_scan_s {
    cos_pool_t *pool;
    const char *at;
    const char *end;
    cosi_row_t *rows;
    size_t row_count;
    size_t row_room;
    cosi_span_t *prefixes;
    size_t prefix_count;
    size_t prefix_room;
    cosi_span_t classes[COSI_LISTING_NAMES];
    size_t class_count;
    cosi_span_t owners[2 * COSI_LISTING_NAMES];
    size_t owner_count;
    struct {
        cosi_span_t tag; /* "<Key>" */
        enum cosi_child_e child;
    } shape[COSI_LISTING_SHAPE]; /* the children of the first object */
    size_t shape_count;
    cosi_span_t last_owner; /* what is behind "<Owner>", with the end tag */
    uint8_t last_owner_index;
    cosi_span_t truncated;
    cosi_span_t next_marker;
    cosi_span_t encoding;
} cosi_listing_scan_t;

/* One pass over scan->at to scan->end; the rest is zero but for `pool`. 0 for what is not plain. */
int cosi_listing_scan(cosi_listing_scan_t *scan);

/* The length of the entity at p, its character in *c; 0: not one of the five. */
size_t cosi_listing_entity(const char *p, size_t left, char *c);

/* 1 when the span is this text. */
int cosi_span_is(cosi_span_t span, const char *text, size_t size);

#endif
