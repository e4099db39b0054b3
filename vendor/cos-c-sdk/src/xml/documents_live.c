#include "xml/documents_live.h"

#define DOCUMENT(root, fields, type) { root, fields, sizeof(type) }

static const cosi_xml_field_t target_fields[] = {
    COSI_XML_TEXT("Type", cos_live_channel_target_t, type),
    COSI_XML_WHOLE("FragDuration", cos_live_channel_target_t, frag_duration),
    COSI_XML_WHOLE("FragCount", cos_live_channel_target_t, frag_count),
    COSI_XML_TEXT("PlaylistName", cos_live_channel_target_t, play_list_name),
    COSI_XML_END
};

/* The name stands in the path of the request, not in the document. Whether the channel is on is called Switch
   by the service and status by the published structure: either is read. */
static const cosi_xml_field_t channel_fields[] = {
    COSI_XML_TEXT("Description", cos_live_channel_configuration_t, description),
    COSI_XML_TEXT("Switch", cos_live_channel_configuration_t, status),
    COSI_XML_TEXT_AS("Status", cos_live_channel_configuration_t, status, COSI_XML_READ_ONLY),
    COSI_XML_STRUCT("Target", cos_live_channel_configuration_t, target, target_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_live_channel =
    DOCUMENT("LiveChannelConfiguration", channel_fields, cos_live_channel_configuration_t);

static const cosi_xml_field_t publish_url_fields[] = {
    COSI_XML_TEXT("", cos_live_channel_publish_url_t, publish_url),
    COSI_XML_END
};

static const cosi_xml_field_t play_url_fields[] = {
    COSI_XML_TEXT("", cos_live_channel_play_url_t, play_url),
    COSI_XML_END
};

static const cosi_xml_field_t urls_fields[] = {
    COSI_XML_LIST("PublishUrls/Url", cosi_live_channel_urls_t, publish_urls, cos_live_channel_publish_url_t,
                  publish_url_fields),
    COSI_XML_LIST("PlayUrls/Url", cosi_live_channel_urls_t, play_urls, cos_live_channel_play_url_t, play_url_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_live_channel_urls =
    DOCUMENT("CreateLiveChannelResult", urls_fields, cosi_live_channel_urls_t);

static const cosi_xml_field_t video_fields[] = {
    COSI_XML_WHOLE("Width", cos_video_stat_t, width),
    COSI_XML_WHOLE("Height", cos_video_stat_t, height),
    COSI_XML_WHOLE("FrameRate", cos_video_stat_t, frame_rate),
    COSI_XML_WHOLE("Bandwidth", cos_video_stat_t, band_width),
    COSI_XML_TEXT("Codec", cos_video_stat_t, codec),
    COSI_XML_END
};

static const cosi_xml_field_t audio_fields[] = {
    COSI_XML_WHOLE("Bandwidth", cos_audio_stat_t, band_width),
    COSI_XML_WHOLE("SampleRate", cos_audio_stat_t, sample_rate),
    COSI_XML_TEXT("Codec", cos_audio_stat_t, codec),
    COSI_XML_END
};

static const cosi_xml_field_t stat_fields[] = {
    COSI_XML_TEXT("Status", cos_live_channel_stat_t, pushflow_status),
    COSI_XML_TEXT("ConnectedTime", cos_live_channel_stat_t, connected_time),
    COSI_XML_TEXT("RemoteAddr", cos_live_channel_stat_t, remote_addr),
    COSI_XML_STRUCT("Video", cos_live_channel_stat_t, video_stat, video_fields),
    COSI_XML_STRUCT("Audio", cos_live_channel_stat_t, audio_stat, audio_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_live_channel_stat =
    DOCUMENT("LiveChannelStat", stat_fields, cos_live_channel_stat_t);

static const cosi_xml_field_t listed_fields[] = {
    COSI_XML_TEXT("Name", cos_live_channel_content_t, name),
    COSI_XML_TEXT("Description", cos_live_channel_content_t, description),
    COSI_XML_TEXT("Status", cos_live_channel_content_t, status),
    COSI_XML_TEXT_AS("Switch", cos_live_channel_content_t, status, COSI_XML_READ_ONLY),
    COSI_XML_TEXT("LastModified", cos_live_channel_content_t, last_modified),
    COSI_XML_LIST("PublishUrls/Url", cos_live_channel_content_t, publish_url_list, cos_live_channel_publish_url_t,
                  publish_url_fields),
    COSI_XML_LIST("PlayUrls/Url", cos_live_channel_content_t, play_url_list, cos_live_channel_play_url_t,
                  play_url_fields),
    COSI_XML_END
};

static const cosi_xml_field_t list_fields[] = {
    COSI_XML_BOOL("IsTruncated", cos_list_live_channel_params_t, truncated),
    COSI_XML_TEXT("NextMarker", cos_list_live_channel_params_t, next_marker),
    COSI_XML_LIST("LiveChannel", cos_list_live_channel_params_t, live_channel_list, cos_live_channel_content_t,
                  listed_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_live_channel_list =
    DOCUMENT("ListLiveChannelResult", list_fields, cos_list_live_channel_params_t);

static const cosi_xml_field_t record_fields[] = {
    COSI_XML_TEXT("StartTime", cos_live_record_content_t, start_time),
    COSI_XML_TEXT("EndTime", cos_live_record_content_t, end_time),
    COSI_XML_TEXT("RemoteAddr", cos_live_record_content_t, remote_addr),
    COSI_XML_END
};

static const cosi_xml_field_t history_fields[] = {
    COSI_XML_LIST("LiveRecord", cosi_live_channel_history_t, records, cos_live_record_content_t, record_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_live_channel_history =
    DOCUMENT("LiveChannelHistory", history_fields, cosi_live_channel_history_t);
