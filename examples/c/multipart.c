/* An upload in parts by hand: begin, parts from a file and from memory, look at both lists, finish; and one that
   is given up. For whole files cos_resumable_upload_file (resumable.c) does all this.

   multipart FILE      FILE has 1 MiB at least */
#include "example.h"

enum { PART = 1 << 20 };

static void list_uploads(const cos_request_options_t *options, const cos_string_t *bucket)
{
    cos_list_multipart_upload_params_t *page = cos_create_list_multipart_upload_params(options->pool);
    cos_list_multipart_upload_content_t *upload;

    cos_str_set(&page->prefix, "multipart/");
    do {
        cos_list_init(&page->upload_list);
        check(cos_list_multipart_upload(options, bucket, page, NULL), "uploads in progress");
        cos_list_for_each_entry(cos_list_multipart_upload_content_t, upload, &page->upload_list, node) {
            printf("upload of %.*s since %.*s\n", SHOW(upload->key), SHOW(upload->initiated));
        }
        page->key_marker = page->next_key_marker;
        page->upload_id_marker = page->next_upload_id_marker;
    } while (page->truncated);
}

/* The parts as the server has them become the list that finishes the upload. */
static void collect_parts(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *upload_id, cos_list_t *parts)
{
    cos_list_upload_part_params_t *page = cos_create_list_upload_part_params(options->pool);
    cos_list_part_content_t *part;
    cos_complete_part_content_t *entry;

    do {
        cos_list_init(&page->part_list);
        check(cos_list_upload_part(options, bucket, object, upload_id, page, NULL), "parts");
        cos_list_for_each_entry(cos_list_part_content_t, part, &page->part_list, node) {
            printf("part %.*s of %.*s bytes\n", SHOW(part->part_number), SHOW(part->size));
            entry = cos_create_complete_part_content(options->pool);
            entry->part_number = part->part_number;
            entry->etag = part->etag;
            cos_list_add_tail(&entry->node, parts);
        }
        page->part_number_marker = page->next_part_number_marker;
    } while (page->truncated);
}

static void finish_one(const cos_string_t *bucket, const cos_string_t *file)
{
    cos_request_options_t *options = begin_work();
    cos_string_t object = text("multipart/whole.bin");
    cos_string_t upload_id = cos_null_string;
    cos_upload_file_t *range = cos_create_upload_file(options->pool);
    cos_table_t *headers = cos_table_make(options->pool, 1);
    cos_table_t *answer = NULL;
    cos_list_t body;
    cos_list_t parts;

    apr_table_set(headers, "x-cos-meta-made", "in-parts");
    check(cos_init_multipart_upload(options, bucket, &object, &upload_id, headers, NULL), "begin");

    /* Any order will do; the numbers say where a part belongs. */
    cos_list_init(&body);
    add_piece(options->pool, &body, "the last part may be short");
    check(cos_upload_part_from_buffer(options, bucket, &object, &upload_id, 2, &body, NULL), "part 2");

    range->filename = *file;
    range->file_pos = 0;
    range->file_last = PART;
    check(cos_upload_part_from_file(options, bucket, &object, &upload_id, 1, range, &answer), "part 1");
    printf("part 1 has the ETag %s\n", apr_table_get(answer, "ETag"));

    list_uploads(options, bucket);
    cos_list_init(&parts);
    collect_parts(options, bucket, &object, &upload_id, &parts);
    check(cos_complete_multipart_upload(options, bucket, &object, &upload_id, &parts, NULL, NULL), "finish");
    end_work(options);
}

static void give_one_up(const cos_string_t *bucket, const cos_string_t *file)
{
    cos_request_options_t *options = begin_work();
    cos_string_t object = text("multipart/given-up.bin");
    cos_string_t upload_id = cos_null_string;
    cos_upload_file_t *range = cos_create_upload_file(options->pool);
    cos_status_t *status;

    check(cos_init_multipart_upload(options, bucket, &object, &upload_id, NULL, NULL), "begin another");
    range->filename = *file;
    range->file_last = PART;
    check(cos_upload_part_from_file(options, bucket, &object, &upload_id, 1, range, NULL), "its part 1");
    check(cos_abort_multipart_upload(options, bucket, &object, &upload_id, NULL), "give up");

    /* Its parts are gone, and none can be added. */
    status = cos_upload_part_from_file(options, bucket, &object, &upload_id, 2, range, NULL);
    printf("too late: %d %s\n", status->code, status->error_code);
    require(status->code == 404, "the end of the upload");
    end_work(options);
}

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t file = text(argument(argc, argv, 1, "FILE"));

    start_library();
    finish_one(&bucket, &file);
    give_one_up(&bucket, &file);
    end_library();
    return EXIT_SUCCESS;
}
