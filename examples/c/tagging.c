/* Tags of a bucket and of an object: set, read, remove. */
#include "example.h"

static void add_tag(cos_pool_t *pool, cos_tagging_params_t *tags, const char *key, const char *value)
{
    cos_tagging_tag_t *tag = cos_create_tagging_tag(pool);

    cos_str_set(&tag->key, key);
    cos_str_set(&tag->value, value);
    cos_list_add_tail(&tag->node, &tags->node);
}

static void show(const char *of, cos_tagging_params_t *tags)
{
    cos_tagging_tag_t *tag;

    cos_list_for_each_entry(cos_tagging_tag_t, tag, &tags->node, node) {
        printf("%s has %.*s = %.*s\n", of, SHOW(tag->key), SHOW(tag->value));
    }
}

static void tag_bucket(const cos_request_options_t *options, const cos_string_t *bucket)
{
    cos_tagging_params_t *tags = cos_create_tagging_params(options->pool);
    cos_status_t *status;

    add_tag(options->pool, tags, "team", "imaging");
    add_tag(options->pool, tags, "cost centre", "R and D: 4711");
    check(cos_put_bucket_tagging(options, bucket, tags, NULL), "tag the bucket");

    tags = cos_create_tagging_params(options->pool);
    check(cos_get_bucket_tagging(options, bucket, tags, NULL), "tags of the bucket");
    show("bucket", tags);

    check(cos_delete_bucket_tagging(options, bucket, NULL), "untag the bucket");
    status = cos_get_bucket_tagging(options, bucket, cos_create_tagging_params(options->pool), NULL);
    printf("then: %d %s\n", status->code, status->error_code);
    require(status->code == 404, "a bucket without tags");
}

static void tag_object(const cos_request_options_t *options, const cos_string_t *bucket)
{
    cos_string_t object = text("tagging/object.txt");
    cos_tagging_params_t *tags = cos_create_tagging_params(options->pool);

    put_text(options, bucket, object.data, "tagged");
    add_tag(options->pool, tags, "state", "draft");
    check(cos_put_object_tagging(options, bucket, &object, NULL, NULL, tags, NULL), "tag the object");

    tags = cos_create_tagging_params(options->pool);
    check(cos_get_object_tagging(options, bucket, &object, NULL, NULL, tags, NULL), "tags of the object");
    show("object", tags);

    check(cos_delete_object_tagging(options, bucket, &object, NULL, NULL, NULL), "untag the object");
    tags = cos_create_tagging_params(options->pool);
    check(cos_get_object_tagging(options, bucket, &object, NULL, NULL, tags, NULL), "tags left");
    require(cos_list_empty(&tags->node), "an object without tags");
}

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_request_options_t *options;

    start_library();
    options = begin_work();
    tag_bucket(options, &bucket);
    tag_object(options, &bucket);
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
