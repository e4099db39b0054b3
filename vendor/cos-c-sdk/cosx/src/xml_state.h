/* Between xml_scan.c (markup), xml_text.c (character data) and xml_attribute.c. */
#ifndef COSX_XML_STATE_H
#define COSX_XML_STATE_H

#include <stddef.h>

#include "cosx_xml.h"
#include "growing_bytes.h"

#define COSI_XML_MAX_DEPTH 64

typedef struct cosi_element_s {
    const char *name; /* with prefix, in the document */
    size_t name_size;
    size_t text_start; /* in the text buffer */
} cosi_element_t;

struct cosx_xml_s {
    const char *document;
    const char *at;
    const char *end;
    cosi_element_t open[COSI_XML_MAX_DEPTH];
    int depth;
    int shown_depth;    /* what cosx_xml_depth answers: counts the element that just closed */
    int close_pending;  /* <a/>: the CLOSE is still to be reported */
    int drop_text;      /* the element that just closed is to be taken off the stack */
    int seen_root;
    int finished;       /* 1: `last` is the answer from now on */
    cosx_xml_event_e last;
    cosi_bytes_t name;
    cosi_bytes_t text;
    const char *attributes; /* of the element just opened: what is behind its name, found well-formed. NULL: none */
    cosi_bytes_t attribute;
    char error[160];
};

/* Ends the scan with this error; returns COSX_XML_ERROR. */
cosx_xml_event_e cosi_xml_fail(cosx_xml_t *x, const char *at, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* 1 when the rest of the document begins with `text`. */
int cosi_xml_at(const cosx_xml_t *x, const char *text);

/* Character data up to the next '<', into the text of the innermost element. COSX_XML_TEXT or
   COSX_XML_ERROR. */
int cosi_xml_read_text(cosx_xml_t *x);

/* The same for the CDATA section at x->at. */
int cosi_xml_read_cdata(cosx_xml_t *x);

/* The reference that begins with the '&' at x->at: decoded into `out`, x->at behind it. 0 when it
   is not known. */
size_t cosi_xml_read_reference(cosx_xml_t *x, char out[4]);

#endif
