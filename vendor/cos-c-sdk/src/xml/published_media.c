/* Bodies of cos_xml.h, data processing and live channels: thin forwards into the tables. */
#include <string.h>

#include "cos_xml.h"
#include "xml/bodies.h"
#include "xml/decode_live.h"
#include "xml/decode_media.h"
#include "xml/documents_live.h"
#include "xml/documents_media.h"
#include "xml/read.h"

/* ------------------------------------------------------------------ data processing */

#define PARSER(function, type, decode) \
    int function(cos_pool_t *p, cos_list_t *bc, type *res) \
    { \
        return cosi_parse_body(p, bc, decode, res); \
    }

/* These also say in a status that the answer cannot be read. */
#define PARSER_WITH_STATUS(function, type, decode) \
    int function(cos_pool_t *p, cos_list_t *bc, type *res, cos_status_t *s) \
    { \
        int code = cosi_parse_body(p, bc, decode, res); \
        if (code != COSE_OK && s != NULL) { \
            cos_xml_error_status_set(s, code); \
        } \
        return code; \
    }

PARSER(ci_get_operation_result_parse_from_body, ci_operation_result_t, cosi_decode_operation_result)
PARSER(ci_get_qrcode_result_parse_from_body, ci_qrcode_result_t, cosi_decode_qrcode_result)
PARSER(ci_media_info_result_parse_from_body, ci_media_info_result_t, cosi_decode_media_info)
PARSER_WITH_STATUS(ci_video_auditing_result_parse_from_body, ci_video_auditing_job_result_t,
                   cosi_decode_video_auditing_result)
PARSER_WITH_STATUS(ci_get_auditing_result_parse_from_body, ci_auditing_job_result_t, cosi_decode_auditing_result)
PARSER_WITH_STATUS(ci_media_buckets_result_parse_from_body, ci_media_buckets_result_t, cosi_decode_media_buckets)

void build_video_auditing_job_body(cos_pool_t *p, const ci_video_auditing_job_options_t *params, cos_list_t *body)
{
    cosi_build_body(p, &cosi_xml_video_auditing_request, params, body);
}

/* ------------------------------------------------------------------ live channels */

char *build_create_live_channel_xml(cos_pool_t *p, cos_live_channel_configuration_t *config)
{
    return cosi_build_text(p, &cosi_xml_live_channel, config);
}

void build_create_live_channel_body(cos_pool_t *p, cos_live_channel_configuration_t *config, cos_list_t *body)
{
    cosi_build_body(p, &cosi_xml_live_channel, config, body);
}

PARSER(cos_live_channel_info_parse_from_body, cos_live_channel_configuration_t, cosi_decode_live_channel)
PARSER(cos_live_channel_stat_parse_from_body, cos_live_channel_stat_t, cosi_decode_live_channel_stat)

int cos_create_live_channel_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *publish_url_list,
    cos_list_t *play_url_list)
{
    cosi_live_channel_urls_t urls;
    int code = cosi_parse_body(p, bc, cosi_decode_live_channel_urls, &urls);

    if (code == COSE_OK) {
        cosi_list_append(&urls.publish_urls, publish_url_list);
        cosi_list_append(&urls.play_urls, play_url_list);
    }
    return code;
}

int cos_list_live_channel_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *live_channel_list,
    cos_string_t *next_marker, int *truncated)
{
    cos_list_live_channel_params_t page;
    int code;

    memset(&page, 0, sizeof(page));
    code = cosi_parse_body(p, bc, cosi_decode_live_channel_list, &page);
    if (code == COSE_OK) {
        cosi_list_append(&page.live_channel_list, live_channel_list);
        *next_marker = page.next_marker;
        *truncated = page.truncated;
    }
    return code;
}

int cos_live_channel_history_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *live_record_list)
{
    cosi_live_channel_history_t history;
    int code = cosi_parse_body(p, bc, cosi_decode_live_channel_history, &history);

    if (code == COSE_OK) {
        cosi_list_append(&history.records, live_record_list);
    }
    return code;
}
