#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cos_api.h"
#include "multipart/multipart.h"
#include "pipeline/execute.h"
#include "service/arguments.h"

typedef struct {
    cos_request_options_t *options;
    const cos_string_t *bucket;
    const cos_string_t *object;
    const cos_string_t *upload_id;
    cos_string_t *filename;
    cos_table_t *headers;
    int64_t size;
    int64_t part_size;
    int count;
    cos_string_t *etags; /* one per part; no data: not there yet */
} upload_t;

static int64_t size_of_part(const upload_t *upload, int index)
{
    int64_t left = upload->size - (int64_t)index * upload->part_size;
    return left < upload->part_size ? left : upload->part_size;
}

/* A listed part counts when it has the number and the size of one of ours. */
static int take_listed(upload_t *upload, const cos_list_part_content_t *part)
{
    int64_t number = part->part_number.data == NULL ? 0 : cos_atoi64(part->part_number.data);
    cos_string_t *etag;

    if (number < 1 || number > upload->count || part->size.data == NULL || part->etag.len == 0 ||
        cos_atoi64(part->size.data) != size_of_part(upload, (int)number - 1)) {
        return COSE_OK;
    }
    etag = &upload->etags[number - 1];
    etag->data = cosi_strndup(upload->options->pool, part->etag.data, (size_t)part->etag.len);
    etag->len = part->etag.len;
    return etag->data == NULL ? COSE_OUT_MEMORY : COSE_OK;
}

/* One page behind *marker; *marker is the next one, in the pool of `options`, without data at the end. */
static cos_status_t *list_page(upload_t *upload, const cos_request_options_t *options, cos_string_t *marker)
{
    cos_list_upload_part_params_t page;
    cos_list_part_content_t *part;
    cos_status_t *status;

    memset(&page, 0, sizeof(page));
    page.part_number_marker = *marker;
    page.max_ret = COS_PER_RET_NUM;
    status = cos_list_upload_part(options, upload->bucket, upload->object, upload->upload_id, &page, NULL);
    cos_str_null(marker);
    if (!cos_status_is_ok(status)) {
        return status;
    }
    cos_list_for_each_entry(cos_list_part_content_t, part, &page.part_list, node) {
        if (take_listed(upload, part) != COSE_OK) {
            return cosi_status_refused(options->pool, COSE_OUT_MEMORY, NULL, NULL);
        }
    }
    if (page.truncated && !cos_list_empty(&page.part_list)) {
        *marker = page.next_part_number_marker;
    }
    return status;
}

/* Find out which parts an earlier run has uploaded. NULL when all went well. */
static cos_status_t *find_parts(upload_t *upload)
{
    cos_pool_t *pools[2] = { NULL, NULL }; /* in turn: a page's marker lives while the next page is fetched */
    cos_request_options_t options = *upload->options;
    cos_string_t marker = cos_null_string;
    cos_status_t *status = NULL;
    int turn = 0;

    if (apr_pool_create(&pools[0], upload->options->pool) != APR_SUCCESS ||
        apr_pool_create(&pools[1], upload->options->pool) != APR_SUCCESS) {
        status = cosi_status_refused(upload->options->pool, COSE_OUT_MEMORY, NULL, NULL);
        goto cleanup;
    }
    do {
        apr_pool_clear(pools[turn]);
        options.pool = pools[turn];
        status = list_page(upload, &options, &marker);
        turn = 1 - turn;
    } while (cos_status_is_ok(status) && marker.len > 0);
    status = cos_status_is_ok(status) ? NULL : cos_status_dup(upload->options->pool, status);

cleanup:
    if (pools[1] != NULL) {
        apr_pool_destroy(pools[1]);
    }
    if (pools[0] != NULL) {
        apr_pool_destroy(pools[0]);
    }
    return status;
}

