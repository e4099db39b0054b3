/* Delete one object, a folder's own key, several at once, and a folder with what is in it. */
#include "example.h"

static void add_key(cos_pool_t *pool, cos_list_t *keys, const char *name)
{
    cos_object_key_t *entry = cos_create_cos_object_key(pool);

    cos_str_set(&entry->key, name);
    cos_list_add_tail(&entry->node, keys);
}

static void several(const cos_request_options_t *options, const cos_string_t *bucket, int quiet,
    const char *what)
{
    cos_object_key_t *entry;
    cos_list_t keys;
    cos_list_t deleted;
    int count = 0;

    put_text(options, bucket, "delete/1.txt", "1");
    put_text(options, bucket, "delete/2.txt", "2");
    cos_list_init(&keys);
    cos_list_init(&deleted);
    add_key(options->pool, &keys, "delete/1.txt");
    add_key(options->pool, &keys, "delete/2.txt");
    check(cos_delete_objects(options, bucket, &keys, quiet, NULL, &deleted), what);
    cos_list_for_each_entry(cos_object_key_t, entry, &deleted, node) {
        printf("gone: %.*s\n", SHOW(entry->key));
        count++;
    }
    /* Quietly means that the server names only what it could not delete. */
    require(count == (quiet ? 0 : 2), "a list of what was deleted");
}

/* A page of names makes the list of the next deletion: both end at 1,000. */
static void folder(const cos_request_options_t *options, const cos_string_t *bucket)
{
    cos_list_object_params_t *page = cos_create_list_object_params(options->pool);
    cos_list_object_content_t *entry;
    cos_list_t keys;
    cos_list_t deleted;

    cos_str_set(&page->prefix, "delete/tree/");
    do {
        cos_list_init(&page->object_list);
        check(cos_list_object(options, bucket, page, NULL), "names");
        cos_list_init(&keys);
        cos_list_init(&deleted);
        cos_list_for_each_entry(cos_list_object_content_t, entry, &page->object_list, node) {
            add_key(options->pool, &keys, cos_pstrdup(options->pool, &entry->key));
        }
        if (!cos_list_empty(&keys)) {
            check(cos_delete_objects(options, bucket, &keys, COS_TRUE, NULL, &deleted), "a page of a folder");
        }
        page->marker = page->next_marker;
    } while (page->truncated);
}

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t object = text("delete/one.txt");
    cos_string_t prefix = text("delete/branch/");
    cos_request_options_t *options;

    start_library();
    options = begin_work();
    put_text(options, &bucket, "delete/one.txt", "1");
    put_text(options, &bucket, "delete/folder/", "");
    put_text(options, &bucket, "delete/folder/stays.txt", "stays");
    put_text(options, &bucket, "delete/tree/a.txt", "a");
    put_text(options, &bucket, "delete/tree/deep/b.txt", "b");
    put_text(options, &bucket, "delete/branch/c.txt", "c");

    check(cos_delete_object(options, &bucket, &object, NULL), "one");
    object = text("delete/folder/");
    check(cos_delete_object(options, &bucket, &object, NULL), "a folder's key, not its content");
    several(options, &bucket, COS_FALSE, "several");
    several(options, &bucket, COS_TRUE, "several, quietly");
    folder(options, &bucket);
    /* The same in one call. */
    check(cos_delete_objects_by_prefix(options, &bucket, &prefix), "a prefix");

    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
