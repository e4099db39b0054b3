#include "xml/nodes.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cosx_xml.h"
#include "xml/mini_xml.h"
#include "xml/read.h"

/* The scanner refuses anything deeper; trees that programs made may be of any depth. */
#define DEPTH_LIMIT 64

/* The one attribute that documents of the service have besides namespaces: what kind of thing a grantee is. */
#define TYPE "type"
#define TYPE_WITH_PREFIX "xsi:type"

/* ------------------------------------------------------------------ text to nodes */

static int has_declaration(const char *text, size_t size)
{
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        size -= 3;
    }
    return size > 5 && memcmp(text, "<?xml", 5) == 0 && strchr(" \t\r\n", text[5]) != NULL;
}

static int is_space(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static int close_node(mxml_node_t *node, const char *text)
{
    int only_layout = mxmlGetFirstChild(node) != NULL && is_space(text);
    return *text == '\0' || only_layout || cosi_node_new_text(node, text) != NULL ? COSE_OK : COSE_OUT_MEMORY;
}

/* NULL when memory ran out. */
static mxml_node_t *open_node(cosx_xml_t *xml, mxml_node_t *parent)
{
    mxml_node_t *node = cosi_node_new_element(parent, cosx_xml_name(xml));
    const char *type = NULL;
    int has_type = node == NULL ? 0 : cosx_xml_attribute(xml, TYPE, &type, NULL);

    if (has_type == 0 || (has_type > 0 && cosi_node_set_attribute(node, TYPE_WITH_PREFIX, type))) {
        return node;
    }
    mxmlDelete(node);
    return NULL;
}

int cosi_nodes_load(const char *text, size_t size, mxml_node_t **root)
{
    mxml_node_t *top = NULL;
    mxml_node_t *current = NULL;
    cosx_xml_t *xml = NULL;
    cosx_xml_event_e event;
    int count = 0;
    int code = COSE_OK;

    *root = NULL;
    if (text == NULL || size == 0 || size > COSI_XML_MAX_SIZE) {
        return COSE_XML_PARSE_ERROR;
    }
    if (has_declaration(text, size)) {
        top = current = cosi_node_new_declaration();
        code = top == NULL ? COSE_OUT_MEMORY : COSE_OK;
    }
    if (code == COSE_OK && (xml = cosx_xml_open(text, size)) == NULL) {
        code = COSE_OUT_MEMORY;
    }
    while (code == COSE_OK && (event = cosx_xml_next(xml)) != COSX_XML_END) {
        if (event == COSX_XML_ERROR || (event == COSX_XML_OPEN && ++count > COSI_XML_MAX_ELEMENTS)) {
            code = COSE_XML_PARSE_ERROR;
        } else if (event == COSX_XML_OPEN) {
            current = open_node(xml, current);
            top = top == NULL ? current : top;
            code = current == NULL ? COSE_OUT_MEMORY : COSE_OK;
        } else if (event == COSX_XML_CLOSE) {
            code = close_node(current, cosx_xml_text(xml, NULL));
            current = mxmlGetParent(current);
        }
    }
    cosx_xml_close(xml);
    if (code != COSE_OK && top != NULL) {
        mxmlDelete(top);
        top = NULL;
    }
    *root = top;
    return code;
}

/* ------------------------------------------------------------------ nodes to text */

/* Made twice: first counted, then written into memory of just that size. */
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

static void put_plain(output_t *output, const char *text)
{
    put(output, text, strlen(text));
}

static void put_escaped(output_t *output, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20 || strchr("&<>\"'", c) != NULL) {
            char reference[8];
            put(output, reference, (size_t)snprintf(reference, sizeof(reference), "&#%u;", c));
        } else {
            put(output, text, 1);
        }
    }
}

static void put_attributes(output_t *output, mxml_node_t *node)
{
    const char *name = NULL;
    const char *value;
    int i;

    for (i = 0; (value = cosi_node_attribute(node, i, &name)) != NULL; i++) {
        put_plain(output, " ");
        put_plain(output, name);
        put_plain(output, "=\"");
        put_escaped(output, value);
        put_plain(output, "\"");
    }
}

static void put_characters(output_t *output, mxml_node_t *node)
{
    char number[COSI_NODE_NUMBER_SIZE];
    int space;
    const char *text = cosi_node_characters(node, number, &space);

    if (space) {
        put_plain(output, " ");
    }
    put_escaped(output, text);
}

