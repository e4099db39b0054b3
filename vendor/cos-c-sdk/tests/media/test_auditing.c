/* Moderation of videos. */
#include "operation.h"

#define SUBMITTED \
    "<?xml version=\"1.0\"?><Response><JobsDetail><JobId>vab1ca9fc8a3ed11ea834c525400863904</JobId>" \
    "<State>Submitted</State><CreationTime>2019-07-07T12:12:12+0800</CreationTime></JobsDetail>" \
    "<RequestId>x</RequestId></Response>"

#define HIT(name, flag, score, more) "<" name "><HitFlag>" flag "</HitFlag><Score>" score "</Score>" more "</" name ">"

static ci_video_auditing_job_options_t *manual_job(operation_t *op)
{
    ci_video_auditing_job_options_t *job = ci_video_auditing_job_options_create(op->pool);

    cos_str_set(&job->input_object, "test.mp4");
    cos_str_set(&job->job_conf.detect_type, "Porn,Ads");
    cos_str_set(&job->job_conf.callback_version, "Detail");
    job->job_conf.detect_content = 1;
    cos_str_set(&job->job_conf.snapshot.mode, "Interval");
    job->job_conf.snapshot.time_interval = 1.5f;
    job->job_conf.snapshot.count = 10;
    return job;
}

TEST(the_job_of_the_manual_is_submitted)
{
    operation_t op;
    ci_video_auditing_job_result_t *result = NULL;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", SUBMITTED);
    CHECK_INT_EQ(200, ci_create_video_auditing_job(op.options, &op.bucket, manual_job(&op), NULL, &op.answer, &result)->code);
    CHECK(starts(&op, 1, "POST /video/auditing HTTP/1.1"));
    CHECK(has_header(&op, 1, "Content-Type", "application/xml"));
    CHECK_STR_EQ("<Request><Input><Object>test.mp4</Object></Input><Conf><DetectType>Porn,Ads</DetectType>"
                 "<Snapshot><Mode>Interval</Mode><Count>10</Count><TimeInterval>1.5</TimeInterval></Snapshot>"
                 "<CallbackVersion>Detail</CallbackVersion><DetectContent>1</DetectContent></Conf></Request>",
                 test_server_request(op.server, 1)->body);
    CHECK_STR_EQ("vab1ca9fc8a3ed11ea834c525400863904", result->jobs_detail.job_id.data);
    CHECK_STR_EQ("Submitted", result->jobs_detail.state.data);
    CHECK_STR_EQ("2019-07-07T12:12:12+0800", result->jobs_detail.creation_time.data);
    operation_close(&op);
}

TEST(what_is_not_set_is_not_sent)
{
    operation_t op;
    ci_video_auditing_job_options_t *job;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", SUBMITTED);
    job = ci_video_auditing_job_options_create(op.pool);
    cos_str_set(&job->input_object, "a&b.mp4");
    cos_str_set(&job->job_conf.callback, "");
    CHECK_INT_EQ(200, ci_create_video_auditing_job(op.options, &op.bucket, job, NULL, NULL, NULL)->code);
    CHECK_STR_EQ("<Request><Input><Object>a&amp;b.mp4</Object></Input><Conf><DetectContent>0</DetectContent></Conf>"
                 "</Request>",
                 test_server_request(op.server, 1)->body);
    operation_close(&op);
}

TEST(a_job_is_not_submitted_twice)
{
    operation_t op;

    operation_open(&op, NULL, NULL);
    op.options->config->retry_times = 3;
    answer(&op, "500 Internal Server Error", "", "");
    answer(&op, "200 OK", "", SUBMITTED);
    CHECK_INT_EQ(500, ci_create_video_auditing_job(op.options, &op.bucket, manual_job(&op), NULL, NULL, NULL)->code);
    CHECK_INT_EQ(1, test_server_request_count(op.server));
    operation_close(&op);
}

