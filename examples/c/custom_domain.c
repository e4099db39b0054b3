/* A domain of your own for a bucket. How to use one is in domains.c.

   custom_domain NAME      NAME must be yours, and its CNAME lead to the bucket */
#include "example.h"

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_domain_params_t *domain;
    cos_request_options_t *options;
    cos_table_t *answer = NULL;

    start_library();
    options = begin_work();
    domain = cos_create_domain_params(options->pool);
    cos_str_set(&domain->status, "ENABLED");
    cos_str_set(&domain->name, argument(argc, argv, 1, "NAME"));
    cos_str_set(&domain->type, "REST"); /* or WEBSITE */
    cos_str_set(&domain->forced_replacement, "CNAME");
    check(cos_put_bucket_domain(options, &bucket, domain, NULL), "set");

    domain = cos_create_domain_params(options->pool);
    check(cos_get_bucket_domain(options, &bucket, domain, &answer), "get");
    printf("%.*s is %.*s, for %.*s\n", SHOW(domain->name), SHOW(domain->status), SHOW(domain->type));
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
