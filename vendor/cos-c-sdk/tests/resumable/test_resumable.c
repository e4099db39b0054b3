#include <pthread.h>

#include "cosx.h"
#include "operation.h"

#define MIB (1024 * 1024)

/* One object of a server that keeps nothing: uploads get what they need, downloads come from `data`. */
typedef struct {
    pthread_mutex_t lock;
    const char *data;
    size_t size;
    uint64_t crc;
    int refuse_part; /* this part of an upload, or the range that begins at this MiB of a download, is refused */
    int puts;
    int parts;
    int inits;
    int completes;
    int aborts;
    int heads;
    int gets;
    int lists;
    char init_head[4096];
    char last_head[4096]; /* of a GET */
    uint64_t sent_crc[16];
    size_t sent_size[16];
} file_server_t;

static void reply_refusal(test_reply_t *reply)
{
    test_reply_body(reply, "403 Forbidden", "x-cos-request-id: RX\r\n", "<Error><Code>AccessDenied</Code></Error>", 40);
}

static void serve_part(file_server_t *server, const test_request_t *request, test_reply_t *reply)
{
    int number = atoi(strstr(request->head, "partNumber=") + 11);
    char headers[128];

    server->parts++;
    if (number == server->refuse_part) {
        reply_refusal(reply);
        return;
    }
    server->sent_crc[number] = cos_crc64(0, request->body, request->body_size);
    server->sent_size[number] = request->body_size;
    snprintf(headers, sizeof(headers), "ETag: \"p%d\"\r\nx-cos-hash-crc64ecma: %llu\r\n", number,
             (unsigned long long)server->sent_crc[number]);
    test_reply_body(reply, "200 OK", headers, "", 0);
}

static void serve_complete(file_server_t *server, test_reply_t *reply)
{
    static const char body[] = "<CompleteMultipartUploadResult><ETag>\"whole\"</ETag></CompleteMultipartUploadResult>";
    uint64_t crc = 0;
    char headers[128];
    int i;

    server->completes++;
    for (i = 1; i < 16; i++) {
        crc = server->sent_size[i] > 0 ? cos_crc64_combine(crc, server->sent_crc[i], server->sent_size[i]) : crc;
    }
    snprintf(headers, sizeof(headers), "x-cos-request-id: RC\r\nx-cos-hash-crc64ecma: %llu\r\n", (unsigned long long)crc);
    test_reply_body(reply, "200 OK", headers, body, strlen(body));
}

static void serve_get(file_server_t *server, const test_request_t *request, test_reply_t *reply)
{
    char *range = test_request_header(request, "Range");
    size_t first = 0;
    size_t last = server->size - 1;
    char headers[256];

    server->gets++;
    snprintf(server->last_head, sizeof(server->last_head), "%s", request->head);
    if (range != NULL) {
        sscanf(range, "bytes=%zu-%zu", &first, &last);
    }
    if (server->refuse_part != 0 && first == (size_t)server->refuse_part * MIB) {
        reply_refusal(reply);
    } else {
        snprintf(headers, sizeof(headers), "ETag: \"d\"\r\nContent-Range: bytes %zu-%zu/%zu\r\nx-cos-hash-crc64ecma: %llu\r\n"
                 "Last-Modified: Sun, 22 Nov 2026 05:17:04 GMT\r\n", first, last, server->size, (unsigned long long)server->crc);
        test_reply_body(reply, range != NULL ? "206 Partial Content" : "200 OK", headers, server->data + first, last - first + 1);
    }
    free(range);
}

static void serve_list(file_server_t *server, test_reply_t *reply)
{
    char body[4096] = "<ListPartsResult><IsTruncated>false</IsTruncated>";
    size_t at = strlen(body);
    int i;

    server->lists++;
    for (i = 1; i < 16; i++) {
        if (server->sent_size[i] > 0) {
            at += (size_t)snprintf(body + at, sizeof(body) - at, "<Part><PartNumber>%d</PartNumber><ETag>\"p%d\"</ETag>"
                                   "<Size>%zu</Size></Part>", i, i, server->sent_size[i]);
        }
    }
    snprintf(body + at, sizeof(body) - at, "</ListPartsResult>");
    test_reply_body(reply, "200 OK", "", body, strlen(body));
}