TEST(what_came_of_a_job_is_told_in_full)
{
    operation_t op;
    ci_auditing_job_result_t *result = NULL;
    ci_get_auditing_jobs_detail_t *job;
    ci_auditing_snapshot_result_t *snapshot;
    ci_auditing_audio_section_result_t *section;
    cos_string_t id;

    operation_open(&op, NULL, NULL);
    cos_str_set(&id, "va1/2");
    answer(&op, "200 OK", "", "<Response><JobsDetail><Code>Success</Code><Message>fine</Message><JobId>va1</JobId>"
           "<State>Success</State><CreationTime>2021-08-07T12:12:12+0800</CreationTime><Object>test.mp4</Object>"
           "<SnapshotCount>2</SnapshotCount><Result>1</Result>"
           "<PornInfo><HitFlag>1</HitFlag><Count>2</Count></PornInfo>"
           "<TerrorismInfo><HitFlag>0</HitFlag><Count>3</Count></TerrorismInfo>"
           "<PoliticsInfo><HitFlag>2</HitFlag><Count>4</Count></PoliticsInfo>"
           "<AdsInfo><HitFlag>0</HitFlag><Count>5</Count></AdsInfo>"
           "<Snapshot><Url>http://1?a=1&amp;b=2</Url><SnapshotTime>100</SnapshotTime><Text>words</Text>"
           HIT("PornInfo", "1", "99", "<Label>L</Label><SubLabel>SexBehavior</SubLabel>")
           HIT("TerrorismInfo", "0", "1", "") HIT("PoliticsInfo", "0", "2", "") HIT("AdsInfo", "2", "60", "<SubLabel/>")
           "</Snapshot><Snapshot><Url>http://2</Url><SnapshotTime>5000</SnapshotTime></Snapshot>"
           "<AudioSection><Url>http://3</Url><Text>said</Text><OffsetTime>10</OffsetTime><Duration>15000</Duration>"
           HIT("PornInfo", "0", "3", "<Keywords>one</Keywords><Keywords>two</Keywords>")
           HIT("TerrorismInfo", "0", "4", "") HIT("PoliticsInfo", "0", "5", "") HIT("AdsInfo", "1", "77", "")
           "</AudioSection></JobsDetail></Response>");
    CHECK_INT_EQ(200, ci_get_auditing_job(op.options, &op.bucket, &id, NULL, &op.answer, &result)->code);
    CHECK(starts(&op, 1, "GET /video/auditing/va1/2 HTTP/1.1"));
    job = &result->jobs_detail;
    CHECK_STR_EQ("Success", job->code.data);
    CHECK_STR_EQ("fine", job->message.data);
    CHECK_STR_EQ("va1", job->job_id.data);
    CHECK_STR_EQ("Success", job->state.data);
    CHECK_STR_EQ("2021-08-07T12:12:12+0800", job->creation_time.data);
    CHECK_STR_EQ("test.mp4", job->object.data);
    CHECK_STR_EQ("2", job->snapshot_count.data);
    CHECK_INT_EQ(1, job->result);
    CHECK_INT_EQ(1, job->porn_info.hit_flag);
    CHECK_INT_EQ(2, job->porn_info.count);
    CHECK_INT_EQ(3, job->terrorism_info.count);
    CHECK_INT_EQ(2, job->politics_info.hit_flag);
    CHECK_INT_EQ(5, job->ads_info.count);
    snapshot = cos_list_get_first(&job->snapshot_info_list, ci_auditing_snapshot_result_t, node);
    CHECK_STR_EQ("http://1?a=1&b=2", snapshot->url.data);
    CHECK_INT_EQ(100, snapshot->snapshot_time);
    CHECK_STR_EQ("words", snapshot->text.data);
    CHECK_INT_EQ(1, snapshot->porn_info.hit_flag);
    CHECK_INT_EQ(99, snapshot->porn_info.score);
    CHECK_STR_EQ("L", snapshot->porn_info.label.data);
    CHECK_STR_EQ("SexBehavior", snapshot->porn_info.sub_lable.data);
    CHECK_INT_EQ(60, snapshot->ads_info.score);
    CHECK_STR_EQ("", snapshot->ads_info.sub_lable.data);
    snapshot = cos_list_get_last(&job->snapshot_info_list, ci_auditing_snapshot_result_t, node);
    CHECK_STR_EQ("http://2", snapshot->url.data);
    CHECK_INT_EQ(5000, snapshot->snapshot_time);
    CHECK_INT_EQ(0, snapshot->porn_info.score);
    section = cos_list_get_first(&job->audio_section_info_list, ci_auditing_audio_section_result_t, node);
    CHECK_STR_EQ("said", section->text.data);
    CHECK_INT_EQ(10, section->offset_time);
    CHECK_INT_EQ(15000, section->duration);
    CHECK_STR_EQ("one,two", section->porn_info.key_words.data);
    CHECK_INT_EQ(77, section->ads_info.score);
    CHECK(result->nonexist_job_ids.data == NULL);
    operation_close(&op);
}

