/* A record of all requests to a bucket, written by the service into a bucket of the same region.

   logging TARGET_BUCKET */
#include "example.h"

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_logging_params_t *logging;
    cos_request_options_t *options;

    start_library();
    options = begin_work();
    logging = cos_create_logging_params(options->pool);
    cos_str_set(&logging->target_bucket, argument(argc, argv, 1, "TARGET_BUCKET"));
    cos_str_set(&logging->target_prefix, "access-logs/");
    check(cos_put_bucket_logging(options, &bucket, logging, NULL), "set");

    logging = cos_create_logging_params(options->pool);
    check(cos_get_bucket_logging(options, &bucket, logging, NULL), "get");
    printf("logs go to %.*s below %.*s\n", SHOW(logging->target_bucket), SHOW(logging->target_prefix));

    /* There is no delete: a setting without a target ends it. */
    check(cos_put_bucket_logging(options, &bucket, cos_create_logging_params(options->pool), NULL), "stop");
    logging = cos_create_logging_params(options->pool);
    check(cos_get_bucket_logging(options, &bucket, logging, NULL), "get again");
    require(logging->target_bucket.len == 0, "no target");
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
