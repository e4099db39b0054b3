/* The XML scanner. One pass over the document, a stack of open elements, one buffer of text:
   the text of an element lies above that of its parent and goes when the element closes. */
#include "cosx_xml.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "growing_bytes.h"
#include "utf8.h"

#define MAX_DEPTH 64

typedef struct element_s {
    const char *name; /* with prefix, in the document */
    size_t name_size;
    size_t text_start; /* in the text buffer */
} element_t;

struct cosx_xml_s {
    const char *document;
    const char *at;
    const char *end;
    element_t open[MAX_DEPTH];
    int depth;
    int shown_depth;    /* what cosx_xml_depth answers: counts the element that just closed */
    int close_pending;  /* <a/>: the CLOSE is still to be reported */
    int drop_text;      /* the element that just closed is to be taken off the stack */
    int seen_root;
    int finished;       /* 1: `last` is the answer from now on */
    cosx_xml_event_e last;
    cosi_bytes_t name;
    cosi_bytes_t text;
    char error[160];
};

cosx_xml_t *cosx_xml_open(const char *document, size_t size)
{
    cosx_xml_t *x = calloc(1, sizeof(*x));
    if (x == NULL) {
        return NULL;
    }
    x->document = document;
    x->at = document;
    x->end = document + size;
    if (size >= 3 && memcmp(document, "\xEF\xBB\xBF", 3) == 0) {
        x->at += 3;
    }
    return x;
}

void cosx_xml_close(cosx_xml_t *x)
{
    if (x != NULL) {
        cosi_bytes_free(&x->name);
        cosi_bytes_free(&x->text);
        free(x);
    }
}

int cosx_xml_depth(const cosx_xml_t *x)
{
    return x->shown_depth;
}

const char *cosx_xml_name(const cosx_xml_t *x)
{
    return x->name.data != NULL ? x->name.data : "";
}

const char *cosx_xml_text(const cosx_xml_t *x, size_t *size)
{
    size_t start = x->shown_depth > 0 ? x->open[x->shown_depth - 1].text_start : 0;
    if (size != NULL) {
        *size = x->text.size - start;
    }
    return x->text.data != NULL ? x->text.data + start : "";
}

const char *cosx_xml_error(const cosx_xml_t *x)
{
    return x->error;
}

__attribute__((format(printf, 3, 4)))
static cosx_xml_event_e fail(cosx_xml_t *x, const char *at, const char *format, ...)
{
    char what[96];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(what, sizeof(what), format, arguments);
    va_end(arguments);
    (void)snprintf(x->error, sizeof(x->error), "%s at byte %zu", what, (size_t)(at - x->document));
    x->finished = 1;
    x->last = COSX_XML_ERROR;
    return COSX_XML_ERROR;
}

static int is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || (unsigned char)c >= 0x80;
}