static void put_element(output_t *output, mxml_node_t *node, int depth)
{
    const char *name = mxmlGetElement(node);
    mxml_node_t *child;

    if (depth == DEPTH_LIMIT) {
        output->error = COSE_XML_PARSE_ERROR;
        return;
    }
    put_plain(output, "<");
    put_plain(output, name);
    put_attributes(output, node);
    put_plain(output, ">");
    for (child = mxmlGetFirstChild(node); child != NULL; child = mxmlGetNextSibling(child)) {
        switch (cosi_node_kind(child)) {
        case COSI_NODE_ELEMENT:
            put_element(output, child, depth + 1);
            break;
        case COSI_NODE_TEXT:
            put_characters(output, child);
            break;
        case COSI_NODE_OTHER:
            break;
        }
    }
    put_plain(output, "</");
    put_plain(output, name);
    put_plain(output, ">");
}

/* The element itself, or the first one of a declaration's node. */
static mxml_node_t *element_of(mxml_node_t *node)
{
    if (node != NULL && cosi_node_kind(node) != COSI_NODE_ELEMENT) {
        node = mxmlGetFirstChild(node);
        while (node != NULL && cosi_node_kind(node) != COSI_NODE_ELEMENT) {
            node = mxmlGetNextSibling(node);
        }
    }
    return node;
}

static void put_parents(output_t *output, const char *path, int closing)
{
    const char *last = path == NULL ? NULL : strrchr(path, '/');
    const char *at;

    if (last == NULL) {
        return;
    }
    if (!closing) {
        for (at = path; at < last; at += strcspn(at, "/") + 1) {
            put_plain(output, "<");
            put(output, at, strcspn(at, "/"));
            put_plain(output, ">");
        }
        return;
    }
    while (last > path) {
        for (at = last; at > path && at[-1] != '/'; at--) {
        }
        put_plain(output, "</");
        put(output, at, (size_t)(last - at));
        put_plain(output, ">");
        last = at > path ? at - 1 : path;
    }
}

/* The element as a document: it is the root, or with `path` the last element of that path below <Root>. */
static int to_document(cos_pool_t *pool, mxml_node_t *element, const char *path, char **text, size_t *size)
{
    output_t output = { NULL, 0, COSE_OK };
    int pass;

    for (pass = 0; pass < 2 && output.error == COSE_OK; pass++) {
        if (pass == 1) {
            output.at = cosi_calloc(pool, output.size + 1);
            output.size = 0;
            if (output.at == NULL) {
                return COSE_OUT_MEMORY;
            }
        }
        if (path != NULL) {
            put_plain(&output, "<Root>");
        }
        put_parents(&output, path, 0);
        put_element(&output, element, 0);
        put_parents(&output, path, 1);
        if (path != NULL) {
            put_plain(&output, "</Root>");
        }
    }
    *text = output.at;
    *size = output.size;
    return output.error;
}

/* ------------------------------------------------------------------ finding */

