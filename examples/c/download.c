/* Single downloads: to a file, to memory, a range into a file, and all that is below a prefix.

   download FOLDER */
#include <apr_file_io.h>

#include "example.h"

static char *below(cos_pool_t *pool, const char *folder, const char *name)
{
    return apr_psprintf(pool, "%s/%s", folder, name);
}

static void to_file(const cos_string_t *bucket, const cos_string_t *object, const char *folder)
{
    cos_request_options_t *options = begin_work();
    cos_table_t *headers = cos_table_make(options->pool, 1);
    cos_string_t file = text(below(options->pool, folder, "whole.txt"));

    cos_table_add_int(headers, "x-cos-traffic-limit", 819200);
    check(cos_get_object_to_file(options, bucket, object, headers, NULL, &file, NULL), "file, not too fast");
    end_work(options);
}

static void to_memory(const cos_string_t *bucket, const cos_string_t *object)
{
    cos_request_options_t *options = begin_work();
    cos_table_t *headers = cos_table_make(options->pool, 1);
    cos_table_t *params = cos_table_make(options->pool, 1);
    cos_table_t *answer = NULL;
    cos_list_t body;

    apr_table_set(headers, "Range", "bytes=0-4");
    apr_table_set(params, "response-content-type", "text/html");
    cos_list_init(&body);
    check(cos_get_object_to_buffer(options, bucket, object, headers, params, &body, &answer), "memory");
    printf("%s: %s\n", apr_table_get(answer, "Content-Range"), cos_buf_list_content(options->pool, &body));
    printf("as %s\n", apr_table_get(answer, "Content-Type"));
    end_work(options);
}

/* Into the same place of a file that exists, so that several can fill it together. */
static void range_to_file(const cos_string_t *bucket, const cos_string_t *object, const char *folder)
{
    cos_request_options_t *options = begin_work();
    cos_upload_file_t *range = cos_create_upload_file(options->pool);
    apr_file_t *made = NULL;

    cos_str_set(&range->filename, below(options->pool, folder, "part.txt"));
    require(apr_file_open(&made, range->filename.data, APR_CREATE | APR_WRITE, APR_OS_DEFAULT, options->pool) ==
        APR_SUCCESS, "a new file");
    apr_file_close(made);
    range->file_pos = 7;
    range->file_last = 12; /* the first byte that does not belong to it */
    check(cos_download_part_to_file(options, bucket, object, range, NULL), "range");
    end_work(options);
}

static void folder_to_files(const cos_string_t *bucket, const char *folder)
{
    cos_request_options_t *options = begin_work();
    cos_list_object_params_t *page = cos_create_list_object_params(options->pool);
    cos_list_object_content_t *entry;
    cos_string_t slash = cos_string("/");

    cos_str_set(&page->prefix, "download/tree/");
    do {
        cos_list_init(&page->object_list);
        check(cos_list_object(options, bucket, page, NULL), "names");
        cos_list_for_each_entry(cos_list_object_content_t, entry, &page->object_list, node) {
            char *path = below(options->pool, folder, cos_pstrdup(options->pool, &entry->key));
            cos_string_t file = text(path);

            /* Names come from whoever may write to the bucket: they must not lead out of the folder. */
            require(strstr(path, "..") == NULL, "a harmless name");
            if (cos_ends_with(&entry->key, &slash)) {
                require(apr_dir_make_recursive(path, APR_OS_DEFAULT, options->pool) == APR_SUCCESS, "a folder");
            } else {
                *strrchr(path, '/') = '\0';
                require(apr_dir_make_recursive(path, APR_OS_DEFAULT, options->pool) == APR_SUCCESS, "a folder");
                path[strlen(path)] = '/';
                check(cos_get_object_to_file(options, bucket, &entry->key, NULL, NULL, &file, NULL), path);
            }
        }
        page->marker = page->next_marker;
    } while (page->truncated);
    end_work(options);
}

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t object = text("download/text.txt");
    const char *folder = argument(argc, argv, 1, "FOLDER");
    cos_request_options_t *options;

    start_library();
    options = begin_work();
    put_text(options, &bucket, "download/text.txt", "first, second, third");
    put_text(options, &bucket, "download/tree/empty/", "");
    put_text(options, &bucket, "download/tree/a.txt", "a");
    put_text(options, &bucket, "download/tree/deep/b.txt", "b");
    end_work(options);

    to_file(&bucket, &object, folder);
    to_memory(&bucket, &object);
    range_to_file(&bucket, &object, folder);
    folder_to_files(&bucket, folder);
    end_library();
    return EXIT_SUCCESS;
}
