/* Let objects of the class INTELLIGENT_TIERING move between tiers. Once on, it stays on. */
#include "example.h"

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_intelligenttiering_params_t *tiering;
    cos_request_options_t *options;

    start_library();
    options = begin_work();
    tiering = cos_create_intelligenttiering_params(options->pool);
    cos_str_set(&tiering->status, "Enabled");
    tiering->days = 30; /* 30, 60 or 90 */
    check(cos_put_bucket_intelligenttiering(options, &bucket, tiering, NULL), "set");

    tiering = cos_create_intelligenttiering_params(options->pool);
    check(cos_get_bucket_intelligenttiering(options, &bucket, tiering, NULL), "get");
    printf("tiering is %.*s after %d days\n", SHOW(tiering->status), tiering->days);
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
