/* The documents of data processing: images, QR codes, moderation, media. Where the published structure
   has room for one of several, the document is a table over one of ours (decode_media.c copies). */
#ifndef COSI_XML_DOCUMENTS_MEDIA_H
#define COSI_XML_DOCUMENTS_MEDIA_H

#include "cos_define.h"
#include "xml/fields.h"

typedef struct {
    cos_list_t node;
    cos_string_t at; /* "81,71" */
} cosi_point_t;

/* One <QRcodeInfo>. */
typedef struct {
    cos_list_t node;
    cos_string_t url;
    cos_list_t points; /* cosi_point_t */
} cosi_qrcode_t;

typedef struct {
    int code_status;
    cos_list_t codes; /* cosi_qrcode_t */
    cos_string_t result_image;
} cosi_qrcode_result_t;

/* One <Object> of an UploadResult: what one rule made. */
typedef struct {
    cos_list_t node;
    ci_operation_object_result_t object; /* without its codes */
    cos_list_t codes;                    /* cosi_qrcode_t */
} cosi_processed_t;

typedef struct {
    ci_operation_origin_info_t origin;
    cos_list_t objects; /* cosi_processed_t */
} cosi_operation_result_t;

typedef struct {
    cos_list_t node;
    ci_media_video_t video;
} cosi_video_stream_t;

typedef struct {
    cos_list_t node;
    ci_media_audio_t audio;
} cosi_audio_stream_t;

typedef struct {
    cos_list_t node;
    ci_media_subtitle_t subtitle;
} cosi_subtitle_stream_t;

typedef struct {
    cos_list_t videos;    /* cosi_video_stream_t */
    cos_list_t audios;    /* cosi_audio_stream_t */
    cos_list_t subtitles; /* cosi_subtitle_stream_t */
    ci_media_stream_format_t format;
} cosi_media_info_t;

extern const cosi_xml_document_t cosi_xml_operation_result;       /* cosi_operation_result_t */
extern const cosi_xml_document_t cosi_xml_qrcode_result;          /* cosi_qrcode_result_t */
extern const cosi_xml_document_t cosi_xml_video_auditing_request; /* ci_video_auditing_job_options_t */
extern const cosi_xml_document_t cosi_xml_video_auditing_result;  /* ci_video_auditing_job_result_t */
extern const cosi_xml_document_t cosi_xml_auditing_result;        /* ci_auditing_job_result_t */
extern const cosi_xml_document_t cosi_xml_media_buckets;          /* ci_media_buckets_result_t */
extern const cosi_xml_document_t cosi_xml_media_info;             /* cosi_media_info_t */

#endif
