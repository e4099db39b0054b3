/* The bridge between Mini-XML's nodes, which the published API speaks, and the tables. */
#ifndef COSI_XML_NODES_H
#define COSI_XML_NODES_H

#include <mxml.h>

#include "cos_define.h"
#include "xml/fields.h"

/* A document as a tree, for mxmlDelete; below a declaration's node when the document has one. Our scanner
   reads it: no DTD, no entities, at most 64 deep. Names lose their prefixes; white space between elements
   goes, and attributes other than xsi:type. COSE_OK, COSE_XML_PARSE_ERROR or COSE_OUT_MEMORY, *root NULL
   then. */
int cosi_nodes_load(const char *text, size_t size, mxml_node_t **root);

/* The first element of that path ("Name" or "Owner/ID") behind `after` within `top`, in the order of
   the document; `after` == `top` begins at the top. NULL when there is none. */
mxml_node_t *cosi_node_next(mxml_node_t *after, mxml_node_t *top, const char *path);

/* The same from the top; `top` itself if it bears the name and nothing below does. NULL for no `top`. */
mxml_node_t *cosi_node_find(mxml_node_t *top, const char *path);

/* The character data right inside an element, or of a text node. COSE_OK or COSE_OUT_MEMORY. */
int cosi_node_text(cos_pool_t *pool, mxml_node_t *node, cos_string_t *text);

/* cosi_xml_read_into from the element `node`; so the structure may be in a list already. With `only`
   ("Owner") `node` is, or has below it, the element of that path, and nothing else is touched. After a
   failure nothing is. */
int cosi_node_merge(cos_pool_t *pool, mxml_node_t *node, const cosi_xml_field_t *fields, size_t size,
    const char *only, void *out);

/* Make an item of the table's LIST `field` from each element of that path and add it to `list`. After a
   failure the list is as it was. */
int cosi_node_items(cos_pool_t *pool, mxml_node_t *root, const char *path, const cosi_xml_field_t *field,
    cos_list_t *list);

/* The field of exactly that path. The table has it. */
const cosi_xml_field_t *cosi_xml_field(const cosi_xml_field_t *fields, const char *path);

#endif
