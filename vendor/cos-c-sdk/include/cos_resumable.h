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

/* Open (or make, mode 0600) the regular file a checkpoint is kept in, as checkpoint->thefile; it is closed
   with `pool` at the latest. COSE_OK, COSE_INVALID_ARGUMENT for no path, COSE_OPEN_FILE_ERROR,
   COSE_OUT_MEMORY. */
COS_API int cos_open_checkpoint_file(cos_pool_t *pool, cos_string_t *checkpoint_path,
    cos_checkpoint_t *checkpoint);

/* Begin the checkpoint of an upload: paths and id are copied into `pool`, and so many parts are made there as
   the file has. part_num is 0 when memory ran out, and for an empty file. */
COS_API void cos_build_upload_checkpoint(cos_pool_t *pool, cos_checkpoint_t *checkpoint,
    cos_string_t *file_path, apr_finfo_t *finfo, cos_string_t *upload_id, int64_t part_size);

/* Write a checkpoint to where thefile is: into a new file beside it, which then takes its place, so that a
   crash leaves the old or the new one whole. `thefile` itself stays the old one. COSE_OK;
   COSE_INVALID_ARGUMENT for no file, or a text that XML cannot hold; COSE_OPEN_FILE_ERROR,
   COSE_FILE_WRITE_ERROR, COSE_FILE_FLUSH_ERROR, COSE_OUT_MEMORY. */
COS_API int cos_dump_checkpoint(cos_pool_t *pool, const cos_checkpoint_t *checkpoint);

/* Read a checkpoint: cos_checkpoint_parse_from_body of a file. COSE_OPEN_FILE_ERROR when it is not there. */
COS_API int cos_load_checkpoint(cos_pool_t *pool, const cos_string_t *filepath, cos_checkpoint_t *checkpoint);

/* COS_TRUE when md5 is that of the rest of the checkpoint; also when it has no data, as in one made or
   changed by these functions and not read from anywhere. COS_FALSE for one that was read without a sum. */
COS_API int cos_verify_checkpoint_md5(cos_pool_t *pool, const cos_checkpoint_t *checkpoint);

/* COS_TRUE when the checkpoint is of an upload of this very file (size, time of change), its parts are those
   the file makes, finished ones have an ETag, and its sum is right. What object it is of is for the caller to
   compare. */
COS_API int cos_is_upload_checkpoint_valid(cos_pool_t *pool, cos_checkpoint_t *checkpoint, apr_finfo_t *finfo);

/* Note that a part is done; etag is copied into `pool`. Nothing for a part there is not, or when memory ran
   out. */
COS_API void cos_update_checkpoint(cos_pool_t *pool, cos_checkpoint_t *checkpoint, int32_t part_index,
    cos_string_t *etag, uint64_t crc64);

/* The parts still to do into `parts` (room for checkpoint->part_num) and their number, and the bytes done. */
COS_API void cos_get_checkpoint_undo_parts(cos_checkpoint_t *checkpoint, int *part_num,
    cos_checkpoint_part_t *parts, int64_t *consume_bytes);

/* Fill part_num parameters for upload_part or download_part, one for each of `parts`, with its `result`. Each
   has options of its own, in a child of parent_pool (whose allocator must be safe for threads, as APR's own
   is): config, controller options and context are those of `options`. The strings and tables are borrowed
   until cos_destroy_thread_pool. Where memory ran out, the task says so. */
COS_API void cos_build_thread_params(cos_transport_thread_params_t *thr_params, int part_num,
    cos_pool_t *parent_pool, cos_request_options_t *options, cos_string_t *bucket, cos_string_t *object,
    cos_string_t *filepath, cos_table_t *headers, cos_table_t *params, cos_string_t *upload_id,
    cos_checkpoint_part_t *parts, cos_part_task_result_t *result);

/* The same for upload_part_copy; copy_source as in cos_upload_part_copy. The counters and queues are for the
   caller to set, and the pools to destroy. */
COS_API void cos_build_copy_thread_params(cos_upload_copy_thread_params_t *thr_params, int part_num,
    cos_pool_t *parent_pool, cos_request_options_t *options, cos_string_t *bucket, cos_string_t *object,
    cos_string_t *copy_source, cos_string_t *upload_id, cos_checkpoint_part_t *parts,
    cos_part_task_result_t *result);

/* Destroy the pools of cos_build_thread_params, and with them the results. Not while tasks run. */
COS_API void cos_destroy_thread_pool(cos_transport_thread_params_t *thr_params, int part_num);

/* Where tasks report to. Any may be NULL; the queues must have room for all parts. */
COS_API void cos_set_task_tracker(cos_transport_thread_params_t *thr_params, int part_num,
    apr_uint32_t *launched, apr_uint32_t *failed, apr_uint32_t *completed, apr_queue_t *failed_parts,
    apr_queue_t *completed_parts);

/* Tasks for an apr_thread_pool, or to be called. `data` is one cos_transport_thread_params_t. A task does
   nothing when another has failed; else it counts itself launched, does its part, pushes result (s, etag,
   crc64) to the queue of completed or failed parts and then counts it. So every part that is counted is in
   its queue already, and when launched is failed + completed no task is at work. Returns NULL. */

/* Upload the part of filepath to upload_id. COSE_FILE_READ_ERROR when the file has become too short. */
COS_API void *upload_part(apr_thread_t *thd, void *data);

/* Download the part to its place in filepath, which must exist. result->crc64 is of the part. */
COS_API void *download_part(apr_thread_t *thd, void *data);

/* Copy the part of copy_source to upload_id. `data` is one cos_upload_copy_thread_params_t. */
COS_API void *upload_part_copy(apr_thread_t *thd, void *data);

/* cos_resumable_upload_file without a checkpoint. finfo is not used: the file is looked at when
   it is opened. */
COS_API cos_status_t *cos_resumable_upload_file_without_cp(cos_request_options_t *options,
    cos_string_t *bucket, cos_string_t *object, cos_string_t *filepath, cos_table_t *headers,
    cos_table_t *params, int32_t thread_num, int64_t part_size, apr_finfo_t *finfo,
    cos_progress_callback progress_callback, cos_table_t **resp_headers, cos_list_t *resp_body);

/* cos_resumable_upload_file with a checkpoint at checkpoint_path, which must not be empty. finfo is
   not used. */
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
