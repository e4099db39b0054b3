/* Lists of objects: a page, one level of folders, and everything, page by page. */
#include "example.h"

static void one_page(const cos_request_options_t *options, const cos_string_t *bucket)
{
    cos_list_object_params_t *page = cos_create_list_object_params(options->pool);
    cos_list_object_content_t *entry;

    cos_str_set(&page->prefix, "list/");
    cos_str_set(&page->marker, "list/2.txt"); /* what comes after this name */
    page->max_ret = 2;
    check(cos_list_object(options, bucket, page, NULL), "a page");
    cos_list_for_each_entry(cos_list_object_content_t, entry, &page->object_list, node) {
        printf("%.*s %.*s %.*s %.*s\n", SHOW(entry->key), SHOW(entry->size), SHOW(entry->etag),
            SHOW(entry->storage_class));
    }
    printf("there is %s\n", page->truncated ? "more" : "no more");
}

static void one_level(const cos_request_options_t *options, const cos_string_t *bucket)
{
    cos_list_object_params_t *page = cos_create_list_object_params(options->pool);
    cos_list_object_content_t *entry;
    cos_list_object_common_prefix_t *folder;

    cos_str_set(&page->prefix, "list/");
    cos_str_set(&page->delimiter, "/");
    do {
        /* A page is added to what is in the lists: begin anew, or it is seen again. */
        cos_list_init(&page->object_list);
        cos_list_init(&page->common_prefix_list);
        check(cos_list_object(options, bucket, page, NULL), "a level");
        cos_list_for_each_entry(cos_list_object_common_prefix_t, folder, &page->common_prefix_list, node) {
            printf("folder %.*s\n", SHOW(folder->prefix));
        }
        cos_list_for_each_entry(cos_list_object_content_t, entry, &page->object_list, node) {
            printf("object %.*s\n", SHOW(entry->key));
        }
        page->marker = page->next_marker;
    } while (page->truncated);
}

static void everything(const cos_request_options_t *options, const cos_string_t *bucket)
{
    cos_list_object_params_t *page = cos_create_list_object_params(options->pool);
    cos_list_object_content_t *entry;
    int64_t bytes = 0;
    int pages = 0;
    int objects = 0;

    page->max_ret = 3; /* 1,000 at most, which is the default; few, to see pages */
    do {
        cos_list_init(&page->object_list);
        check(cos_list_object(options, bucket, page, NULL), "all");
        pages++;
        cos_list_for_each_entry(cos_list_object_content_t, entry, &page->object_list, node) {
            objects++;
            bytes += cos_atoi64(entry->size.data);
        }
        page->marker = page->next_marker;
    } while (page->truncated);
    printf("%d objects of %lld bytes in %d pages\n", objects, (long long)bytes, pages);
}

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    const char *names[] = {"list/1.txt", "list/2.txt", "list/3.txt", "list/4.txt", "list/5.txt", "list/a/x.txt",
        "list/b/y.txt"};
    cos_request_options_t *options;
    size_t index;

    start_library();
    options = begin_work();
    for (index = 0; index < sizeof(names) / sizeof(names[0]); index++) {
        put_text(options, &bucket, names[index], "ten bytes.");
    }
    one_page(options, &bucket);
    one_level(options, &bucket);
    everything(options, &bucket);
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
