/* The same work by any way to the server: what COS_ENDPOINT names, as the bucket's own domain (WAY_CNAME), or
   through a proxy (WAY_PROXY_HOST, WAY_PROXY_PORT), or to a port of this machine (WAY_ROUTE_PORT); https with the certificates of WAY_CA_FOLDER.

   Ends with code 0 when all of it went well. */
#include "example.h"
#include "cos_transport.h"

static cos_request_options_t *begin(void)
{
    cos_request_options_t *options = begin_work();

    options->config->is_cname = getenv("WAY_CNAME") != NULL;
    options->config->retry_times = 0;
    if (getenv("WAY_PROXY_HOST") != NULL) {
        cos_str_set(&options->config->proxy_host, setting("WAY_PROXY_HOST"));
        options->config->proxy_port = atoi(setting("WAY_PROXY_PORT"));
    }
    if (getenv("WAY_ROUTE_PORT") != NULL) {
        cos_set_request_route(options->ctl, "127.0.0.1", atoi(setting("WAY_ROUTE_PORT")));
    }
    return options;
}

static void expect(cos_request_options_t *options, const cos_string_t *bucket, const char *key, const char *content)
{
    cos_string_t object = text(key);
    cos_list_t body;

    cos_list_init(&body);
    check(cos_get_object_to_buffer(options, bucket, &object, NULL, NULL, &body, NULL), key);
    require(cos_buf_list_len(&body) == (int64_t)strlen(content)
            && strcmp(cos_buf_list_content(options->pool, &body), content) == 0,
        "the content that was sent");
}

static void in_parts(cos_request_options_t *options, const cos_string_t *bucket)
{
    cos_string_t object = text("parts");
    cos_string_t upload_id = cos_null_string;
    cos_list_upload_part_params_t *page = cos_create_list_upload_part_params(options->pool);
    cos_complete_part_content_t *entry = cos_create_complete_part_content(options->pool);
    cos_list_part_content_t *part;
    cos_list_t body;
    cos_list_t parts;

    check(cos_init_multipart_upload(options, bucket, &object, &upload_id, NULL, NULL), "begin");
    cos_list_init(&body);
    add_piece(options->pool, &body, "one part");
    check(cos_upload_part_from_buffer(options, bucket, &object, &upload_id, 1, &body, NULL), "part");
    check(cos_list_upload_part(options, bucket, &object, &upload_id, page, NULL), "parts");
    cos_list_init(&parts);
    cos_list_for_each_entry(cos_list_part_content_t, part, &page->part_list, node) {
        entry->part_number = part->part_number;
        entry->etag = part->etag;
        cos_list_add_tail(&entry->node, &parts);
    }
    check(cos_complete_multipart_upload(options, bucket, &object, &upload_id, &parts, NULL, NULL), "complete");
    expect(options, bucket, "parts", "one part");
}

int main(void)
{
    cos_http_transport_options_t transport = {0};
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t source = text("dir/a b+c.txt");
    cos_string_t target = text("copy");
    cos_string_t log = text("log");
    cos_string_t endpoint = text("cos.ap-guangzhou.myqcloud.com");
    cos_list_object_params_t *listing;
    cos_list_object_content_t *listed;
    cos_request_options_t *options;
    cos_list_t piece;
    int seen = 0;

    start_library();
    if (getenv("WAY_CA_FOLDER") != NULL) {
        transport.user_agent = "ways";
        transport.cacerts_path = getenv("WAY_CA_FOLDER");
        cos_set_default_transport_options(&transport);
    }
    options = begin();
    put_text(options, &bucket, source.data, "hello");
    check(cos_head_object(options, &bucket, &source, NULL, NULL), "head");
    expect(options, &bucket, source.data, "hello");
    check(cos_copy_object(options, &bucket, &source, &endpoint, &bucket, &target, NULL,
              cos_create_copy_object_params(options->pool), NULL),
        "copy");
    expect(options, &bucket, target.data, "hello");
    cos_list_init(&piece);
    add_piece(options->pool, &piece, "line");
    check(cos_append_object_from_buffer(options, &bucket, &log, 0, &piece, NULL, NULL), "append");
    in_parts(options, &bucket);
    listing = cos_create_list_object_params(options->pool);
    check(cos_list_object(options, &bucket, listing, NULL), "list");
    cos_list_for_each_entry(cos_list_object_content_t, listed, &listing->object_list, node) {
        seen++;
    }
    require(seen == 4, "a listing of four objects");
    check(cos_delete_object(options, &bucket, &source, NULL), "delete");
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
