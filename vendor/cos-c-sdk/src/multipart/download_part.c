#include "multipart/multipart.h"

#include "cos_api.h"
#include "pipeline/execute.h"
#include "service/arguments.h"

cos_status_t *cos_download_part_to_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_upload_file_t *download_file, cos_table_t **resp_headers)
{
    return cos_do_download_part_to_file(options, bucket, object, download_file, NULL, NULL, NULL, resp_headers);
}

/* progress and crc may be NULL. */
static cos_status_t *download(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_upload_file_t *download_file, cos_progress_callback progress_callback,
    cos_table_t *headers, cos_table_t *params, cos_table_t **resp_headers, uint64_t *crc)
{
    char range[64]; /* "bytes=" and two int64_t */
    cosi_call_t call;
    cos_status_t *status;

    cosi_call_init(&call, options, HTTP_GET, bucket, object);
    if (cosi_is_missing(object)) {
        return cosi_refuse(&call, COSI_EMPTY_KEY);
    }
    if (download_file == NULL || cosi_is_missing(&download_file->filename)) {
        return cosi_refuse(&call, COSI_EMPTY_PATH);
    }
    if (download_file->file_pos < 0 || download_file->file_last <= download_file->file_pos) {
        return cosi_refuse(&call, "the range to download is empty");
    }
    apr_snprintf(range, sizeof(range), "bytes=%" APR_INT64_T_FMT "-%" APR_INT64_T_FMT, download_file->file_pos,
                 download_file->file_last - 1);
    call.headers = headers;
    call.params = params;
    call.resp_headers = resp_headers;
    call.progress = progress_callback;
    call.flags = COSI_CHECK_KEY;
    call.sink.kind = COSI_SINK_FILE_PART;
    call.sink.path = &download_file->filename;
    call.sink.offset = download_file->file_pos;
    call.sink.size = download_file->file_last - download_file->file_pos;
    cosi_call_header(&call, COS_RANGE, range);
    status = cosi_execute(&call);
    if (crc != NULL) {
        *crc = call.crc64;
    }
    return status;
}

cos_status_t *cosi_download_range(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_upload_file_t *range, cos_table_t *headers, cos_table_t *params,
    cos_table_t **resp_headers, uint64_t *crc)
{
    return download(options, bucket, object, range, NULL, headers, params, resp_headers, crc);
}

cos_status_t *cos_do_download_part_to_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_upload_file_t *download_file, cos_progress_callback progress_callback,
    cos_table_t *headers, cos_table_t *params, cos_table_t **resp_headers)
{
    return download(options, bucket, object, download_file, progress_callback, headers, params, resp_headers, NULL);
}
