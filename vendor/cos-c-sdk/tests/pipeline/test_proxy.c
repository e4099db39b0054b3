/* The proxy of the configuration, put where the transport looks for it. */
#include "call_options.h"
#include "failing_memory.h"
#include "test.h"

static cos_pool_t *pool;

TEST(the_proxy_of_the_configuration_becomes_the_controllers)
{
    cos_request_options_t *options = call_options(pool, "cos.r.myqcloud.com");

    options->ctl->options->proxy_host = (char *)"old:1";
    options->ctl->options->proxy_auth = (char *)"old:old";
    cos_str_set(&options->config->proxy_host, "proxy");
    options->config->proxy_port = 8080;
    cos_config_resolve(pool, options->config, options->ctl);
    CHECK_STR_EQ("proxy:8080", options->ctl->options->proxy_host);
    CHECK(options->ctl->options->proxy_auth == NULL);
    cos_str_set(&options->config->proxy_user, "user");
    cos_str_set(&options->config->proxy_passwd, "pass");
    cos_config_resolve(pool, options->config, options->ctl);
    CHECK_STR_EQ("user:pass", options->ctl->options->proxy_auth);
}

TEST(without_a_proxy_in_the_configuration_nothing_changes)
{
    cos_request_options_t *options = call_options(pool, "cos.r.myqcloud.com");

    options->ctl->options->proxy_host = (char *)"kept:1";
    cos_config_resolve(pool, options->config, options->ctl);
    CHECK_STR_EQ("kept:1", options->ctl->options->proxy_host);
    cos_config_resolve(NULL, options->config, options->ctl);
    cos_config_resolve(pool, NULL, options->ctl);
    cos_config_resolve(pool, options->config, NULL);
    CHECK_STR_EQ("kept:1", options->ctl->options->proxy_host);
}

static int attempt(void *data)
{
    cos_http_request_options_t settings = { .proxy_host = (char *)"kept:1" };
    cos_http_controller_t ctl = { .options = &settings };
    cos_config_t config = { 0 };
    cos_pool_t *own;
    int clean;

    (void)data;
    if (apr_pool_create(&own, NULL) != APR_SUCCESS) {
        return 1;
    }
    cos_str_set(&config.proxy_host, "proxy");
    cos_str_set(&config.proxy_user, "user");
    cos_config_resolve(own, &config, &ctl);
    clean = strcmp(settings.proxy_host, "proxy") == 0 ? strcmp(settings.proxy_auth, "user:") == 0
                                                      : strcmp(settings.proxy_host, "kept:1") == 0;
    apr_pool_destroy(own);
    return clean;
}

TEST(without_memory_nothing_changes)
{
    CHECK(failing_memory_each(attempt, NULL) >= 4);
}

static void start_all(void)
{
    cos_http_io_initialize(NULL, 0);
    apr_pool_create(&pool, NULL);
}

static void stop_all(void)
{
    apr_pool_destroy(pool);
    cos_http_io_deinitialize();
}

TEST_MAIN(start_all, stop_all)
