#include "xml/write.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "xml/decimal.h"

/* The document is made twice: first counted, then written into memory of just that size. */
typedef struct {
    char *at; /* NULL while counting */
    size_t size;
    int error;
} output_t;

static void put(output_t *output, const char *text, size_t size)
{
    if (output->at != NULL) {
        memcpy(output->at + output->size, text, size);
    }
    output->size += size;
}

static void put_tag(output_t *output, const char *open, const char *name, size_t length)
{
    put(output, open, strlen(open));
    put(output, name, length);
    put(output, ">", 1);
}

/* Bytes of the UTF-8 character at `text` that XML 1.0 allows; 0 if there is none. */
static size_t character(const unsigned char *text, size_t left)
{
    uint32_t code;
    size_t length;
    size_t i;

    if (text[0] < 0x80) {
        return text[0] >= 0x20 || text[0] == '\t' || text[0] == '\n' || text[0] == '\r' ? 1 : 0;
    }
    if (text[0] >= 0xc2 && text[0] <= 0xdf) {
        length = 2;
    } else if ((text[0] & 0xf0) == 0xe0) {
        length = 3;
    } else if (text[0] >= 0xf0 && text[0] <= 0xf4) {
        length = 4;
    } else {
        return 0;
    }
    if (left < length) {
        return 0;
    }
    code = text[0] & (0xffu >> (length + 1));
    for (i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            return 0;
        }
        code = (code << 6) | (text[i] & 0x3fu);
    }
    if ((length == 3 && code < 0x800) || (length == 4 && (code < 0x10000 || code > 0x10ffff)) ||
        (code >= 0xd800 && code <= 0xdfff) || code == 0xfffe || code == 0xffff) {
        return 0;
    }
    return length;
}

/* `quoted`: between quotation marks. */
static void put_text(output_t *output, const char *text, size_t size, int quoted)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t i = 0;

    while (i < size) {
        size_t length = character(bytes + i, size - i);
        if (length == 0) {
            output->error = COSE_INVALID_ARGUMENT;
            return;
        }
        switch (bytes[i]) {
        case '&':
            put(output, "&amp;", 5);
            break;
        case '<':
            put(output, "&lt;", 4);
            break;
        case '>':
            put(output, "&gt;", 4);
            break;
        case '"':
            put(output, quoted ? "&quot;" : "\"", quoted ? 6 : 1);
            break;
        case '\t': /* a reader may change white space that is not a reference */
            put(output, "&#9;", 4);
            break;
        case '\n':
            put(output, "&#10;", 5);
            break;
        case '\r':
            put(output, "&#13;", 5);
            break;
        default:
            put(output, text + i, length);
        }
        i += length;
    }
}

/* Length of the part of `path` that names the parents of its last element. */
static size_t parents_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (size_t)(slash - path);
}

/* Close the elements of `path` behind byte `keep`, innermost first. */
static void close_parents(output_t *output, const char *path, size_t length, size_t keep)
{
    while (length > keep) {
        size_t start = length;
        while (start > 0 && path[start - 1] != '/') {
            start--;
        }
        put_tag(output, "</", path + start, length - start);
        length = start > 0 ? start - 1 : 0;
    }
}

/* How much of two parent paths is the same, in whole elements. */
static size_t shared_parents(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t shared = 0;
    size_t i;

    for (i = 0; i <= a_length && i <= b_length; i++) {
        int a_ends = i == a_length || a[i] == '/';
        int b_ends = i == b_length || b[i] == '/';
        if (a_ends && b_ends) {
            shared = i;
        }
        if (i == a_length || i == b_length || a[i] != b[i]) {
            break;
        }
    }
    return shared;
}

/* Attributes of the element that the first `length` bytes of `path` name. */
static void put_attributes(output_t *output, const cosi_xml_field_t *field, const char *base, const char *path,
    size_t length)
{
    for (; field->kind != COSI_XML_KIND_END; field++) {
        const cos_string_t *value = (const cos_string_t *)(const void *)(base + field->offset);
        if (field->kind == COSI_XML_KIND_ATTRIBUTE && strncmp(field->path, path, length) == 0 &&
            strncmp(field->path + length, "/@", 2) == 0 && value->data != NULL) {
            put(output, " ", 1);
            put(output, field->path + length + 2, strlen(field->path + length + 2));
            put(output, "=\"", 2);
            put_text(output, value->data, (size_t)value->len, 1);
            put(output, "\"", 1);
        }
    }
}

