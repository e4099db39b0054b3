/* What happens to objects with time: to a cheaper class, away, and unfinished uploads given up. */
#include <limits.h>

#include "example.h"

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_lifecycle_rule_content_t *rule;
    cos_request_options_t *options;
    cos_status_t *status;
    cos_list_t rules;

    start_library();
    options = begin_work();

    cos_list_init(&rules);
    rule = cos_create_lifecycle_rule_content(options->pool);
    cos_str_set(&rule->id, "logs");
    cos_str_set(&rule->prefix, "logs/");
    cos_str_set(&rule->status, "Enabled");
    rule->transition.days = 30;
    cos_str_set(&rule->transition.storage_class, "STANDARD_IA");
    rule->expire.days = 365;
    cos_list_add_tail(&rule->node, &rules);

    rule = cos_create_lifecycle_rule_content(options->pool);
    cos_str_set(&rule->id, "unfinished");
    cos_str_set(&rule->prefix, "");
    cos_str_set(&rule->status, "Enabled");
    rule->abort.days = 7;
    cos_list_add_tail(&rule->node, &rules);
    check(cos_put_bucket_lifecycle(options, &bucket, &rules, NULL), "set");

    cos_list_init(&rules);
    check(cos_get_bucket_lifecycle(options, &bucket, &rules, NULL), "get");
    cos_list_for_each_entry(cos_lifecycle_rule_content_t, rule, &rules, node) {
        printf("%.*s (%.*s) \"%.*s\":", SHOW(rule->id), SHOW(rule->status), SHOW(rule->prefix));
        if (rule->transition.days != INT_MAX) { /* days that are not given */
            printf(" %.*s after %d days,", SHOW(rule->transition.storage_class), rule->transition.days);
        }
        if (rule->expire.days != INT_MAX) {
            printf(" gone after %d days", rule->expire.days);
        }
        if (rule->abort.days != INT_MAX) {
            printf(" uploads given up after %d days", rule->abort.days);
        }
        printf("\n");
    }

    check(cos_delete_bucket_lifecycle(options, &bucket, NULL), "delete");
    cos_list_init(&rules);
    status = cos_get_bucket_lifecycle(options, &bucket, &rules, NULL);
    printf("then: %d %s\n", status->code, status->error_code);
    require(status->code == 404, "the end of the rules");
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