static void serve(void *data, const test_request_t *request, test_reply_t *reply)
{
    static const char initiated[] = "<InitiateMultipartUploadResult><UploadId>U</UploadId></InitiateMultipartUploadResult>";
    file_server_t *server = data;
    char headers[256];

    pthread_mutex_lock(&server->lock);
    if (strstr(request->head, "?uploads ") != NULL) {
        server->inits++;
        snprintf(server->init_head, sizeof(server->init_head), "%s", request->head);
        test_reply_body(reply, "200 OK", "", initiated, strlen(initiated));
    } else if (test_request_starts(request, "POST ")) {
        serve_complete(server, reply);
    } else if (test_request_starts(request, "DELETE ")) {
        server->aborts++;
        test_reply_text(reply, "HTTP/1.1 204 No Content\r\n\r\n");
    } else if (test_request_starts(request, "HEAD ")) {
        server->heads++;
        test_reply_text(reply, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nETag: \"d\"\r\nx-cos-hash-crc64ecma: %llu\r\n"
                        "Last-Modified: Sun, 22 Nov 2026 05:17:04 GMT\r\n\r\n", server->size, (unsigned long long)server->crc);
    } else if (test_request_starts(request, "GET ") && strstr(request->head, "uploadId=") != NULL) {
        serve_list(server, reply);
    } else if (test_request_starts(request, "GET ")) {
        serve_get(server, request, reply);
    } else if (strstr(request->head, "partNumber=") != NULL) {
        serve_part(server, request, reply);
    } else {
        server->puts++;
        snprintf(server->init_head, sizeof(server->init_head), "%s", request->head);
        snprintf(headers, sizeof(headers), "ETag: \"one\"\r\nx-cos-request-id: RP\r\nx-cos-hash-crc64ecma: %llu\r\n",
                 (unsigned long long)cos_crc64(0, request->body, request->body_size));
        test_reply_body(reply, "200 OK", headers, "", 0);
    }
    pthread_mutex_unlock(&server->lock);
}

static char *content(size_t size)
{
    char *data = malloc(size + 1);
    size_t i;
    uint32_t x = 1;

    if (data == NULL) {
        abort();
    }
    for (i = 0; i < size; i++) {
        x = x * 1664525u + 1013904223u;
        data[i] = (char)(x >> 24);
    }
    return data;
}

static void server_init(file_server_t *server, const char *data, size_t size)
{
    memset(server, 0, sizeof(*server));
    pthread_mutex_init(&server->lock, NULL);
    server->data = data;
    server->size = size;
    server->crc = cos_crc64(0, (void *)data, size);
}

static pthread_t told_by;
static int64_t told_bytes;
static int64_t told_total;

static void note_progress(int64_t consumed, int64_t total)
{
    told_by = pthread_self();
    told_bytes = consumed;
    told_total = total;
}

TEST(a_large_file_goes_up_in_parts)
{
    char *data = content(3 * MIB + 7);
    file_server_t server;
    operation_t op;
    cos_resumable_clt_params_t *clt;

    server_init(&server, data, 3 * MIB + 7);
    operation_open(&op, serve, &server);
    write_file(op.path, data, server.size);
    clt = cos_create_resumable_clt_params_content(op.pool, MIB, 3, COS_FALSE, NULL);
    told_bytes = -1;
    CHECK_INT_EQ(200, cos_resumable_upload_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, clt,
                                                note_progress, &op.answer, NULL)->code);
    CHECK_INT_EQ(1, server.inits);
    CHECK_INT_EQ(4, server.parts);
    CHECK_INT_EQ(1, server.completes);
    CHECK_INT_EQ(0, server.aborts);
    CHECK_INT_EQ(MIB, server.sent_size[3]);
    CHECK_INT_EQ(7, server.sent_size[4]);
    CHECK_INT_EQ((int64_t)cos_crc64(0, data, MIB), (int64_t)server.sent_crc[1]);
    CHECK(strstr(server.init_head, "Content-Type: ") != NULL);
    CHECK_STR_EQ("\"whole\"", apr_table_get(op.answer, "ETag"));
    CHECK_STR_EQ(apr_psprintf(op.pool, "%" APR_UINT64_T_FMT, (apr_uint64_t)server.crc),
                 apr_table_get(op.answer, "x-cos-hash-crc64ecma"));
    CHECK_INT_EQ((int64_t)server.size, told_bytes);
    CHECK_INT_EQ((int64_t)server.size, told_total);
    CHECK(pthread_equal(told_by, pthread_self()));
    CHECK_INT_EQ(1, count_files(op.directory));
    operation_close(&op);
    free(data);
}