static void open_parents(output_t *output, const cosi_xml_field_t *fields, const char *base, const char *path,
    size_t length, size_t from)
{
    while (from < length) {
        size_t start = from == 0 ? 0 : from + 1;
        size_t end = start + strcspn(path + start, "/");
        put(output, "<", 1);
        put(output, path + start, end - start);
        put_attributes(output, fields, base, path, end);
        put(output, ">", 1);
        from = end;
    }
}

/* The next of several texts with commas between them, without blanks around it. NULL at the end. */
static const char *next_text(const char **at, const char *end, size_t *size)
{
    while (*at < end) {
        const char *start = *at;
        const char *comma = memchr(start, ',', (size_t)(end - start));
        const char *stop = comma == NULL ? end : comma;
        *at = comma == NULL ? end : comma + 1;
        while (start < stop && strchr(" \t\r\n", *start) != NULL) {
            start++;
        }
        while (stop > start && strchr(" \t\r\n", stop[-1]) != NULL) {
            stop--;
        }
        if (start < stop) {
            *size = (size_t)(stop - start);
            return start;
        }
    }
    return NULL;
}

static void put_fields(output_t *output, const cosi_xml_field_t *field, const char *base);

static void put_value(output_t *output, const cosi_xml_field_t *field, const char *base)
{
    const void *at = base + field->offset;
    char number[COSI_DECIMAL_SIZE]; /* also for the 20 characters of an int64_t */

    switch (field->kind) {
    case COSI_XML_KIND_TEXT: {
        const cos_string_t *string = at;
        if (string->data != NULL) {
            put_text(output, string->data, (size_t)string->len, 0);
        }
        break;
    }
    case COSI_XML_KIND_INT:
    case COSI_XML_KIND_GIVEN:
    case COSI_XML_KIND_WHOLE:
        put(output, number, (size_t)snprintf(number, sizeof(number), "%d", *(const int *)at));
        break;
    case COSI_XML_KIND_INT64:
        put(output, number, (size_t)snprintf(number, sizeof(number), "%" PRId64, *(const int64_t *)at));
        break;
    case COSI_XML_KIND_BOOL:
        put(output, *(const int *)at ? "true" : "false", *(const int *)at ? 4 : 5);
        break;
    case COSI_XML_KIND_FLOAT: {
        size_t size = cosi_decimal_write(number, *(const float *)at);
        if (size == 0) {
            output->error = COSE_INVALID_ARGUMENT;
        }
        put(output, number, size);
        break;
    }
    case COSI_XML_KIND_STRUCT:
        put_fields(output, field->fields, at);
        break;
    case COSI_XML_KIND_END:
    case COSI_XML_KIND_TEXTS:
    case COSI_XML_KIND_ATTRIBUTE:
    case COSI_XML_KIND_PRESENT:
    case COSI_XML_KIND_LIST:
        break;
    }
}

/* The node behind the last: the head the nodes were added to, even when `head` is a copy of it. */
static const cos_list_t *end_of(const cos_list_t *head)
{
    return head->next == NULL ? NULL : head->prev->next;
}

