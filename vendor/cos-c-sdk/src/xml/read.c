#include "xml/read.h"

#include <errno.h>
#include <float.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cosx_xml.h"
#include "xml/decimal.h"

/* The scanner refuses anything deeper. */
#define DEPTH_LIMIT 64

/* What an open element means. */
typedef struct {
    const cosi_xml_field_t *fields; /* table of the structure it belongs to; NULL: nothing inside is wanted */
    char *base;                     /* that structure */
    const char *prefix;             /* a path of the table whose first `matched` bytes lead here */
    size_t matched;
    const cosi_xml_field_t *value;  /* its text goes here; NULL: nowhere */
} element_t;

/* Bytes of a member that is one value. */
static size_t value_size(cosi_xml_kind_e kind)
{
    switch (kind) {
    case COSI_XML_KIND_TEXT:
    case COSI_XML_KIND_TEXTS:
    case COSI_XML_KIND_ATTRIBUTE:
        return sizeof(cos_string_t);
    case COSI_XML_KIND_INT:
    case COSI_XML_KIND_BOOL:
    case COSI_XML_KIND_GIVEN:
    case COSI_XML_KIND_PRESENT:
    case COSI_XML_KIND_WHOLE:
        return sizeof(int);
    case COSI_XML_KIND_INT64:
        return sizeof(int64_t);
    case COSI_XML_KIND_FLOAT:
        return sizeof(float);
    case COSI_XML_KIND_END:
    case COSI_XML_KIND_STRUCT:
    case COSI_XML_KIND_LIST:
        break;
    }
    return 0;
}

static void clear_fields(const cosi_xml_field_t *field, char *base)
{
    for (; field->kind != COSI_XML_KIND_END; field++) {
        void *at = base + field->offset;
        if (field->kind == COSI_XML_KIND_LIST) {
            cos_list_init((cos_list_t *)at);
        } else if (field->kind == COSI_XML_KIND_STRUCT) {
            clear_fields(field->fields, at);
        } else if (field->kind == COSI_XML_KIND_GIVEN) {
            *(int *)at = INT_MAX;
        } else {
            memset(at, 0, value_size(field->kind));
        }
    }
}

void cosi_xml_clear(const cosi_xml_document_t *document, void *out)
{
    memset(out, 0, document->size);
    clear_fields(document->fields, out);
}

void cosi_list_append(cos_list_t *from, cos_list_t *to)
{
    if (to->next == NULL) {
        cos_list_init(to);
    }
    if (cos_list_empty(from)) {
        return;
    }
    from->next->prev = to->prev;
    to->prev->next = from->next;
    from->prev->next = to;
    to->prev = from->prev;
    cos_list_init(from);
}

static void move_fields(const cosi_xml_field_t *field, char *from, char *to)
{
    for (; field->kind != COSI_XML_KIND_END; field++) {
        void *left = from + field->offset;
        void *right = to + field->offset;
        if (field->kind == COSI_XML_KIND_LIST) {
            cosi_list_append(left, right);
        } else if (field->kind == COSI_XML_KIND_STRUCT) {
            move_fields(field->fields, left, right);
        } else {
            memcpy(right, left, value_size(field->kind));
        }
    }
}

int cosi_xml_read_into(cos_pool_t *pool, const cosi_xml_document_t *document, const char *body, size_t size, void *out)
{
    void *result = cosi_calloc(pool, document->size);
    int code;

    if (result == NULL) {
        return COSE_OUT_MEMORY;
    }
    code = cosi_xml_read(pool, document, body, size, result);
    if (code == COSE_OK) {
        move_fields(document->fields, result, out);
    }
    return code;
}

static int is_root(const char *wanted, const char *name)
{
    size_t length = strlen(name);
    for (;;) {
        size_t one = strcspn(wanted, "|");
        if (one == length && memcmp(wanted, name, length) == 0) {
            return 1;
        }
        if (wanted[one] == '\0') {
            return 0;
        }
        wanted += one + 1;
    }
}

static const cosi_xml_field_t *own_text(const cosi_xml_field_t *field)
{
    for (; field->kind != COSI_XML_KIND_END; field++) {
        if (field->path[0] == '\0') {
            return field;
        }
    }
    return NULL;
}

static void enter_struct(element_t *element, const cosi_xml_field_t *fields, char *base)
{
    element->fields = fields;
    element->base = base;
    element->prefix = "";
    element->matched = 0;
    element->value = own_text(fields);
}

static int open_item(cos_pool_t *pool, const cosi_xml_field_t *list, char *base, element_t *element)
{
    char *item = cosi_calloc(pool, list->item_size);
    if (item == NULL) {
        return COSE_OUT_MEMORY;
    }
    clear_fields(list->fields, item);
    cos_list_add_tail((cos_list_t *)(void *)(item + list->node_offset), (cos_list_t *)(void *)(base + list->offset));
    enter_struct(element, list->fields, item);
    return COSE_OK;
}

