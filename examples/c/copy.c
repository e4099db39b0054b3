/* Copies on the server's side: an object, onto itself with another class, in parts, and a move. */
#include "example.h"

/* A copy source names a host, so without the scheme. */
static const char *host_of(const char *endpoint)
{
    const char *behind = strstr(endpoint, "://");

    return behind != NULL ? behind + 3 : endpoint;
}

static void copy_one(const cos_string_t *bucket, const cos_string_t *endpoint, const char *from, const char *to,
    cos_table_t *headers, const char *what)
{
    cos_request_options_t *options = begin_work();
    cos_copy_object_params_t *result = cos_create_copy_object_params(options->pool);
    cos_string_t source = text(from);
    cos_string_t target = text(to);

    check(cos_copy_object(options, bucket, &source, endpoint, bucket, &target, headers, result, NULL), what);
    printf("%s is now %.*s\n", to, SHOW(result->etag));
    end_work(options);
}

/* The class, and any metadata, change by a copy of the object onto itself. */
static void change_class(const cos_string_t *bucket, const cos_string_t *endpoint)
{
    cos_request_options_t *options = begin_work();
    cos_table_t *headers = cos_table_make(options->pool, 3);

    apr_table_set(headers, "x-cos-metadata-directive", "Replaced");
    apr_table_set(headers, "x-cos-storage-class", "STANDARD_IA");
    apr_table_set(headers, "x-cos-meta-owner", "wang");
    copy_one(bucket, endpoint, "copy/first.txt", "copy/first.txt", headers, "change");
    end_work(options);
}

static void copy_in_parts(const cos_string_t *bucket, const char *endpoint)
{
    cos_request_options_t *options = begin_work();
    cos_upload_part_copy_params_t *part = cos_create_upload_part_copy_params(options->pool);
    cos_complete_part_content_t *entry = cos_create_complete_part_content(options->pool);
    cos_string_t target = text("copy/in-parts.txt");
    cos_string_t upload_id = cos_null_string;
    cos_list_t parts;

    check(cos_init_multipart_upload(options, bucket, &target, &upload_id, NULL, NULL), "begin");
    cos_str_set(&part->copy_source,
        apr_psprintf(options->pool, "%.*s.%s/copy/first.txt", bucket->len, bucket->data, endpoint));
    part->dest_bucket = *bucket;
    part->dest_object = target;
    part->upload_id = upload_id;
    part->part_num = 1;
    part->range_start = 0;
    part->range_end = 4; /* the last byte copied */
    check(cos_upload_part_copy(options, part, NULL, NULL), "copy a part");

    cos_list_init(&parts);
    cos_str_set(&entry->part_number, "1");
    /* Completing wants the ETag with its quotation marks. */
    entry->etag = part->rsp_content->etag;
    cos_list_add_tail(&entry->node, &parts);
    check(cos_complete_multipart_upload(options, bucket, &target, &upload_id, &parts, NULL, NULL), "finish");
    end_work(options);
}

/* There is no move: copy, and only when that went well, delete. */
static void move(const cos_string_t *bucket, const cos_string_t *endpoint)
{
    cos_request_options_t *options = begin_work();
    cos_string_t old = text("copy/second.txt");

    copy_one(bucket, endpoint, "copy/second.txt", "copy/moved.txt", NULL, "move");
    check(cos_delete_object(options, bucket, &old, NULL), "delete what was moved");
    end_work(options);
}

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t endpoint = text(host_of(setting("COS_ENDPOINT")));
    cos_request_options_t *options;
    cos_string_t source = text("copy/first.txt");
    cos_string_t target = text("copy/any-size.txt");

    start_library();
    options = begin_work();
    put_text(options, &bucket, "copy/first.txt", "first content");
    copy_one(&bucket, &endpoint, "copy/first.txt", "copy/second.txt", NULL, "copy");
    change_class(&bucket, &endpoint);
    copy_in_parts(&bucket, endpoint.data);
    move(&bucket, &endpoint);
    /* Not in the manual: one call for objects of any size, here with two threads. */
    check(copy(options, &bucket, &source, &endpoint, &bucket, &target, 2), "copy of any size");
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
