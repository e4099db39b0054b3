/* Every allocation of the main calls fails once: each time an honest status, nothing half-done. */
#include "failing_memory.h"
#include "operation.h"

static operation_t op;

static void reply_ok(test_reply_t *reply, const char *body)
{
    test_reply_body(reply, "200 OK", "x-cos-request-id: R\r\nETag: \"e\"\r\n", body, strlen(body));
}

static void serve(void *data, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    if (test_request_starts(request, "HEAD ")) {
        test_reply_text(reply, "HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\nETag: \"src\"\r\nContent-Type: a/b\r\n\r\n");
    } else if (test_request_starts(request, "DELETE ")) {
        test_reply_text(reply, "HTTP/1.1 204 No Content\r\n\r\n");
    } else if (strstr(request->head, "?uploads ") != NULL) {
        reply_ok(reply, "<InitiateMultipartUploadResult><UploadId>U</UploadId></InitiateMultipartUploadResult>");
    } else if (strstr(request->head, "?delete ") != NULL) {
        reply_ok(reply, "<DeleteResult><Deleted><Key>a</Key></Deleted><Error><Key>b</Key><Code>No</Code><Message>m</Message></Error></DeleteResult>");
    } else if (test_request_starts(request, "POST ")) {
        reply_ok(reply, "<CompleteMultipartUploadResult><ETag>\"w\"</ETag></CompleteMultipartUploadResult>");
    } else if (strstr(request->head, "x-cos-copy-source") != NULL) {
        reply_ok(reply, "<CopyPartResult><ETag>\"c\"</ETag></CopyPartResult>");
    } else if (test_request_starts(request, "GET /?")) {
        reply_ok(reply, "<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>a</Key><Size>1</Size></Contents>"
                 "<Contents><Key>b</Key></Contents><CommonPrefixes><Prefix>c/</Prefix></CommonPrefixes></ListBucketResult>");
    } else if (test_request_starts(request, "GET ")) {
        reply_ok(reply, "0123456789");
    } else {
        reply_ok(reply, "");
    }
}

/* Makes one call; 0 when what came of it contradicts its status. */
typedef int (*call_pt)(cos_request_options_t *options, cos_status_t **status);

static int attempt(void *data)
{
    const call_pt *call = data;
    cos_request_options_t *options = NULL;
    cos_status_t *status = NULL;
    cos_pool_t *pool = NULL;
    int clean = 1;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return 1;
    }
    options = operation_options(pool, test_server_authority(op.server));
    if (options != NULL) {
        clean = (*call)(options, &status) && status != NULL &&
                (status->code == 200 || (status->code < 0 && status->error_code != NULL));
    }
    apr_pool_destroy(pool);
    return clean;
}

static int list_objects(cos_request_options_t *options, cos_status_t **status)
{
    cos_list_object_params_t *params = cos_create_list_object_params(options->pool);

    if (params == NULL) {
        *status = cos_head_bucket(options, &op.bucket, NULL);
        return 1;
    }
    *status = cos_list_object(options, &op.bucket, params, NULL);
    return cos_status_is_ok(*status) ? params->next_marker.len > 0 && !cos_list_empty(&params->object_list)
                                     : cos_list_empty(&params->object_list) && cos_list_empty(&params->common_prefix_list);
}

static int delete_objects(cos_request_options_t *options, cos_status_t **status)
{
    cos_object_key_t a = { 0 };
    cos_object_key_t b = { 0 };
    cos_list_t keys;
    cos_list_t deleted;

    cos_list_init(&keys);
    cos_list_init(&deleted);
    cos_str_set(&a.key, "a");
    cos_str_set(&b.key, "b");
    cos_list_add_tail(&a.node, &keys);
    cos_list_add_tail(&b.node, &keys);
    *status = cos_delete_objects(options, &op.bucket, &keys, COS_FALSE, NULL, &deleted);
    /* a refused key never looks like success, however little memory there is */
    return !cos_status_is_ok(*status) && keys.next == &a.node && keys.prev == &b.node;
}

static int upload_file(cos_request_options_t *options, cos_status_t **status)
{
    cos_string_t id = cos_null_string;
    *status = cos_upload_file(options, &op.bucket, &op.object, &id, &op.file, 0, NULL);
    return 1;
}

static int copy_part(cos_request_options_t *options, cos_status_t **status)
{
    cos_upload_part_copy_params_t *params = cos_create_upload_part_copy_params(options->pool);

    if (params == NULL) {
        *status = cos_head_bucket(options, &op.bucket, NULL);
        return 1;
    }
    params->copy_source = op.object;
    params->dest_bucket = op.bucket;
    params->dest_object = op.object;
    params->upload_id = op.bucket;
    params->part_num = 1;
    *status = cos_upload_part_copy(options, params, NULL, NULL);
    return !cos_status_is_ok(*status) || params->rsp_content->etag.len == 3;
}

static int copy_in_parts(cos_request_options_t *options, cos_status_t **status)
{
    cos_string_t endpoint = options->config->endpoint;
    *status = cos_upload_object_by_part_copy_mt(options, &op.bucket, &op.object, &endpoint, &op.bucket, &op.object,
                                                1048576, 1, NULL);
    return 1;
}

static void survives(call_pt call, long least)
{
    CHECK(attempt(&call)); /* the connection, and what libraries make once */
    CHECK(failing_memory_each(attempt, &call) >= least);
}

TEST(a_list_survives_every_failing_allocation)
{
    survives(list_objects, 40);
}

TEST(a_delete_of_many_survives_every_failing_allocation)
{
    survives(delete_objects, 40);
}

TEST(an_upload_in_parts_survives_every_failing_allocation)
{
    survives(upload_file, 100);
}

TEST(a_copied_part_survives_every_failing_allocation)
{
    survives(copy_part, 40);
}

TEST(a_copy_in_parts_survives_every_failing_allocation)
{
    survives(copy_in_parts, 100);
}

static void before(void)
{
    char *data = calloc(1, 1048577);

    library_start();
    operation_open(&op, serve, NULL);
    write_file(op.path, data, 1048577);
    free(data);
}

static void after(void)
{
    operation_close(&op);
    library_stop();
}

TEST_MAIN(before, after)
