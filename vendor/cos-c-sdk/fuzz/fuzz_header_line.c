/* Any bytes as a line of a response's head: what is found lies inside the line and is clean. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../cosx/src/header_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int condition)
{
    if (!condition) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *line = (const char *)data;
    cosi_field_t field;
    cosi_line_e kind = cosi_header_line(line, size, &field);
    if (kind == COSI_LINE_FIELD) {
        check(field.name == line && field.name_size > 0 && field.name_size < size);
        check(field.name[field.name_size] == ':');
        check(cosi_header_name_ok(field.name, field.name_size));
        check(field.value >= line + field.name_size + 1 && field.value + field.value_size <= line + size);
        check(cosi_header_value_ok(field.value, field.value_size));
        check(field.value_size == 0 || (field.value[0] != ' ' && field.value[field.value_size - 1] != ' '));
        check(memchr(field.value, '\n', field.value_size) == NULL && memchr(field.value, '\r', field.value_size) == NULL);
    } else if (kind == COSI_LINE_END) {
        check(size <= 2);
    } else if (kind == COSI_LINE_STATUS) {
        check(size >= 5 && memcmp(line, "HTTP/", 5) == 0);
    }
    return 0;
}
