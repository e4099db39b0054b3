/* Have a video looked at: submit it, ask until the verdict is there, show it.

   video_moderation CI_ENDPOINT OBJECT [SECONDS]
   CI_ENDPOINT is ci.<region>.myqcloud.com; SECONDS pass between two questions (60). */
#include <apr_time.h>

#include "example.h"

static char *submit(cos_request_options_t *options, const cos_string_t *bucket, const char *object)
{
    ci_video_auditing_job_options_t *job = ci_video_auditing_job_options_create(options->pool);
    ci_video_auditing_job_result_t *result = NULL;

    cos_str_set(&job->input_object, object);
    cos_str_set(&job->job_conf.detect_type, "Porn,Ads");
    cos_str_set(&job->job_conf.callback_version, "Detail");
    job->job_conf.detect_content = 1; /* sound too */
    cos_str_set(&job->job_conf.snapshot.mode, "Interval");
    job->job_conf.snapshot.time_interval = 1.5f;
    job->job_conf.snapshot.count = 10;
    check(ci_create_video_auditing_job(options, bucket, job, NULL, NULL, &result), "submit");
    printf("job %.*s is %.*s\n", SHOW(result->jobs_detail.job_id), SHOW(result->jobs_detail.state));
    return cos_pstrdup(options->pool, &result->jobs_detail.job_id);
}

static void show(ci_get_auditing_jobs_detail_t *job)
{
    static const char *const verdicts[] = {"harmless", "not allowed", "to be looked at"};
    ci_auditing_snapshot_result_t *picture;
    ci_auditing_audio_section_result_t *section;

    require(job->result >= 0 && job->result <= 2, "a known verdict");
    printf("%.*s is %s: porn in %d, advertisements in %d of %.*s pictures\n", SHOW(job->object),
        verdicts[job->result], job->porn_info.count, job->ads_info.count, SHOW(job->snapshot_count));
    cos_list_for_each_entry(ci_auditing_snapshot_result_t, picture, &job->snapshot_info_list, node) {
        printf("at %d ms: porn %d, advertisements %d, text \"%.*s\"\n", picture->snapshot_time,
            picture->porn_info.score, picture->ads_info.score, SHOW(picture->text));
    }
    cos_list_for_each_entry(ci_auditing_audio_section_result_t, section, &job->audio_section_info_list, node) {
        printf("%d ms of sound from %d ms: \"%.*s\"\n", section->duration, section->offset_time,
            SHOW(section->text));
    }
}

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    const char *endpoint = argument(argc, argv, 1, "CI_ENDPOINT");
    int pause = argc > 3 ? atoi(argv[3]) : 60;
    ci_auditing_job_result_t *result = NULL;
    cos_request_options_t *options;
    cos_string_t job_id;

    start_library();
    options = begin_work();
    cos_str_set(&options->config->endpoint, endpoint);
    cos_str_set(&job_id, submit(options, &bucket, argument(argc, argv, 2, "OBJECT")));

    for (;;) {
        check(ci_get_auditing_job(options, &bucket, &job_id, NULL, NULL, &result), "ask");
        require(result->nonexist_job_ids.len == 0, "a job of that id");
        printf("state %.*s\n", SHOW(result->jobs_detail.state));
        if (strcmp(result->jobs_detail.state.data, "Success") == 0) {
            show(&result->jobs_detail);
            break;
        }
        if (strcmp(result->jobs_detail.state.data, "Failed") == 0) {
            fail("moderation", cos_pstrdup(options->pool, &result->jobs_detail.message));
        }
        apr_sleep(apr_time_from_sec(pause));
    }
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
