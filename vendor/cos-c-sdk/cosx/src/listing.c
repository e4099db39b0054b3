/* A pass of listing_scan.c finds where everything is, as offsets into the document; here the columns are written,
   as it is known whether keys are encoded. */
#include "cosx_listing.h"

#include <string.h>

#include "listing_scan.h"
#include "pool_memory.h"

#define IS(span, text) cosi_span_is(span, text, sizeof(text) - 1)

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* `text` without entities and, if `encoded`, percent signs; NUL behind it. Never longer than it was. NULL when
   there is a NUL in it. */
static char *put(char *to, cosi_span_t text, int encoded)
{
    const char *p = text.start;
    const char *end;
    char *start = to;
    if (text.size == 0) {
        *to = '\0';
        return to + 1;
    }
    end = p + text.size;
    while (p < end) {
        if (*p == '&') {
            p += cosi_listing_entity(p, (size_t)(end - p), to);
            to++;
        } else {
            *to++ = *p++;
        }
    }
    if (encoded && memchr(start, '%', (size_t)(to - start)) != NULL) {
        const char *from = start;
        char *stop = to;
        for (to = start; from < stop; to++) {
            int high = *from == '%' && stop - from > 2 ? hex_value(from[1]) : -1;
            int low = high >= 0 ? hex_value(from[2]) : -1;
            *to = low >= 0 ? (char)(high << 4 | low) : *from;
            if (*to == '\0') {
                return NULL;
            }
            from += low >= 0 ? 3 : 1;
        }
    }
    *to = '\0';
    return to + 1;
}

/* `count` spans, `step` bytes apart, as texts. */
static int put_texts(cos_pool_t *pool, const cosi_span_t *first, size_t count, size_t step, int encoded, cosx_texts_t *texts)
{
    const char *span = (const char *)first;
    size_t room = 1;
    char *to;
    size_t i;
    for (i = 0; i < count; i++) {
        room += ((const cosi_span_t *)(const void *)(span + i * step))->size + 1;
    }
    to = apr_palloc(pool, room);
    texts->data = to;
    texts->count = (int64_t)count;
    for (i = 0; to != NULL && i < count; i++) {
        to = put(to, *(const cosi_span_t *)(const void *)(span + i * step), encoded);
    }
    if (to == NULL) {
        return 0;
    }
    texts->size = (size_t)(to - texts->data);
    return 1;
}

static char *put_etag(char *to, cosi_span_t text)
{
    char *end = put(to, text, 0) - 1;
    char *start = to;
    while (start < end && *start == '"') {
        start++;
    }
    while (end > start && end[-1] == '"') {
        end--;
    }
    memmove(to, start, (size_t)(end - start));
    to += end - start;
    *to = '\0';
    return to + 1;
}

static char *put_time(char *to, cosi_span_t text)
{
    memcpy(to, text.start, text.size - 1);
    memcpy(to + text.size - 1, "+00:00", 7);
    return to + text.size + 6;
}

static int put_rows(const cosi_listing_scan_t *r, cosx_listing_t *listing)
{
    size_t count = r->row_count;
    int64_t *sizes = apr_palloc(r->pool, (count + 1) * sizeof(*sizes));
    uint8_t *classes = apr_palloc(r->pool, count + 1);
    uint8_t *owners = apr_palloc(r->pool, count + 1);
    size_t etag_room = 1;
    char *etags;
    char *times;
    size_t i;
    for (i = 0; i < count; i++) {
        etag_room += r->rows[i].etag.size + 1;
    }
    etags = apr_palloc(r->pool, etag_room);
    times = apr_palloc(r->pool, count * (24 + 6) + 1);
    if (sizes == NULL || classes == NULL || owners == NULL || etags == NULL || times == NULL) {
        return 0;
    }
    listing->count = listing->etags.count = listing->times.count = (int64_t)count;
    listing->sizes = sizes;
    listing->classes = classes;
    listing->owners = owners;
    listing->etags.data = etags;
    listing->times.data = times;
    for (i = 0; i < count; i++) {
        const cosi_row_t *row = &r->rows[i];
        sizes[i] = row->size;
        classes[i] = row->class_index;
        owners[i] = row->owner_index;
        etags = put_etag(etags, row->etag);
        times = put_time(times, row->time);
    }
    listing->etags.size = (size_t)(etags - listing->etags.data);
    listing->times.size = (size_t)(times - listing->times.data);
    return 1;
}

int cosx_listing_read(cos_pool_t *pool, const char *document, size_t size, cosx_listing_t *listing)
{
    cosi_listing_scan_t *r = cosi_pool_zeroed(pool, sizeof(*r));
    int encoded;
    if (r == NULL) {
        return 0;
    }
    memset(listing, 0, sizeof(*listing));
    r->pool = pool;
    r->at = document;
    r->end = document + size;
    if (!cosi_listing_scan(r)) {
        return 0;
    }
    encoded = IS(r->encoding, "url");
    listing->truncated = IS(r->truncated, "true");
    return put_rows(r, listing) &&
           put_texts(pool, r->rows != NULL ? &r->rows[0].key : NULL, r->row_count, sizeof(cosi_row_t), encoded, &listing->keys) &&
           put_texts(pool, r->classes, r->class_count, sizeof(cosi_span_t), 0, &listing->class_names) &&
           put_texts(pool, r->owners, 2 * r->owner_count, sizeof(cosi_span_t), 0, &listing->owner_names) &&
           put_texts(pool, r->prefixes, r->prefix_count, sizeof(cosi_span_t), encoded, &listing->prefixes) &&
           put_texts(pool, &r->next_marker, r->next_marker.start != NULL, sizeof(cosi_span_t), encoded, &listing->next_marker);
}
