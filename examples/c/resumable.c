/* Whole files of any size, in parts on several threads: up and down, with progress and a checkpoint.

   resumable UPLOADED DOWNLOADED      When the process is killed half-way, the same command goes on. */
#include "example.h"

/* Runs on the thread of the call, now and then. */
static void show_progress(int64_t done, int64_t total)
{
    fprintf(stderr, "\r%lld of %lld bytes", (long long)done, (long long)total);
}

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t from = text(argument(argc, argv, 1, "UPLOADED"));
    cos_string_t to = text(argument(argc, argv, 2, "DOWNLOADED"));
    cos_string_t object = text("resumable/big.bin");
    cos_resumable_clt_params_t *how;
    cos_request_options_t *options;
    cos_table_t *headers;
    cos_table_t *answer = NULL;
    cos_list_t body;

    start_library();

    options = begin_work();
    headers = cos_table_make(options->pool, 1);
    apr_table_set(headers, "x-cos-meta-made", "resumably");
    /* Parts of 1 MiB, four at a time; what is done is noted in UPLOADED.cp until all is. */
    how = cos_create_resumable_clt_params_content(options->pool, 1 << 20, 4, COS_TRUE, NULL);
    cos_list_init(&body);
    check(cos_resumable_upload_file(options, &bucket, &object, &from, headers, NULL, how, show_progress, &answer,
        &body), "upload");
    printf("CRC64 %s\n", apr_table_get(answer, "x-cos-hash-crc64ecma"));
    end_work(options);

    options = begin_work();
    how = cos_create_resumable_clt_params_content(options->pool, 4 << 20, 3, COS_TRUE, NULL);
    check(cos_resumable_download_file(options, &bucket, &object, &to, NULL, NULL, how, show_progress), "download");
    end_work(options);

    end_library();
    return EXIT_SUCCESS;
}
