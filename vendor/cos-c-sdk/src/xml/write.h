/* Any structure that has a table into a document. */
#ifndef COSI_XML_WRITE_H
#define COSI_XML_WRITE_H

#include "xml/fields.h"

/* Write the structure at `in` as <root>…</root>, without an XML declaration, into `pool`:
   NUL-terminated at *text, *size bytes. A string whose data is NULL is left out, an empty one
   gives an empty element; numbers and booleans are always written. A list member may be a copy of the head the nodes
   hang on: the caller's list stays as it is. COSE_OK;
   COSE_INVALID_ARGUMENT when a string holds bytes that no XML document can (control
   characters, invalid UTF-8); COSE_OUT_MEMORY. */
int cosi_xml_write(cos_pool_t *pool, const cosi_xml_document_t *document, const void *in, char **text, size_t *size);

#endif
