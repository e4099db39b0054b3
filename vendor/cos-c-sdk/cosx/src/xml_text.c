/* Character data of XML: references, line ends, UTF-8. */
#include <stdint.h>
#include <string.h>

#include "utf8.h"
#include "xml_state.h"

/* "#10" or "#xA". References to control characters are taken although XML 1.0 forbids them:
   object keys may hold them, and servers write them so. NUL and surrogates are not characters. */
static int character_reference(const char *p, const char *end, uint32_t *value)
{
    uint32_t base = 10;
    uint32_t c = 0;
    if (end - p >= 2 && p[1] == 'x') {
        base = 16;
        p++;
    }
    p++;
    if (p == end) {
        return 0;
    }
    for (; p < end; p++) {
        uint32_t digit;
        if (*p >= '0' && *p <= '9') {
            digit = (uint32_t)(*p - '0');
        } else if (base == 16 && *p >= 'a' && *p <= 'f') {
            digit = (uint32_t)(*p - 'a') + 10;
        } else if (base == 16 && *p >= 'A' && *p <= 'F') {
            digit = (uint32_t)(*p - 'A') + 10;
        } else {
            return 0;
        }
        c = c * base + digit;
        if (c > 0x10FFFF) {
            return 0;
        }
    }
    *value = c;
    return c != 0 && !(c >= 0xD800 && c <= 0xDFFF);
}

/* The reference that begins with the '&' at x->at. Decoded into out; 0 when it is not known. */
size_t cosi_xml_read_reference(cosx_xml_t *x, char out[4])
{
    static const struct {
        const char *name;
        char value;
    } entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    const char *start = x->at + 1;
    size_t longest = (size_t)(x->end - start) < 12 ? (size_t)(x->end - start) : 12;
    const char *semicolon = memchr(start, ';', longest);
    size_t size;
    size_t i;
    if (semicolon == NULL || semicolon == start) {
        return 0;
    }
    size = (size_t)(semicolon - start);
    if (*start == '#') {
        uint32_t c;
        if (!character_reference(start, semicolon, &c)) {
            return 0;
        }
        x->at = semicolon + 1;
        return cosi_utf8_encode(c, out);
    }
    for (i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
        if (strlen(entities[i].name) == size && memcmp(entities[i].name, start, size) == 0) {
            out[0] = entities[i].value;
            x->at = semicolon + 1;
            return 1;
        }
    }
    return 0;
}

/* One character that is neither markup nor a reference, and the plain ones behind it, to the
   text; line ends become LF. COSX_XML_ERROR when it is not allowed. */
static int read_plain(cosx_xml_t *x, const char *stop)
{
    const char *start = x->at;
    const char *p = start;
    while (p < stop) {
        unsigned char c = (unsigned char)*p;
        if (c >= 0x80) {
            size_t size = cosi_utf8_size(p, (size_t)(stop - p));
            if (size == 0) {
                return cosi_xml_fail(x, p, "invalid UTF-8");
            }
            p += size;
        } else if (c == '\r') {
            break;
        } else if (c < 0x20 && c != '\t' && c != '\n') {
            return cosi_xml_fail(x, p, "control character 0x%02x", c);
        } else {
            p++;
        }
    }
    if (!cosi_bytes_append(&x->text, start, (size_t)(p - start))) {
        return cosi_xml_fail(x, p, "out of memory");
    }
    x->at = p;
    if (p < stop) { /* CR or CR LF */
        x->at += p + 1 < stop && p[1] == '\n' ? 2 : 1;
        if (!cosi_bytes_append(&x->text, "\n", 1)) {
            return cosi_xml_fail(x, p, "out of memory");
        }
    }
    return COSX_XML_TEXT;
}

/* Character data up to the next '<', into the text of the innermost element. */
int cosi_xml_read_text(cosx_xml_t *x)
{
    const char *stop = memchr(x->at, '<', (size_t)(x->end - x->at));
    if (stop == NULL) {
        stop = x->end;
    }
    while (x->at < stop) {
        const char *special = memchr(x->at, '&', (size_t)(stop - x->at));
        const char *limit = special != NULL ? special : stop;
        const char *bracket = x->at;
        while ((bracket = memchr(bracket, ']', (size_t)(limit - bracket))) != NULL) {
            if (limit - bracket >= 3 && memcmp(bracket, "]]>", 3) == 0) {
                return cosi_xml_fail(x, bracket, "\"]]>\" outside a CDATA section");
            }
            bracket++;
        }
        while (x->at < limit) {
            if (read_plain(x, limit) < 0) {
                return COSX_XML_ERROR;
            }
        }
        if (special != NULL) {
            char decoded[4];
            size_t size = cosi_xml_read_reference(x, decoded);
            if (size == 0) {
                return cosi_xml_fail(x, special, "unknown or malformed reference");
            }
            if (!cosi_bytes_append(&x->text, decoded, size)) {
                return cosi_xml_fail(x, special, "out of memory");
            }
        }
    }
    return COSX_XML_TEXT;
}

/* "<![CDATA[" is at x->at. */
int cosi_xml_read_cdata(cosx_xml_t *x)
{
    const char *start = x->at;
    const char *stop;
    x->at += 9;
    stop = memmem(x->at, (size_t)(x->end - x->at), "]]>", 3);
    if (stop == NULL) {
        return cosi_xml_fail(x, start, "CDATA section without an end");
    }
    while (x->at < stop) {
        if (read_plain(x, stop) < 0) {
            return COSX_XML_ERROR;
        }
    }
    x->at = stop + 3;
    return COSX_XML_TEXT;
}
