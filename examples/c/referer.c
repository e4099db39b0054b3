/* Hotlink protection: which pages may link to the objects of a bucket. */
#include "example.h"

static void set(const cos_request_options_t *options, const cos_string_t *bucket, const char *status)
{
    static const char *const domains[] = {"*.example.com", "192.168.1.2:8080"};
    cos_referer_params_t *referer = cos_create_referer_params(options->pool);
    cos_referer_domain_t *domain;
    size_t index;

    cos_str_set(&referer->status, status);
    cos_str_set(&referer->referer_type, "White-List");
    cos_str_set(&referer->empty_refer_config, "Allow"); /* requests that do not say where they come from */
    for (index = 0; index < sizeof(domains) / sizeof(domains[0]); index++) {
        domain = cos_create_referer_domain(options->pool);
        cos_str_set(&domain->domain, domains[index]);
        cos_list_add_tail(&domain->node, &referer->domain_list);
    }
    check(cos_put_bucket_referer(options, bucket, referer, NULL), status);
}

static void show(const cos_request_options_t *options, const cos_string_t *bucket)
{
    cos_referer_params_t *referer = cos_create_referer_params(options->pool);
    cos_referer_domain_t *domain;

    check(cos_get_bucket_referer(options, bucket, referer, NULL), "get");
    printf("%.*s %.*s, without a referer: %.*s\n", SHOW(referer->referer_type), SHOW(referer->status),
        SHOW(referer->empty_refer_config));
    cos_list_for_each_entry(cos_referer_domain_t, domain, &referer->domain_list, node) {
        printf("domain %.*s\n", SHOW(domain->domain));
    }
}

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_request_options_t *options;

    start_library();
    options = begin_work();
    set(options, &bucket, "Enabled");
    show(options, &bucket);
    /* There is no delete: it is switched off. */
    set(options, &bucket, "Disabled");
    show(options, &bucket);
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
