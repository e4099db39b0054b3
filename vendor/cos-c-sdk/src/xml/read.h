/* Any document into any structure that has a table. */
#ifndef COSI_XML_READ_H
#define COSI_XML_READ_H

#include "xml/fields.h"

enum {
    COSI_XML_MAX_SIZE = 64 * 1024 * 1024, /* a full page of 1,000 entries is about 4 MiB at worst */
    COSI_XML_MAX_ELEMENTS = 1000000
};

/* Fill the structure at `out` (of document->size bytes; zeroed first, its lists emptied) from
   `body`. Elements may come in any order; those without a field are passed over; what is
   missing stays zero (INT_MAX where that stands for no value); of an element that comes twice the last
   counts, whole. Strings and list items
   are made in `pool`. COSE_OK; COSE_XML_PARSE_ERROR for a document that is malformed, too
   large, has another root or a number that is none; COSE_OUT_MEMORY. After a failure the
   structure is zeroed. */
int cosi_xml_read(cos_pool_t *pool, const cosi_xml_document_t *document, const char *body, size_t size, void *out);

/* The same into a structure that is in use: after a failure it is as it was, otherwise members the table
   knows are set and list items are added. */
int cosi_xml_read_into(cos_pool_t *pool, const cosi_xml_document_t *document, const char *body, size_t size, void *out);

/* Zero a structure and empty all its lists. */
void cosi_xml_clear(const cosi_xml_document_t *document, void *out);

/* Put the nodes of `from` behind those of `to`; `from` is empty then. A zeroed `to` is taken as empty. */
void cosi_list_append(cos_list_t *from, cos_list_t *to);

#endif
