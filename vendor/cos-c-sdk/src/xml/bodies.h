/* Documents as the published builders and parsers handle them: lists of buffers. */
#ifndef COSI_XML_BODIES_H
#define COSI_XML_BODIES_H

#include "cos_define.h"
#include "xml/fields.h"

/* The document as text in `p`; NULL when memory ran out or a text holds what XML cannot. */
char *cosi_build_text(cos_pool_t *p, const cosi_xml_document_t *document, const void *in);

/* `text` as a cos_buf_t at the end of `body`; nothing for NULL. */
void cosi_add_to_body(cos_pool_t *p, char *text, cos_list_t *body);

/* Both. */
void cosi_build_body(cos_pool_t *p, const cosi_xml_document_t *document, const void *in, cos_list_t *body);

/* The body in one piece through `decode`. COSE_XML_PARSE_ERROR when it is empty. */
int cosi_parse_body(cos_pool_t *p, cos_list_t *bc, int (*decode)(cos_pool_t *, const char *, size_t, void *), void *out);

/* A decimal number with white space around it. COSE_OK or COSE_XML_PARSE_ERROR. */
int cosi_read_unsigned(const char *text, uint64_t *number);

#endif