/* Find what `name` inside `parent` means. */
static int open_element(cos_pool_t *pool, const element_t *parent, const char *name, element_t *element)
{
    const cosi_xml_field_t *field;
    size_t length = strlen(name);

    memset(element, 0, sizeof(*element));
    if (parent->fields == NULL) {
        return COSE_OK;
    }
    for (field = parent->fields; field->kind != COSI_XML_KIND_END; field++) {
        const char *rest;
        if (strncmp(field->path, parent->prefix, parent->matched) != 0) {
            continue;
        }
        rest = field->path + parent->matched;
        if (parent->matched != 0) {
            if (*rest != '/') {
                continue;
            }
            rest++;
        }
        if (strncmp(rest, name, length) != 0) {
            continue;
        }
        if (rest[length] == '/') {
            element->fields = parent->fields;
            element->base = parent->base;
            element->prefix = field->path;
            element->matched = (size_t)(rest - field->path) + length;
            return COSE_OK;
        }
        if (rest[length] != '\0') {
            continue;
        }
        if (field->kind == COSI_XML_KIND_LIST) {
            return open_item(pool, field, parent->base, element);
        }
        if (field->kind == COSI_XML_KIND_STRUCT) {
            clear_fields(field->fields, parent->base + field->offset); /* of one that comes twice nothing stays */
            enter_struct(element, field->fields, parent->base + field->offset);
            return COSE_OK;
        }
        if (field->kind == COSI_XML_KIND_PRESENT) {
            *(int *)(void *)(parent->base + field->offset) = 1;
            return COSE_OK;
        }
        element->base = parent->base;
        element->value = field;
        return COSE_OK;
    }
    return COSE_OK;
}

static int read_number(const char *text, size_t size, int64_t low, int64_t high, int64_t *number)
{
    char *end;
    long long value;

    while (size > 0 && strchr(" \t\r\n", *text) != NULL) {
        text++;
        size--;
    }
    if (size == 0) {
        return COSE_OK; /* an empty element is as good as a missing one */
    }
    errno = 0;
    value = strtoll(text, &end, 10);
    if (errno != 0 || end == text || value < low || value > high) {
        return COSE_XML_PARSE_ERROR;
    }
    end += strspn(end, " \t\r\n");
    if (*end != '\0') {
        return COSE_XML_PARSE_ERROR;
    }
    *number = value;
    return COSE_OK;
}

static int read_bool(const char *text, int *value)
{
    if (strcmp(text, "true") == 0 || strcmp(text, "True") == 0 || strcmp(text, "1") == 0) {
        *value = 1;
    } else if (strcmp(text, "false") == 0 || strcmp(text, "False") == 0 || strcmp(text, "0") == 0) {
        *value = 0;
    } else if (*text != '\0') {
        return COSE_XML_PARSE_ERROR;
    }
    return COSE_OK;
}

static void read_float(const char *text, float *value)
{
    double number;

    if (cosi_decimal_read(text, &number) && number <= FLT_MAX && number >= -FLT_MAX) {
        *value = (float)number;
    }
}

static void read_whole(const char *text, int *value)
{
    double number;

    if (cosi_decimal_read(text, &number)) {
        *value = number >= INT_MAX ? INT_MAX : number <= INT_MIN ? INT_MIN : (int)number;
    }
}

/* Memory for joined texts grows in powers of two, so that many of them cost no more than their bytes. */
static size_t joined_room(size_t length)
{
    size_t room = 16;
    while (room < length + 1) {
        room *= 2;
    }
    return room;
}

/* Put one more text behind a comma. An empty one says nothing. */
static int join_text(cos_pool_t *pool, cos_string_t *string, const char *text, size_t size)
{
    size_t before = (size_t)string->len;
    size_t start = string->data == NULL ? 0 : before + 1;

    if (size == 0) {
        return COSE_OK;
    }
    if (start + size > INT_MAX) {
        return COSE_XML_PARSE_ERROR;
    }
    if (string->data == NULL || start + size + 1 > joined_room(before)) {
        char *larger = apr_palloc(pool, joined_room(start + size));
        if (larger == NULL) {
            return COSE_OUT_MEMORY;
        }
        if (string->data != NULL) {
            memcpy(larger, string->data, before);
        }
        string->data = larger;
    }
    if (start > 0) {
        string->data[before] = ',';
    }
    memcpy(string->data + start, text, size);
    string->data[start + size] = '\0';
    string->len = (int)(start + size);
    return COSE_OK;
}

