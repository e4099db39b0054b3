#include "cosx_settings.h"

#include <string.h>

#include "cos_http_io.h"
#include "cos_utility.h"
#include "pool_memory.h"

/* Layouts differ between releases of the official SDK. A build that links one probes its
   headers and says so; without a word the newest layout is meant. */
#ifndef COSX_HAVE_CONFIG_RETRY_TIMES
#define COSX_HAVE_CONFIG_RETRY_TIMES 1
#endif
#ifndef COSX_HAVE_CONFIG_RETRY_CHANGE_DOMAIN
#define COSX_HAVE_CONFIG_RETRY_CHANGE_DOMAIN 1
#endif
#ifndef COSX_HAVE_CONFIG_RETRY_CHANGE_DOMIN
#define COSX_HAVE_CONFIG_RETRY_CHANGE_DOMIN 0 /* the older spelling */
#endif

void cosx_settings_init(cosx_settings_t *settings)
{
    memset(settings, 0, sizeof(*settings));
    settings->verify = 1;
}

static void no_retries(cos_config_t *config)
{
#if COSX_HAVE_CONFIG_RETRY_TIMES
    config->retry_times = 0;
#endif
#if COSX_HAVE_CONFIG_RETRY_CHANGE_DOMAIN
    config->retry_change_domain = 0;
#elif COSX_HAVE_CONFIG_RETRY_CHANGE_DOMIN
    config->retry_change_domin = 0;
#endif
    (void)config;
}

/* Some releases of the SDK take the length of strings without asking whether there are any. */
static int set_text(cos_pool_t *pool, cos_string_t *string, const char *text)
{
    char *copy = cosi_pool_text(pool, text != NULL ? text : "");
    if (copy == NULL) {
        return 0;
    }
    string->data = copy;
    string->len = (int)strlen(copy);
    return 1;
}

static int fill_config(cos_pool_t *pool, cos_config_t *config, const cosx_settings_t *settings)
{
    no_retries(config);
    config->is_cname = settings->address == COSX_ADDRESS_CNAME;
    if (!set_text(pool, &config->endpoint, settings->endpoint != NULL ? settings->endpoint : settings->service_endpoint) || !set_text(pool, &config->access_key_id, settings->secret_id) ||
        !set_text(pool, &config->access_key_secret, settings->secret_key) || !set_text(pool, &config->appid, NULL)) {
        return 0;
    }
    /* a token that is there but empty would be sent as an empty header */
    if (settings->token == NULL || settings->token[0] == '\0') {
        cos_str_null(&config->sts_token);
        return 1;
    }
    return set_text(pool, &config->sts_token, settings->token);
}

static void fill_request_options(cos_http_request_options_t *options, const cosx_settings_t *settings)
{
    if (settings->connect_timeout_ms > 0) {
        options->connect_timeout = (int)((settings->connect_timeout_ms + 999) / 1000);
    }
    if (settings->max_body_bytes > 0) {
        options->max_memory_size = settings->max_body_bytes;
    }
    options->enable_md5 = 0;
    options->proxy_host = (char *)(uintptr_t)settings->proxy;
    options->proxy_auth = (char *)(uintptr_t)settings->proxy_auth;
    options->host_ip = (char *)(uintptr_t)settings->route_ip;
    options->host_port = settings->route_port;
}

cos_request_options_t *cosx_options_create(cos_pool_t *pool, const cosx_settings_t *settings)
{
    cos_request_options_t *options = cos_request_options_create(pool);
    cos_http_request_options_t *own;
    if (options == NULL) {
        return NULL;
    }
    options->config = cos_config_create(pool);
    options->ctl = cos_http_controller_create(pool, 0);
    own = cos_http_request_options_create(pool);
    if (options->config == NULL || options->ctl == NULL || own == NULL) {
        return NULL;
    }
    options->ctl->options = own;
    fill_request_options(own, settings);
    return fill_config(pool, options->config, settings) ? options : NULL;
}