TEST(a_small_or_empty_file_is_a_single_put)
{
    char *data = content(100);
    file_server_t server;
    operation_t op;
    cos_table_t *headers;

    server_init(&server, data, 100);
    operation_open(&op, serve, &server);
    write_file(op.path, data, 100);
    headers = cos_table_make(op.pool, 1);
    apr_table_set(headers, "Content-Type", "x/y");
    CHECK_INT_EQ(200, cos_resumable_upload_file(op.options, &op.bucket, &op.object, &op.file, headers, NULL, NULL, NULL,
                                                &op.answer, NULL)->code);
    CHECK_INT_EQ(1, server.puts);
    CHECK(strstr(server.init_head, "Content-Type: x/y") != NULL);
    CHECK_STR_EQ("\"one\"", apr_table_get(op.answer, "ETag"));
    CHECK_STR_EQ("RP", apr_table_get(op.answer, "x-cos-request-id"));
    write_file(op.path, "", 0);
    CHECK_INT_EQ(200, cos_resumable_upload_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, NULL, NULL, NULL,
                                                NULL)->code);
    CHECK_INT_EQ(2, server.puts);
    CHECK_INT_EQ(0, server.inits);
    operation_close(&op);
    free(data);
}

TEST(a_failed_upload_without_checkpoint_is_aborted)
{
    char *data = content(2 * MIB);
    file_server_t server;
    operation_t op;
    cos_resumable_clt_params_t *clt;
    cos_status_t *status;

    server_init(&server, data, 2 * MIB);
    server.refuse_part = 2;
    operation_open(&op, serve, &server);
    write_file(op.path, data, server.size);
    clt = cos_create_resumable_clt_params_content(op.pool, MIB, 1, COS_FALSE, NULL);
    status = cos_resumable_upload_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, clt, NULL, NULL, NULL);
    CHECK_INT_EQ(403, status->code);
    CHECK_STR_EQ("AccessDenied", status->error_code);
    CHECK_STR_EQ("RX", status->req_id);
    CHECK_INT_EQ(1, server.aborts);
    CHECK_INT_EQ(0, server.completes);
    CHECK_INT_EQ(1, count_files(op.directory));
    operation_close(&op);
    free(data);
}

TEST(a_failed_upload_with_checkpoint_goes_on_where_it_stopped)
{
    char *data = content(3 * MIB);
    file_server_t server;
    operation_t op;
    cos_resumable_clt_params_t *clt;
    char checkpoint[128];

    server_init(&server, data, 3 * MIB);
    server.refuse_part = 3;
    operation_open(&op, serve, &server);
    write_file(op.path, data, server.size);
    snprintf(checkpoint, sizeof(checkpoint), "%s.cp", op.path);
    clt = cos_create_resumable_clt_params_content(op.pool, MIB, 1, COS_TRUE, NULL);
    CHECK_INT_EQ(403, cos_resumable_upload_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, clt, NULL, NULL,
                                                NULL)->code);
    CHECK_INT_EQ(0, server.aborts);
    CHECK_INT_EQ(0, access(checkpoint, F_OK));
    server.refuse_part = 0;
    server.parts = 0;
    CHECK_INT_EQ(200, cos_resumable_upload_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, clt, NULL, NULL,
                                                NULL)->code);
    CHECK_INT_EQ(1, server.parts);
    CHECK_INT_EQ(1, server.inits);
    CHECK_INT_EQ(1, server.completes);
    CHECK(access(checkpoint, F_OK) != 0);
    operation_close(&op);
    free(data);
}

TEST(a_large_object_comes_down_in_pinned_ranges)
{
    size_t size = 9 * MIB + 3;
    char *data = content(size);
    file_server_t server;
    operation_t op;
    cos_resumable_clt_params_t *clt;
    cos_table_t *params;
    char *got;
    size_t got_size;

    server_init(&server, data, size);
    operation_open(&op, serve, &server);
    clt = cos_create_resumable_clt_params_content(op.pool, 1, 2, COS_TRUE, NULL);
    params = cos_table_make(op.pool, 1);
    apr_table_set(params, "versionId", "v1");
    told_bytes = -1;
    CHECK_INT_EQ(200, cos_resumable_download_file(op.options, &op.bucket, &op.object, &op.file, NULL, params, clt,
                                                  note_progress)->code);
    got = read_file(op.path, &got_size);
    CHECK_INT_EQ((int64_t)size, (int64_t)got_size);
    CHECK_MEM_EQ(data, got, size);
    free(got);
    CHECK_INT_EQ(4, server.gets); /* a short one that tells the size, then parts of 4 MiB */
    CHECK(strstr(server.last_head, "versionId=v1") != NULL);
    CHECK(strstr(server.last_head, "If-Match: \"d\"") != NULL);
    CHECK_INT_EQ((int64_t)size, told_bytes);
    CHECK(pthread_equal(told_by, pthread_self()));
    CHECK_INT_EQ(1, count_files(op.directory));
    operation_close(&op);
    free(data);
}

