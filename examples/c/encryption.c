/* Objects encrypted by the service: with its own key (SSE-COS), or with one of yours (SSE-C).

   encryption cos | customer      A key of yours goes over https only. */
#include "example.h"

static void with_key_of_the_service(const cos_request_options_t *options, const cos_string_t *bucket)
{
    cos_string_t object = text("encryption/by-cos.txt");
    cos_table_t *headers = cos_table_make(options->pool, 1);
    cos_table_t *answer = NULL;
    cos_list_t body;

    apr_table_set(headers, "x-cos-server-side-encryption", "AES256");
    cos_list_init(&body);
    add_piece(options->pool, &body, "encrypted at rest");
    check(cos_put_object_from_buffer(options, bucket, &object, &body, headers, NULL), "upload");
    /* To read it nothing more is needed. */
    check(cos_head_object(options, bucket, &object, NULL, &answer), "metadata");
    printf("encrypted with %s\n", apr_table_get(answer, "x-cos-server-side-encryption"));
}

static void with_key_of_the_customer(const cos_request_options_t *options, const cos_string_t *bucket)
{
    static const char key[] = "0123456789abcdef0123456789ABCDEF"; /* 32 bytes; yours is secret */
    cos_string_t object = text("encryption/by-customer.txt");
    cos_table_t *headers = cos_table_make(options->pool, 3);
    unsigned char *digest = cos_md5(options->pool, key, 32);
    char encoded[64] = "";
    char encoded_digest[64] = "";
    cos_list_t body;

    encoded[cos_base64_encode((const unsigned char *)key, 32, encoded)] = '\0';
    encoded_digest[cos_base64_encode(digest, 16, encoded_digest)] = '\0';
    apr_table_set(headers, "x-cos-server-side-encryption-customer-algorithm", "AES256");
    apr_table_set(headers, "x-cos-server-side-encryption-customer-key", encoded);
    apr_table_set(headers, "x-cos-server-side-encryption-customer-key-MD5", encoded_digest);

    cos_list_init(&body);
    add_piece(options->pool, &body, "encrypted with my key");
    check(cos_put_object_from_buffer(options, bucket, &object, &body, headers, NULL), "upload");
    /* Each request for the object needs the key again. */
    check(cos_head_object(options, bucket, &object, headers, NULL), "metadata");
    cos_list_init(&body);
    check(cos_get_object_to_buffer(options, bucket, &object, headers, NULL, &body, NULL), "download");
    printf("content: %s\n", cos_buf_list_content(options->pool, &body));
}

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    const char *whose = argument(argc, argv, 1, "cos or customer");
    cos_request_options_t *options;

    start_library();
    options = begin_work();
    if (strcmp(whose, "customer") == 0) {
        with_key_of_the_customer(options, &bucket);
    } else {
        with_key_of_the_service(options, &bucket);
    }
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
