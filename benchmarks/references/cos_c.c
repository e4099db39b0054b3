/*
 * A C program on the library underneath pycos, for what the binding costs:
 * `cos_c METHOD ENDPOINT SIZE COUNT [KEY [FILE]]`, methods get_one (into memory), put_one (from memory), get_file,
 * put_file. Keys: KEY, or many/NNNNNNNN.
 *
 * get_one and put_one make the very native calls that pycos makes for bucket.get(key).read() and
 * bucket.put(key, data), so that the difference is Python and the binding, and nothing else: memory of the library
 * that serves one request after another, a stream that is read into a new piece of memory for each object. The
 * other two use the published API. All of them sign and check as pycos does.
 */
#include <cos_api.h>
#include <cos_http_io.h>
#include <cosx.h>
#include <unistd.h>

#include "measure.h"

static const char *method, *key, *path;
static char *data;
static int64_t size;
static cosx_settings_t settings;
static cos_pool_t *pool_for_calls;

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

/* Into a new piece of memory, as a Python program has a new object. */
static void get(const cos_request_options_t *made, const cosx_request_t *request)
{
    cosx_response_t response;
    cosx_stream_t *stream;
    char *body;
    int64_t got;

    cosx_stream_open(made, request, &response, &stream);
    if (stream == NULL) fail(response.status->error_msg != NULL ? response.status->error_msg : "failed");
    body = malloc((size_t)size);
    got = cosx_stream_read(stream, body, size);
    if (got != size) fail("another length came");
    cosx_stream_close(stream);
    free(body);
}

static void put(const cos_request_options_t *made, const cosx_request_t *request)
{
    cosx_response_t response;

    cosx_execute(made, request, &response);
    if (!cos_status_is_ok(response.status))
        fail(response.status->error_msg != NULL ? response.status->error_msg : "failed");
}

static void one(const char *name)
{
    static const cosx_pair_t type = {"Content-Type", "application/octet-stream"};
    int puts = strcmp(method, "put_one") == 0;
    cosx_request_t request = {puts ? "PUT" : "GET", "bench-1250000000", name, NULL, 0, &type, puts};
    cos_request_options_t *made;
    cosx_context_t context;

    apr_pool_clear(pool_for_calls);
    cosx_context_init(&context);
    context.settings = &settings;
    if (puts) {
        context.source.kind = COSX_BODY_MEMORY;
        context.source.data = data;
        context.source.size = size;
    }
    made = cosx_options_create(pool_for_calls, &settings);
    if (made == NULL || cosx_context_attach(pool_for_calls, &context) != COSE_OK) fail("out of memory");
    (puts ? put : get)(made, &request);
}

static void one_file(const char *endpoint, const char *name)
{
    cos_pool_t *pool;
    cos_request_options_t *made;
    cos_status_t *status;
    cos_table_t *headers = NULL;
    cos_string_t bucket, object, file;

    cos_pool_create(&pool, NULL);
    made = options(pool, endpoint);
    cos_str_set(&bucket, "bench-1250000000");
    cos_str_set(&object, name);
    cos_str_set(&file, path);
    status = strncmp(method, "get_file", 8) == 0
                 ? cos_get_object_to_file(made, &bucket, &object, NULL, NULL, &file, &headers)
                 : cos_put_object_from_file(made, &bucket, &object, &file, NULL, &headers);
    if (!cos_status_is_ok(status)) fail(status->error_msg != NULL ? status->error_msg : "failed");
    cos_pool_destroy(pool);
}

static void run(const char *endpoint, int64_t count, int in_memory)
{
    char name[64];

    for (int64_t number = 0; number < count; number++) {
        snprintf(name, sizeof(name), "many/%08lld", (long long)number);
        if (in_memory)
            one(key != NULL ? key : name);
        else
            one_file(endpoint, key != NULL ? key : name);
    }
}

int main(int argc, char **argv)
{
    struct measure begun;
    int64_t count;
    int in_memory;

    if (argc < 5) fail("cos_c METHOD ENDPOINT SIZE COUNT [KEY [FILE]]");
    method = argv[1];
    size = atoll(argv[3]);
    count = atoll(argv[4]);
    key = argc > 5 && argv[5][0] != '\0' ? argv[5] : NULL;
    path = argc > 6 ? argv[6] : "";
    if (cos_http_io_initialize(NULL, 0) != COSE_OK || cosx_transport_install() != COSE_OK) fail("initialize");
    cosx_settings_init(&settings);
    settings.endpoint = argv[2];
    settings.secret_id = "AKIDbenchmarkbenchmarkbenchmarkbench";
    settings.secret_key = "benchmarkbenchmarkbenchmarkbench";
    settings.address = COSX_ADDRESS_PATH;
    if (apr_pool_create_unmanaged_ex(&pool_for_calls, NULL, NULL) != APR_SUCCESS) fail("out of memory");
    in_memory = strcmp(method, "get_one") == 0 || strcmp(method, "put_one") == 0;
    if (in_memory) {
        data = malloc((size_t)size);
        memset(data, 'x', (size_t)size);
        run(argv[2], 1, 1); /* connect */
    }
    begun = measure_begin();
    if (is_again(method)) {
        run(argv[2], count, in_memory);
        measure_first(&begun);
        if (unlink(path) != 0) fail("unlink");
        measure_again(&begun);
    }
    run(argv[2], count, in_memory);
    measure_end(begun);
    apr_pool_destroy(pool_for_calls);
    cos_http_io_deinitialize();
    return 0;
}