TEST(a_failed_download_leaves_the_target_and_goes_on_later)
{
    size_t size = 9 * MIB;
    char *data = content(size);
    file_server_t server;
    operation_t op;
    cos_resumable_clt_params_t *clt;
    cos_status_t *status;
    char *got;
    size_t got_size;

    server_init(&server, data, size);
    server.refuse_part = 5; /* the range from 5 MiB on */
    operation_open(&op, serve, &server);
    write_file(op.path, "old", 3);
    clt = cos_create_resumable_clt_params_content(op.pool, 0, 1, COS_TRUE, NULL);
    status = cos_resumable_download_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, clt, NULL);
    CHECK_INT_EQ(403, status->code);
    got = read_file(op.path, &got_size);
    CHECK_MEM_EQ("old", got, 3);
    free(got);
    server.refuse_part = 0;
    server.gets = 0;
    CHECK_INT_EQ(200, cos_resumable_download_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, clt, NULL)->code);
    CHECK_INT_EQ(1, server.gets);
    got = read_file(op.path, &got_size);
    CHECK_INT_EQ((int64_t)size, (int64_t)got_size);
    CHECK_MEM_EQ(data, got, size);
    free(got);
    CHECK_INT_EQ(1, count_files(op.directory));
    operation_close(&op);
    free(data);
}

TEST(a_wrong_checksum_of_the_whole_leaves_the_target)
{
    char *data = content(5 * MIB);
    file_server_t server;
    operation_t op;
    cos_status_t *status;

    server_init(&server, data, 5 * MIB);
    server.crc++;
    operation_open(&op, serve, &server);
    status = cos_resumable_download_file_without_cp(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, 2, 0, NULL);
    CHECK_INT_EQ(COSE_CRC_INCONSISTENT_ERROR, status->code);
    CHECK_INT_EQ(0, count_files(op.directory));
    operation_close(&op);
    free(data);
}

TEST(an_appid_and_a_domain_go_into_the_address)
{
    char *data = content(10);
    file_server_t server;
    operation_t op;

    server_init(&server, data, 10);
    operation_open(&op, serve, &server);
    write_file(op.path, data, 10);
    op.options->config->is_cname = 0;
    cos_str_set(&op.options->config->endpoint, "cos.ap-x.myqcloud.com");
    cos_str_set(&op.options->config->appid, "9");
    cos_set_request_route(op.options->ctl, (char *)"127.0.0.1", test_server_port(op.server));
    CHECK_INT_EQ(200, cos_resumable_upload_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, NULL, NULL, NULL,
                                                NULL)->code);
    CHECK(strstr(server.init_head, "Host: b-125-9.cos.ap-x.myqcloud.com") != NULL);
    operation_close(&op);
    free(data);
}

TEST(a_proxy_of_the_configuration_is_used)
{
    char *data = content(10);
    file_server_t server;
    operation_t op;

    server_init(&server, data, 10);
    operation_open(&op, serve, &server);
    write_file(op.path, data, 10);
    cos_str_set(&op.options->config->endpoint, "files.example.com");
    cos_str_set(&op.options->config->proxy_host, "127.0.0.1");
    op.options->config->proxy_port = test_server_port(op.server);
    cos_str_set(&op.options->config->proxy_user, "u");
    cos_str_set(&op.options->config->proxy_passwd, "p");
    CHECK_INT_EQ(200, cos_resumable_upload_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, NULL, NULL, NULL,
                                                NULL)->code);
    CHECK(starts(&op, 1, "PUT http://files.example.com/dir/a%20b.txt HTTP/1.1"));
    CHECK(has_header(&op, 1, "Proxy-Authorization", "Basic dTpw"));
    CHECK(op.options->ctl->options->proxy_host == NULL);
    operation_close(&op);
    free(data);
}

