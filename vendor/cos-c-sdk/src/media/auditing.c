/* Moderation of videos: a job is submitted, and asked for later. */
#include "base/memory.h"
#include "cos_api.h"
#include "media/result.h"
#include "service/arguments.h"
#include "xml/decode_media.h"
#include "xml/documents_media.h"
#include "xml/request_body.h"

#define JOBS "video/auditing"

cos_status_t *ci_create_video_auditing_job(const cos_request_options_t *options, const cos_string_t *bucket,
    const ci_video_auditing_job_options_t *job_options, cos_table_t *headers, cos_table_t **resp_headers,
    ci_video_auditing_job_result_t **job_result)
{
    ci_video_auditing_job_result_t *result;
    cos_string_t path;
    cosi_call_t call;

    cos_str_set(&path, JOBS);
    cosi_call_init(&call, options, HTTP_POST, bucket, &path);
    result = cosi_media_result(&call, sizeof(*result));
    if (job_result != NULL) {
        *job_result = result;
    }
    if (job_options == NULL || cosi_is_missing(&job_options->input_object)) {
        return cosi_refuse(&call, job_options == NULL ? "the options of the job are missing"
                                                      : "the key of the video is empty");
    }
    call.headers = headers;
    call.resp_headers = resp_headers;
    call.decode = cosi_decode_video_auditing_result;
    call.flags = COSI_BODY_MAY_FAIL;
    cosi_call_document(&call, &cosi_xml_video_auditing_request, job_options);
    return cosi_execute(&call);
}

/* "video/auditing/<id>"; no data when there is no memory or no pool. */
static cos_string_t path_of(cosi_call_t *call, const cos_string_t *job_id)
{
    cos_string_t path = cos_null_string;
    const char *id = cosi_call_text(call, job_id);
    char *text = call->pool != NULL ? cosi_join(call->pool, JOBS "/", id, (char *)NULL) : NULL;

    if (text != NULL) {
        cos_str_set(&path, text);
    } else if (call->error == COSE_OK) {
        call->error = COSE_OUT_MEMORY;
    }
    return path;
}

cos_status_t *ci_get_auditing_job(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *job_id, cos_table_t *headers, cos_table_t **resp_headers,
    ci_auditing_job_result_t **job_result)
{
    ci_auditing_job_result_t *result;
    cos_string_t path;
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, NULL);
    result = cosi_media_result(&call, sizeof(*result));
    if (result != NULL) {
        cos_list_init(&result->jobs_detail.snapshot_info_list);
        cos_list_init(&result->jobs_detail.audio_section_info_list);
    }
    if (job_result != NULL) {
        *job_result = result;
    }
    if (cosi_is_missing(job_id)) {
        return cosi_refuse(&call, "the id of the job is empty");
    }
    path = path_of(&call, job_id);
    if (path.data != NULL) {
        call.object = &path;
    }
    call.headers = headers;
    call.resp_headers = resp_headers;
    call.decode = cosi_decode_auditing_result;
    call.flags = COSI_BODY_MAY_FAIL;
    return cosi_execute(&call);
}
