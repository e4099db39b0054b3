#include "cos_api.h"
#include "pipeline/execute.h"
#include "pipeline/validate.h"
#include "resumable/run.h"
#include "service/arguments.h"

static cos_status_t *download(cos_request_options_t *options, cos_string_t *bucket, cos_string_t *object,
    cos_string_t *filepath, cos_table_t *headers, cos_table_t *params, int32_t thread_num, int64_t part_size,
    const cos_string_t *checkpoint, cos_progress_callback progress)
{
    cosi_file_transfer_t transfer = { 0 };
    const char *wrong = cosi_check_options(options);
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, object);
    if (wrong == NULL && cosi_is_missing(bucket)) {
        wrong = "the bucket is missing";
    }
    if (wrong == NULL && cosi_is_missing(object)) {
        wrong = COSI_EMPTY_KEY;
    }
    if (wrong == NULL && cosi_is_missing(filepath)) {
        wrong = COSI_EMPTY_PATH;
    }
    if (wrong == NULL && get_object_key_simplify_check() && cosi_simplifies_to_root(object)) {
        wrong = "The Getobject Key is illegal";
    }
    if (wrong != NULL) {
        return cosi_refuse(&call, wrong);
    }
    transfer.options = options;
    transfer.kind = COSX_DOWNLOAD;
    transfer.bucket = bucket;
    transfer.object = object;
    transfer.path = filepath;
    transfer.headers = headers;
    transfer.params = params;
    transfer.threads = cosi_threads(thread_num);
    transfer.part_size = cos_get_safe_size_for_download(part_size);
    transfer.checkpoint = checkpoint;
    transfer.progress = progress;
    return cosi_file_transfer(&transfer);
}

cos_status_t *cos_resumable_download_file(cos_request_options_t *options, cos_string_t *bucket, cos_string_t *object,
    cos_string_t *filepath, cos_table_t *headers, cos_table_t *params, cos_resumable_clt_params_t *clt_params,
    cos_progress_callback progress_callback)
{
    int64_t part_size = clt_params == NULL ? 0 : clt_params->part_size;
    cos_string_t checkpoint = cos_null_string;

    if (clt_params == NULL || !clt_params->enable_checkpoint || cosi_check_options(options) != NULL) {
        return download(options, bucket, object, filepath, headers, params, cos_get_thread_num(clt_params), part_size,
                        NULL, progress_callback);
    }
    cos_get_checkpoint_path(clt_params, filepath, options->pool, &checkpoint);
    if (checkpoint.data == NULL && !cosi_is_missing(filepath)) {
        return cosi_status_refused(options->pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    return download(options, bucket, object, filepath, headers, params, cos_get_thread_num(clt_params), part_size,
                    &checkpoint, progress_callback);
}

cos_status_t *cos_resumable_download_file_without_cp(cos_request_options_t *options, cos_string_t *bucket,
    cos_string_t *object, cos_string_t *filepath, cos_table_t *headers, cos_table_t *params, int32_t thread_num,
    int64_t part_size, cos_progress_callback progress_callback)
{
    return download(options, bucket, object, filepath, headers, params, thread_num, part_size, NULL,
                    progress_callback);
}
