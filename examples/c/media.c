/* More of Cloud Infinite, beyond the manual's C chapter: QR codes, media buckets, media data, pictures of a video.

   media CI_ENDPOINT FOLDER      CI_ENDPOINT is ci.<region>.myqcloud.com */
#include "example.h"

static void qrcodes(const cos_string_t *bucket)
{
    cos_request_options_t *options = begin_work();
    cos_string_t object = text("media/poster.png");
    ci_qrcode_result_t *result = NULL;
    ci_qrcode_info_t *code;

    check(ci_get_qrcode(options, bucket, &object, 0, NULL, NULL, NULL, &result), "QR codes");
    cos_list_for_each_entry(ci_qrcode_info_t, code, &result->qrcode_info, node) {
        printf("%.*s at %.*s\n", SHOW(code->code_url), SHOW(code->point[0]));
    }
    end_work(options);
}

static void media_buckets(const char *endpoint)
{
    cos_request_options_t *options = begin_work();
    ci_media_buckets_request_t *wanted = ci_media_buckets_request_create(options->pool);
    ci_media_buckets_result_t *result = NULL;
    ci_media_bucket_list_t *bucket;

    cos_str_set(&options->config->endpoint, endpoint);
    cos_str_set(&wanted->page_size, "10");
    check(ci_describe_media_buckets(options, wanted, NULL, NULL, &result), "media buckets");
    printf("%d in all\n", result->total_count);
    cos_list_for_each_entry(ci_media_bucket_list_t, bucket, &result->media_bucket_list, node) {
        printf("media bucket %.*s in %.*s\n", SHOW(bucket->bucket_id), SHOW(bucket->region));
    }
    end_work(options);
}

static void media_data(const cos_string_t *bucket, const cos_string_t *video)
{
    cos_request_options_t *options = begin_work();
    ci_media_info_result_t *result = NULL;

    check(ci_get_media_info(options, bucket, video, NULL, NULL, &result), "media data");
    printf("%.*s, %.1f s, %d x %d, sound %d Hz\n", SHOW(result->stream.video.codec_name), result->format.duration,
        result->stream.video.width, result->stream.video.height, result->stream.audio.sample_rate);
    end_work(options);
}

static void snapshots(const cos_string_t *bucket, const cos_string_t *video, const char *folder)
{
    cos_request_options_t *options = begin_work();
    ci_get_snapshot_request_t *wanted = ci_snapshot_request_create(options->pool);
    cos_string_t file = text(apr_psprintf(options->pool, "%s/snapshot.png", folder));
    cos_list_t body;

    wanted->time = 7.5f; /* seconds */
    wanted->width = 320;
    cos_str_set(&wanted->format, "png");
    cos_list_init(&body);
    check(ci_get_snapshot_to_buffer(options, bucket, video, wanted, NULL, &body, NULL), "a picture to memory");
    printf("%lld bytes\n", (long long)cos_buf_list_len(&body));
    check(ci_get_snapshot_to_file(options, bucket, video, wanted, NULL, &file, NULL), "a picture to a file");
    end_work(options);
}

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t video = text("media/film.mp4");
    const char *endpoint = argument(argc, argv, 1, "CI_ENDPOINT");
    const char *folder = argument(argc, argv, 2, "FOLDER");

    start_library();
    qrcodes(&bucket);
    media_buckets(endpoint);
    media_data(&bucket, &video);
    snapshots(&bucket, &video, folder);
    end_library();
    return EXIT_SUCCESS;
}