static int is_absent(const cosi_xml_field_t *field, const char *base)
{
    const void *at = base + field->offset;
    const cos_string_t *string = at;
    const cos_list_t *head = at;

    if ((field->flags & COSI_XML_READ_ONLY) != 0) {
        return 1;
    }
    switch (field->kind) {
    case COSI_XML_KIND_TEXT:
        if ((field->flags & COSI_XML_ALWAYS) != 0) {
            return 0;
        }
        return string->data == NULL || ((field->flags & COSI_XML_NOT_EMPTY) != 0 && string->len == 0);
    case COSI_XML_KIND_TEXTS: {
        const char *text = string->data;
        size_t size;
        return text == NULL || next_text(&text, text + string->len, &size) == NULL;
    }
    case COSI_XML_KIND_ATTRIBUTE:
        return string->data == NULL;
    case COSI_XML_KIND_GIVEN:
        return *(const int *)at == INT_MAX;
    case COSI_XML_KIND_PRESENT:
        return *(const int *)at == 0;
    case COSI_XML_KIND_LIST:
        return head->next == end_of(head);
    case COSI_XML_KIND_STRUCT: {
        const cosi_xml_field_t *inner;
        for (inner = field->fields; inner->kind != COSI_XML_KIND_END; inner++) {
            if (!is_absent(inner, at)) {
                return 0;
            }
        }
        return 1;
    }
    case COSI_XML_KIND_FLOAT: {
        float value = *(const float *)at;
        return value > -0.0005f && value < 0.0005f; /* what is written as 0 */
    }
    case COSI_XML_KIND_WHOLE:
        return *(const int *)at == 0;
    case COSI_XML_KIND_INT:
    case COSI_XML_KIND_INT64:
    case COSI_XML_KIND_BOOL:
    case COSI_XML_KIND_END:
        break;
    }
    return 0;
}

static void put_element(output_t *output, const cosi_xml_field_t *field, const char *name, const char *base)
{
    if (field->kind == COSI_XML_KIND_LIST) {
        const cos_list_t *head = (const cos_list_t *)(const void *)(base + field->offset);
        const cos_list_t *node;
        for (node = head->next; node != end_of(head); node = node->next) {
            put_tag(output, "<", name, strlen(name));
            put_fields(output, field->fields, (const char *)node - field->node_offset);
            put_tag(output, "</", name, strlen(name));
        }
        return;
    }
    if (field->kind == COSI_XML_KIND_TEXTS) {
        const cos_string_t *string = (const cos_string_t *)(const void *)(base + field->offset);
        const char *at = string->data;
        const char *text;
        size_t size;
        while ((text = next_text(&at, string->data + string->len, &size)) != NULL) {
            put_tag(output, "<", name, strlen(name));
            put_text(output, text, size, 0);
            put_tag(output, "</", name, strlen(name));
        }
        return;
    }
    put_tag(output, "<", name, strlen(name));
    put_value(output, field, base);
    put_tag(output, "</", name, strlen(name));
}

static void put_fields(output_t *output, const cosi_xml_field_t *field, const char *base)
{
    const cosi_xml_field_t *fields = field;
    const char *open = ""; /* the path whose first `length` bytes are elements open now */
    size_t length = 0;

    for (; field->kind != COSI_XML_KIND_END && output->error == 0; field++) {
        size_t parents;
        size_t keep;
        if (is_absent(field, base)) {
            continue;
        }
        if (field->path[0] == '\0') {
            put_value(output, field, base);
            continue;
        }
        parents = parents_of(field->path);
        keep = shared_parents(open, length, field->path, parents);
        close_parents(output, open, length, keep);
        open_parents(output, fields, base, field->path, parents, keep);
        open = field->path;
        length = parents;
        if (field->kind == COSI_XML_KIND_ATTRIBUTE) {
            continue; /* it is in the tag that was just opened */
        }
        put_element(output, field, field->path + (parents == 0 ? 0 : parents + 1), base);
    }
    close_parents(output, open, length, 0);
}

static void put_document(output_t *output, const cosi_xml_document_t *document, const void *in)
{
    size_t length = strcspn(document->root, "|");
    put_tag(output, "<", document->root, length);
    put_fields(output, document->fields, in);
    put_tag(output, "</", document->root, length);
}

int cosi_xml_write(cos_pool_t *pool, const cosi_xml_document_t *document, const void *in, char **text, size_t *size)
{
    output_t output = { NULL, 0, 0 };

    put_document(&output, document, in);
    if (output.error != 0) {
        return output.error;
    }
    output.at = apr_palloc(pool, output.size + 1);
    if (output.at == NULL) {
        return COSE_OUT_MEMORY;
    }
    output.size = 0;
    put_document(&output, document, in);
    output.at[output.size] = '\0';
    *text = output.at;
    *size = output.size;
    return COSE_OK;
}