/* NULL when the part is there. */
static cos_status_t *upload_one(upload_t *upload, int index)
{
    cos_request_options_t options = *upload->options;
    cos_string_t *to = &upload->etags[index];
    cos_table_t *answer = NULL;
    cos_upload_file_t range;
    cos_status_t *status;
    const char *etag;

    options.pool = NULL;
    if (apr_pool_create(&options.pool, upload->options->pool) != APR_SUCCESS) {
        return cosi_status_refused(upload->options->pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    range.filename = *upload->filename;
    range.file_pos = (int64_t)index * upload->part_size;
    range.file_last = range.file_pos + size_of_part(upload, index);
    status = cos_do_upload_part_from_file(&options, upload->bucket, upload->object, upload->upload_id, index + 1,
                                          &range, NULL, upload->headers, NULL, &answer, NULL);
    if (!cos_status_is_ok(status)) {
        status = cos_status_dup(upload->options->pool, status);
    } else {
        etag = answer == NULL ? NULL : apr_table_get(answer, "ETag");
        to->data = etag == NULL ? NULL : cosi_strdup(upload->options->pool, etag);
        to->len = to->data == NULL ? 0 : (int)strlen(to->data);
        status = to->len > 0 ? NULL
                             : cosi_status_refused(upload->options->pool, COSE_SERVICE_ERROR, COS_SERVER_ERROR_CODE,
                                                   "the answer to an uploaded part has no ETag");
    }
    apr_pool_destroy(options.pool);
    return status;
}

/* Headers that each part needs as well: the key of SSE-C, the speed limit. The rest describes the object. */
static int headers_of_parts(cos_pool_t *pool, const cos_table_t *headers, cos_table_t **kept)
{
    static const char *const names[] = { "x-cos-server-side-encryption-customer-algorithm",
                                         "x-cos-server-side-encryption-customer-key",
                                         "x-cos-server-side-encryption-customer-key-MD5", "x-cos-traffic-limit" };
    size_t i;

    *kept = cosi_table_make(pool, 4);
    if (*kept == NULL) {
        return COSE_OUT_MEMORY;
    }
    for (i = 0; headers != NULL && i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = apr_table_get(headers, names[i]);
        if (value != NULL && cosi_table_set(*kept, names[i], value) != COSE_OK) {
            return COSE_OUT_MEMORY;
        }
    }
    return COSE_OK;
}

static cos_status_t *upload_parts(upload_t *upload, int begun_before)
{
    cos_pool_t *pool = upload->options->pool;
    cos_status_t *status = NULL;
    cos_table_t *headers = upload->headers;
    int i;

    cos_get_part_size(upload->size, &upload->part_size);
    /* An empty file is one empty part: an upload cannot be completed with none. */
    upload->count = upload->size == 0 ? 1 : cos_get_part_num(upload->size, upload->part_size);
    upload->etags = cosi_calloc(pool, sizeof(*upload->etags) * (size_t)upload->count);
    if (upload->etags == NULL || headers_of_parts(pool, headers, &upload->headers) != COSE_OK) {
        return cosi_status_refused(pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    if (begun_before) {
        status = find_parts(upload);
    }
    for (i = 0; i < upload->count && status == NULL; i++) {
        if (upload->etags[i].data == NULL) {
            status = upload_one(upload, i);
        }
    }
    return status != NULL ? status
                          : cosi_complete_parts(upload->options, upload->bucket, upload->object, upload->upload_id,
                                                upload->etags, upload->count, upload->headers);
}

cos_status_t *cos_upload_file(cos_request_options_t *options, const cos_string_t *bucket, const cos_string_t *object,
    cos_string_t *upload_id, cos_string_t *filename, int64_t part_size, cos_table_t *headers)
{
    upload_t upload = { 0 };
    cos_status_t *status;
    apr_finfo_t info;
    int begun_before;
    int code;
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, bucket, object);
    if (cosi_is_missing(object) || cosi_is_missing(filename)) {
        return cosi_refuse(&call, cosi_is_missing(object) ? COSI_EMPTY_KEY : COSI_EMPTY_PATH);
    }
    if (upload_id == NULL || call.pool == NULL) {
        return cosi_refuse(&call, "there is no place for the upload id");
    }
    begun_before = upload_id->data != NULL && upload_id->len > 0;
    code = cos_get_file_info(filename, options->pool, &info);
    if (code != COSE_OK) {
        return cosi_status_refused(options->pool, code, COS_OPEN_FILE_ERROR_CODE, "the file to upload is not there");
    }
    if (info.size == 0 && !begun_before) {
        return cos_put_object_from_file(options, bucket, object, filename, headers, NULL);
    }
    if (!begun_before) {
        status = cos_init_multipart_upload(options, bucket, object, upload_id, headers, NULL);
        if (!cos_status_is_ok(status)) {
            return status;
        }
    }
    upload.options = options;
    upload.bucket = bucket;
    upload.object = object;
    upload.upload_id = upload_id;
    upload.filename = filename;
    upload.headers = headers;
    upload.size = info.size;
    upload.part_size = part_size;
    return upload_parts(&upload, begun_before);
}