static const char *local_name(mxml_node_t *node)
{
    const char *name = mxmlGetElement(node);
    const char *colon = name == NULL ? NULL : strchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

static int is_at(mxml_node_t *node, const char *path)
{
    size_t length = strlen(path);

    for (;;) {
        size_t start = length;
        const char *name;
        while (start > 0 && path[start - 1] != '/') {
            start--;
        }
        if (node == NULL || cosi_node_kind(node) != COSI_NODE_ELEMENT) {
            return 0;
        }
        name = local_name(node);
        if (strlen(name) != length - start || memcmp(name, path + start, length - start) != 0) {
            return 0;
        }
        if (start == 0) {
            return 1;
        }
        length = start - 1;
        node = mxmlGetParent(node);
    }
}

static mxml_node_t *walk(mxml_node_t *node, mxml_node_t *top)
{
    mxml_node_t *next = mxmlGetFirstChild(node);

    while (next == NULL && node != NULL && node != top) {
        next = mxmlGetNextSibling(node);
        node = mxmlGetParent(node);
    }
    return next;
}

mxml_node_t *cosi_node_next(mxml_node_t *after, mxml_node_t *top, const char *path)
{
    mxml_node_t *node = after;

    if (node == NULL || path == NULL) {
        return NULL;
    }
    do {
        node = walk(node, top);
    } while (node != NULL && !is_at(node, path));
    return node;
}

mxml_node_t *cosi_node_find(mxml_node_t *top, const char *path)
{
    mxml_node_t *node = cosi_node_next(top, top, path);

    if (node == NULL && top != NULL && path != NULL && is_at(top, path)) {
        node = top;
    }
    return node;
}

/* ------------------------------------------------------------------ nodes to structures */

int cosi_node_text(cos_pool_t *pool, mxml_node_t *node, cos_string_t *text)
{
    int inside = cosi_node_kind(node) != COSI_NODE_TEXT;
    char *made = NULL;
    size_t size = 0;
    int pass;

    for (pass = 0; pass < 2; pass++) {
        mxml_node_t *child = inside ? mxmlGetFirstChild(node) : node;
        if (pass == 1) {
            made = size > INT_MAX ? NULL : cosi_calloc(pool, size + 1);
            if (made == NULL) {
                return COSE_OUT_MEMORY;
            }
        }
        for (size = 0; child != NULL; child = inside ? mxmlGetNextSibling(child) : NULL) {
            char number[COSI_NODE_NUMBER_SIZE];
            const char *piece;
            int space;
            if (cosi_node_kind(child) != COSI_NODE_TEXT) {
                continue;
            }
            piece = cosi_node_characters(child, number, &space);
            if (made != NULL) {
                memcpy(made + size, " ", (size_t)space);
                memcpy(made + size + space, piece, strlen(piece));
            }
            size += (size_t)space + strlen(piece);
        }
    }
    text->data = made;
    text->len = (int)size;
    return COSE_OK;
}

/* The fields at `only` and below it. NULL when memory ran out. */
static const cosi_xml_field_t *fields_below(cos_pool_t *pool, const cosi_xml_field_t *fields, const char *only)
{
    size_t length = strlen(only);
    size_t count = 0;
    cosi_xml_field_t *kept;
    const cosi_xml_field_t *field;

    for (field = fields; field->kind != COSI_XML_KIND_END; field++) {
        count++;
    }
    kept = cosi_calloc(pool, sizeof(*kept) * (count + 1));
    if (kept == NULL) {
        return NULL;
    }
    count = 0;
    for (field = fields; field->kind != COSI_XML_KIND_END; field++) {
        char next = strncmp(field->path, only, length) == 0 ? field->path[length] : 'x';
        if (next == '/' || next == '\0') {
            kept[count++] = *field;
        }
    }
    kept[count] = *field;
    return kept;
}

int cosi_node_merge(cos_pool_t *pool, mxml_node_t *node, const cosi_xml_field_t *fields, size_t size,
    const char *only, void *out)
{
    cosi_xml_document_t document = { "Root", fields, size };
    mxml_node_t *element = element_of(node);
    char *text = NULL;
    size_t length = 0;
    int code;

    if (element != NULL && only != NULL) {
        const char *last = strrchr(only, '/');
        if (!is_at(element, last == NULL ? only : last + 1)) {
            element = cosi_node_next(element, element, only);
        }
        document.fields = fields_below(pool, fields, only);
    }
    if (element == NULL || document.fields == NULL) {
        return element == NULL ? COSE_XML_PARSE_ERROR : COSE_OUT_MEMORY;
    }
    if (only == NULL) {
        document.root = local_name(element);
    }
    code = to_document(pool, element, only, &text, &length);
    return code != COSE_OK ? code : cosi_xml_read_into(pool, &document, text, length, out);
}

static int read_item(cos_pool_t *pool, mxml_node_t *element, const cosi_xml_field_t *field, void *item)
{
    return cosi_node_merge(pool, element, field->fields, field->item_size, NULL, item);
}

int cosi_node_items(cos_pool_t *pool, mxml_node_t *root, const char *path, const cosi_xml_field_t *field,
    cos_list_t *list)
{
    mxml_node_t *node = cosi_node_find(root, path);
    cos_list_t made;

    cos_list_init(&made);
    while (node != NULL) {
        char *item = cosi_calloc(pool, field->item_size);
        int code = item == NULL ? COSE_OUT_MEMORY : read_item(pool, node, field, item);
        if (code != COSE_OK) {
            return code;
        }
        cos_list_add_tail((cos_list_t *)(void *)(item + field->node_offset), &made);
        node = node == root ? NULL : cosi_node_next(node, root, path);
    }
    cosi_list_append(&made, list);
    return COSE_OK;
}

const cosi_xml_field_t *cosi_xml_field(const cosi_xml_field_t *fields, const char *path)
{
    while (strcmp(fields->path, path) != 0) {
        fields++;
    }
    return fields;
}
