/* Options, config and controller for one call, against a host of the test's choice. */
#ifndef CALL_OPTIONS_H
#define CALL_OPTIONS_H

#include "cos_define.h"
#include "cos_http_io.h"
#include "cos_utility.h"

static inline cos_request_options_t *call_options(cos_pool_t *pool, const char *endpoint)
{
    cos_request_options_t *options = cos_request_options_create(pool);

    options->config = cos_config_create(pool);
    cos_str_set(&options->config->endpoint, endpoint);
    cos_str_set(&options->config->access_key_id, "AKIDEXAMPLE0123456789");
    cos_str_set(&options->config->access_key_secret, "SECRETEXAMPLE0123456789");
    options->config->retry_times = 0;
    options->config->retry_interval_us = 1;
    options->ctl = cos_http_controller_create(pool, 0);
    return options;
}

static inline cos_string_t string_of(const char *text)
{
    cos_string_t string;

    cos_str_set(&string, text);
    return string;
}

#endif
