#include "xml/bodies.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cos_buf.h"
#include "xml/write.h"

char *cosi_build_text(cos_pool_t *p, const cosi_xml_document_t *document, const void *in)
{
    char *text = NULL;
    size_t size = 0;
    return cosi_xml_write(p, document, in, &text, &size) == COSE_OK ? text : NULL;
}

void cosi_add_to_body(cos_pool_t *p, char *text, cos_list_t *body)
{
    cos_buf_t *piece = text == NULL ? NULL : cosi_calloc(p, sizeof(*piece));

    if (piece != NULL) {
        piece->pos = piece->start = (uint8_t *)text;
        piece->last = piece->end = piece->start + strlen(text);
        cos_list_add_tail(&piece->node, body);
    }
}

void cosi_build_body(cos_pool_t *p, const cosi_xml_document_t *document, const void *in, cos_list_t *body)
{
    cosi_add_to_body(p, cosi_build_text(p, document, in), body);
}

int cosi_parse_body(cos_pool_t *p, cos_list_t *bc, int (*decode)(cos_pool_t *, const char *, size_t, void *), void *out)
{
    int64_t size = cos_buf_list_len(bc);
    char *body;

    if (size <= 0) {
        return COSE_XML_PARSE_ERROR;
    }
    body = cos_buf_list_content(p, bc);
    return body == NULL ? COSE_OUT_MEMORY : decode(p, body, (size_t)size, out);
}

int cosi_read_unsigned(const char *text, uint64_t *number)
{
    const char *at = text + strspn(text, " \t\r\n");
    char *end;
    unsigned long long value;

    if (*at < '0' || *at > '9') {
        return COSE_XML_PARSE_ERROR; /* strtoull takes "-1" */
    }
    errno = 0;
    value = strtoull(at, &end, 10);
    if (errno != 0 || end[strspn(end, " \t\r\n")] != '\0') {
        return COSE_XML_PARSE_ERROR;
    }
    *number = value;
    return COSE_OK;
}
