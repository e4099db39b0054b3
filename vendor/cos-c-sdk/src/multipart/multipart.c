#include "multipart/multipart.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cos_api.h"
#include "object/copy_source.h"
#include "pipeline/execute.h"
#include "service/arguments.h"
#include "xml/decode.h"
#include "xml/request_body.h"

/* Without its upload id a part would be written as the object itself, and an abort would
   delete the object: both are refused here. */
static const char *missing_name(const cos_string_t *object, const cos_string_t *upload_id)
{
    if (cosi_is_missing(object)) {
        return COSI_EMPTY_KEY;
    }
    return cosi_is_missing(upload_id) ? COSI_EMPTY_UPLOAD_ID : NULL;
}

cos_status_t *cos_init_multipart_upload(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_string_t *upload_id, cos_table_t *headers, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_POST, bucket, object);
    if (cosi_is_missing(object) || upload_id == NULL) {
        return cosi_refuse(&call, upload_id == NULL ? "there is no place for the upload id" : COSI_EMPTY_KEY);
    }
    call.headers = headers;
    call.resp_headers = resp_headers;
    call.decode = cosi_decode_upload_id;
    call.out = upload_id;
    /* If an answer is lost, an empty upload stays behind: better than a failed transfer. */
    call.flags = COSI_GUESS_TYPE | COSI_IDEMPOTENT;
    cosi_call_param(&call, COS_UPLOADS, "");
    return cosi_execute(&call);
}

cos_status_t *cos_init_multipart_upload_no_retry(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_string_t *upload_id, cos_table_t *headers, cos_table_t **resp_headers)
{
    cos_request_options_t once;
    cos_config_t config;

    return cos_init_multipart_upload(cosi_without_retry(options, &once, &config), bucket, object, upload_id, headers,
                                     resp_headers);
}

/* The caller has set the source. */
static cos_status_t *send_part(cosi_call_t *call, const cos_string_t *upload_id, int part_num,
    cos_progress_callback progress, cos_table_t *headers, cos_table_t *params, cos_table_t **resp_headers,
    cos_list_t *resp_body)
{
    call->headers = headers;
    call->params = params;
    call->progress = progress;
    call->resp_headers = resp_headers;
    call->resp_body = resp_body;
    call->flags = COSI_CHECK_CRC | COSI_CONTENT_MD5;
    cosi_call_param_int(call, COS_PARTNUMBER, part_num);
    cosi_call_param_string(call, COS_UPLOAD_ID, upload_id);
    return cosi_execute(call);
}

cos_status_t *cos_upload_part_from_buffer(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *upload_id, int part_num, cos_list_t *buffer,
    cos_table_t **resp_headers)
{
    return cos_do_upload_part_from_buffer(options, bucket, object, upload_id, part_num, buffer, NULL, NULL, NULL,
                                          resp_headers, NULL);
}

cos_status_t *cos_do_upload_part_from_buffer(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *upload_id, int part_num, cos_list_t *buffer,
    cos_progress_callback progress_callback, cos_table_t *headers, cos_table_t *params, cos_table_t **resp_headers,
    cos_list_t *resp_body)
{
    const char *missing = buffer == NULL ? "the buffers to send are missing" : missing_name(object, upload_id);
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, bucket, object);
    if (missing != NULL) {
        return cosi_refuse(&call, missing);
    }
    call.source.kind = COSI_SOURCE_BUFFERS;
    call.source.buffers = buffer;
    return send_part(&call, upload_id, part_num, progress_callback, headers, params, resp_headers, resp_body);
}

cos_status_t *cos_upload_part_from_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *upload_id, int part_num, cos_upload_file_t *upload_file,
    cos_table_t **resp_headers)
{
    return cos_do_upload_part_from_file(options, bucket, object, upload_id, part_num, upload_file, NULL, NULL, NULL,
                                        resp_headers, NULL);
}

