/* Former versions of objects: kept, and no longer kept. */
#include "example.h"

static void set(const cos_request_options_t *options, const cos_string_t *bucket, const char *wanted)
{
    cos_versioning_content_t *versioning = cos_create_versioning_content(options->pool);

    cos_str_set(&versioning->status, wanted);
    check(cos_put_bucket_versioning(options, bucket, versioning, NULL), wanted);

    versioning = cos_create_versioning_content(options->pool);
    check(cos_get_bucket_versioning(options, bucket, versioning, NULL), "get");
    printf("versioning is %.*s\n", SHOW(versioning->status));
    require(strcmp(versioning->status.data, wanted) == 0, "what was set");
}

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_versioning_content_t *versioning;
    cos_request_options_t *options;

    start_library();
    options = begin_work();
    versioning = cos_create_versioning_content(options->pool);
    check(cos_get_bucket_versioning(options, &bucket, versioning, NULL), "at first");
    require(versioning->status.len == 0, "a bucket that never had versions");

    set(options, &bucket, "Enabled");
    set(options, &bucket, "Suspended");
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
