/* The first steps: start the library, say where and who, upload, list, download, delete. */
#include "example.h"

static void upload(const cos_string_t *bucket, const cos_string_t *object)
{
    cos_request_options_t *options = begin_work();
    cos_table_t *headers = cos_table_make(options->pool, 1);
    cos_table_t *answer = NULL;
    cos_list_t body;

    apr_table_set(headers, "Content-Type", "text/plain");
    cos_list_init(&body);
    add_piece(options->pool, &body, "hello, object storage");
    check(cos_put_object_from_buffer(options, bucket, object, &body, headers, &answer), "upload");
    printf("ETag %s\n", apr_table_get(answer, "ETag"));
    end_work(options);
}

static void list(const cos_string_t *bucket)
{
    cos_request_options_t *options = begin_work();
    cos_list_object_params_t *page = cos_create_list_object_params(options->pool);
    cos_list_object_content_t *entry;

    check(cos_list_object(options, bucket, page, NULL), "list");
    cos_list_for_each_entry(cos_list_object_content_t, entry, &page->object_list, node) {
        printf("%.*s has %.*s bytes\n", SHOW(entry->key), SHOW(entry->size));
    }
    end_work(options);
}

static void download(const cos_string_t *bucket, const cos_string_t *object)
{
    cos_request_options_t *options = begin_work();
    cos_list_t body;

    cos_list_init(&body);
    check(cos_get_object_to_buffer(options, bucket, object, NULL, NULL, &body, NULL), "download");
    printf("content: %s\n", cos_buf_list_content(options->pool, &body));
    end_work(options);
}

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t object = text("quick/start.txt");
    cos_request_options_t *options;

    start_library();
    upload(&bucket, &object);
    list(&bucket);
    download(&bucket, &object);

    options = begin_work();
    check(cos_delete_object(options, &bucket, &object, NULL), "delete");
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
