#include "xml/decode_media.h"

#include <string.h>

#include "base/memory.h"
#include "xml/documents_media.h"
#include "xml/read.h"

/* The codes as the published structure has them: with four corners each. */
static int copy_codes(cos_pool_t *pool, cos_list_t *codes, cos_list_t *out)
{
    const cosi_qrcode_t *code;

    cos_list_for_each_entry(cosi_qrcode_t, code, codes, node) {
        ci_qrcode_info_t *info = cosi_calloc(pool, sizeof(*info));
        const size_t corners = sizeof(info->point) / sizeof(info->point[0]);
        const cosi_point_t *point;
        size_t i = 0;

        if (info == NULL) {
            return COSE_OUT_MEMORY;
        }
        info->code_url = code->url;
        cos_list_for_each_entry(cosi_point_t, point, &code->points, node) {
            if (i < corners) {
                info->point[i++] = point->at;
            }
        }
        cos_list_add_tail(&info->node, out);
    }
    return COSE_OK;
}

static void clear_operation(ci_operation_result_t *result)
{
    memset(result, 0, sizeof(*result));
    cos_list_init(&result->object.qrcode_info);
}

int cosi_decode_operation_result(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    ci_operation_result_t *result = out;
    cosi_operation_result_t read;
    cosi_processed_t *first;
    int code;

    clear_operation(result);
    if (size == 0) {
        return COSE_OK;
    }
    code = cosi_xml_read(pool, &cosi_xml_operation_result, body, size, &read);
    if (code != COSE_OK) {
        return code;
    }
    result->origin = read.origin;
    first = cos_list_get_first(&read.objects, cosi_processed_t, node);
    if (first != NULL) {
        result->object = first->object;
        cos_list_init(&result->object.qrcode_info);
        code = copy_codes(pool, &first->codes, &result->object.qrcode_info);
    }
    if (code != COSE_OK) {
        clear_operation(result);
    }
    return code;
}

int cosi_decode_qrcode_result(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    ci_qrcode_result_t *result = out;
    cosi_qrcode_result_t read;
    int code = cosi_xml_read(pool, &cosi_xml_qrcode_result, body, size, &read);

    memset(result, 0, sizeof(*result));
    cos_list_init(&result->qrcode_info);
    if (code == COSE_OK) {
        code = copy_codes(pool, &read.codes, &result->qrcode_info);
    }
    if (code == COSE_OK) {
        result->code_status = read.code_status;
        result->result_image = read.result_image;
    } else {
        cos_list_init(&result->qrcode_info);
    }
    return code;
}

int cosi_decode_video_auditing_result(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read(pool, &cosi_xml_video_auditing_result, body, size, out);
}

int cosi_decode_auditing_result(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read(pool, &cosi_xml_auditing_result, body, size, out);
}

int cosi_decode_media_buckets(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read(pool, &cosi_xml_media_buckets, body, size, out);
}

int cosi_decode_media_info(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    ci_media_info_result_t *result = out;
    const cosi_video_stream_t *video;
    const cosi_audio_stream_t *audio;
    const cosi_subtitle_stream_t *subtitle;
    cosi_media_info_t read;
    int code = cosi_xml_read(pool, &cosi_xml_media_info, body, size, &read);

    memset(result, 0, sizeof(*result));
    if (code != COSE_OK) {
        return code;
    }
    video = cos_list_get_first(&read.videos, cosi_video_stream_t, node);
    audio = cos_list_get_first(&read.audios, cosi_audio_stream_t, node);
    subtitle = cos_list_get_first(&read.subtitles, cosi_subtitle_stream_t, node);
    if (video != NULL) {
        result->stream.video = video->video;
    }
    if (audio != NULL) {
        result->stream.audio = audio->audio;
    }
    if (subtitle != NULL) {
        result->stream.subtitle = subtitle->subtitle;
    }
    result->format = read.format;
    return COSE_OK;
}
