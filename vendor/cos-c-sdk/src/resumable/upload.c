#include "cos_api.h"

#include "base/memory.h"
#include "pipeline/execute.h"
#include "pipeline/validate.h"
#include "resumable/run.h"
#include "service/arguments.h"

/* The headers with a Content-Type, guessed when the user gave none. NULL when memory ran out. */
static cos_table_t *with_type(cos_pool_t *pool, const cos_table_t *headers, const cos_string_t *path)
{
    cos_table_t *copy = cosi_table_make(pool, 8);
    const char *name = cosi_string_text(pool, path);

    if (copy == NULL || name == NULL || cosi_table_add_all(copy, headers) != COSE_OK) {
        return NULL;
    }
    if (apr_table_get(copy, COS_CONTENT_TYPE) == NULL &&
        cosi_table_set(copy, COS_CONTENT_TYPE, get_content_type(name)) != COSE_OK) {
        return NULL;
    }
    return copy;
}

static cos_status_t *upload(cos_request_options_t *options, cos_string_t *bucket, cos_string_t *object,
    cos_string_t *filepath, cos_table_t *headers, cos_table_t *params, int32_t thread_num, int64_t part_size,
    const cos_string_t *checkpoint, cos_progress_callback progress, cos_table_t **resp_headers)
{
    cosi_file_transfer_t transfer = { 0 };
    const char *wrong = cosi_check_options(options);
    cosi_call_t call;
    apr_finfo_t info;

    cosi_call_init(&call, options, HTTP_PUT, bucket, object);
    if (wrong == NULL && cosi_is_missing(bucket)) {
        wrong = "the bucket is missing";
    }
    if (wrong == NULL && cosi_is_missing(object)) {
        wrong = COSI_EMPTY_KEY;
    }
    if (wrong == NULL && cosi_is_missing(filepath)) {
        wrong = COSI_EMPTY_PATH;
    }
    if (wrong != NULL) {
        return cosi_refuse(&call, wrong);
    }
    transfer.headers = with_type(options->pool, headers, filepath);
    if (transfer.headers == NULL) {
        return cosi_status_refused(options->pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    if (cos_get_file_info(filepath, options->pool, &info) == COSE_OK) {
        cos_get_part_size(info.size, &part_size); /* a file that is not there is the engine's to report */
    }
    transfer.options = options;
    transfer.kind = COSX_UPLOAD;
    transfer.bucket = bucket;
    transfer.object = object;
    transfer.path = filepath;
    transfer.params = params;
    transfer.threads = thread_num;
    transfer.part_size = part_size;
    transfer.checkpoint = checkpoint;
    transfer.progress = progress;
    transfer.resp_headers = resp_headers;
    return cosi_file_transfer(&transfer);
}

cos_status_t *cos_resumable_upload_file(cos_request_options_t *options, cos_string_t *bucket, cos_string_t *object,
    cos_string_t *filepath, cos_table_t *headers, cos_table_t *params, cos_resumable_clt_params_t *clt_params,
    cos_progress_callback progress_callback, cos_table_t **resp_headers, cos_list_t *resp_body)
{
    int32_t threads = cos_get_thread_num(clt_params);
    int64_t part_size = clt_params == NULL ? 0 : clt_params->part_size;
    cos_string_t checkpoint = cos_null_string;

    if (clt_params == NULL || !clt_params->enable_checkpoint || cosi_check_options(options) != NULL) {
        return cos_resumable_upload_file_without_cp(options, bucket, object, filepath, headers, params, threads,
                                                    part_size, NULL, progress_callback, resp_headers, resp_body);
    }
    cos_get_checkpoint_path(clt_params, filepath, options->pool, &checkpoint);
    if (checkpoint.data == NULL && !cosi_is_missing(filepath)) {
        return cosi_status_refused(options->pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    return cos_resumable_upload_file_with_cp(options, bucket, object, filepath, headers, params, threads, part_size,
                                             &checkpoint, NULL, progress_callback, resp_headers, resp_body);
}

cos_status_t *cos_resumable_upload_file_without_cp(cos_request_options_t *options, cos_string_t *bucket,
    cos_string_t *object, cos_string_t *filepath, cos_table_t *headers, cos_table_t *params, int32_t thread_num,
    int64_t part_size, apr_finfo_t *finfo, cos_progress_callback progress_callback, cos_table_t **resp_headers,
    cos_list_t *resp_body)
{
    (void)finfo;
    (void)resp_body;
    return upload(options, bucket, object, filepath, headers, params, cosi_threads(thread_num), part_size, NULL,
                  progress_callback, resp_headers);
}

cos_status_t *cos_resumable_upload_file_with_cp(cos_request_options_t *options, cos_string_t *bucket,
    cos_string_t *object, cos_string_t *filepath, cos_table_t *headers, cos_table_t *params, int32_t thread_num,
    int64_t part_size, cos_string_t *checkpoint_path, apr_finfo_t *finfo, cos_progress_callback progress_callback,
    cos_table_t **resp_headers, cos_list_t *resp_body)
{
    cosi_call_t call;

    (void)finfo;
    (void)resp_body;
    if (cosi_is_missing(checkpoint_path) && !cosi_is_missing(filepath)) {
        cosi_call_init(&call, options, HTTP_PUT, bucket, object);
        return cosi_refuse(&call, "the path of the checkpoint is missing");
    }
    return upload(options, bucket, object, filepath, headers, params, cosi_threads(thread_num), part_size,
                  checkpoint_path, progress_callback, resp_headers);
}
