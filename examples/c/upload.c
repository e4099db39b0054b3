/* Single uploads: a file, memory, a folder, an object in a folder; headers and a speed limit.

   upload FILE */
#include "example.h"

static void upload_file(const cos_string_t *bucket, const cos_string_t *file)
{
    cos_request_options_t *options = begin_work();
    cos_table_t *headers = cos_table_make(options->pool, 3);
    cos_table_t *answer = NULL;
    cos_string_t object = text("upload/file.bin");
    const char *sum;

    apr_table_set(headers, "x-cos-meta-author", "li");
    apr_table_set(headers, "x-cos-storage-class", "STANDARD_IA");
    /* Bits a second: 819,200 (100 KiB/s) at least, 838,860,800 at most. */
    cos_table_add_int(headers, "x-cos-traffic-limit", 838860800);
    check(cos_put_object_from_file(options, bucket, &object, file, headers, &answer), "file");
    sum = apr_table_get(answer, "x-cos-hash-crc64ecma");
    printf("CRC64 %s\n", sum != NULL ? sum : "not told");
    end_work(options);
}

static void upload_memory(const cos_string_t *bucket)
{
    cos_request_options_t *options = begin_work();
    cos_string_t object = text("upload/note.txt");
    cos_list_t body;

    /* The pieces are sent one after the other, from where they are. */
    cos_list_init(&body);
    add_piece(options->pool, &body, "first piece, ");
    add_piece(options->pool, &body, "second piece");
    check(cos_put_object_from_buffer(options, bucket, &object, &body, NULL, NULL), "memory");
    end_work(options);
}

static void make_folder(const cos_string_t *bucket)
{
    cos_request_options_t *options = begin_work();
    cos_string_t object = text("upload/folder/");
    cos_list_t nothing;

    /* There are no folders: an empty object whose key ends in "/" is shown as one. */
    cos_list_init(&nothing);
    check(cos_put_object_from_buffer(options, bucket, &object, &nothing, NULL, NULL), "folder");
    end_work(options);
}

static void upload_into_folder(const cos_string_t *bucket, const cos_string_t *file)
{
    cos_request_options_t *options = begin_work();
    cos_string_t object = text("upload/other/deep/file.bin");

    /* Folders in between need not be made. */
    check(cos_put_object_from_file(options, bucket, &object, file, NULL, NULL), "into a folder");
    end_work(options);
}

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t file = text(argument(argc, argv, 1, "FILE"));

    start_library();
    upload_file(&bucket, &file);
    upload_memory(&bucket);
    make_folder(&bucket);
    upload_into_folder(&bucket, &file);
    end_library();
    return EXIT_SUCCESS;
}
