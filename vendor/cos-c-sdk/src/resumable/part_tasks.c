/* One part each, as tasks of an apr_thread_pool. */
#include <string.h>

#include <apr_atomic.h>

#include "base/memory.h"
#include "cos_api.h"
#include "cos_resumable.h"
#include "cos_utility.h"
#include "multipart/multipart.h"
#include "pipeline/execute.h"

/* Where a task says how it went; any of these may be NULL. */
typedef struct {
    apr_uint32_t *launched;
    apr_uint32_t *failed;
    apr_uint32_t *completed;
    apr_queue_t *failed_parts;
    apr_queue_t *completed_parts;
} tracker_t;

/* Whoever waits until launched == failed + completed must find a started part counted, so it is counted before
   the look at the others' failures, and taken back when there is one. */
static int may_start(const tracker_t *tracker)
{
    if (tracker->launched != NULL) {
        apr_atomic_inc32(tracker->launched);
    }
    if (tracker->failed == NULL || apr_atomic_read32(tracker->failed) == 0) {
        return 1;
    }
    if (tracker->launched != NULL) {
        apr_atomic_dec32(tracker->launched);
    }
    return 0;
}

/* The result is in the queue before it is counted: whoever sees the count finds it there. */
static void report(const tracker_t *tracker, cos_part_task_result_t *result)
{
    int ok = cos_status_is_ok(result->s);
    apr_queue_t *queue = ok ? tracker->completed_parts : tracker->failed_parts;
    apr_uint32_t *count = ok ? tracker->completed : tracker->failed;

    while (queue != NULL && apr_queue_push(queue, result) == APR_EINTR) {
    }
    if (count != NULL) {
        apr_atomic_inc32(count);
    }
}

/* A status made when memory ran out may belong to the thread that made it, and this one is read when the
   thread has gone. */
static cos_status_t *out_of_memory(void)
{
    static char word[] = "ClientError";
    static char message[] = "out of memory";
    static cos_status_t status = { COSE_OUT_MEMORY, word, message, NULL };

    return &status;
}

static cos_status_t *lasting(cos_pool_t *pool, const cos_status_t *status)
{
    cos_status_t *copy = cos_status_create(pool);

    if (copy == NULL) {
        return out_of_memory();
    }
    *copy = *status; /* its texts are in the pool or constant */
    return copy;
}

/* The ETag and CRC64 of the answer, into the result. */
static cos_status_t *take_headers(cos_pool_t *pool, const cos_table_t *headers, cos_status_t *status,
    cos_part_task_result_t *result)
{
    const char *etag = headers == NULL ? NULL : apr_table_get(headers, "ETag");
    const char *crc = headers == NULL ? NULL : apr_table_get(headers, COS_HASH_CRC64_ECMA);

    if (!cos_status_is_ok(status)) {
        return status;
    }
    result->crc64 = cos_atoui64(crc);
    if (etag != NULL) {
        result->etag.data = cosi_strdup(pool, etag);
        if (result->etag.data == NULL) {
            return out_of_memory();
        }
        result->etag.len = (int)strlen(etag);
    }
    return status;
}

static cos_upload_file_t range_of(const cos_transport_thread_params_t *params)
{
    cos_upload_file_t range = { *params->filepath, params->part->offset, params->part->offset + params->part->size };
    return range;
}

static cos_status_t *send_part(cos_transport_thread_params_t *params)
{
    cos_pool_t *pool = params->options.pool;
    cos_table_t *headers = NULL;
    cos_upload_file_t range = range_of(params);
    cos_status_t *status;
    apr_finfo_t info;
    int code;

    code = cos_get_file_info(params->filepath, pool, &info);
    if (code == COSE_OK && info.size < range.file_last) {
        code = COSE_FILE_READ_ERROR; /* the part would be sent short */
    }
    if (code != COSE_OK) {
        return cosi_status_refused(pool, code, NULL,
                                   code == COSE_OUT_MEMORY ? NULL : "the file is not there, or shorter than it was");
    }
    status = cos_do_upload_part_from_file(&params->options, params->bucket, params->object, params->upload_id,
                                          params->part->index + 1, &range, NULL, params->headers, params->params,
                                          &headers, NULL);
    status = take_headers(pool, headers, status, params->result);
    if (cos_status_is_ok(status) && params->result->etag.len == 0) {
        return cosi_status_refused(pool, COSE_SERVICE_ERROR, NULL, "the answer has no ETag");
    }
    return status;
}

