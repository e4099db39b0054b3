/* Whole files in parts. */
#ifndef COS_C_SDK_RESUMABLE_H
#define COS_C_SDK_RESUMABLE_H

#include <apr_queue.h>
#include <apr_thread_proc.h>

#include "cos_define.h"
#include "cos_http_io.h"
#include "cos_status.h"
#include "cos_transport.h"

COS_CPP_START

#define COS_CP_UPLOAD 1
#define COS_CP_DOWNLOAD 2

typedef struct {
    int32_t index;
    int64_t offset;
    int64_t size;
    int completed;
    cos_string_t etag;
    uint64_t crc64;
} cos_checkpoint_part_t;

typedef struct {
    cos_string_t md5;
    int cp_type;
    apr_file_t *thefile;
    cos_string_t file_path;
    int64_t file_size;
    apr_time_t file_last_modified;
    cos_string_t file_md5;
    cos_string_t object_name;
    int64_t object_size;
    cos_string_t object_last_modified;
    cos_string_t object_etag;
    cos_string_t upload_id;
    int part_num;
    int64_t part_size;
    cos_checkpoint_part_t *parts;
} cos_checkpoint_t;

typedef struct {
    cos_checkpoint_part_t *part;
    cos_status_t *s;
    cos_string_t etag;
    uint64_t crc64;
} cos_part_task_result_t;

typedef struct {
    cos_request_options_t options;
    cos_string_t *bucket;
    cos_string_t *object;
    cos_string_t *upload_id;
    cos_string_t *filepath;
    cos_checkpoint_part_t *part;
    cos_part_task_result_t *result;
    cos_table_t *headers;
    cos_table_t *params;
    apr_uint32_t *launched;
    apr_uint32_t *failed;
    apr_uint32_t *completed;
    apr_queue_t *failed_parts;
    apr_queue_t *completed_parts;
} cos_upload_thread_params_t;

typedef struct {
    cos_request_options_t options;
    cos_string_t *bucket;
    cos_string_t *object;
    cos_string_t *upload_id;
    cos_string_t *copy_source;
    cos_checkpoint_part_t *part;
    cos_part_task_result_t *result;
    apr_uint32_t *launched;
    apr_uint32_t *failed;
    apr_uint32_t *completed;
    apr_queue_t *failed_parts;
    apr_queue_t *completed_parts;
} cos_upload_copy_thread_params_t;

typedef cos_upload_thread_params_t cos_transport_thread_params_t;

/* thread_num brought into 1 to 1,024; 1 for NULL. */
COS_API int32_t cos_get_thread_num(cos_resumable_clt_params_t *clt_params);

/* The path asked for, or "<filepath>.cp" in `pool`. Without data when memory ran out. */
COS_API void cos_get_checkpoint_path(cos_resumable_clt_params_t *clt_params, const cos_string_t *filepath,
    cos_pool_t *pool, cos_string_t *checkpoint_path);

/* What the system knows of a file. COSE_OK, COSE_FILE_INFO_ERROR or COSE_OUT_MEMORY. */
COS_API int cos_get_file_info(const cos_string_t *filepath, cos_pool_t *pool, apr_finfo_t *finfo);

/* COS_TRUE when a regular file of that name is there. */
COS_API int cos_does_file_exist(const cos_string_t *filepath, cos_pool_t *pool);

/* How many parts a file makes; 0 for an empty file or no part size. */
COS_API int cos_get_part_num(int64_t file_size, int64_t part_size);

/* Number, offset and size of each; `parts` has room for cos_get_part_num. */
COS_API void cos_build_parts(int64_t file_size, int64_t part_size, cos_checkpoint_part_t *parts);

/* cos_resumable_upload_file without a checkpoint. finfo is not used: the file is looked at when it is opened. */
COS_API cos_status_t *cos_resumable_upload_file_without_cp(cos_request_options_t *options,
    cos_string_t *bucket, cos_string_t *object, cos_string_t *filepath, cos_table_t *headers,
    cos_table_t *params, int32_t thread_num, int64_t part_size, apr_finfo_t *finfo,
    cos_progress_callback progress_callback, cos_table_t **resp_headers, cos_list_t *resp_body);

/* cos_resumable_upload_file with a checkpoint at checkpoint_path, which must not be empty. finfo is not used. */
COS_API cos_status_t *cos_resumable_upload_file_with_cp(cos_request_options_t *options, cos_string_t *bucket,
    cos_string_t *object, cos_string_t *filepath, cos_table_t *headers, cos_table_t *params,
    int32_t thread_num, int64_t part_size, cos_string_t *checkpoint_path, apr_finfo_t *finfo,
    cos_progress_callback progress_callback, cos_table_t **resp_headers, cos_list_t *resp_body);

/* Copy an object in parts on thread_num threads. The source is src_bucket, src_endpoint and the plain
   src_object; part_size <= 0: 128 MiB. progress_callback runs on the calling thread. Otherwise like
   cos_upload_object_by_part_copy. */
COS_API cos_status_t *cos_upload_object_by_part_copy_mt(cos_request_options_t *options,
    cos_string_t *src_bucket, cos_string_t *src_object, cos_string_t *src_endpoint, cos_string_t *dest_bucket,
    cos_string_t *dest_object, int64_t part_size, int32_t thread_num,
    cos_progress_callback progress_callback);

/* The part size, at least 4 MiB. */
COS_API int64_t cos_get_safe_size_for_download(int64_t part_size);

/* cos_resumable_download_file without a checkpoint. */
COS_API cos_status_t *cos_resumable_download_file_without_cp(cos_request_options_t *options,
    cos_string_t *bucket, cos_string_t *object, cos_string_t *filepath, cos_table_t *headers,
    cos_table_t *params, int32_t thread_num, int64_t part_size, cos_progress_callback progress_callback);

COS_CPP_END

#endif