static int is_name_char(char c)
{
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/* "#10" or "#xA". References to control characters are taken although XML 1.0 forbids them:
   object keys may hold them, and servers write them so. NUL and surrogates are not characters. */
static int character_reference(const char *p, const char *end, uint32_t *value)
{
    uint32_t base = 10;
    uint32_t c = 0;
    if (end - p >= 2 && p[1] == 'x') {
        base = 16;
        p++;
    }
    p++;
    if (p == end) {
        return 0;
    }
    for (; p < end; p++) {
        uint32_t digit;
        if (*p >= '0' && *p <= '9') {
            digit = (uint32_t)(*p - '0');
        } else if (base == 16 && *p >= 'a' && *p <= 'f') {
            digit = (uint32_t)(*p - 'a') + 10;
        } else if (base == 16 && *p >= 'A' && *p <= 'F') {
            digit = (uint32_t)(*p - 'A') + 10;
        } else {
            return 0;
        }
        c = c * base + digit;
        if (c > 0x10FFFF) {
            return 0;
        }
    }
    *value = c;
    return c != 0 && !(c >= 0xD800 && c <= 0xDFFF);
}

/* The reference that begins with the '&' at x->at. Decoded into out; 0 when it is not known. */
static size_t read_reference(cosx_xml_t *x, char out[4])
{
    static const struct {
        const char *name;
        char value;
    } entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    const char *start = x->at + 1;
    size_t longest = (size_t)(x->end - start) < 12 ? (size_t)(x->end - start) : 12;
    const char *semicolon = memchr(start, ';', longest);
    size_t size;
    size_t i;
    if (semicolon == NULL || semicolon == start) {
        return 0;
    }
    size = (size_t)(semicolon - start);
    if (*start == '#') {
        uint32_t c;
        if (!character_reference(start, semicolon, &c)) {
            return 0;
        }
        x->at = semicolon + 1;
        return cosi_utf8_encode(c, out);
    }
    for (i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
        if (strlen(entities[i].name) == size && memcmp(entities[i].name, start, size) == 0) {
            out[0] = entities[i].value;
            x->at = semicolon + 1;
            return 1;
        }
    }
    return 0;
}

/* One character that is neither markup nor a reference, and the plain ones behind it, to the
   text; line ends become LF. COSX_XML_ERROR when it is not allowed. */
static int read_plain(cosx_xml_t *x, const char *stop)
{
    const char *start = x->at;
    const char *p = start;
    while (p < stop) {
        unsigned char c = (unsigned char)*p;
        if (c >= 0x80) {
            size_t size = cosi_utf8_size(p, (size_t)(stop - p));
            if (size == 0) {
                return fail(x, p, "invalid UTF-8");
            }
            p += size;
        } else if (c == '\r') {
            break;
        } else if (c < 0x20 && c != '\t' && c != '\n') {
            return fail(x, p, "control character 0x%02x", c);
        } else {
            p++;
        }
    }
    if (!cosi_bytes_append(&x->text, start, (size_t)(p - start))) {
        return fail(x, p, "out of memory");
    }
    x->at = p;
    if (p < stop) { /* CR or CR LF */
        x->at += p + 1 < stop && p[1] == '\n' ? 2 : 1;
        if (!cosi_bytes_append(&x->text, "\n", 1)) {
            return fail(x, p, "out of memory");
        }
    }
    return COSX_XML_TEXT;
}

static int starts_with(const cosx_xml_t *x, const char *text)
{
    size_t size = strlen(text);
    return (size_t)(x->end - x->at) >= size && memcmp(x->at, text, size) == 0;
}

/* Character data up to the next '<', into the text of the innermost element. */
static int read_text(cosx_xml_t *x)
{
    const char *stop = memchr(x->at, '<', (size_t)(x->end - x->at));
    if (stop == NULL) {
        stop = x->end;
    }
    while (x->at < stop) {
        const char *special = memchr(x->at, '&', (size_t)(stop - x->at));
        const char *limit = special != NULL ? special : stop;
        const char *bracket = x->at;
        while ((bracket = memchr(bracket, ']', (size_t)(limit - bracket))) != NULL) {
            if (limit - bracket >= 3 && memcmp(bracket, "]]>", 3) == 0) {
                return fail(x, bracket, "\"]]>\" outside a CDATA section");
            }
            bracket++;
        }
        while (x->at < limit) {
            if (read_plain(x, limit) < 0) {
                return COSX_XML_ERROR;
            }
        }
        if (special != NULL) {
            char decoded[4];
            size_t size = read_reference(x, decoded);
            if (size == 0) {
                return fail(x, special, "unknown or malformed reference");
            }
            if (!cosi_bytes_append(&x->text, decoded, size)) {
                return fail(x, special, "out of memory");
            }
        }
    }
    return COSX_XML_TEXT;
}

/* "<![CDATA[" is at x->at. */
static int read_cdata(cosx_xml_t *x)
{
    const char *start = x->at;
    const char *stop;
    x->at += 9;
    stop = memmem(x->at, (size_t)(x->end - x->at), "]]>", 3);
    if (stop == NULL) {
        return fail(x, start, "CDATA section without an end");
    }
    while (x->at < stop) {
        if (read_plain(x, stop) < 0) {
            return COSX_XML_ERROR;
        }
    }
    x->at = stop + 3;
    return COSX_XML_TEXT;
}

/* Skip a comment or processing instruction that begins at x->at and ends with `end`. */
static int skip_until(cosx_xml_t *x, size_t head, const char *end, const char *what)
{
    const char *start = x->at;
    const char *stop;
    x->at += head;
    stop = memmem(x->at, (size_t)(x->end - x->at), end, strlen(end));
    if (stop == NULL) {
        return fail(x, start, "%s without an end", what);
    }
    x->at = stop + strlen(end);
    return COSX_XML_TEXT;
}

static int skip_comment(cosx_xml_t *x)
{
    const char *start = x->at;
    if (skip_until(x, 4, "--", "comment") < 0) {
        return COSX_XML_ERROR;
    }
    if (x->at == x->end || *x->at != '>') {
        return fail(x, start, "\"--\" inside a comment");
    }
    x->at++;
    return COSX_XML_TEXT;
}

static int skip_instruction(cosx_xml_t *x)
{
    if (starts_with(x, "<?xml") && x->end - x->at > 5 && is_space(x->at[5])) {
        const char *first = x->document;
        if (x->end - x->document >= 3 && memcmp(x->document, "\xEF\xBB\xBF", 3) == 0) {
            first += 3;
        }
        if (x->at != first) {
            return fail(x, x->at, "XML declaration not at the start");
        }
    }
    return skip_until(x, 2, "?>", "processing instruction");
}

static void skip_space(cosx_xml_t *x)
{
    while (x->at < x->end && is_space(*x->at)) {
        x->at++;
    }
}

/* A name at x->at. NULL (and no move) when there is none. */
static const char *read_name(cosx_xml_t *x, size_t *size)
{
    const char *start = x->at;
    if (start == x->end || !is_name_start(*start)) {
        return NULL;
    }
    while (x->at < x->end && is_name_char(*x->at)) {
        x->at++;
    }
    *size = (size_t)(x->at - start);
    return start;
}

/* One attribute, checked and dropped. */
static int skip_attribute(cosx_xml_t *x)
{
    const char *start = x->at;
    const char *stop;
    size_t size;
    char quote;
    if (read_name(x, &size) == NULL) {
        return fail(x, start, "malformed tag");
    }
    skip_space(x);
    if (x->at == x->end || *x->at != '=') {
        return fail(x, start, "attribute without a value");
    }
    x->at++;
    skip_space(x);
    if (x->at == x->end || (*x->at != '"' && *x->at != '\'')) {
        return fail(x, start, "attribute value without quotes");
    }
    quote = *x->at++;
    stop = memchr(x->at, quote, (size_t)(x->end - x->at));
    if (stop == NULL) {
        return fail(x, start, "attribute value without an end");
    }
    while (x->at < stop) {
        char decoded[4];
        if (*x->at == '<') {
            return fail(x, x->at, "\"<\" in an attribute value");
        }
        if (*x->at == '&') {
            const char *reference = x->at;
            if (read_reference(x, decoded) == 0 || x->at > stop) {
                return fail(x, reference, "unknown or malformed reference");
            }
        } else {
            x->at++;
        }
    }
    x->at = stop + 1;
    return COSX_XML_TEXT;
}

/* The name to show: what is behind the prefix. */
static int show_name(cosx_xml_t *x, const char *name, size_t size)
{
    const char *colon = memchr(name, ':', size);
    if (colon != NULL) {
        size -= (size_t)(colon + 1 - name);
        name = colon + 1;
    }
    x->name.size = 0;
    return cosi_bytes_append(&x->name, name, size);
}

static int read_open_tag(cosx_xml_t *x)
{
    const char *start = x->at;
    const char *name;
    size_t size = 0;
    element_t *element;

    x->at++;
    name = read_name(x, &size);
    if (name == NULL) {
        return fail(x, start, "malformed tag");
    }
    if (!cosi_utf8_valid(name, size)) {
        return fail(x, name, "invalid UTF-8");
    }
    if (x->depth == 0 && x->seen_root) {
        return fail(x, start, "a second root element");
    }
    if (x->depth == MAX_DEPTH) {
        return fail(x, start, "more than %d elements inside each other", MAX_DEPTH);
    }
    for (;;) {
        const char *before = x->at;
        skip_space(x);
        if (x->at == x->end) {
            return fail(x, start, "tag without an end");
        }
        if (*x->at == '>') {
            x->at++;
            break;
        }
        if (starts_with(x, "/>")) {
            x->at += 2;
            x->close_pending = 1;
            break;
        }
        if (x->at == before) {
            return fail(x, x->at, "malformed tag");
        }
        if (skip_attribute(x) < 0) {
            return COSX_XML_ERROR;
        }
    }
    if (!show_name(x, name, size)) {
        return fail(x, start, "out of memory");
    }
    element = &x->open[x->depth++];
    element->name = name;
    element->name_size = size;
    element->text_start = x->text.size;
    x->seen_root = 1;
    x->shown_depth = x->depth;
    return COSX_XML_OPEN;
}

/* The innermost element ends. Its text stays readable until the next call. */
static int close_element(cosx_xml_t *x)
{
    const element_t *element = &x->open[x->depth - 1];
    if (!show_name(x, element->name, element->name_size) || !cosi_bytes_append(&x->text, "", 0)) {
        return fail(x, x->at, "out of memory");
    }
    x->shown_depth = x->depth;
    x->drop_text = 1;
    return COSX_XML_CLOSE;
}

static int read_close_tag(cosx_xml_t *x)
{
    const char *start = x->at;
    const char *name;
    size_t size = 0;
    const element_t *element;
    x->at += 2;
    name = read_name(x, &size);
    skip_space(x);
    if (name == NULL || x->at == x->end || *x->at != '>') {
        return fail(x, start, "malformed end tag");
    }
    if (x->depth == 0) {
        return fail(x, start, "end tag without an element");
    }
    element = &x->open[x->depth - 1];
    if (element->name_size != size || memcmp(element->name, name, size) != 0) {
        return fail(x, start, "end tag of another element");
    }
    x->at++;
    return close_element(x);
}

/* Markup other than elements. */
static int skip_markup(cosx_xml_t *x)
{
    if (starts_with(x, "<!--")) {
        return skip_comment(x);
    }
    if (starts_with(x, "<![CDATA[")) {
        return x->depth > 0 ? read_cdata(x) : fail(x, x->at, "CDATA section outside the root element");
    }
    if (starts_with(x, "<?")) {
        return skip_instruction(x);
    }
    if (starts_with(x, "<!DOCTYPE")) {
        return fail(x, x->at, "document type declaration");
    }
    return fail(x, x->at, "malformed markup");
}

/* Outside the root there may be white space only. */
static int skip_outside(cosx_xml_t *x)
{
    const char *start;
    skip_space(x);
    start = x->at;
    if (x->at < x->end && *x->at != '<') {
        return fail(x, start, "text outside the root element");
    }
    return COSX_XML_TEXT;
}

static int scan(cosx_xml_t *x)
{
    for (;;) {
        size_t text_before = x->text.size;
        int event;
        if (x->depth == 0 && skip_outside(x) < 0) {
            return COSX_XML_ERROR;
        }
        if (x->at == x->end) {
            if (x->depth > 0) {
                return fail(x, x->at, "the document ends inside an element");
            }
            if (!x->seen_root) {
                return fail(x, x->at, "no element");
            }
            x->shown_depth = 0;
            x->finished = 1;
            x->last = COSX_XML_END;
            return COSX_XML_END;
        }
        if (*x->at != '<') {
            event = read_text(x);
        } else if (starts_with(x, "</")) {
            return read_close_tag(x);
        } else if (starts_with(x, "<!") || starts_with(x, "<?")) {
            event = skip_markup(x);
        } else {
            return read_open_tag(x);
        }
        if (event < 0 || x->text.size != text_before) {
            return event;
        }
    }
}

cosx_xml_event_e cosx_xml_next(cosx_xml_t *x)
{
    if (x->finished) {
        return x->last;
    }
    if (x->drop_text) {
        x->drop_text = 0;
        x->depth--;
        x->text.size = x->open[x->depth].text_start;
        if (x->text.data != NULL) {
            x->text.data[x->text.size] = '\0';
        }
        x->shown_depth = x->depth;
    }
    if (x->close_pending) {
        x->close_pending = 0;
        return (cosx_xml_event_e)close_element(x);
    }
    return (cosx_xml_event_e)scan(x);
}