/* Whether what was written is what was asked for. */
static int is_range(const cos_table_t *headers, const cos_status_t *status, const cos_upload_file_t *range)
{
    const char *length = apr_table_get(headers, COS_CONTENT_LENGTH);
    const char *place = apr_table_get(headers, "Content-Range");

    if (status->code != 206 && range->file_pos != 0) {
        return 0;
    }
    if (place != NULL && strncmp(place, "bytes ", 6) == 0 && cos_atoi64(place + 6) != range->file_pos) {
        return 0;
    }
    return length == NULL || cos_atoi64(length) == range->file_last - range->file_pos;
}

static cos_status_t *fetch_part(cos_transport_thread_params_t *params)
{
    cos_table_t *headers = NULL;
    cos_upload_file_t range = range_of(params);
    cos_status_t *status;
    uint64_t crc = 0;

    status = cosi_download_range(&params->options, params->bucket, params->object, &range, params->headers,
                                 params->params, &headers, &crc);
    if (cos_status_is_ok(status) && !is_range(headers, status, &range)) {
        return cosi_status_refused(params->options.pool, COSE_CRC_INCONSISTENT_ERROR, COS_INCONSISTENT_ERROR_CODE,
                                   "the answer is not the range that was asked for");
    }
    status = take_headers(params->options.pool, headers, status, params->result);
    params->result->crc64 = crc; /* the header's is of the whole object */
    return status;
}

static cos_status_t *copy_part(cos_upload_copy_thread_params_t *params)
{
    cos_upload_part_copy_params_t copy;
    cos_copy_object_params_t made;
    cos_status_t *status;

    memset(&copy, 0, sizeof(copy));
    memset(&made, 0, sizeof(made));
    copy.copy_source = *params->copy_source;
    copy.dest_bucket = *params->bucket;
    copy.dest_object = *params->object;
    copy.upload_id = *params->upload_id;
    copy.part_num = params->part->index + 1;
    copy.range_start = params->part->offset;
    copy.range_end = params->part->offset + params->part->size - 1;
    copy.rsp_content = &made;
    status = cos_upload_part_copy(&params->options, &copy, NULL, NULL);
    params->result->etag = made.etag;
    return status;
}

static void *run_file_part(cos_transport_thread_params_t *params, cos_status_t *(*move)(cos_transport_thread_params_t *))
{
    tracker_t tracker = { params->launched, params->failed, params->completed, params->failed_parts,
                          params->completed_parts };

    if (may_start(&tracker)) {
        params->result->s = params->options.pool == NULL ? out_of_memory() : lasting(params->options.pool, move(params));
        report(&tracker, params->result);
    }
    return NULL;
}

void *upload_part(apr_thread_t *thd, void *data)
{
    (void)thd;
    return run_file_part(data, send_part);
}

void *download_part(apr_thread_t *thd, void *data)
{
    (void)thd;
    return run_file_part(data, fetch_part);
}

void *upload_part_copy(apr_thread_t *thd, void *data)
{
    cos_upload_copy_thread_params_t *params = data;
    tracker_t tracker = { params->launched, params->failed, params->completed, params->failed_parts,
                          params->completed_parts };

    (void)thd;
    if (may_start(&tracker)) {
        params->result->s = params->options.pool == NULL ? out_of_memory() : lasting(params->options.pool, copy_part(params));
        report(&tracker, params->result);
    }
    return NULL;
}
