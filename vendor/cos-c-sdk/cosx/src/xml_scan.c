/* The XML scanner. One pass over the document, a stack of open elements, one buffer of text:
   the text of an element lies above that of its parent and goes when the element closes. */
#include "cosx_xml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"
#include "xml_state.h"

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
        cosi_bytes_free(&x->attribute);
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

cosx_xml_event_e cosi_xml_fail(cosx_xml_t *x, const char *at, const char *format, ...)
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

int cosi_xml_at(const cosx_xml_t *x, const char *text)
{
    size_t size = strlen(text);
    return (size_t)(x->end - x->at) >= size && memcmp(x->at, text, size) == 0;
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

/* Skip a comment or processing instruction that begins at x->at and ends with `end`. */
static int skip_until(cosx_xml_t *x, size_t head, const char *end, const char *what)
{
    const char *start = x->at;
    const char *stop;
    x->at += head;
    stop = memmem(x->at, (size_t)(x->end - x->at), end, strlen(end));
    if (stop == NULL) {
        return cosi_xml_fail(x, start, "%s without an end", what);
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
        return cosi_xml_fail(x, start, "\"--\" inside a comment");
    }
    x->at++;
    return COSX_XML_TEXT;
}

static int skip_instruction(cosx_xml_t *x)
{
    if (cosi_xml_at(x, "<?xml") && x->end - x->at > 5 && is_space(x->at[5])) {
        const char *first = x->document;
        if (x->end - x->document >= 3 && memcmp(x->document, "\xEF\xBB\xBF", 3) == 0) {
            first += 3;
        }
        if (x->at != first) {
            return cosi_xml_fail(x, x->at, "XML declaration not at the start");
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

/* One attribute, checked and passed over. */
static int skip_attribute(cosx_xml_t *x)
{
    const char *start = x->at;
    const char *stop;
    size_t size;
    char quote;
    if (read_name(x, &size) == NULL) {
        return cosi_xml_fail(x, start, "malformed tag");
    }
    skip_space(x);
    if (x->at == x->end || *x->at != '=') {
        return cosi_xml_fail(x, start, "attribute without a value");
    }
    x->at++;
    skip_space(x);
    if (x->at == x->end || (*x->at != '"' && *x->at != '\'')) {
        return cosi_xml_fail(x, start, "attribute value without quotes");
    }
    quote = *x->at++;
    stop = memchr(x->at, quote, (size_t)(x->end - x->at));
    if (stop == NULL) {
        return cosi_xml_fail(x, start, "attribute value without an end");
    }
    if (!cosi_utf8_valid(x->at, (size_t)(stop - x->at))) {
        return cosi_xml_fail(x, start, "invalid UTF-8");
    }
    while (x->at < stop) {
        char decoded[4];
        if (*x->at == '<') {
            return cosi_xml_fail(x, x->at, "\"<\" in an attribute value");
        }
        if (*x->at == '&') {
            const char *reference = x->at;
            if (cosi_xml_read_reference(x, decoded) == 0 || x->at > stop) {
                return cosi_xml_fail(x, reference, "unknown or malformed reference");
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
    cosi_element_t *element;

    x->at++;
    name = read_name(x, &size);
    if (name == NULL) {
        return cosi_xml_fail(x, start, "malformed tag");
    }
    if (!cosi_utf8_valid(name, size)) {
        return cosi_xml_fail(x, name, "invalid UTF-8");
    }
    if (x->depth == 0 && x->seen_root) {
        return cosi_xml_fail(x, start, "a second root element");
    }
    if (x->depth == COSI_XML_MAX_DEPTH) {
        return cosi_xml_fail(x, start, "more than %d elements inside each other", COSI_XML_MAX_DEPTH);
    }
    for (;;) {
        const char *before = x->at;
        skip_space(x);
        if (x->at == x->end) {
            return cosi_xml_fail(x, start, "tag without an end");
        }
        if (*x->at == '>') {
            x->at++;
            break;
        }
        if (cosi_xml_at(x, "/>")) {
            x->at += 2;
            x->close_pending = 1;
            break;
        }
        if (x->at == before) {
            return cosi_xml_fail(x, x->at, "malformed tag");
        }
        if (skip_attribute(x) < 0) {
            return COSX_XML_ERROR;
        }
    }
    if (!show_name(x, name, size)) {
        return cosi_xml_fail(x, start, "out of memory");
    }
    element = &x->open[x->depth++];
    element->name = name;
    element->name_size = size;
    element->text_start = x->text.size;
    x->seen_root = 1;
    x->shown_depth = x->depth;
    x->attributes = name + size;
    return COSX_XML_OPEN;
}

/* The innermost element ends. Its text stays readable until the next call. */
static int close_element(cosx_xml_t *x)
{
    const cosi_element_t *element = &x->open[x->depth - 1];
    if (!show_name(x, element->name, element->name_size) || !cosi_bytes_append(&x->text, "", 0)) {
        return cosi_xml_fail(x, x->at, "out of memory");
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
    const cosi_element_t *element;
    x->at += 2;
    name = read_name(x, &size);
    skip_space(x);
    if (name == NULL || x->at == x->end || *x->at != '>') {
        return cosi_xml_fail(x, start, "malformed end tag");
    }
    if (x->depth == 0) {
        return cosi_xml_fail(x, start, "end tag without an element");
    }
    element = &x->open[x->depth - 1];
    if (element->name_size != size || memcmp(element->name, name, size) != 0) {
        return cosi_xml_fail(x, start, "end tag of another element");
    }
    x->at++;
    return close_element(x);
}

/* Markup other than elements. */
static int skip_markup(cosx_xml_t *x)
{
    if (cosi_xml_at(x, "<!--")) {
        return skip_comment(x);
    }
    if (cosi_xml_at(x, "<![CDATA[")) {
        return x->depth > 0 ? cosi_xml_read_cdata(x) : cosi_xml_fail(x, x->at, "CDATA section outside the root element");
    }
    if (cosi_xml_at(x, "<?")) {
        return skip_instruction(x);
    }
    if (cosi_xml_at(x, "<!DOCTYPE")) {
        return cosi_xml_fail(x, x->at, "document type declaration");
    }
    return cosi_xml_fail(x, x->at, "malformed markup");
}

/* Outside the root there may be white space only. */
static int skip_outside(cosx_xml_t *x)
{
    const char *start;
    skip_space(x);
    start = x->at;
    if (x->at < x->end && *x->at != '<') {
        return cosi_xml_fail(x, start, "text outside the root element");
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
                return cosi_xml_fail(x, x->at, "the document ends inside an element");
            }
            if (!x->seen_root) {
                return cosi_xml_fail(x, x->at, "no element");
            }
            x->shown_depth = 0;
            x->finished = 1;
            x->last = COSX_XML_END;
            return COSX_XML_END;
        }
        if (*x->at != '<') {
            event = cosi_xml_read_text(x);
        } else if (cosi_xml_at(x, "</")) {
            return read_close_tag(x);
        } else if (cosi_xml_at(x, "<!") || cosi_xml_at(x, "<?")) {
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
    x->attributes = NULL;
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
