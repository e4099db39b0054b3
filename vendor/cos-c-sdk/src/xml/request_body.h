/* A structure as the XML body of a request. */
#ifndef COSI_XML_REQUEST_BODY_H
#define COSI_XML_REQUEST_BODY_H

#include "pipeline/execute.h"
#include "xml/fields.h"

/* Write `in` and make it the call's body, with Content-MD5, as application/xml unless the user
   says otherwise. What cannot be written is remembered in the call. */
void cosi_call_document(cosi_call_t *call, const cosi_xml_document_t *document, const void *in);

#endif
