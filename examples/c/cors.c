/* Rules for web pages of other origins: set, read, and remove them. */
#include "example.h"

static cos_cors_rule_content_t *add_rule(cos_pool_t *pool, cos_list_t *rules, const char *id, const char *origin,
    const char *method)
{
    cos_cors_rule_content_t *rule = cos_create_cors_rule_content(pool);

    cos_str_set(&rule->id, id);
    cos_str_set(&rule->allowed_origin, origin);
    cos_str_set(&rule->allowed_method, method);
    cos_str_set(&rule->allowed_header, "*");
    cos_list_add_tail(&rule->node, rules);
    return rule;
}

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_cors_rule_content_t *rule;
    cos_request_options_t *options;
    cos_status_t *status;
    cos_list_t rules;

    start_library();
    options = begin_work();

    cos_list_init(&rules);
    rule = add_rule(options->pool, &rules, "shop", "https://shop.example.com", "PUT");
    cos_str_set(&rule->expose_header, "ETag");
    rule->max_age_seconds = 600; /* how long a browser may remember the answer */
    add_rule(options->pool, &rules, "anybody", "*", "GET");
    check(cos_put_bucket_cors(options, &bucket, &rules, NULL), "set");

    cos_list_init(&rules);
    check(cos_get_bucket_cors(options, &bucket, &rules, NULL), "get");
    cos_list_for_each_entry(cos_cors_rule_content_t, rule, &rules, node) {
        printf("%.*s: %.*s from %.*s for %d s\n", SHOW(rule->id), SHOW(rule->allowed_method),
            SHOW(rule->allowed_origin), rule->max_age_seconds);
    }

    check(cos_delete_bucket_cors(options, &bucket, NULL), "delete");
    cos_list_init(&rules);
    status = cos_get_bucket_cors(options, &bucket, &rules, NULL);
    printf("then: %d %s\n", status->code, status->error_code);
    require(status->code == 404, "the end of the rules");
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
