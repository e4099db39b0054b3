/* Other names for a bucket: the CDN's default domain, a domain of your own, global acceleration.

   domains OWN_DOMAIN [IP PORT]      With IP and PORT all requests go there, whatever the names say. */
#include "example.h"

static void look(const cos_string_t *bucket, int argc, char **argv, const char *endpoint, int is_cname)
{
    cos_request_options_t *options = begin_work();
    cos_string_t object = text("domains/object.txt");

    cos_str_set(&options->config->endpoint, endpoint);
    /* 1: the endpoint is the bucket's own name; 0: the bucket goes in front of it. */
    options->config->is_cname = is_cname;
    if (argc > 3) {
        cos_set_request_route(options->ctl, argv[2], atoi(argv[3]));
    }
    put_text(options, bucket, object.data, endpoint);
    check(cos_head_object(options, bucket, &object, NULL, NULL), endpoint);
    end_work(options);
}

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    const char *own = argument(argc, argv, 1, "OWN_DOMAIN");

    start_library();
    look(&bucket, argc, argv, "file.myqcloud.com", 0); /* accelerated by the CDN */
    look(&bucket, argc, argv, own, 1); /* of the CDN or of the bucket itself */
    look(&bucket, argc, argv, "cos.accelerate.myqcloud.com", 0); /* global acceleration */
    end_library();
    return EXIT_SUCCESS;
}
