/* Regular lists of the objects of a bucket, written by the service: make, read, list and delete the jobs.

   inventory REGION TARGET_BUCKET */
#include "example.h"

static void create(const cos_request_options_t *options, const cos_string_t *bucket, const char *id,
    const char *target)
{
    static const char *const wanted[] = {"Size", "LastModifiedDate", "StorageClass", "ETag"};
    cos_inventory_params_t *job = cos_create_inventory_params(options->pool);
    cos_inventory_optional_t *field;
    size_t index;

    cos_str_set(&job->id, id);
    cos_str_set(&job->is_enabled, "true");
    cos_str_set(&job->frequency, "Daily");
    cos_str_set(&job->filter_prefix, "photos/");
    cos_str_set(&job->included_object_versions, "Current");
    cos_str_set(&job->destination.format, "CSV");
    cos_str_set(&job->destination.account_id, "100000000001");
    cos_str_set(&job->destination.bucket, target);
    cos_str_set(&job->destination.prefix, "inventory/");
    job->destination.encryption = 1; /* SSE-COS */
    for (index = 0; index < sizeof(wanted) / sizeof(wanted[0]); index++) {
        field = cos_create_inventory_optional(options->pool);
        cos_str_set(&field->field, wanted[index]);
        cos_list_add_tail(&field->node, &job->fields);
    }
    check(cos_put_bucket_inventory(options, bucket, job, NULL), "create");
}

static void show(const cos_request_options_t *options, const cos_string_t *bucket, const cos_string_t *id)
{
    cos_inventory_params_t *job = cos_create_inventory_params(options->pool);
    cos_inventory_optional_t *field;

    job->id = *id;
    check(cos_get_bucket_inventory(options, bucket, job, NULL), "get");
    printf("%.*s: %.*s of \"%.*s\" as %.*s to %.*s, encryption %d, with", SHOW(job->id), SHOW(job->frequency),
        SHOW(job->filter_prefix), SHOW(job->destination.format), SHOW(job->destination.bucket),
        job->destination.encryption);
    cos_list_for_each_entry(cos_inventory_optional_t, field, &job->fields, node) {
        printf(" %.*s", SHOW(field->field));
    }
    printf("\n");
}

static int count(const cos_request_options_t *options, const cos_string_t *bucket)
{
    cos_list_inventory_params_t *page = cos_create_list_inventory_params(options->pool);
    cos_inventory_params_t *job;
    int jobs = 0;

    do {
        cos_list_init(&page->inventorys);
        check(cos_list_bucket_inventory(options, bucket, page, NULL), "list");
        cos_list_for_each_entry(cos_inventory_params_t, job, &page->inventorys, node) {
            printf("job %.*s\n", SHOW(job->id));
            jobs++;
        }
        page->continuation_token = page->next_continuation_token;
    } while (page->is_truncated);
    return jobs;
}

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    const char *region = argument(argc, argv, 1, "REGION");
    const char *target = argument(argc, argv, 2, "TARGET_BUCKET");
    cos_string_t first = text("daily");
    cos_string_t second = text("other");
    cos_request_options_t *options;

    start_library();
    options = begin_work();
    target = apr_psprintf(options->pool, "qcs::cos:%s::%s", region, target);
    create(options, &bucket, first.data, target);
    create(options, &bucket, second.data, target);
    show(options, &bucket, &first);
    require(count(options, &bucket) == 2, "two jobs");
    check(cos_delete_bucket_inventory(options, &bucket, &first, NULL), "delete");
    check(cos_delete_bucket_inventory(options, &bucket, &second, NULL), "delete the other");
    require(count(options, &bucket) == 0, "no job");
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
