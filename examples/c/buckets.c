/* Make, find and delete a bucket. COS_BUCKET is the name of one that does not exist yet. */
#include "example.h"

static const char *found(cos_bucket_exist_status_e state)
{
    switch (state) {
    case COS_BUCKET_EXIST:
        return "is there";
    case COS_BUCKET_NON_EXIST:
        return "is not there";
    default:
        return "may or may not be there";
    }
}

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_bucket_exist_status_e state = COS_BUCKET_UNKNOWN_EXIST;
    cos_get_service_params_t *service;
    cos_get_service_content_t *entry;
    cos_request_options_t *options;
    cos_status_t *status;
    int listed = 0;

    start_library();
    options = begin_work();

    status = cos_check_bucket_exist(options, &bucket, &state, NULL);
    printf("before: %d, the bucket %s\n", status->code, found(state));
    require(state == COS_BUCKET_NON_EXIST, "a bucket of a new name");

    check(cos_create_bucket(options, &bucket, COS_ACL_PRIVATE, NULL), "create");

    check(cos_check_bucket_exist(options, &bucket, &state, NULL), "check");
    printf("after: the bucket %s\n", found(state));
    require(state == COS_BUCKET_EXIST, "the bucket that was made");
    check(cos_head_bucket(options, &bucket, NULL), "head");

    service = cos_create_get_service_params(options->pool);
    service->all_region = 0; /* of the endpoint's own region */
    check(cos_get_service(options, service, NULL), "buckets of the account");
    cos_list_for_each_entry(cos_get_service_content_t, entry, &service->bucket_list, node) {
        if (entry->bucket_name.len == bucket.len &&
            memcmp(entry->bucket_name.data, bucket.data, (size_t)bucket.len) == 0) {
            printf("in %.*s since %.*s\n", SHOW(entry->location), SHOW(entry->creation_date));
            listed = 1;
        }
    }
    require(listed, "a list with the new bucket");

    /* Only an empty bucket can go. */
    put_text(options, &bucket, "in the way", "x");
    status = cos_delete_bucket(options, &bucket, NULL);
    printf("not yet: %d %s\n", status->code, status->error_code);
    require(status->code == 409, "a refusal to delete what is not empty");

    check(cos_delete_objects_by_prefix(options, &bucket, NULL), "empty it");
    check(cos_delete_bucket(options, &bucket, NULL), "delete");
    cos_check_bucket_exist(options, &bucket, &state, NULL);
    require(state == COS_BUCKET_NON_EXIST, "the end of the bucket");

    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
