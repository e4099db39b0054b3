#include "listing_scan.h"

#include <string.h>

/* ---- markup: each returns 0 for what is not plain ---- */

static void skip_blanks(cosi_listing_scan_t *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t')) {
        r->at++;
    }
}

static inline int skip_text(cosi_listing_scan_t *r, const char *text, size_t size)
{
    if ((size_t)(r->end - r->at) < size || memcmp(r->at, text, size) != 0) {
        return 0;
    }
    r->at += size;
    return 1;
}

#define SKIP(r, text) skip_text(r, text, sizeof(text) - 1)

static int is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

int cosi_span_is(cosi_span_t span, const char *text, size_t size)
{
    return size == span.size && memcmp(text, span.start, size) == 0;
}

#define IS(span, text) cosi_span_is(span, text, sizeof(text) - 1)

static int same(cosi_span_t a, cosi_span_t b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.start, b.start, a.size) == 0);
}

/* "<name>" or "<name/>"; *empty says which. Not an end tag. */
static int open_tag(cosi_listing_scan_t *r, cosi_span_t *name, int *empty)
{
    const char *start = r->at + 1;
    const char *p = start;
    if (r->at == r->end || *r->at != '<') {
        return 0;
    }
    while (p < r->end && is_name_char(*p)) {
        p++;
    }
    if (p == start || p == r->end || *start == '-' || (*start >= '0' && *start <= '9')) {
        return 0;
    }
    name->start = start;
    name->size = (size_t)(p - start);
    *empty = *p == '/';
    r->at = p + *empty;
    return SKIP(r, ">");
}

static int at_end_tag(const cosi_listing_scan_t *r)
{
    return r->end - r->at > 1 && r->at[0] == '<' && r->at[1] == '/';
}

static int close_tag(cosi_listing_scan_t *r, cosi_span_t name)
{
    return SKIP(r, "</") && skip_text(r, name.start, name.size) && SKIP(r, ">");
}

size_t cosi_listing_entity(const char *p, size_t left, char *c)
{
    static const struct {
        const char *text;
        size_t size;
        char c;
    } known[] = {{"&quot;", 6, '"'}, {"&amp;", 5, '&'}, {"&lt;", 4, '<'}, {"&gt;", 4, '>'}, {"&apos;", 6, '\''}};
    size_t i;
    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (left >= known[i].size && memcmp(p, known[i].text, known[i].size) == 0) {
            *c = known[i].c;
            return known[i].size;
        }
    }
    return 0;
}

/* Printable ASCII without '<', '>' and '&'. */
static int is_plain(char c)
{
    return c >= ' ' && c <= '~' && c != '<' && c != '>' && c != '&';
}

/* Text up to the next tag. "]]>" may not stand there, so '>' is left to the general reader. */
static int leaf_text(cosi_listing_scan_t *r, cosi_span_t *text)
{
    const char *p = r->at;
    const char *end = r->end;
    char c;
    while (p < end && *p != '<') {
        size_t size = is_plain(*p) ? 1 : (*p == '&' ? cosi_listing_entity(p, (size_t)(end - p), &c) : 0);
        if (size == 0) {
            return 0;
        }
        p += size;
    }
    text->start = r->at;
    text->size = (size_t)(p - r->at);
    r->at = p;
    return 1;
}

/* What is behind "<name>": its text and its end. */
static int leaf(cosi_listing_scan_t *r, cosi_span_t name, int empty, cosi_span_t *text)
{
    if (empty) {
        text->start = r->at;
        text->size = 0;
        return 1;
    }
    return leaf_text(r, text) && close_tag(r, name);
}

/* Once only: a second one is not plain. */
static int leaf_once(cosi_listing_scan_t *r, cosi_span_t name, int empty, cosi_span_t *text)
{
    return text->start == NULL && leaf(r, name, empty, text);
}

/* ---- objects ---- */

static int index_of(cosi_span_t *names, size_t *count, size_t step, const cosi_span_t *wanted)
{
    size_t i = *count;
    while (i-- > 0) { /* most have what the one before them had */
        if (same(names[i * step], wanted[0]) && (step == 1 || same(names[i * step + 1], wanted[1]))) {
            return (int)i;
        }
    }
    if (*count == COSI_LISTING_NAMES) {
        return -1;
    }
    memcpy(&names[*count * step], wanted, step * sizeof(*wanted));
    return (int)(*count)++;
}

static int read_owner(cosi_listing_scan_t *r, cosi_span_t name, int empty, uint8_t *index)
{
    cosi_span_t who[2] = {{NULL, 0}, {NULL, 0}};
    int i;
    if (*index != 0) {
        return 0;
    }
    while (!empty) {
        cosi_span_t child;
        int child_empty;
        skip_blanks(r);
        if (at_end_tag(r)) {
            if (!close_tag(r, name)) {
                return 0;
            }
            break;
        }
        if (!open_tag(r, &child, &child_empty)) {
            return 0;
        }
        if (IS(child, "ID") ? !leaf_once(r, child, child_empty, &who[0])
                            : !IS(child, "DisplayName") || !leaf_once(r, child, child_empty, &who[1])) {
            return 0;
        }
    }
    i = index_of(r->owners, &r->owner_count, 2, who);
    *index = (uint8_t)(i + 1);
    return i >= 0;
}

static int read_size(cosi_span_t text, int64_t *size)
{
    size_t i;
    if (text.size == 0 || text.size > 18) {
        return 0;
    }
    *size = 0;
    for (i = 0; i < text.size; i++) {
        if (text.start[i] < '0' || text.start[i] > '9') {
            return 0;
        }
        *size = *size * 10 + (text.start[i] - '0');
    }
    return 1;
}

