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

/* `name` is one that open_tag found: a '>' is behind it. */
static int close_tag(cosi_listing_scan_t *r, cosi_span_t name)
{
    return SKIP(r, "</") && skip_text(r, name.start, name.size + 1);
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

#define AMPERSAND 1
#define OTHER 2

/* Of each byte: 0 for printable ASCII, but for '<', '>' and '&'. */
static const unsigned char kinds_of[256] = {
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
};

static int are_entities(const char *p, const char *end)
{
    char c;
    while ((p = memchr(p, '&', (size_t)(end - p))) != NULL) {
        size_t size = cosi_listing_entity(p, (size_t)(end - p), &c);
        if (size == 0) {
            return 0;
        }
        p += size;
    }
    return 1;
}

/* Text up to the next tag. "]]>" may not stand there, so '>' is left to the general reader. */
static int leaf_text(cosi_listing_scan_t *r, cosi_span_t *text)
{
    const char *end = memchr(r->at, '<', (size_t)(r->end - r->at));
    const char *p;
    unsigned char kinds = 0;
    if (end == NULL) {
        return 0;
    }
    for (p = r->at; p < end; p++) {
        kinds |= kinds_of[(unsigned char)*p];
    }
    if (kinds & OTHER || (kinds & AMPERSAND && !are_entities(r->at, end))) {
        return 0;
    }
    text->start = r->at;
    text->size = (size_t)(end - r->at);
    r->at = end;
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
    const char *start = r->at;
    int i;
    if (*index != 0) {
        return 0;
    }
    if (!empty && r->last_owner.size > 0 && skip_text(r, r->last_owner.start, r->last_owner.size)) {
        *index = r->last_owner_index; /* most have the owner of the one before them */
        return 1;
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
    r->last_owner.start = start;
    r->last_owner.size = (size_t)(r->at - start);
    r->last_owner_index = *index;
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

static enum cosi_child_e child_of(cosi_span_t name)
{
    if (IS(name, "Key")) {
        return COSI_CHILD_KEY;
    }
    if (IS(name, "Size")) {
        return COSI_CHILD_SIZE;
    }
    if (IS(name, "ETag")) {
        return COSI_CHILD_ETAG;
    }
    if (IS(name, "LastModified")) {
        return COSI_CHILD_TIME;
    }
    if (IS(name, "StorageClass")) {
        return COSI_CHILD_CLASS;
    }
    return IS(name, "Owner") ? COSI_CHILD_OWNER : COSI_CHILD_OTHER;
}

/* The start tag of child number `place` of an object, which is mostly what it was in the first object. 0: not
   plain. */
static int open_child(cosi_listing_scan_t *r, size_t place, cosi_span_t *name, int *empty, enum cosi_child_e *child)
{
    const char *start = r->at;
    if (place < r->shape_count && skip_text(r, r->shape[place].tag.start, r->shape[place].tag.size)) {
        name->start = r->shape[place].tag.start + 1;
        name->size = r->shape[place].tag.size - 2;
        *empty = 0;
        *child = r->shape[place].child;
        return 1;
    }
    if (!open_tag(r, name, empty)) {
        return 0;
    }
    *child = child_of(*name);
    if (r->row_count == 1 && place == r->shape_count && place < COSI_LISTING_SHAPE && !*empty) {
        r->shape[place].tag.start = start;
        r->shape[place].tag.size = (size_t)(r->at - start);
        r->shape[place].child = *child;
        r->shape_count++;
    }
    return 1;
}

static int read_object(cosi_listing_scan_t *r, cosi_span_t name)
{
    cosi_span_t size = {NULL, 0};
    cosi_span_t storage = {NULL, 0};
    void *rows = r->rows;
    cosi_row_t *row;
    size_t place;
    int i;
    if (!grow(r->pool, &rows, r->row_count, &r->row_room, sizeof(*row))) {
        return 0;
    }
    r->rows = rows;
    row = &r->rows[r->row_count++];
    memset(row, 0, sizeof(*row));
    for (place = 0;; place++) {
        enum cosi_child_e child;
        cosi_span_t child_name;
        cosi_span_t ignored;
        int empty;
        int fine;
        skip_blanks(r);
        if (at_end_tag(r)) {
            break;
        }
        if (!open_child(r, place, &child_name, &empty, &child)) {
            return 0;
        }
        switch (child) {
        case COSI_CHILD_KEY:
            fine = leaf_once(r, child_name, empty, &row->key);
            break;
        case COSI_CHILD_SIZE:
            fine = leaf_once(r, child_name, empty, &size);
            break;
        case COSI_CHILD_ETAG:
            fine = leaf_once(r, child_name, empty, &row->etag);
            break;
        case COSI_CHILD_TIME:
            fine = leaf_once(r, child_name, empty, &row->time);
            break;
        case COSI_CHILD_CLASS:
            fine = leaf_once(r, child_name, empty, &storage);
            break;
        case COSI_CHILD_OWNER:
            fine = read_owner(r, child_name, empty, &row->owner_index);
            break;
        default:
            fine = leaf(r, child_name, empty, &ignored);
            break;
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
    static const cosi_span_t root = {"ListBucketResult>", 16};
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