/* The range of a part, its end no further than the file's. */
static int set_range(cosi_call_t *call, const cos_upload_file_t *file)
{
    const char *path = cosi_call_text(call, &file->filename);
    apr_finfo_t info;
    int64_t last = file->file_last;

    if (path == NULL || apr_stat(&info, path, APR_FINFO_SIZE, call->pool) != APR_SUCCESS) {
        return COSE_FILE_INFO_ERROR;
    }
    if (last > info.size) {
        last = info.size;
    }
    if (file->file_pos < 0 || last < file->file_pos) {
        return COSE_INVALID_ARGUMENT;
    }
    call->source.kind = COSI_SOURCE_FILE;
    call->source.path = &file->filename;
    call->source.offset = file->file_pos;
    call->source.size = last - file->file_pos;
    return COSE_OK;
}

cos_status_t *cos_do_upload_part_from_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *upload_id, int part_num, cos_upload_file_t *upload_file,
    cos_progress_callback progress_callback, cos_table_t *headers, cos_table_t *params, cos_table_t **resp_headers,
    cos_list_t *resp_body)
{
    const char *missing = missing_name(object, upload_id);
    cosi_call_t call;
    int code;

    cosi_call_init(&call, options, HTTP_PUT, bucket, object);
    if (missing == NULL && (upload_file == NULL || cosi_is_missing(&upload_file->filename))) {
        missing = COSI_EMPTY_PATH;
    }
    if (missing != NULL || call.pool == NULL) {
        return cosi_refuse(&call, missing);
    }
    code = set_range(&call, upload_file);
    if (code != COSE_OK) {
        return cosi_status_refused(call.pool, code, NULL,
                                   code == COSE_INVALID_ARGUMENT ? "the range is not in the file"
                                                                 : "the file to upload is not there");
    }
    return send_part(&call, upload_id, part_num, progress_callback, headers, params, resp_headers, resp_body);
}

cos_status_t *cos_do_upload_part_from_file_no_retry(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *upload_id, int part_num, cos_upload_file_t *upload_file,
    cos_progress_callback progress_callback, cos_table_t *headers, cos_table_t *params, cos_table_t **resp_headers,
    cos_list_t *resp_body)
{
    cos_request_options_t once;
    cos_config_t config;

    return cos_do_upload_part_from_file(cosi_without_retry(options, &once, &config), bucket, object, upload_id,
                                        part_num, upload_file, progress_callback, headers, params, resp_headers,
                                        resp_body);
}

cos_status_t *cos_abort_multipart_upload(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_string_t *upload_id, cos_table_t **resp_headers)
{
    const char *missing = missing_name(object, upload_id);
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_DELETE, bucket, object);
    if (missing != NULL) {
        return cosi_refuse(&call, missing);
    }
    call.resp_headers = resp_headers;
    cosi_call_param_string(&call, COS_UPLOAD_ID, upload_id);
    return cosi_execute(&call);
}

cos_status_t *cos_complete_multipart_upload(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *upload_id, cos_list_t *part_list, cos_table_t *headers,
    cos_table_t **resp_headers)
{
    return cos_do_complete_multipart_upload(options, bucket, object, upload_id, part_list, headers, NULL,
                                            resp_headers, NULL);
}

cos_status_t *cos_do_complete_multipart_upload(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *upload_id, cos_list_t *part_list, cos_table_t *headers,
    cos_table_t *params, cos_table_t **resp_headers, cos_list_t *resp_body)
{
    const char *missing = part_list == NULL ? "the list of parts is missing" : missing_name(object, upload_id);
    cosi_complete_request_t request;
    cosi_complete_result_t result;
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_POST, bucket, object);
    if (missing != NULL) {
        return cosi_refuse(&call, missing);
    }
    request.parts = *part_list;
    call.headers = headers;
    call.params = params;
    call.resp_headers = resp_headers;
    call.resp_body = resp_body;
    call.flags = COSI_BODY_MAY_FAIL | COSI_IDEMPOTENT;
    call.decode = cosi_decode_complete_result;
    call.out = &result;
    cosi_call_param_string(&call, COS_UPLOAD_ID, upload_id);
    cosi_call_document(&call, &cosi_xml_complete_request, &request);
    return cosi_execute(&call);
}

