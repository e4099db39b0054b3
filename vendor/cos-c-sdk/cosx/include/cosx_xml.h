/* A strict pull scanner for the small XML documents COS sends. No DOM, no recursion, no DTD,
   no entities but the five built-in and character references. */
#ifndef COSX_XML_H
#define COSX_XML_H

#include <stddef.h>

#include "cosx_export.h"

typedef enum {
    COSX_XML_ERROR = -1, /* malformed, a DTD, too deep (64) or too many elements (the caller's limit) */
    COSX_XML_END = 0,    /* the document is complete */
    COSX_XML_OPEN = 1,   /* name is the element's, without prefix */
    COSX_XML_TEXT = 2,   /* text is the decoded character data of the innermost element so far */
    COSX_XML_CLOSE = 3   /* name is the element's; text is its whole character data, decoded, "" if none */
} cosx_xml_event_e;

typedef struct cosx_xml_s cosx_xml_t;

/* The document is borrowed until close. NULL when memory ran out. */
COSX_API cosx_xml_t *cosx_xml_open(const char *document, size_t size);
COSX_API cosx_xml_event_e cosx_xml_next(cosx_xml_t *xml);
COSX_API int cosx_xml_depth(const cosx_xml_t *xml);        /* 1 for the root */
COSX_API const char *cosx_xml_name(const cosx_xml_t *xml); /* NUL-terminated, until the next call */
COSX_API const char *cosx_xml_text(const cosx_xml_t *xml, size_t *size);
/* The attribute `name` (without prefix) of the element that was opened last, between its OPEN and the next
   call of cosx_xml_next: 1 and its decoded value, NUL-terminated, until the next call; 0 when there is none;
   -1 when memory ran out. `size` may be NULL. */
COSX_API int cosx_xml_attribute(cosx_xml_t *xml, const char *name, const char **value, size_t *size);
COSX_API const char *cosx_xml_error(const cosx_xml_t *xml); /* one line with the byte offset */
COSX_API void cosx_xml_close(cosx_xml_t *xml);

#endif
