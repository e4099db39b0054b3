#include "service/arguments.h"

cos_status_t *cosi_refuse(cosi_call_t *call, const char *message)
{
    if (call->pool == NULL) {
        return cosi_execute(call); /* it finds the options at fault and says so without a pool */
    }
    return cosi_status_refused(call->pool, COSE_INVALID_ARGUMENT, NULL, message);
}

int cosi_is_missing(const cos_string_t *string)
{
    return string == NULL || string->data == NULL || string->len <= 0;
}

const cos_request_options_t *cosi_without_retry(const cos_request_options_t *options, cos_request_options_t *once,
    cos_config_t *config)
{
    if (options == NULL || options->config == NULL) {
        return options;
    }
    *config = *options->config;
    config->retry_times = 0;
    *once = *options;
    once->config = config;
    return once;
}
