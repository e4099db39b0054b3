/* The functions of cos_xml.h and cos_sys_util.h on single nodes. */
#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cos_buf.h"
#include "cos_sys_util.h"
#include "cos_xml.h"
#include "xml/bodies.h"
#include "xml/decimal.h"
#include "xml/mini_xml.h"
#include "xml/nodes.h"

/* ------------------------------------------------------------------ documents */

int get_xmldoc(cos_list_t *bc, mxml_node_t **root)
{
    int64_t size = cos_buf_list_len(bc);
    char *text;
    char *at;
    cos_buf_t *piece;
    int code;

    *root = NULL;
    if (size <= 0) {
        return COSE_XML_PARSE_ERROR;
    }
    at = text = malloc((size_t)size);
    if (text == NULL) {
        return COSE_OUT_MEMORY;
    }
    cos_list_for_each_entry(cos_buf_t, piece, bc, node) {
        size_t length = (size_t)(piece->last - piece->pos);
        memcpy(at, piece->pos, length);
        at += length;
    }
    code = cosi_nodes_load(text, (size_t)size, root);
    free(text);
    return code;
}

int cos_parse_xml_body(cos_list_t *bc, mxml_node_t **root)
{
    return get_xmldoc(bc, root);
}

/* ------------------------------------------------------------------ reading values */

/* COSE_XML_PARSE_ERROR when there is no such element. */
static int text_at(cos_pool_t *p, mxml_node_t *root, const char *path, cos_string_t *text)
{
    mxml_node_t *node = cosi_node_find(root, path);
    return node == NULL ? COSE_XML_PARSE_ERROR : cosi_node_text(p, node, text);
}

char *get_xmlnode_value(cos_pool_t *p, mxml_node_t *root, const char *xml_path)
{
    cos_string_t text = cos_null_string;
    return text_at(p, root, xml_path, &text) == COSE_OK ? text.data : NULL;
}

char *get_spec_xmlnode_value(cos_pool_t *p, mxml_node_t *root)
{
    cos_string_t text = cos_null_string;
    return root != NULL && cosi_node_text(p, root, &text) == COSE_OK ? text.data : NULL;
}

int get_xmlnode_value_str(cos_pool_t *p, mxml_node_t *xml_node, const char *xml_path, cos_string_t *value)
{
    return text_at(p, xml_node, xml_path, value);
}

int get_spec_xmlnode_value_str(cos_pool_t *p, mxml_node_t *xml_node, cos_string_t *value)
{
    return xml_node == NULL ? COSE_XML_PARSE_ERROR : cosi_node_text(p, xml_node, value);
}

static int is_end(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

int get_xmlnode_value_int64(cos_pool_t *p, mxml_node_t *xml_node, const char *xml_path, int64_t *value)
{
    cos_string_t text = cos_null_string;
    char *end;
    long long number;
    int code = text_at(p, xml_node, xml_path, &text);

    if (code != COSE_OK) {
        return code;
    }
    errno = 0;
    number = strtoll(text.data, &end, 10);
    if (errno != 0 || end == text.data || !is_end(end)) {
        return COSE_XML_PARSE_ERROR;
    }
    *value = number;
    return COSE_OK;
}

int get_xmlnode_value_int(cos_pool_t *p, mxml_node_t *xml_node, const char *xml_path, int *value)
{
    int64_t number = 0;
    int code = get_xmlnode_value_int64(p, xml_node, xml_path, &number);

    if (code == COSE_OK && (number < INT_MIN || number > INT_MAX)) {
        code = COSE_XML_PARSE_ERROR;
    }
    if (code == COSE_OK) {
        *value = (int)number;
    }
    return code;
}

int get_xmlnode_value_uint64(cos_pool_t *p, mxml_node_t *xml_node, const char *xml_path, uint64_t *value)
{
    cos_string_t text = cos_null_string;
    int code = text_at(p, xml_node, xml_path, &text);

    return code != COSE_OK ? code : cosi_read_unsigned(text.data, value);
}

int get_xmlnode_value_float(cos_pool_t *p, mxml_node_t *xml_node, const char *xml_path, float *value)
{
    cos_string_t text = cos_null_string;
    double number;
    int code = text_at(p, xml_node, xml_path, &text);

    if (code != COSE_OK) {
        return code;
    }
    if (!cosi_decimal_read(text.data, &number) || number > FLT_MAX || number < -FLT_MAX) {
        return COSE_XML_PARSE_ERROR;
    }
    *value = (float)number;
    return COSE_OK;
}

/* ------------------------------------------------------------------ making nodes */

static mxml_node_t *add_value(mxml_node_t *parent, const char *name, const char *value, size_t length)
{
    char *text = malloc(length + 1);
    mxml_node_t *node = text == NULL ? NULL : cosi_node_new_element(parent, name);

    if (node != NULL) {
        memcpy(text, value, length);
        text[length] = '\0';
        if (cosi_node_new_text(node, text) == NULL) {
            mxmlDelete(node);
            node = NULL;
        }
    }
    free(text);
    return node;
}

mxml_node_t *set_xmlnode_value_str(mxml_node_t *parent, const char *name, const cos_string_t *value)
{
    if (value == NULL || value->data == NULL) {
        return add_value(parent, name, "", 0);
    }
    return add_value(parent, name, value->data, (size_t)value->len);
}

mxml_node_t *set_xmlnode_value_int64(mxml_node_t *parent, const char *name, int64_t value)
{
    char text[32]; /* 20 characters of an int64_t, with room */
    int length = snprintf(text, sizeof(text), "%" PRId64, value);

    return add_value(parent, name, text, (size_t)length);
}

mxml_node_t *set_xmlnode_value_int(mxml_node_t *parent, const char *name, int value)
{
    return set_xmlnode_value_int64(parent, name, value);
}

void build_xml_node(mxml_node_t *pnode, const char *xml, cos_string_t *param)
{
    if (param != NULL && param->data != NULL) {
        set_xmlnode_value_str(pnode, xml, param);
    }
}

void build_xml_node_with_parent(mxml_node_t *root, const char *pxml, const char *cxml, cos_string_t *param)
{
    mxml_node_t *parent;

    if (param == NULL || param->data == NULL) {
        return;
    }
    parent = cosi_node_new_element(root, pxml);
    if (parent != NULL && set_xmlnode_value_str(parent, cxml, param) == NULL) {
        mxmlDelete(parent);
    }
}

/* ------------------------------------------------------------------ finding and copying */

mxml_node_t *cos_serveral_parse_from_xml_node(cos_pool_t *p, mxml_node_t *pnode, mxml_node_t *root, const char *xml,
    cos_string_t *param)
{
    mxml_node_t *node = cosi_node_next(pnode, root, xml);

    return node != NULL && cosi_node_text(p, node, param) == COSE_OK ? node : NULL;
}

void cos_common_parse_from_xml_node(cos_pool_t *p, mxml_node_t *pnode, mxml_node_t *root, const char *xml,
    cos_string_t *param)
{
    cos_serveral_parse_from_xml_node(p, pnode, root, xml, param);
}

void cos_common_parse_from_parent_node(cos_pool_t *p, mxml_node_t *root, const char *pxml, const char *cxml,
    cos_string_t *param)
{
    mxml_node_t *parent = cosi_node_find(root, pxml);

    cos_common_parse_from_xml_node(p, parent, parent, cxml, param);
}
