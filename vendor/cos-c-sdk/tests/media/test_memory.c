/* Every allocation of the calls of data processing fails once: each time an honest status, and a result that
   is whole or empty. */
#include "failing_memory.h"
#include "operation.h"

static operation_t op;

static void serve(void *data, const test_request_t *request, test_reply_t *reply)
{
    const char *status = "200 OK";
    const char *body = "";

    (void)data;
    if (strstr(request->head, "?image_process") != NULL) {
        body = "<UploadResult><OriginalInfo><Key>k</Key></OriginalInfo><ProcessResults><Object><Key>p</Key><QRcodeInfo>"
               "<CodeUrl>u</CodeUrl><CodeLocation><Point>1,2</Point></CodeLocation></QRcodeInfo></Object></ProcessResults>"
               "</UploadResult>";
    } else if (strstr(request->head, "/video/auditing/") != NULL) {
        body = "<Response><JobsDetail><JobId>j</JobId><Snapshot><Url>u</Url></Snapshot><AudioSection/></JobsDetail></Response>";
    } else if (strstr(request->head, "/video/auditing") != NULL) {
        body = "<Response><JobsDetail><JobId>j</JobId></JobsDetail></Response>";
    } else if (strstr(request->head, "videoinfo") != NULL) {
        body = "<Response><MediaInfo><Stream><Video><CodecName>c</CodecName></Video><Audio/></Stream></MediaInfo></Response>";
    } else if (strstr(request->head, "/mediabucket") != NULL) {
        body = "<Response><MediaBucketList><Name>n</Name></MediaBucketList></Response>";
    } else if (strstr(request->head, "?ci-process=snapshot") == NULL) {
        status = "403 Forbidden"; /* a part of the request was lost */
    }
    test_reply_body(reply, status, "", body, strlen(body));
}

/* Makes one call; 0 when its result contradicts its status. */
typedef int (*call_pt)(cos_request_options_t *options, cos_status_t **status);

static int attempt(void *data)
{
    const call_pt *call = data;
    cos_request_options_t *options = NULL;
    cos_status_t *status = NULL;
    cos_pool_t *pool = NULL;
    int clean = 1;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return 1;
    }
    options = operation_options(pool, test_server_authority(op.server));
    if (options != NULL) {
        clean = (*call)(options, &status) && status != NULL
            && (status->code == 200 || (status->code < 0 && status->error_code != NULL));
    }
    apr_pool_destroy(pool);
    return clean;
}

static int image_process(cos_request_options_t *options, cos_status_t **status)
{
    ci_operation_result_t *result;

    *status = ci_image_process(options, &op.bucket, &op.object, NULL, NULL, &result);
    if (cos_status_is_ok(*status)) {
        return strcmp(result->object.key.data, "p") == 0 && !cos_list_empty(&result->object.qrcode_info);
    }
    return result == NULL || (result->object.key.data == NULL && cos_list_empty(&result->object.qrcode_info));
}

static int submit(cos_request_options_t *options, cos_status_t **status)
{
    ci_video_auditing_job_result_t *result;
    ci_video_auditing_job_options_t job = { 0 };

    cos_str_set(&job.input_object, "v.mp4");
    *status = ci_create_video_auditing_job(options, &op.bucket, &job, NULL, NULL, &result);
    return cos_status_is_ok(*status) ? result->jobs_detail.job_id.len == 1
                                     : result == NULL || result->jobs_detail.job_id.data == NULL;
}

static int ask(cos_request_options_t *options, cos_status_t **status)
{
    ci_auditing_job_result_t *result;

    *status = ci_get_auditing_job(options, &op.bucket, &op.bucket, NULL, NULL, &result);
    return cos_status_is_ok(*status) ? !cos_list_empty(&result->jobs_detail.audio_section_info_list)
                                     : result == NULL || cos_list_empty(&result->jobs_detail.snapshot_info_list);
}

static int media_info(cos_request_options_t *options, cos_status_t **status)
{
    ci_media_info_result_t *result;

    *status = ci_get_media_info(options, &op.bucket, &op.object, NULL, NULL, &result);
    return cos_status_is_ok(*status) ? result->stream.video.codec_name.len == 1
                                     : result == NULL || result->stream.video.codec_name.data == NULL;
}

static int buckets(cos_request_options_t *options, cos_status_t **status)
{
    ci_media_buckets_request_t request = { 0 };
    ci_media_buckets_result_t *result;

    cos_str_set(&request.regions, "here");
    *status = ci_describe_media_buckets(options, &request, NULL, NULL, &result);
    return cos_status_is_ok(*status) ? !cos_list_empty(&result->media_bucket_list)
                                     : result == NULL || cos_list_empty(&result->media_bucket_list);
}

static int snapshot(cos_request_options_t *options, cos_status_t **status)
{
    ci_get_snapshot_request_t request = { 0 };

    cos_str_set(&request.mode, "keyframe");
    *status = ci_get_snapshot_to_file(options, &op.bucket, &op.object, &request, NULL, &op.file, NULL);
    return 1;
}

static void survives(call_pt call)
{
    CHECK(attempt(&call)); /* the connection, and what libraries make once */
    CHECK(failing_memory_each(attempt, &call) >= 40);
}

TEST(processing_an_image_survives_every_failing_allocation)
{
    survives(image_process);
}

TEST(submitting_a_job_survives_every_failing_allocation)
{
    survives(submit);
}

TEST(asking_for_a_job_survives_every_failing_allocation)
{
    survives(ask);
}

TEST(asking_what_a_video_is_made_of_survives_every_failing_allocation)
{
    survives(media_info);
}

TEST(asking_for_media_buckets_survives_every_failing_allocation)
{
    survives(buckets);
}

TEST(a_picture_of_a_video_survives_every_failing_allocation)
{
    survives(snapshot);
}

static void before(void)
{
    library_start();
    operation_open(&op, serve, NULL);
}

static void after(void)
{
    operation_close(&op);
    library_stop();
}

TEST_MAIN(before, after)
