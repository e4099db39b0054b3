/* Attributes of the element that was opened last. The scanner has passed over them and found them
   well-formed; here they are read again by those few who ask. */
#include <string.h>

#include "xml_state.h"

static int is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* What is between `at` and `stop`, decoded: white space of any kind is a blank. 0 when memory ran out. */
static int decode(cosx_xml_t *x, const char *at, const char *stop)
{
    const char *scanner_at = x->at;
    int done = cosi_bytes_append(&x->attribute, "", 0);

    while (done && at < stop) {
        char decoded[4] = { *at, 0, 0, 0 };
        size_t size = 1;
        if (*at == '&') {
            x->at = at;
            size = cosi_xml_read_reference(x, decoded);
            at = x->at;
        } else {
            decoded[0] = is_space(*at) ? ' ' : *at;
            at++;
        }
        done = cosi_bytes_append(&x->attribute, decoded, size);
    }
    x->at = scanner_at;
    return done;
}

int cosx_xml_attribute(cosx_xml_t *x, const char *name, const char **value, size_t *size)
{
    const char *at = x->attributes;

    if (at == NULL) {
        return 0;
    }
    for (;;) {
        const char *start;
        const char *colon;
        const char *stop;
        size_t length;
        while (is_space(*at)) {
            at++;
        }
        if (*at == '>' || *at == '/') {
            return 0;
        }
        start = at;
        while (*at != '=' && !is_space(*at)) {
            at++;
        }
        length = (size_t)(at - start);
        while (*at != '"' && *at != '\'') {
            at++;
        }
        at++;
        stop = memchr(at, at[-1], (size_t)(x->end - at));
        colon = memchr(start, ':', length);
        if (colon != NULL && (size_t)(colon - start) == 5 && memcmp(start, "xmlns", 5) == 0) {
            length = 0; /* it declares a prefix */
        } else if (colon != NULL) {
            length -= (size_t)(colon + 1 - start);
            start = colon + 1;
        }
        if (length == strlen(name) && memcmp(start, name, length) == 0) {
            x->attribute.size = 0;
            if (!decode(x, at, stop)) {
                return -1;
            }
            *value = x->attribute.data;
            if (size != NULL) {
                *size = x->attribute.size;
            }
            return 1;
        }
        at = stop + 1;
    }
}
