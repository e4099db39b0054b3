#include "xml/mini_xml.h"

#include <stdio.h>
#include <string.h>

#if MXML_MAJOR_VERSION >= 4

typedef bool space_flag_t;

cosi_node_kind_e cosi_node_kind(mxml_node_t *node)
{
    switch (mxmlGetType(node)) {
    case MXML_TYPE_ELEMENT:
        return COSI_NODE_ELEMENT;
    case MXML_TYPE_CDATA:
    case MXML_TYPE_INTEGER:
    case MXML_TYPE_OPAQUE:
    case MXML_TYPE_REAL:
    case MXML_TYPE_TEXT:
        return COSI_NODE_TEXT;
    default:
        return COSI_NODE_OTHER;
    }
}

static int is_type(mxml_node_t *node, int integer, int real)
{
    mxml_type_t type = mxmlGetType(node);
    return (integer && type == MXML_TYPE_INTEGER) || (real && type == MXML_TYPE_REAL);
}

#else

typedef int space_flag_t;

/* Before 4, what is between '<' and '>' is an element whatever it begins with. */
cosi_node_kind_e cosi_node_kind(mxml_node_t *node)
{
    const char *name;

    switch (mxmlGetType(node)) {
    case MXML_ELEMENT:
        name = mxmlGetElement(node);
        if (name == NULL) {
            return COSI_NODE_OTHER;
        }
        if (*name != '?' && *name != '!') {
            return COSI_NODE_ELEMENT;
        }
        return mxmlGetCDATA(node) != NULL ? COSI_NODE_TEXT : COSI_NODE_OTHER;
    case MXML_INTEGER:
    case MXML_OPAQUE:
    case MXML_REAL:
    case MXML_TEXT:
        return COSI_NODE_TEXT;
    default:
        return COSI_NODE_OTHER;
    }
}

static int is_type(mxml_node_t *node, int integer, int real)
{
    mxml_type_t type = mxmlGetType(node);
    return (integer && type == MXML_INTEGER) || (real && type == MXML_REAL);
}

#endif

const char *cosi_node_characters(mxml_node_t *node, char number[COSI_NODE_NUMBER_SIZE], int *space)
{
    space_flag_t before = 0;
    const char *text = mxmlGetCDATA(node);

    *space = 0;
    if (is_type(node, 1, 0)) {
        snprintf(number, COSI_NODE_NUMBER_SIZE, "%ld", (long)mxmlGetInteger(node));
        return number;
    }
    if (is_type(node, 0, 1)) {
        snprintf(number, COSI_NODE_NUMBER_SIZE, "%.17g", mxmlGetReal(node));
        return number;
    }
    if (text == NULL) {
        text = mxmlGetOpaque(node);
    }
    if (text == NULL) {
        text = mxmlGetText(node, &before);
        *space = text != NULL && before;
    }
    return text == NULL ? "" : text;
}

const char *cosi_node_attribute(mxml_node_t *node, int index, const char **name)
{
    return index < (int)mxmlElementGetAttrCount(node) ? mxmlElementGetAttrByIndex(node, index, name) : NULL;
}

/* Mini-XML copies its texts with strdup and does not look whether it could. */
static mxml_node_t *unless_empty(mxml_node_t *node, const char *text)
{
    if (node != NULL && text == NULL) {
        mxmlDelete(node);
        return NULL;
    }
    return node;
}

mxml_node_t *cosi_node_new_declaration(void)
{
    mxml_node_t *node = mxmlNewXML("1.0");
#if MXML_MAJOR_VERSION >= 4
    return node == NULL ? NULL : unless_empty(node, mxmlGetDeclaration(node));
#else
    return node == NULL ? NULL : unless_empty(node, mxmlGetElement(node));
#endif
}

mxml_node_t *cosi_node_new_element(mxml_node_t *parent, const char *name)
{
    mxml_node_t *node = mxmlNewElement(parent, name);
    return node == NULL ? NULL : unless_empty(node, mxmlGetElement(node));
}

mxml_node_t *cosi_node_new_text(mxml_node_t *parent, const char *text)
{
    mxml_node_t *node = mxmlNewOpaque(parent, text);
    return node == NULL ? NULL : unless_empty(node, mxmlGetOpaque(node));
}

int cosi_node_set_attribute(mxml_node_t *node, const char *name, const char *value)
{
    mxmlElementSetAttr(node, name, value);
    return mxmlElementGetAttr(node, name) != NULL;
}