cos_status_t *cosi_complete_parts(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *upload_id, const cos_string_t *etags, int count,
    cos_table_t *headers)
{
    cos_complete_part_content_t *parts = cosi_calloc(options->pool, sizeof(*parts) * (size_t)count);
    cos_list_t list = cos_list_head_init(list);
    int i;

    if (parts == NULL) {
        return cosi_status_refused(options->pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    for (i = 0; i < count; i++) {
        char number[16]; /* 10 digits of an int, with room */
        snprintf(number, sizeof(number), "%d", i + 1);
        parts[i].part_number.data = cosi_strdup(options->pool, number);
        if (parts[i].part_number.data == NULL) {
            return cosi_status_refused(options->pool, COSE_OUT_MEMORY, NULL, NULL);
        }
        parts[i].part_number.len = (int)strlen(number);
        parts[i].etag = etags[i];
        cos_list_add_tail(&parts[i].node, &list);
    }
    return cos_complete_multipart_upload(options, bucket, object, upload_id, &list, headers, NULL);
}

cos_status_t *cos_list_upload_part(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *upload_id, cos_list_upload_part_params_t *params,
    cos_table_t **resp_headers)
{
    const char *missing = params == NULL ? "the parameters of the list are missing" : missing_name(object, upload_id);
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, object);
    if (missing != NULL) {
        return cosi_refuse(&call, missing);
    }
    call.resp_headers = resp_headers;
    call.decode = cosi_decode_list_parts;
    call.out = params;
    cosi_call_param_string(&call, COS_UPLOAD_ID, upload_id);
    cosi_call_param_string(&call, COS_PART_NUMBER_MARKER, &params->part_number_marker);
    cosi_call_param_string(&call, COS_ENCODING_TYPE, &params->encoding_type);
    if (params->max_ret > 0) {
        cosi_call_param_int(&call, COS_MAX_PARTS, params->max_ret);
    }
    return cosi_execute(&call);
}

cos_status_t *cosi_copy_part(const cos_request_options_t *options, const char *source, const char *if_match,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id, int part_number,
    int64_t range_start, int64_t range_end, cos_table_t *headers, cos_copy_object_params_t *result,
    cos_table_t **resp_headers)
{
    char range[64]; /* "bytes=" and two int64_t */
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, bucket, object);
    call.headers = headers;
    call.resp_headers = resp_headers;
    call.flags = COSI_BODY_MAY_FAIL;
    call.decode = cosi_decode_copy_result;
    call.out = result;
    cosi_call_param_int(&call, COS_PARTNUMBER, part_number);
    cosi_call_param_string(&call, COS_UPLOAD_ID, upload_id);
    cosi_call_header(&call, COS_COPY_SOURCE, source);
    if (if_match != NULL) {
        cosi_call_header_default(&call, "x-cos-copy-source-If-Match", if_match);
    }
    if (range_start >= 0) {
        apr_snprintf(range, sizeof(range), "bytes=%" APR_INT64_T_FMT "-%" APR_INT64_T_FMT, range_start, range_end);
        cosi_call_header(&call, COS_COPY_SOURCE_RANGE, range);
    }
    return cosi_execute(&call);
}

cos_status_t *cos_upload_part_copy(const cos_request_options_t *options, cos_upload_part_copy_params_t *params,
    cos_table_t *headers, cos_table_t **resp_headers)
{
    cos_copy_object_params_t unwanted;
    const char *missing;
    const char *source;
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, NULL, NULL);
    missing = params == NULL ? "the parameters of the copy are missing"
                             : missing_name(&params->dest_object, &params->upload_id);
    if (missing == NULL && cosi_is_missing(&params->copy_source)) {
        missing = "the copy source is missing";
    }
    if (missing == NULL && params->range_start >= 0 && params->range_end < params->range_start) {
        missing = "the range of the copy source ends before it begins";
    }
    if (missing != NULL || call.pool == NULL) {
        return cosi_refuse(&call, missing);
    }
    source = cosi_copy_source_header(call.pool, &params->copy_source);
    if (source == NULL) {
        return cosi_status_refused(call.pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    return cosi_copy_part(options, source, NULL, &params->dest_bucket, &params->dest_object, &params->upload_id,
                          params->part_num, params->range_start, params->range_end, headers,
                          params->rsp_content != NULL ? params->rsp_content : &unwanted, resp_headers);
}
