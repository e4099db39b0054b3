#include "xml/request_body.h"

#include "xml/write.h"

void cosi_call_document(cosi_call_t *call, const cosi_xml_document_t *document, const void *in)
{
    char *text = NULL;
    size_t size = 0;
    int code;

    if (call->pool == NULL) {
        return; /* the options are incomplete, which cosi_execute says */
    }
    code = cosi_xml_write(call->pool, document, in, &text, &size);
    if (code != COSE_OK) {
        call->error = code;
        return;
    }
    call->flags |= COSI_NEED_MD5;
    cosi_call_header_default(call, COS_CONTENT_TYPE, "application/xml");
    cosi_call_bytes(call, text, size);
}
