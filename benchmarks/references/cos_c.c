/*
 * A C program on the library underneath pycos, for what the binding costs:
 * `cos_c METHOD ENDPOINT SIZE COUNT [KEY [FILE]]`, methods get_one (into memory), put_one (from memory), get_file,
 * put_file. It signs and checks as pycos does. Keys: KEY, or many/NNNNNNNN.
 */
#include <cos_api.h>
#include <cos_http_io.h>

#include "measure.h"

static const char *method, *key, *path;
static char *data;
static int64_t size;

static cos_request_options_t *options(cos_pool_t *pool, const char *endpoint)
{
    cos_request_options_t *made = cos_request_options_create(pool);

    made->config = cos_config_create(pool);
    cos_str_set(&made->config->endpoint, endpoint);
    cos_str_set(&made->config->access_key_id, "AKIDbenchmarkbenchmarkbenchmarkbench");
    cos_str_set(&made->config->access_key_secret, "benchmarkbenchmarkbenchmarkbench");
    cos_str_set(&made->config->appid, "1250000000");
    made->config->is_cname = 1; /* an address has no room for the bucket; any path is ours */
    made->ctl = cos_http_controller_create(pool, 0);
    made->ctl->options->enable_md5 = COS_FALSE; /* on by default here; pycos leaves it to CRC64, and so does this */
    return made;
}

static void one(const char *endpoint, int64_t number)
{
    cos_pool_t *pool;
    cos_request_options_t *made;
    cos_status_t *status;
    cos_table_t *headers = NULL;
    cos_string_t bucket, object, file;
    cos_list_t body;
    char name[64];

    cos_pool_create(&pool, NULL);
    made = options(pool, endpoint);
    snprintf(name, sizeof(name), "many/%08lld", (long long)number);
    cos_str_set(&bucket, "bench-1250000000");
    cos_str_set(&object, key != NULL ? key : name);
    cos_list_init(&body);
    if (strcmp(method, "get_one") == 0) {
        int64_t got = 0;
        cos_buf_t *piece;

        status = cos_get_object_to_buffer(made, &bucket, &object, NULL, NULL, &body, &headers);
        /* One piece of memory at the end, as a Python program has. */
        cos_list_for_each_entry(cos_buf_t, piece, &body, node)
        {
            memcpy(data + got, piece->pos, (size_t)cos_buf_size(piece));
            got += cos_buf_size(piece);
        }
        if (got != size) fail("another length came");
    } else if (strcmp(method, "put_one") == 0) {
        cos_buf_t *piece = cos_buf_pack(pool, data, (int)size);

        cos_list_add_tail(&piece->node, &body);
        status = cos_put_object_from_buffer(made, &bucket, &object, &body, NULL, &headers);
    } else {
        cos_str_set(&file, path);
        status = strcmp(method, "get_file") == 0
                     ? cos_get_object_to_file(made, &bucket, &object, NULL, NULL, &file, &headers)
                     : cos_put_object_from_file(made, &bucket, &object, &file, NULL, &headers);
    }
    if (!cos_status_is_ok(status)) fail(status->error_msg != NULL ? status->error_msg : "failed");
    cos_pool_destroy(pool);
}

int main(int argc, char **argv)
{
    struct measure begun;
    int64_t count;

    if (argc < 5) fail("cos_c METHOD ENDPOINT SIZE COUNT [KEY [FILE]]");
    method = argv[1];
    size = atoll(argv[3]);
    count = atoll(argv[4]);
    key = argc > 5 && argv[5][0] != '\0' ? argv[5] : NULL;
    path = argc > 6 ? argv[6] : "";
    if (cos_http_io_initialize(NULL, 0) != COSE_OK) fail("initialize");
    if (strcmp(method, "get_one") == 0 || strcmp(method, "put_one") == 0) {
        data = malloc((size_t)size);
        memset(data, 'x', (size_t)size);
        one(argv[2], 0);
    }
    begun = measure_begin();
    for (int64_t number = 0; number < count; number++) one(argv[2], number);
    measure_end(begun);
    cos_http_io_deinitialize();
    return 0;
}
