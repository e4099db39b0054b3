#include "xml/documents_media.h"

#define DOCUMENT(root, fields, type) { root, fields, sizeof(type) }

/* ------------------------------------------------------------------ images and QR codes */

static const cosi_xml_field_t point_fields[] = {
    COSI_XML_TEXT("", cosi_point_t, at),
    COSI_XML_END
};

static const cosi_xml_field_t qrcode_fields[] = {
    COSI_XML_TEXT("CodeUrl", cosi_qrcode_t, url),
    COSI_XML_LIST("CodeLocation/Point", cosi_qrcode_t, points, cosi_point_t, point_fields),
    COSI_XML_END
};

static const cosi_xml_field_t origin_fields[] = {
    COSI_XML_TEXT("Key", ci_operation_origin_info_t, key),
    COSI_XML_TEXT("Location", ci_operation_origin_info_t, location),
    COSI_XML_TEXT("ETag", ci_operation_origin_info_t, etag),
    COSI_XML_TEXT("ImageInfo/Format", ci_operation_origin_info_t, image_info.format),
    COSI_XML_WHOLE("ImageInfo/Width", ci_operation_origin_info_t, image_info.width),
    COSI_XML_WHOLE("ImageInfo/Height", ci_operation_origin_info_t, image_info.height),
    COSI_XML_WHOLE("ImageInfo/Quality", ci_operation_origin_info_t, image_info.quality),
    COSI_XML_TEXT("ImageInfo/Ave", ci_operation_origin_info_t, image_info.ave),
    COSI_XML_WHOLE("ImageInfo/Orientation", ci_operation_origin_info_t, image_info.orientation),
    COSI_XML_END
};

static const cosi_xml_field_t processed_fields[] = {
    COSI_XML_TEXT("Key", cosi_processed_t, object.key),
    COSI_XML_TEXT("Location", cosi_processed_t, object.location),
    COSI_XML_TEXT("Format", cosi_processed_t, object.format),
    COSI_XML_WHOLE("Width", cosi_processed_t, object.width),
    COSI_XML_WHOLE("Height", cosi_processed_t, object.height),
    COSI_XML_WHOLE("Size", cosi_processed_t, object.size),
    COSI_XML_WHOLE("Quality", cosi_processed_t, object.quality),
    COSI_XML_TEXT("ETag", cosi_processed_t, object.etag),
    COSI_XML_WHOLE("CodeStatus", cosi_processed_t, object.code_status),
    COSI_XML_LIST("QRcodeInfo", cosi_processed_t, codes, cosi_qrcode_t, qrcode_fields),
    COSI_XML_END
};

