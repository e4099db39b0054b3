/* What differs between Mini-XML 3 and 4, and its constructors made safe when memory runs out. No other
   file asks for a node's type. */
#ifndef COSI_XML_MINI_XML_H
#define COSI_XML_MINI_XML_H

#include <mxml.h>

typedef enum {
    COSI_NODE_OTHER,   /* declaration, comment, instruction … */
    COSI_NODE_ELEMENT,
    COSI_NODE_TEXT     /* character data, in whatever form it was loaded */
} cosi_node_kind_e;

enum { COSI_NODE_NUMBER_SIZE = 32 }; /* a long, or the 17 digits and exponent of a double */

cosi_node_kind_e cosi_node_kind(mxml_node_t *node);

/* Of a TEXT node; numbers are written into `number`. *space is 1 when white space came before, which
   Mini-XML keeps apart from words. Never NULL. */
const char *cosi_node_characters(mxml_node_t *node, char number[COSI_NODE_NUMBER_SIZE], int *space);

/* NULL when there is no `index`-th attribute. */
const char *cosi_node_attribute(mxml_node_t *node, int index, const char **name);

/* All below return NULL when memory ran out, and change nothing then. `parent` may be NULL. */
mxml_node_t *cosi_node_new_declaration(void);
mxml_node_t *cosi_node_new_element(mxml_node_t *parent, const char *name);
mxml_node_t *cosi_node_new_text(mxml_node_t *parent, const char *text);

/* 1; 0 when memory ran out. */
int cosi_node_set_attribute(mxml_node_t *node, const char *name, const char *value);

#endif
