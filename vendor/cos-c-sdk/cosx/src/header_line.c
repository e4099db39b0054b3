#include "header_line.h"

#include <string.h>

#include "cos_define.h"

#define IN_NAME 1  /* a token's character, RFC 9110 */
#define IN_VALUE 2 /* everything but controls; tab may be there */

/* Of each byte. */
static const unsigned char kinds[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    2, 3, 2, 3, 3, 3, 3, 3, 2, 2, 3, 3, 2, 3, 3, 2,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2,
    2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 3, 2, 3, 0,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
};

static int all_are(const char *text, size_t size, unsigned char kind)
{
    unsigned char all = kind;
    size_t i;
    for (i = 0; i < size; i++) {
        all &= kinds[(unsigned char)text[i]];
    }
    return all != 0;
}

int cosi_header_name_ok(const char *name, size_t size)
{
    return size > 0 && all_are(name, size, IN_NAME);
}

int cosi_header_value_ok(const char *value, size_t size)
{
    return all_are(value, size, IN_VALUE);
}

int cosi_header_check(const char *name, const char *value, cosi_fault_t *fault)
{
    if (cosi_header_name_ok(name, strlen(name)) && cosi_header_value_ok(value, strlen(value))) {
        return 1;
    }
    cosi_fault_set(fault, COSE_INVALID_ARGUMENT, 0, "the header %.100s holds a character that is not allowed", name);
    return 0;
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t';
}

cosi_line_e cosi_header_line(const char *line, size_t size, cosi_field_t *field)
{
    const char *colon;
    if (size > 0 && line[size - 1] == '\n') {
        size--;
    }
    if (size > 0 && line[size - 1] == '\r') {
        size--;
    }
    if (size == 0) {
        return COSI_LINE_END;
    }
    if (size >= 5 && memcmp(line, "HTTP/", 5) == 0) {
        return COSI_LINE_STATUS;
    }
    colon = memchr(line, ':', size);
    if (colon == NULL || !cosi_header_name_ok(line, (size_t)(colon - line))) {
        return COSI_LINE_BAD;
    }
    field->name = line;
    field->name_size = (size_t)(colon - line);
    field->value = colon + 1;
    field->value_size = size - field->name_size - 1;
    while (field->value_size > 0 && is_blank(*field->value)) {
        field->value++;
        field->value_size--;
    }
    while (field->value_size > 0 && is_blank(field->value[field->value_size - 1])) {
        field->value_size--;
    }
    return cosi_header_value_ok(field->value, field->value_size) ? COSI_LINE_FIELD : COSI_LINE_BAD;
}