TEST(a_job_that_is_not_there_is_named)
{
    operation_t op;
    ci_auditing_job_result_t *result = NULL;
    cos_string_t id;

    operation_open(&op, NULL, NULL);
    cos_str_set(&id, "none");
    answer(&op, "200 OK", "", "<Response><NonExistJobIds>none</NonExistJobIds></Response>");
    CHECK_INT_EQ(200, ci_get_auditing_job(op.options, &op.bucket, &id, NULL, NULL, &result)->code);
    CHECK_STR_EQ("none", result->nonexist_job_ids.data);
    CHECK(result->jobs_detail.state.data == NULL);
    CHECK(cos_list_empty(&result->jobs_detail.snapshot_info_list));
    CHECK(cos_list_empty(&result->jobs_detail.audio_section_info_list));
    operation_close(&op);
}

TEST(a_refusal_is_the_server_s_and_the_result_is_empty)
{
    operation_t op;
    ci_auditing_job_result_t *result = NULL;
    ci_video_auditing_job_result_t *job = NULL;
    cos_status_t *status;
    cos_string_t id;

    operation_open(&op, NULL, NULL);
    cos_str_set(&id, "va1");
    answer(&op, "403 Forbidden", "", "<Error><Code>AccessDenied</Code><Message>no</Message></Error>");
    answer(&op, "200 OK", "", "<Error><Code>InvalidParameter</Code><Message>no type</Message></Error>");
    status = ci_get_auditing_job(op.options, &op.bucket, &id, NULL, NULL, &result);
    CHECK_INT_EQ(403, status->code);
    CHECK_STR_EQ("AccessDenied", status->error_code);
    CHECK(result != NULL && cos_list_empty(&result->jobs_detail.snapshot_info_list));
    status = ci_create_video_auditing_job(op.options, &op.bucket, manual_job(&op), NULL, NULL, &job);
    CHECK_INT_EQ(COSE_SERVICE_ERROR, status->code);
    CHECK_STR_EQ("InvalidParameter", status->error_code);
    CHECK(job != NULL && job->jobs_detail.job_id.data == NULL);
    operation_close(&op);
}

TEST(jobs_that_cannot_be_meant_are_refused)
{
    operation_t op;
    ci_video_auditing_job_options_t *job;
    ci_auditing_job_result_t *result = NULL;
    cos_string_t empty = cos_null_string;

    operation_open(&op, NULL, NULL);
    job = ci_video_auditing_job_options_create(op.pool);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_create_video_auditing_job(op.options, &op.bucket, NULL, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_create_video_auditing_job(op.options, &op.bucket, job, NULL, NULL, NULL)->code);
    job = manual_job(&op);
    cos_str_set(&job->job_conf.biz_type, "\x01");
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_create_video_auditing_job(op.options, &op.bucket, job, NULL, NULL, NULL)->code);
    job = manual_job(&op);
    job->job_conf.snapshot.time_interval = 1e30f;
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_create_video_auditing_job(op.options, &op.bucket, job, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_create_video_auditing_job(NULL, &op.bucket, job, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_get_auditing_job(op.options, &op.bucket, &empty, NULL, NULL, &result)->code);
    CHECK(result != NULL);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_get_auditing_job(op.options, NULL, &op.object, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_get_auditing_job(NULL, &op.bucket, &op.object, NULL, NULL, &result)->code);
    CHECK(result == NULL);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