static const cosi_xml_field_t operation_result_fields[] = {
    COSI_XML_STRUCT("OriginalInfo", cosi_operation_result_t, origin, origin_fields),
    COSI_XML_LIST("ProcessResults/Object", cosi_operation_result_t, objects, cosi_processed_t, processed_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_operation_result =
    DOCUMENT("UploadResult|Response", operation_result_fields, cosi_operation_result_t);

static const cosi_xml_field_t qrcode_result_fields[] = {
    COSI_XML_WHOLE("CodeStatus", cosi_qrcode_result_t, code_status),
    COSI_XML_LIST("QRcodeInfo", cosi_qrcode_result_t, codes, cosi_qrcode_t, qrcode_fields),
    COSI_XML_TEXT("ResultImage", cosi_qrcode_result_t, result_image),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_qrcode_result =
    DOCUMENT("Response", qrcode_result_fields, cosi_qrcode_result_t);

/* ------------------------------------------------------------------ moderation */

/* What is 0 or empty is left out: the server has its own defaults. */
static const cosi_xml_field_t video_auditing_request_fields[] = {
    COSI_XML_FILLED("Input/Object", ci_video_auditing_job_options_t, input_object),
    COSI_XML_FILLED("Conf/DetectType", ci_video_auditing_job_options_t, job_conf.detect_type),
    COSI_XML_FILLED("Conf/Snapshot/Mode", ci_video_auditing_job_options_t, job_conf.snapshot.mode),
    COSI_XML_WHOLE("Conf/Snapshot/Count", ci_video_auditing_job_options_t, job_conf.snapshot.count),
    COSI_XML_FLOAT("Conf/Snapshot/TimeInterval", ci_video_auditing_job_options_t, job_conf.snapshot.time_interval),
    COSI_XML_FILLED("Conf/Callback", ci_video_auditing_job_options_t, job_conf.callback),
    COSI_XML_FILLED("Conf/CallbackVersion", ci_video_auditing_job_options_t, job_conf.callback_version),
    COSI_XML_FILLED("Conf/BizType", ci_video_auditing_job_options_t, job_conf.biz_type),
    COSI_XML_INT("Conf/DetectContent", ci_video_auditing_job_options_t, job_conf.detect_content),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_video_auditing_request =
    DOCUMENT("Request", video_auditing_request_fields, ci_video_auditing_job_options_t);

static const cosi_xml_field_t video_auditing_result_fields[] = {
    COSI_XML_TEXT("JobsDetail/JobId", ci_video_auditing_job_result_t, jobs_detail.job_id),
    COSI_XML_TEXT("JobsDetail/State", ci_video_auditing_job_result_t, jobs_detail.state),
    COSI_XML_TEXT("JobsDetail/CreationTime", ci_video_auditing_job_result_t, jobs_detail.creation_time),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_video_auditing_result =
    DOCUMENT("Response", video_auditing_result_fields, ci_video_auditing_job_result_t);

static const cosi_xml_field_t video_hits_fields[] = {
    COSI_XML_WHOLE("HitFlag", ci_auditing_video_info_t, hit_flag),
    COSI_XML_WHOLE("Count", ci_auditing_video_info_t, count),
    COSI_XML_END
};

static const cosi_xml_field_t snapshot_hit_fields[] = {
    COSI_XML_WHOLE("HitFlag", ci_auditing_snapshot_info_t, hit_flag),
    COSI_XML_WHOLE("Score", ci_auditing_snapshot_info_t, score),
    COSI_XML_TEXT("Label", ci_auditing_snapshot_info_t, label),
    COSI_XML_TEXT("SubLabel", ci_auditing_snapshot_info_t, sub_lable),
    COSI_XML_END
};

static const cosi_xml_field_t audio_hit_fields[] = {
    COSI_XML_WHOLE("HitFlag", ci_auditing_audio_info_t, hit_flag),
    COSI_XML_WHOLE("Score", ci_auditing_audio_info_t, score),
    COSI_XML_TEXTS("Keywords", ci_auditing_audio_info_t, key_words),
    COSI_XML_END
};

static const cosi_xml_field_t snapshot_fields[] = {
    COSI_XML_TEXT("Url", ci_auditing_snapshot_result_t, url),
    COSI_XML_WHOLE("SnapshotTime", ci_auditing_snapshot_result_t, snapshot_time),
    COSI_XML_TEXT("Text", ci_auditing_snapshot_result_t, text),
    COSI_XML_STRUCT("PornInfo", ci_auditing_snapshot_result_t, porn_info, snapshot_hit_fields),
    COSI_XML_STRUCT("TerrorismInfo", ci_auditing_snapshot_result_t, terrorism_info, snapshot_hit_fields),
    COSI_XML_STRUCT("PoliticsInfo", ci_auditing_snapshot_result_t, politics_info, snapshot_hit_fields),
    COSI_XML_STRUCT("AdsInfo", ci_auditing_snapshot_result_t, ads_info, snapshot_hit_fields),
    COSI_XML_END
};

static const cosi_xml_field_t audio_section_fields[] = {
    COSI_XML_TEXT("Url", ci_auditing_audio_section_result_t, url),
    COSI_XML_TEXT("Text", ci_auditing_audio_section_result_t, text),
    COSI_XML_WHOLE("OffsetTime", ci_auditing_audio_section_result_t, offset_time),
    COSI_XML_WHOLE("Duration", ci_auditing_audio_section_result_t, duration),
    COSI_XML_STRUCT("PornInfo", ci_auditing_audio_section_result_t, porn_info, audio_hit_fields),
    COSI_XML_STRUCT("TerrorismInfo", ci_auditing_audio_section_result_t, terrorism_info, audio_hit_fields),
    COSI_XML_STRUCT("PoliticsInfo", ci_auditing_audio_section_result_t, politics_info, audio_hit_fields),
    COSI_XML_STRUCT("AdsInfo", ci_auditing_audio_section_result_t, ads_info, audio_hit_fields),
    COSI_XML_END
};

static const cosi_xml_field_t job_fields[] = {
    COSI_XML_TEXT("Code", ci_get_auditing_jobs_detail_t, code),
    COSI_XML_TEXT("Message", ci_get_auditing_jobs_detail_t, message),
    COSI_XML_TEXT("JobId", ci_get_auditing_jobs_detail_t, job_id),
    COSI_XML_TEXT("State", ci_get_auditing_jobs_detail_t, state),
    COSI_XML_TEXT("CreationTime", ci_get_auditing_jobs_detail_t, creation_time),
    COSI_XML_TEXT("Object", ci_get_auditing_jobs_detail_t, object),
    COSI_XML_TEXT("SnapshotCount", ci_get_auditing_jobs_detail_t, snapshot_count),
    COSI_XML_WHOLE("Result", ci_get_auditing_jobs_detail_t, result),
    COSI_XML_STRUCT("PornInfo", ci_get_auditing_jobs_detail_t, porn_info, video_hits_fields),
    COSI_XML_STRUCT("TerrorismInfo", ci_get_auditing_jobs_detail_t, terrorism_info, video_hits_fields),
    COSI_XML_STRUCT("PoliticsInfo", ci_get_auditing_jobs_detail_t, politics_info, video_hits_fields),
    COSI_XML_STRUCT("AdsInfo", ci_get_auditing_jobs_detail_t, ads_info, video_hits_fields),
    COSI_XML_LIST("Snapshot", ci_get_auditing_jobs_detail_t, snapshot_info_list, ci_auditing_snapshot_result_t,
                  snapshot_fields),
    COSI_XML_LIST("AudioSection", ci_get_auditing_jobs_detail_t, audio_section_info_list,
                  ci_auditing_audio_section_result_t, audio_section_fields),
    COSI_XML_END
};

static const cosi_xml_field_t auditing_result_fields[] = {
    COSI_XML_STRUCT("JobsDetail", ci_auditing_job_result_t, jobs_detail, job_fields),
    COSI_XML_TEXT("NonExistJobIds", ci_auditing_job_result_t, nonexist_job_ids),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_auditing_result =
    DOCUMENT("Response", auditing_result_fields, ci_auditing_job_result_t);

/* ------------------------------------------------------------------ media */

static const cosi_xml_field_t media_bucket_fields[] = {
    COSI_XML_TEXT("BucketId", ci_media_bucket_list_t, bucket_id),
    COSI_XML_TEXT("Name", ci_media_bucket_list_t, name),
    COSI_XML_TEXT("Region", ci_media_bucket_list_t, region),
    COSI_XML_TEXT("CreateTime", ci_media_bucket_list_t, create_time),
    COSI_XML_END
};

static const cosi_xml_field_t media_buckets_fields[] = {
    COSI_XML_WHOLE("TotalCount", ci_media_buckets_result_t, total_count),
    COSI_XML_WHOLE("PageNumber", ci_media_buckets_result_t, page_number),
    COSI_XML_WHOLE("PageSize", ci_media_buckets_result_t, page_size),
    COSI_XML_LIST("MediaBucketList", ci_media_buckets_result_t, media_bucket_list, ci_media_bucket_list_t,
                  media_bucket_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_media_buckets =
    DOCUMENT("Response", media_buckets_fields, ci_media_buckets_result_t);

static const cosi_xml_field_t video_fields[] = {
    COSI_XML_WHOLE("Index", cosi_video_stream_t, video.index),
    COSI_XML_TEXT("CodecName", cosi_video_stream_t, video.codec_name),
    COSI_XML_TEXT("CodecLongName", cosi_video_stream_t, video.codec_long_name),
    COSI_XML_TEXT("CodecTimeBase", cosi_video_stream_t, video.codec_time_base),
    COSI_XML_TEXT("CodecTagString", cosi_video_stream_t, video.codec_tag_string),
    COSI_XML_TEXT("CodecTag", cosi_video_stream_t, video.codec_tag),
    COSI_XML_TEXT("Profile", cosi_video_stream_t, video.profile),
    COSI_XML_WHOLE("Height", cosi_video_stream_t, video.height),
    COSI_XML_WHOLE("Width", cosi_video_stream_t, video.width),
    COSI_XML_WHOLE("HasBFrame", cosi_video_stream_t, video.has_b_frame),
    COSI_XML_WHOLE("RefFrames", cosi_video_stream_t, video.ref_frames),
    COSI_XML_TEXT("Sar", cosi_video_stream_t, video.sar),
    COSI_XML_TEXT("Dar", cosi_video_stream_t, video.dar),
    COSI_XML_TEXT("PixFormat", cosi_video_stream_t, video.pix_format),
    COSI_XML_TEXT("FieldOrder", cosi_video_stream_t, video.field_order),
    COSI_XML_WHOLE("Level", cosi_video_stream_t, video.level),
    COSI_XML_WHOLE("Fps", cosi_video_stream_t, video.fps),
    COSI_XML_TEXT("AvgFps", cosi_video_stream_t, video.avg_fps),
    COSI_XML_TEXT("Timebase", cosi_video_stream_t, video.timebase),
    COSI_XML_FLOAT("StartTime", cosi_video_stream_t, video.start_time),
    COSI_XML_FLOAT("Duration", cosi_video_stream_t, video.duration),
    COSI_XML_FLOAT("Bitrate", cosi_video_stream_t, video.bit_rate),
    COSI_XML_WHOLE("NumFrames", cosi_video_stream_t, video.num_frames),
    COSI_XML_TEXT("Language", cosi_video_stream_t, video.language),
    COSI_XML_END
};

static const cosi_xml_field_t audio_fields[] = {
    COSI_XML_WHOLE("Index", cosi_audio_stream_t, audio.index),
    COSI_XML_TEXT("CodecName", cosi_audio_stream_t, audio.codec_name),
    COSI_XML_TEXT("CodecLongName", cosi_audio_stream_t, audio.codec_long_name),
    COSI_XML_TEXT("CodecTimeBase", cosi_audio_stream_t, audio.codec_time_base),
    COSI_XML_TEXT("CodecTagString", cosi_audio_stream_t, audio.codec_tag_string),
    COSI_XML_TEXT("CodecTag", cosi_audio_stream_t, audio.codec_tag),
    COSI_XML_TEXT("SampleFmt", cosi_audio_stream_t, audio.sample_fmt),
    COSI_XML_WHOLE("SampleRate", cosi_audio_stream_t, audio.sample_rate),
    COSI_XML_WHOLE("Channel", cosi_audio_stream_t, audio.channel),
    COSI_XML_TEXT("ChannelLayout", cosi_audio_stream_t, audio.channel_layout),
    COSI_XML_TEXT("Timebase", cosi_audio_stream_t, audio.timebase),
    COSI_XML_FLOAT("StartTime", cosi_audio_stream_t, audio.start_time),
    COSI_XML_FLOAT("Duration", cosi_audio_stream_t, audio.duration),
    COSI_XML_FLOAT("Bitrate", cosi_audio_stream_t, audio.bit_rate),
    COSI_XML_TEXT("Language", cosi_audio_stream_t, audio.language),
    COSI_XML_END
};

static const cosi_xml_field_t subtitle_fields[] = {
    COSI_XML_WHOLE("Index", cosi_subtitle_stream_t, subtitle.index),
    COSI_XML_TEXT("Language", cosi_subtitle_stream_t, subtitle.language),
    COSI_XML_END
};

static const cosi_xml_field_t media_info_fields[] = {
    COSI_XML_LIST("MediaInfo/Stream/Video", cosi_media_info_t, videos, cosi_video_stream_t, video_fields),
    COSI_XML_LIST("MediaInfo/Stream/Audio", cosi_media_info_t, audios, cosi_audio_stream_t, audio_fields),
    COSI_XML_LIST("MediaInfo/Stream/Subtitle", cosi_media_info_t, subtitles, cosi_subtitle_stream_t, subtitle_fields),
    COSI_XML_WHOLE("MediaInfo/Format/NumStream", cosi_media_info_t, format.num_stream),
    COSI_XML_WHOLE("MediaInfo/Format/NumProgram", cosi_media_info_t, format.num_program),
    COSI_XML_TEXT("MediaInfo/Format/FormatName", cosi_media_info_t, format.format_name),
    COSI_XML_TEXT("MediaInfo/Format/FormatLongName", cosi_media_info_t, format.format_long_name),
    COSI_XML_FLOAT("MediaInfo/Format/StartTime", cosi_media_info_t, format.start_time),
    COSI_XML_FLOAT("MediaInfo/Format/Duration", cosi_media_info_t, format.duration),
    COSI_XML_WHOLE("MediaInfo/Format/Bitrate", cosi_media_info_t, format.bit_rate),
    COSI_XML_WHOLE("MediaInfo/Format/Size", cosi_media_info_t, format.size),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_media_info = DOCUMENT("Response", media_info_fields, cosi_media_info_t);
