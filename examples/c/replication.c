/* Copies of what is written, made by the service in a bucket elsewhere. Both buckets must have versions.

   replication REGION TARGET_BUCKET */
#include "example.h"

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    const char *region = argument(argc, argv, 1, "REGION");
    const char *target = argument(argc, argv, 2, "TARGET_BUCKET");
    cos_versioning_content_t *versioning;
    cos_replication_rule_content_t *rule;
    cos_replication_params_t *replication;
    cos_request_options_t *options;
    cos_status_t *status;

    start_library();
    options = begin_work();
    versioning = cos_create_versioning_content(options->pool);
    cos_str_set(&versioning->status, "Enabled");
    check(cos_put_bucket_versioning(options, &bucket, versioning, NULL), "versions");

    replication = cos_create_replication_params(options->pool);
    cos_str_set(&replication->role, "qcs::cam::uin/100000000001:uin/100000000001");
    rule = cos_create_replication_rule_content(options->pool);
    cos_str_set(&rule->id, "everything-below-docs");
    cos_str_set(&rule->status, "Enabled");
    cos_str_set(&rule->prefix, "docs/");
    cos_str_set(&rule->dst_bucket, apr_psprintf(options->pool, "qcs::cos:%s::%s", region, target));
    cos_str_set(&rule->storage_class, "STANDARD_IA");
    cos_list_add_tail(&rule->node, &replication->rule_list);
    check(cos_put_bucket_replication(options, &bucket, replication, NULL), "set");

    replication = cos_create_replication_params(options->pool);
    check(cos_get_bucket_replication(options, &bucket, replication, NULL), "get");
    printf("in the name of %.*s\n", SHOW(replication->role));
    cos_list_for_each_entry(cos_replication_rule_content_t, rule, &replication->rule_list, node) {
        printf("%.*s: \"%.*s\" to %.*s as %.*s\n", SHOW(rule->id), SHOW(rule->prefix), SHOW(rule->dst_bucket),
            SHOW(rule->storage_class));
    }

    check(cos_delete_bucket_replication(options, &bucket, NULL), "delete");
    status = cos_get_bucket_replication(options, &bucket, cos_create_replication_params(options->pool), NULL);
    printf("then: %d %s\n", status->code, status->error_code);
    require(status->code == 404, "the end of the copies");
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
