/* How requests travel: time limits, checks, retries, a proxy, a fixed address, temporary keys.

   client_settings [PROXY_HOST PROXY_PORT]      COS_TOKEN for temporary keys */
#include "example.h"

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t object = text("settings/object.txt");
    cos_http_request_options_t *limits;
    cos_request_options_t *options;
    cos_status_t *status;

    start_library();
    options = begin_work();

    /* Of this controller; all controllers start with the same values. */
    limits = options->ctl->options;
    limits->connect_timeout = 5; /* seconds */
    limits->speed_limit = 1024; /* slower than 1 KiB/s ... */
    limits->speed_time = 30; /* ... for 30 s: the call fails */
    limits->dns_cache_timeout = 300;
    limits->max_memory_size = 64 << 20; /* the longest body a download into memory accepts */
    limits->enable_crc = COS_TRUE;
    cos_set_content_md5_enable(options->ctl, COS_TRUE);

    options->config->retry_times = 2;
    options->config->retry_interval_us = 50000;
    options->config->retry_change_domain = COS_FALSE;
    if (argc > 2) {
        cos_str_set(&options->config->proxy_host, argv[1]);
        options->config->proxy_port = atoi(argv[2]);
        printf("through %s:%d\n", argv[1], options->config->proxy_port);
    }
    if (options->config->sts_token.data != NULL) {
        printf("with a temporary key\n");
    }
    put_text(options, &bucket, object.data, "sent with care");
    check(cos_head_object(options, &bucket, &object, NULL, NULL), "with these settings");
    end_work(options);

    /* With Content-MD5 off, and to a fixed address: where no route leads, the call soon fails. */
    options = begin_work();
    cos_set_content_md5_enable(options->ctl, COS_FALSE);
    options->ctl->options->connect_timeout = 2;
    options->config->retry_times = 0;
    cos_set_request_route(options->ctl, "127.0.0.1", 1);
    status = cos_head_object(options, &bucket, &object, NULL, NULL);
    printf("routed elsewhere: %d %s\n", status->code, status->error_code);
    require(status->code < 0, "a call that went where the route says");
    end_work(options);

    end_library();
    return EXIT_SUCCESS;
}