/* 2026-11-22T08:00:00Z or 2026-11-22T08:00:00.000Z */
static int is_time(cosi_span_t text)
{
    static const char form[] = "0000-00-00T00:00:00";
    size_t i;
    if (text.size != 20 && text.size != 24) {
        return 0;
    }
    for (i = 0; i < text.size - 1; i++) {
        char wanted = i < sizeof(form) - 1 ? form[i] : (i == sizeof(form) - 1 ? '.' : '0');
        if (wanted == '0' ? text.start[i] < '0' || text.start[i] > '9' : text.start[i] != wanted) {
            return 0;
        }
    }
    return text.start[text.size - 1] == 'Z';
}

/* Twice the room, in new memory of the pool; 0 when there is none. */
static int grow(cos_pool_t *pool, void **items, size_t count, size_t *room, size_t item)
{
    size_t more = *room > 0 ? *room * 2 : 64;
    void *bigger;
    if (count < *room) {
        return 1;
    }
    bigger = apr_palloc(pool, more * item);
    if (bigger == NULL) {
        return 0;
    }
    if (count > 0) {
        memcpy(bigger, *items, count * item);
    }
    *items = bigger;
    *room = more;
    return 1;
}

static int read_object(cosi_listing_scan_t *r, cosi_span_t name)
{
    cosi_span_t size = {NULL, 0};
    cosi_span_t storage = {NULL, 0};
    void *rows = r->rows;
    cosi_row_t *row;
    int i;
    if (!grow(r->pool, &rows, r->row_count, &r->row_room, sizeof(*row))) {
        return 0;
    }
    r->rows = rows;
    row = &r->rows[r->row_count++];
    memset(row, 0, sizeof(*row));
    for (;;) {
        cosi_span_t child;
        cosi_span_t ignored;
        int empty;
        int fine;
        skip_blanks(r);
        if (at_end_tag(r)) {
            break;
        }
        if (!open_tag(r, &child, &empty)) {
            return 0;
        }
        if (IS(child, "Key")) {
            fine = leaf_once(r, child, empty, &row->key);
        } else if (IS(child, "Size")) {
            fine = leaf_once(r, child, empty, &size);
        } else if (IS(child, "ETag")) {
            fine = leaf_once(r, child, empty, &row->etag);
        } else if (IS(child, "LastModified")) {
            fine = leaf_once(r, child, empty, &row->time);
        } else if (IS(child, "StorageClass")) {
            fine = leaf_once(r, child, empty, &storage);
        } else if (IS(child, "Owner")) {
            fine = read_owner(r, child, empty, &row->owner_index);
        } else {
            fine = leaf(r, child, empty, &ignored);
        }
        if (!fine) {
            return 0;
        }
    }
    i = index_of(r->classes, &r->class_count, 1, &storage);
    row->class_index = (uint8_t)i;
    return i >= 0 && read_size(size, &row->size) && is_time(row->time) && close_tag(r, name);
}

static int read_prefixes(cosi_listing_scan_t *r, cosi_span_t name)
{
    for (;;) {
        cosi_span_t child;
        int empty;
        void *prefixes = r->prefixes;
        skip_blanks(r);
        if (at_end_tag(r)) {
            return close_tag(r, name);
        }
        if (!open_tag(r, &child, &empty) || !IS(child, "Prefix") ||
            !grow(r->pool, &prefixes, r->prefix_count, &r->prefix_room, sizeof(cosi_span_t))) {
            return 0;
        }
        r->prefixes = prefixes;
        if (!leaf(r, child, empty, &r->prefixes[r->prefix_count++])) {
            return 0;
        }
    }
}

/* ---- the document ---- */

static int read_head(cosi_listing_scan_t *r)
{
    if (SKIP(r, "<?xml version=\"1.0\"")) {
        (void)(SKIP(r, " encoding=\"UTF-8\"") || SKIP(r, " encoding=\"utf-8\""));
        skip_blanks(r);
        if (!SKIP(r, "?>")) {
            return 0;
        }
    }
    skip_blanks(r);
    if (!SKIP(r, "<ListBucketResult")) {
        return 0;
    }
    if (SKIP(r, " xmlns=\"")) {
        while (r->at < r->end && *r->at != '"') {
            if (*r->at <= 0x20 || *r->at > 0x7E || *r->at == '<' || *r->at == '&') {
                return 0;
            }
            r->at++;
        }
        if (!SKIP(r, "\"")) {
            return 0;
        }
    }
    return SKIP(r, ">");
}

static int read_child(cosi_listing_scan_t *r, cosi_span_t name, int empty)
{
    cosi_span_t ignored;
    if (IS(name, "Contents")) {
        return !empty && read_object(r, name);
    }
    if (IS(name, "CommonPrefixes")) {
        return empty || read_prefixes(r, name);
    }
    if (IS(name, "IsTruncated")) {
        return leaf_once(r, name, empty, &r->truncated);
    }
    if (IS(name, "NextMarker")) {
        return leaf_once(r, name, empty, &r->next_marker);
    }
    if (IS(name, "EncodingType") || IS(name, "Encoding-Type")) {
        return leaf_once(r, name, empty, &r->encoding);
    }
    return leaf(r, name, empty, &ignored);
}

int cosi_listing_scan(cosi_listing_scan_t *r)
{
    static const cosi_span_t root = {"ListBucketResult", 16};
    if (!read_head(r)) {
        return 0;
    }
    for (;;) {
        cosi_span_t name;
        int empty;
        skip_blanks(r);
        if (at_end_tag(r)) {
            break;
        }
        if (!open_tag(r, &name, &empty) || !read_child(r, name, empty)) {
            return 0;
        }
    }
    if (!close_tag(r, root)) {
        return 0;
    }
    skip_blanks(r);
    return r->at == r->end;
}