TEST(a_cancelled_context_ends_the_transfer)
{
    char *data = content(3 * MIB);
    file_server_t server;
    operation_t op;
    cosx_context_t context;
    cosx_cancel_t cancel = { 0 };
    cos_resumable_clt_params_t *clt;
    test_reply_t stalled;

    server_init(&server, data, 3 * MIB);
    operation_open(&op, serve, &server);
    write_file(op.path, data, server.size);
    cosx_context_init(&context);
    context.cancel = &cancel;
    CHECK_INT_EQ(COSE_OK, cosx_context_attach(op.pool, &context));
    clt = cos_create_resumable_clt_params_content(op.pool, MIB, 2, COS_FALSE, NULL);
    test_reply_init(&stalled);
    test_reply_text(&stalled, "HTTP/1.1 200 OK\r\n\r\n");
    stalled.stall_at = 0;
    test_server_push(op.server, &stalled);
    cosx_cancel_set(&cancel);
    CHECK_INT_EQ(COSE_ABORT_CALLBACK, cos_resumable_upload_file(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, clt,
                                                                NULL, NULL, NULL)->code);
    CHECK_INT_EQ(0, server.completes);
    operation_close(&op);
    free(data);
}

TEST(settings_of_the_context_say_more_than_the_options)
{
    char *data = content(10);
    file_server_t server;
    operation_t op;
    cosx_settings_t settings;
    cosx_context_t context;
    char endpoint[64];

    server_init(&server, data, 10);
    operation_open(&op, serve, &server);
    write_file(op.path, data, 10);
    snprintf(endpoint, sizeof(endpoint), "http://%s", test_server_authority(op.server));
    cosx_settings_init(&settings);
    settings.endpoint = endpoint;
    settings.address = COSX_ADDRESS_PATH;
    cosx_context_init(&context);
    context.settings = &settings;
    CHECK_INT_EQ(COSE_OK, cosx_context_attach(op.pool, &context));
    CHECK_INT_EQ(200, cos_resumable_upload_file(cosx_options_create(op.pool, &settings), &op.bucket, &op.object, &op.file,
                                                NULL, NULL, NULL, NULL, NULL, NULL)->code);
    CHECK(starts(&op, 1, "PUT /b-125/dir/a%20b.txt HTTP/1.1"));
    CHECK(has_header(&op, 1, "Authorization", NULL));
    operation_close(&op);
    free(data);
}

TEST(a_local_file_that_is_not_there_is_named_with_a_negative_code)
{
    file_server_t server;
    operation_t op;
    cos_status_t *status;

    server_init(&server, "", 0);
    operation_open(&op, serve, &server);
    status = cos_resumable_upload_file_without_cp(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, 1, 0, NULL, NULL,
                                                  NULL, NULL);
    CHECK(status->code < 0);
    CHECK(strstr(status->error_msg, op.path) != NULL);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST(calls_without_a_name_are_refused)
{
    file_server_t server;
    operation_t op;
    cos_string_t empty = cos_string("");
    cos_string_t up = cos_string("..");
    cos_resumable_clt_params_t *clt;

    server_init(&server, "", 0);
    operation_open(&op, serve, &server);
    clt = cos_create_resumable_clt_params_content(op.pool, 0, 1, COS_TRUE, NULL);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_resumable_upload_file(op.options, &op.bucket, &empty, &op.file, NULL, NULL, clt, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_resumable_upload_file(op.options, &op.bucket, &op.object, &empty, NULL, NULL, clt, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_resumable_upload_file(op.options, NULL, &op.object, &op.file, NULL, NULL, NULL, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_resumable_upload_file(NULL, &op.bucket, &op.object, &op.file, NULL, NULL, clt, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_resumable_upload_file_with_cp(op.options, &op.bucket, &op.object, &op.file, NULL, NULL, 1, 0, NULL, NULL, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_resumable_download_file(op.options, &op.bucket, &empty, &op.file, NULL, NULL, clt, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_resumable_download_file(op.options, &op.bucket, &up, &op.file, NULL, NULL, clt, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_resumable_download_file(op.options, &op.bucket, &op.object, NULL, NULL, NULL, clt, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_resumable_download_file(NULL, &op.bucket, &op.object, &op.file, NULL, NULL, clt, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_resumable_download_file(op.options, NULL, &op.object, &op.file, NULL, NULL, NULL, NULL)->code);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
