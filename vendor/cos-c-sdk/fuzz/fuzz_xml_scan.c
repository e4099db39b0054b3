/* Any bytes as an XML document: no crash, no endless loop, events that make sense. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cosx_xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int condition)
{
    if (!condition) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cosx_xml_t *xml = cosx_xml_open((const char *)data, size);
    cosx_xml_event_e event;
    size_t events = 0;
    int depth = 0;
    if (xml == NULL) {
        return 0;
    }
    while ((event = cosx_xml_next(xml)) > COSX_XML_END) {
        size_t text_size;
        const char *text = cosx_xml_text(xml, &text_size);
        check(text[text_size] == '\0');
        check(strlen(cosx_xml_name(xml)) <= size);
        check(text_size <= size);
        if (cosx_xml_attribute(xml, "a", &text, &text_size) != 0) {
            check(event == COSX_XML_OPEN && text_size <= size && text[text_size] == '\0');
        }
        depth += event == COSX_XML_OPEN;
        check(cosx_xml_depth(xml) == depth);
        depth -= event == COSX_XML_CLOSE;
        check(++events <= size);
    }
    check(event == COSX_XML_END ? depth == 0 && size > 0 : cosx_xml_error(xml)[0] != '\0');
    check(cosx_xml_next(xml) == event);
    cosx_xml_close(xml);
    return 0;
}
