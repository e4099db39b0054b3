/* The proxy of the configuration. */
#include "base/memory.h"
#include "cos_sys_util.h"
#include "cos_utility.h"
#include "pipeline/process.h"

int cosi_use_configured_proxy(cos_pool_t *pool, const cos_config_t *config, cos_http_request_options_t *options)
{
    char *host;

    if (cos_is_null_string(&config->proxy_host) || options->proxy_host != NULL) {
        return COSE_OK;
    }
    host = cosi_string_text(pool, &config->proxy_host);
    options->proxy_host = host != NULL && config->proxy_port > 0 ? apr_psprintf(pool, "%s:%d", host, config->proxy_port)
                                                                 : host;
    if (!cos_is_null_string(&config->proxy_user)) {
        char *user = cosi_string_text(pool, &config->proxy_user);
        char *password = cosi_string_text(pool, &config->proxy_passwd);
        options->proxy_auth = user != NULL && password != NULL ? cosi_join(pool, user, ":", password, (char *)NULL)
                                                               : NULL;
        if (options->proxy_auth == NULL) {
            return COSE_OUT_MEMORY;
        }
    }
    return options->proxy_host != NULL ? COSE_OK : COSE_OUT_MEMORY;
}

void cos_config_resolve(cos_pool_t *pool, cos_config_t *config, cos_http_controller_t *ctl)
{
    cos_http_request_options_t resolved;

    if (pool == NULL || config == NULL || ctl == NULL || ctl->options == NULL
        || cos_is_null_string(&config->proxy_host)) {
        return;
    }
    resolved = *ctl->options;
    resolved.proxy_host = NULL;
    resolved.proxy_auth = NULL;
    if (cosi_use_configured_proxy(pool, config, &resolved) == COSE_OK) {
        *ctl->options = resolved;
    }
}
