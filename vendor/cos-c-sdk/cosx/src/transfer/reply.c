#include "reply.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cosx_xml.h"

char *cosi_reply_text(const char *body, size_t size, const char *root, const char *name)
{
    cosx_xml_t *xml = cosx_xml_open(body, size);
    cosx_xml_event_e event = COSX_XML_ERROR;
    char *found = NULL;
    int right = 0;

    if (xml == NULL) {
        return NULL;
    }
    while ((event = cosx_xml_next(xml)) > COSX_XML_END) {
        if (event == COSX_XML_OPEN && cosx_xml_depth(xml) == 1) {
            right = strcmp(cosx_xml_name(xml), root) == 0;
        } else if (event == COSX_XML_CLOSE && right && found == NULL && cosx_xml_depth(xml) == 2
                   && strcmp(cosx_xml_name(xml), name) == 0) {
            found = strdup(cosx_xml_text(xml, NULL));
        }
    }
    if (event == COSX_XML_ERROR) {
        free(found);
        found = NULL;
    }
    cosx_xml_close(xml);
    return found;
}

/* A non-negative decimal, else -1. */
static int64_t number(const char *text)
{
    char *end = NULL;
    long long value;

    if (*text < '0' || *text > '9') {
        return -1;
    }
    value = strtoll(text, &end, 10);
    return *end == '\0' ? (int64_t)value : -1;
}

int cosi_reply_parts(const char *body, size_t size, cosi_reply_part_pt seen, void *data, int64_t *next)
{
    cosx_xml_t *xml = cosx_xml_open(body, size);
    cosx_xml_event_e event = COSX_XML_ERROR;
    int64_t part_number = -1;
    int64_t part_size = -1;
    int64_t marker = -1;
    char *etag = NULL;
    int truncated = 0;
    int right = 0;

    while (xml != NULL && (event = cosx_xml_next(xml)) > COSX_XML_END) {
        const char *name = cosx_xml_name(xml);
        int depth = cosx_xml_depth(xml);
        if (event == COSX_XML_OPEN && depth == 1) {
            right = strcmp(name, "ListPartsResult") == 0;
        } else if (event == COSX_XML_OPEN && depth == 2 && strcmp(name, "Part") == 0) {
            part_number = -1;
            part_size = -1;
            free(etag);
            etag = NULL;
        } else if (event == COSX_XML_CLOSE && depth == 2) {
            if (strcmp(name, "Part") == 0 && right && part_number > 0 && part_size >= 0 && etag != NULL) {
                seen(data, part_number, part_size, etag);
            } else if (strcmp(name, "IsTruncated") == 0) {
                truncated = strcmp(cosx_xml_text(xml, NULL), "true") == 0;
            } else if (strcmp(name, "NextPartNumberMarker") == 0) {
                marker = number(cosx_xml_text(xml, NULL));
            }
        } else if (event == COSX_XML_CLOSE && depth == 3) {
            if (strcmp(name, "PartNumber") == 0) {
                part_number = number(cosx_xml_text(xml, NULL));
            } else if (strcmp(name, "Size") == 0) {
                part_size = number(cosx_xml_text(xml, NULL));
            } else if (strcmp(name, "ETag") == 0) {
                free(etag);
                etag = strdup(cosx_xml_text(xml, NULL));
            }
        }
    }
    free(etag);
    cosx_xml_close(xml);
    if (event != COSX_XML_END || !right || (truncated && marker <= 0)) {
        return COSE_XML_PARSE_ERROR;
    }
    *next = truncated ? marker : 0;
    return COSE_OK;
}

/* ETags are hexadecimal in quotes, but nothing promises it. */
static char *escape(char *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            out += sprintf(out, "&amp;");
            break;
        case '<':
            out += sprintf(out, "&lt;");
            break;
        case '>':
            out += sprintf(out, "&gt;");
            break;
        default:
            *out++ = *text;
            break;
        }
    }
    return out;
}

char *cosi_reply_complete_body(const cosi_part_t *parts, int32_t count)
{
    size_t room = 64;
    char *body;
    char *out;
    int32_t i;

    for (i = 0; i < count; i++) {
        room += 80 + strlen(parts[i].etag) * 5; /* "&amp;" is the longest */
    }
    body = malloc(room);
    if (body == NULL) {
        return NULL;
    }
    out = body + sprintf(body, "<CompleteMultipartUpload>");
    for (i = 0; i < count; i++) {
        out += sprintf(out, "<Part><PartNumber>%" PRId32 "</PartNumber><ETag>", i + 1);
        out = escape(out, parts[i].etag);
        out += sprintf(out, "</ETag></Part>");
    }
    sprintf(out, "</CompleteMultipartUpload>");
    return body;
}
