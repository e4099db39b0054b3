/* The documents of live channels. */
#ifndef COSI_XML_DOCUMENTS_LIVE_H
#define COSI_XML_DOCUMENTS_LIVE_H

#include "cos_define.h"
#include "xml/fields.h"

typedef struct {
    cos_list_t publish_urls; /* cos_live_channel_publish_url_t */
    cos_list_t play_urls;    /* cos_live_channel_play_url_t */
} cosi_live_channel_urls_t;

typedef struct {
    cos_list_t records; /* cos_live_record_content_t */
} cosi_live_channel_history_t;

extern const cosi_xml_document_t cosi_xml_live_channel;         /* cos_live_channel_configuration_t, to send and to read */
extern const cosi_xml_document_t cosi_xml_live_channel_urls;    /* cosi_live_channel_urls_t: the answer to a creation */
extern const cosi_xml_document_t cosi_xml_live_channel_stat;    /* cos_live_channel_stat_t */
extern const cosi_xml_document_t cosi_xml_live_channel_list;    /* cos_list_live_channel_params_t */
extern const cosi_xml_document_t cosi_xml_live_channel_history; /* cosi_live_channel_history_t */

#endif
