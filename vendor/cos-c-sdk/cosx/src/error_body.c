/* An error document where a result was expected. */
#include <string.h>

#include "cosx_execute.h"
#include "cosx_xml.h"
#include "pool_memory.h"

typedef struct error_text_s {
    const char *element;
    size_t offset; /* of the member of cos_status_t */
} error_text_t;

static const error_text_t texts[] = {
    {"Code", offsetof(cos_status_t, error_code)},
    {"Message", offsetof(cos_status_t, error_msg)},
    {"RequestId", offsetof(cos_status_t, req_id)},
};

/* The server says its request id in a header as well, and what a proxy on the way makes up for an
   error document does not help to find the request. */
static int is_known(const cos_status_t *status, const error_text_t *text)
{
    return text->offset == offsetof(cos_status_t, req_id) && status->req_id != NULL && status->req_id[0] != '\0';
}

static void keep_text(cos_pool_t *pool, const cosx_xml_t *xml, cos_status_t *status)
{
    size_t size;
    const char *text = cosx_xml_text(xml, &size);
    size_t i;
    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        char *copy;
        if (strcmp(cosx_xml_name(xml), texts[i].element) != 0 || is_known(status, &texts[i])) {
            continue;
        }
        copy = cosi_pool_bytes(pool, text, size);
        if (copy != NULL) {
            memcpy((char *)status + texts[i].offset, &copy, sizeof(copy));
        }
    }
}

int cosx_body_is_error(cos_pool_t *pool, const char *body, size_t size, cos_status_t *status)
{
    cosx_xml_t *xml = body != NULL && size > 0 ? cosx_xml_open(body, size) : NULL;
    cosx_xml_event_e event;
    int is_error = 0;
    if (xml == NULL) {
        return 0;
    }
    if (cosx_xml_next(xml) == COSX_XML_OPEN && strcmp(cosx_xml_name(xml), "Error") == 0) {
        is_error = 1;
        /* one that breaks off is an error all the same */
        while ((event = cosx_xml_next(xml)) > COSX_XML_END) {
            if (event == COSX_XML_CLOSE && cosx_xml_depth(xml) == 2) {
                keep_text(pool, xml, status);
            }
        }
    }
    cosx_xml_close(xml);
    return is_error;
}
