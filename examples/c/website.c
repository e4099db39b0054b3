/* A bucket as a web site: index, error page, redirections. */
#include "example.h"

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_website_rule_content_t *rule;
    cos_website_params_t *site;
    cos_request_options_t *options;
    cos_status_t *status;

    start_library();
    options = begin_work();
    site = cos_create_website_params(options->pool);
    cos_str_set(&site->index, "index.html");
    cos_str_set(&site->error_document, "error.html");
    cos_str_set(&site->redirect_protocol, "https");

    rule = cos_create_website_rule_content(options->pool);
    cos_str_set(&rule->condition_errcode, "404");
    cos_str_set(&rule->redirect_protocol, "https");
    cos_str_set(&rule->redirect_replace_key, "missing.html");
    cos_list_add_tail(&rule->node, &site->rule_list);

    rule = cos_create_website_rule_content(options->pool);
    cos_str_set(&rule->condition_prefix, "docs/");
    cos_str_set(&rule->redirect_protocol, "https");
    cos_str_set(&rule->redirect_replace_key_prefix, "manual/");
    cos_list_add_tail(&rule->node, &site->rule_list);
    check(cos_put_bucket_website(options, &bucket, site, NULL), "set");

    site = cos_create_website_params(options->pool);
    check(cos_get_bucket_website(options, &bucket, site, NULL), "get");
    printf("index %.*s, errors %.*s, by %.*s\n", SHOW(site->index), SHOW(site->error_document),
        SHOW(site->redirect_protocol));
    cos_list_for_each_entry(cos_website_rule_content_t, rule, &site->rule_list, node) {
        printf("for \"%.*s%.*s\" go to \"%.*s%.*s\"\n", SHOW(rule->condition_errcode), SHOW(rule->condition_prefix),
            SHOW(rule->redirect_replace_key), SHOW(rule->redirect_replace_key_prefix));
    }

    check(cos_delete_bucket_website(options, &bucket, NULL), "delete");
    status = cos_get_bucket_website(options, &bucket, cos_create_website_params(options->pool), NULL);
    printf("then: %d %s\n", status->code, status->error_code);
    require(status->code == 404, "the end of the site");
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