/* `text` is NUL-terminated behind its `size` bytes. */
static int set_value(cos_pool_t *pool, const cosi_xml_field_t *field, char *base, const char *text, size_t size)
{
    void *at = base + field->offset;
    int64_t number;
    int code = COSE_OK;

    if (memchr(text, '\0', size) != NULL || size > INT_MAX) {
        return COSE_XML_PARSE_ERROR; /* no cos_string_t can hold it */
    }
    switch (field->kind) {
    case COSI_XML_KIND_TEXTS:
        code = join_text(pool, at, text, size);
        break;
    case COSI_XML_KIND_TEXT:
    case COSI_XML_KIND_ATTRIBUTE: {
        cos_string_t *string = at;
        char *copy = cosi_strndup(pool, text, size);
        if (copy == NULL) {
            return COSE_OUT_MEMORY;
        }
        string->data = copy;
        string->len = (int)size;
        break;
    }
    case COSI_XML_KIND_INT:
    case COSI_XML_KIND_GIVEN:
        number = *(int *)at;
        code = read_number(text, size, INT_MIN, INT_MAX, &number);
        *(int *)at = (int)number;
        break;
    case COSI_XML_KIND_INT64:
        code = read_number(text, size, INT64_MIN, INT64_MAX, at);
        break;
    case COSI_XML_KIND_BOOL:
        code = read_bool(text, at);
        break;
    case COSI_XML_KIND_FLOAT:
        read_float(text, at);
        break;
    case COSI_XML_KIND_WHOLE:
        read_whole(text, at);
        break;
    case COSI_XML_KIND_END:
    case COSI_XML_KIND_PRESENT:
    case COSI_XML_KIND_STRUCT:
    case COSI_XML_KIND_LIST:
        break;
    }
    return code;
}

/* The attributes that the table wants of the element just opened. */
static int read_attributes(cos_pool_t *pool, cosx_xml_t *xml, const element_t *element)
{
    const cosi_xml_field_t *field;
    int code = COSE_OK;

    for (field = element->fields; field != NULL && field->kind != COSI_XML_KIND_END && code == COSE_OK; field++) {
        const char *name = field->path + element->matched;
        const char *colon;
        const char *value = NULL;
        size_t size = 0;
        int found;
        if (field->kind != COSI_XML_KIND_ATTRIBUTE || strncmp(field->path, element->prefix, element->matched) != 0) {
            continue;
        }
        name += element->matched > 0 && *name == '/';
        if (*name != '@') {
            continue;
        }
        colon = strchr(name, ':');
        found = cosx_xml_attribute(xml, colon != NULL ? colon + 1 : name + 1, &value, &size);
        if (found < 0) {
            code = COSE_OUT_MEMORY;
        } else if (found > 0) {
            code = set_value(pool, field, element->base, value, size);
        }
    }
    return code;
}

int cosi_xml_read(cos_pool_t *pool, const cosi_xml_document_t *document, const char *body, size_t size, void *out)
{
    element_t elements[DEPTH_LIMIT + 1];
    cosx_xml_t *xml = NULL;
    cosx_xml_event_e event;
    int count = 0;
    int code = COSE_OK;

    cosi_xml_clear(document, out);
    memset(&elements[0], 0, sizeof(elements[0]));
    if (body == NULL || size == 0 || size > COSI_XML_MAX_SIZE) {
        return COSE_XML_PARSE_ERROR;
    }
    xml = cosx_xml_open(body, size);
    if (xml == NULL) {
        return COSE_OUT_MEMORY;
    }
    while (code == COSE_OK && (event = cosx_xml_next(xml)) != COSX_XML_END) {
        int depth = cosx_xml_depth(xml);
        if (event == COSX_XML_ERROR || depth < 1 || depth > DEPTH_LIMIT) {
            code = COSE_XML_PARSE_ERROR;
        } else if (event == COSX_XML_OPEN) {
            if (++count > COSI_XML_MAX_ELEMENTS) {
                code = COSE_XML_PARSE_ERROR;
            } else if (depth > 1) {
                code = open_element(pool, &elements[depth - 1], cosx_xml_name(xml), &elements[depth]);
            } else if (is_root(document->root, cosx_xml_name(xml))) {
                enter_struct(&elements[1], document->fields, out);
            } else {
                code = COSE_XML_PARSE_ERROR;
            }
            if (code == COSE_OK) {
                code = read_attributes(pool, xml, &elements[depth]);
            }
        } else if (event == COSX_XML_CLOSE && elements[depth].value != NULL) {
            size_t length = 0;
            const char *text = cosx_xml_text(xml, &length);
            code = set_value(pool, elements[depth].value, elements[depth].base, text, length);
        }
    }
    cosx_xml_close(xml);
    if (code == COSE_OK && count == 0) {
        code = COSE_XML_PARSE_ERROR;
    }
    if (code != COSE_OK) {
        cosi_xml_clear(document, out);
    }
    return code;
}
