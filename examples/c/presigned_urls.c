/* URLs that allow one thing for some time to whoever has them. */
#include "example.h"

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t object = text("presigned/report.txt");
    cos_request_options_t *options;
    cos_string_t url = cos_null_string;
    cos_table_t *headers;
    cos_table_t *params;

    start_library();
    options = begin_work();
    put_text(options, &bucket, "presigned/report.txt", "all is well");

    require(cos_gen_presigned_url(options, &bucket, &object, 300, HTTP_GET, &url) == COSE_OK, "a URL to read");
    printf("GET %.*s\n", SHOW(url));
    require(cos_gen_presigned_url(options, &bucket, &object, 300, HTTP_PUT, &url) == COSE_OK, "a URL to write");
    printf("PUT %.*s\n", SHOW(url));

    /* The safe kind binds the host, the parameters, and headers that its user must send just so. */
    headers = cos_table_make(options->pool, 1);
    params = cos_table_make(options->pool, 1);
    apr_table_set(headers, "x-cos-meta-from", "presigned");
    require(cos_gen_presigned_url_safe(options, &bucket, &object, 300, HTTP_PUT, headers, NULL, 1, &url) == COSE_OK,
        "a URL to write with a header");
    printf("PUT with header %.*s\n", SHOW(url));
    apr_table_set(params, "response-content-type", "text/csv");
    require(cos_gen_presigned_url_safe(options, &bucket, &object, 300, HTTP_GET, NULL, params, 1, &url) == COSE_OK,
        "a URL to read as another type");
    printf("GET as csv %.*s\n", SHOW(url));

    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
