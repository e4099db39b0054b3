#ifndef COSX_HEADER_LINE_H
#define COSX_HEADER_LINE_H

#include <stddef.h>

#include "fault.h"

typedef enum {
    COSI_LINE_BAD = -1,   /* folded, without a colon, a name that is no token, control characters */
    COSI_LINE_END = 0,    /* the empty line behind the headers */
    COSI_LINE_STATUS = 1, /* "HTTP/1.1 200 OK" */
    COSI_LINE_FIELD = 2   /* name and value are set, white space around the value removed */
} cosi_line_e;

typedef struct cosi_field_s {
    const char *name;
    size_t name_size;
    const char *value;
    size_t value_size;
} cosi_field_t;

/* One line of a response's head as it came, with or without its line end. Not NUL-terminated. */
cosi_line_e cosi_header_line(const char *line, size_t size, cosi_field_t *field);

/* 1 for a legal header name / a value without CR, LF and other controls but tab. */
int cosi_header_name_ok(const char *name, size_t size);
int cosi_header_value_ok(const char *value, size_t size);

/* 1 when both may be sent; 0 with the fault, COSE_INVALID_ARGUMENT. */
int cosi_header_check(const char *name, const char *value, cosi_fault_t *fault);

#endif
