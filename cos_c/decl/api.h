/* The operations of COS. */

cos_status_t *cos_get_service(const cos_request_options_t *options, cos_get_service_params_t *params,
    cos_table_t **resp_headers);
cos_status_t *cos_do_get_service(const cos_request_options_t *options, cos_get_service_params_t *params,
    cos_table_t *header, cos_table_t **resp_headers);
cos_status_t *cos_head_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t **resp_headers);
cos_status_t *cos_do_head_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t *header, cos_table_t **resp_headers);
cos_status_t *cos_check_bucket_exist(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_bucket_exist_status_e *bucket_exist, cos_table_t **resp_headers);
cos_status_t *cos_create_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_acl_e cos_acl, cos_table_t **resp_headers);
cos_status_t *cos_do_create_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_acl_e cos_acl, cos_table_t *headers, cos_table_t **resp_headers);
cos_status_t *cos_delete_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t **resp_headers);
cos_status_t *cos_do_delete_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t *headers, cos_table_t **resp_headers);
cos_status_t *cos_put_bucket_acl(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_acl_e cos_acl, const cos_string_t *grant_read, const cos_string_t *grant_write,
    const cos_string_t *grant_full_ctrl, cos_table_t **resp_headers);
cos_status_t *cos_get_bucket_acl(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_acl_params_t *acl_param, cos_table_t **resp_headers);
cos_status_t *cos_put_bucket_cors(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_t *cors_rule_list, cos_table_t **resp_headers);
cos_status_t *cos_get_bucket_cors(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_t *cors_rule_list, cos_table_t **resp_headers);
cos_status_t *cos_delete_bucket_cors(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t **resp_headers);
cos_status_t *cos_put_bucket_versioning(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_versioning_content_t *versioning, cos_table_t **resp_headers);
cos_status_t *cos_get_bucket_versioning(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_versioning_content_t *versioning, cos_table_t **resp_headers);
cos_status_t *cos_put_bucket_replication(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_replication_params_t *replication_param, cos_table_t **resp_headers);
cos_status_t *cos_get_bucket_replication(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_replication_params_t *replication_param, cos_table_t **resp_headers);
cos_status_t *cos_delete_bucket_replication(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_table_t **resp_headers);
cos_status_t *cos_put_bucket_lifecycle(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_t *lifecycle_rule_list, cos_table_t **resp_headers);
cos_status_t *cos_get_bucket_lifecycle(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_t *lifecycle_rule_list, cos_table_t **resp_headers);
cos_status_t *cos_delete_bucket_lifecycle(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_table_t **resp_headers);
cos_status_t *cos_put_bucket_website(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_website_params_t *website_params, cos_table_t **resp_header);
cos_status_t *cos_get_bucket_website(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_website_params_t *website_params, cos_table_t **resp_header);
cos_status_t *cos_delete_bucket_website(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t **resp_header);
cos_status_t *cos_put_bucket_domain(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_domain_params_t *domain_params, cos_table_t **resp_header);
cos_status_t *cos_get_bucket_domain(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_domain_params_t *domain_params, cos_table_t **resp_header);
cos_status_t *cos_put_bucket_logging(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_logging_params_t *logging_params, cos_table_t **resp_headers);
cos_status_t *cos_get_bucket_logging(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_logging_params_t *logging_params, cos_table_t **resp_headers);
cos_status_t *cos_put_bucket_inventory(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_inventory_params_t *inventory_params, cos_table_t **resp_headers);
cos_status_t *cos_get_bucket_inventory(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_inventory_params_t *inventory_params, cos_table_t **resp_headers);
cos_status_t *cos_list_bucket_inventory(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_inventory_params_t *inventory_params, cos_table_t **resp_headers);
cos_status_t *cos_delete_bucket_inventory(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *id, cos_table_t **resp_headers);
cos_status_t *cos_put_bucket_tagging(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_tagging_params_t *tagging_params, cos_table_t **resp_headers);
cos_status_t *cos_get_bucket_tagging(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_tagging_params_t *tagging_params, cos_table_t **resp_headers);
cos_status_t *cos_delete_bucket_tagging(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t **resp_headers);
cos_status_t *cos_put_bucket_referer(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_referer_params_t *referer_params, cos_table_t **resp_headers);
cos_status_t *cos_get_bucket_referer(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_referer_params_t *referer_params, cos_table_t **resp_headers);
cos_status_t *cos_put_bucket_intelligenttiering(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_intelligenttiering_params_t *params, cos_table_t **resp_headers);
cos_status_t *cos_get_bucket_intelligenttiering(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_intelligenttiering_params_t *params, cos_table_t **resp_headers);
cos_status_t *cos_list_object(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_object_params_t *params, cos_table_t **resp_headers);
cos_status_t *cos_do_list_object(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t *headers, cos_list_object_params_t *params, cos_table_t **resp_headers);
cos_status_t *cos_put_object_from_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_list_t *buffer, cos_table_t *headers,
    cos_table_t **resp_headers);
cos_status_t *cos_put_object_from_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *filename, cos_table_t *headers,
    cos_table_t **resp_headers);
cos_status_t *cos_do_put_object_from_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_list_t *buffer, cos_table_t *headers,
    cos_table_t *params, cos_progress_callback progress_callback, cos_table_t **resp_headers,
    cos_list_t *resp_body);
cos_status_t *cos_do_put_object_from_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *filename,
    cos_table_t *headers, cos_table_t *params, cos_progress_callback progress_callback,
    cos_table_t **resp_headers, cos_list_t *resp_body);
cos_status_t *cos_get_object_to_buffer(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t *params, cos_list_t *buffer,
    cos_table_t **resp_headers);
cos_status_t *cos_do_get_object_to_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_table_t *headers, cos_table_t *params,
    cos_list_t *buffer, cos_progress_callback progress_callback, cos_table_t **resp_headers);
cos_status_t *cos_get_object_to_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t *params, cos_string_t *filename,
    cos_table_t **resp_headers);
cos_status_t *cos_do_get_object_to_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t *params, cos_string_t *filename,
    cos_progress_callback progress_callback, cos_table_t **resp_headers);
cos_status_t *cos_head_object(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t **resp_headers);
cos_status_t *cos_check_object_exist(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_object_exist_status_e *object_exist,
    cos_table_t **resp_headers);
cos_status_t *cos_delete_object(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t **resp_headers);
cos_status_t *cos_do_delete_object(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t **resp_headers);
cos_status_t *cos_delete_objects(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_t *object_list, int is_quiet, cos_table_t **resp_headers, cos_list_t *deleted_object_list);
cos_status_t *cos_do_delete_objects(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_t *object_list, int is_quiet, cos_table_t *headers, cos_table_t **resp_headers,
    cos_list_t *deleted_object_list);
cos_status_t *cos_delete_objects_by_prefix(cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *prefix);
cos_status_t *cos_append_object_from_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, int64_t position, cos_list_t *buffer,
    cos_table_t *headers, cos_table_t **resp_headers);
cos_status_t *cos_do_append_object_from_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, int64_t position, uint64_t init_crc,
    cos_list_t *buffer, cos_table_t *headers, cos_table_t *params,
    cos_progress_callback progress_callback, cos_table_t **resp_headers, cos_list_t *resp_body);
cos_status_t *cos_append_object_from_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, int64_t position,
    const cos_string_t *append_file, cos_table_t *headers, cos_table_t **resp_headers);
cos_status_t *cos_do_append_object_from_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, int64_t position, uint64_t init_crc,
    const cos_string_t *append_file, cos_table_t *headers, cos_table_t *params,
    cos_progress_callback progress_callback, cos_table_t **resp_headers, cos_list_t *resp_body);
cos_status_t *cos_copy_object(const cos_request_options_t *options, const cos_string_t *src_bucket,
    const cos_string_t *src_object, const cos_string_t *src_endpoint, const cos_string_t *dest_bucket,
    const cos_string_t *dest_object, cos_table_t *headers, cos_copy_object_params_t *copy_object_param,
    cos_table_t **resp_headers);
cos_status_t *copy(cos_request_options_t *options, const cos_string_t *src_bucket,
    const cos_string_t *src_object, const cos_string_t *src_endpoint, const cos_string_t *dest_bucket,
    const cos_string_t *dest_object, int32_t thread_num);
cos_status_t *cos_post_object_restore(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_object_restore_params_t *restore_params, cos_table_t *headers,
    cos_table_t *params, cos_table_t **resp_headers);
cos_status_t *cos_put_object_acl(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_acl_e cos_acl, const cos_string_t *grant_read,
    const cos_string_t *grant_write, const cos_string_t *grant_full_ctrl, cos_table_t **resp_headers);
cos_status_t *cos_get_object_acl(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_acl_params_t *acl_param, cos_table_t **resp_headers);
cos_status_t *cos_put_object_tagging(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *version_id, cos_table_t *headers,
    cos_tagging_params_t *tagging_params, cos_table_t **resp_headers);
cos_status_t *cos_get_object_tagging(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *version_id, cos_table_t *headers,
    cos_tagging_params_t *tagging_params, cos_table_t **resp_headers);
cos_status_t *cos_delete_object_tagging(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *version_id, cos_table_t *headers,
    cos_table_t **resp_headers);
cos_status_t *cos_init_multipart_upload(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_string_t *upload_id, cos_table_t *headers,
    cos_table_t **resp_headers);
cos_status_t *cos_init_multipart_upload_no_retry(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_string_t *upload_id,
    cos_table_t *headers, cos_table_t **resp_headers);
cos_status_t *cos_upload_part_from_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id, int part_num,
    cos_list_t *buffer, cos_table_t **resp_headers);
cos_status_t *cos_do_upload_part_from_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id, int part_num,
    cos_list_t *buffer, cos_progress_callback progress_callback, cos_table_t *headers,
    cos_table_t *params, cos_table_t **resp_headers, cos_list_t *resp_body);
cos_status_t *cos_upload_part_from_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *upload_id, int part_num,
    cos_upload_file_t *upload_file, cos_table_t **resp_headers);
cos_status_t *cos_do_upload_part_from_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id, int part_num,
    cos_upload_file_t *upload_file, cos_progress_callback progress_callback, cos_table_t *headers,
    cos_table_t *params, cos_table_t **resp_headers, cos_list_t *resp_body);
cos_status_t *cos_do_upload_part_from_file_no_retry(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id, int part_num,
    cos_upload_file_t *upload_file, cos_progress_callback progress_callback, cos_table_t *headers,
    cos_table_t *params, cos_table_t **resp_headers, cos_list_t *resp_body);
cos_status_t *cos_abort_multipart_upload(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_string_t *upload_id,
    cos_table_t **resp_headers);
cos_status_t *cos_complete_multipart_upload(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id,
    cos_list_t *part_list, cos_table_t *headers, cos_table_t **resp_headers);
cos_status_t *cos_do_complete_multipart_upload(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id,
    cos_list_t *part_list, cos_table_t *headers, cos_table_t *params, cos_table_t **resp_headers,
    cos_list_t *resp_body);
cos_status_t *cos_list_upload_part(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *upload_id, cos_list_upload_part_params_t *params,
    cos_table_t **resp_headers);
cos_status_t *cos_list_multipart_upload(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_multipart_upload_params_t *params, cos_table_t **resp_headers);
cos_status_t *cos_upload_part_copy(const cos_request_options_t *options,
    cos_upload_part_copy_params_t *params, cos_table_t *headers, cos_table_t **resp_headers);
cos_status_t *cos_upload_file(cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_string_t *upload_id, cos_string_t *filename, int64_t part_size,
    cos_table_t *headers);
cos_status_t *cos_upload_object_by_part_copy(cos_request_options_t *options,
    const cos_string_t *copy_source, const cos_string_t *dest_bucket, const cos_string_t *dest_object,
    int64_t part_size);
cos_status_t *cos_download_part_to_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_upload_file_t *download_file, cos_table_t **resp_headers);
cos_status_t *cos_do_download_part_to_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_upload_file_t *download_file,
    cos_progress_callback progress_callback, cos_table_t *headers, cos_table_t *params,
    cos_table_t **resp_headers);
cos_status_t *cos_resumable_upload_file(cos_request_options_t *options, cos_string_t *bucket,
    cos_string_t *object, cos_string_t *filepath, cos_table_t *headers, cos_table_t *params,
    cos_resumable_clt_params_t *clt_params, cos_progress_callback progress_callback,
    cos_table_t **resp_headers, cos_list_t *resp_body);
cos_status_t *cos_resumable_download_file(cos_request_options_t *options, cos_string_t *bucket,
    cos_string_t *object, cos_string_t *filepath, cos_table_t *headers, cos_table_t *params,
    cos_resumable_clt_params_t *clt_params, cos_progress_callback progress_callback);
int cos_gen_presigned_url(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const int64_t expire, http_method_e method,
    cos_string_t *presigned_url);
int cos_gen_presigned_url_safe(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const int64_t expire, http_method_e method, cos_table_t *headers,
    cos_table_t *params, int sign_host, cos_string_t *presigned_url);
const char *cos_gen_object_url(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object);
cos_status_t *ci_image_process(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t **resp_headers,
    ci_operation_result_t **results);
cos_status_t *ci_put_object_from_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *filename,
    cos_table_t *headers, cos_table_t **resp_headers, ci_operation_result_t **results);
cos_status_t *ci_get_qrcode(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, int cover, cos_table_t *headers, cos_table_t *query_params,
    cos_table_t **resp_headers, ci_qrcode_result_t **results);
cos_status_t *ci_create_video_auditing_job(const cos_request_options_t *options,
    const cos_string_t *bucket, const ci_video_auditing_job_options_t *job_options, cos_table_t *headers,
    cos_table_t **resp_headers, ci_video_auditing_job_result_t **job_result);
cos_status_t *ci_get_auditing_job(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *job_id, cos_table_t *headers, cos_table_t **resp_headers,
    ci_auditing_job_result_t **job_result);
cos_status_t *ci_describe_media_buckets(const cos_request_options_t *options,
    const ci_media_buckets_request_t *media_request, cos_table_t *headers, cos_table_t **resp_headers,
    ci_media_buckets_result_t **media_result);
cos_status_t *ci_get_snapshot_to_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const ci_get_snapshot_request_t *snapshot_request,
    cos_table_t *headers, cos_list_t *buffer, cos_table_t **resp_headers);
cos_status_t *ci_get_snapshot_to_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const ci_get_snapshot_request_t *snapshot_request,
    cos_table_t *headers, cos_string_t *filename, cos_table_t **resp_headers);
cos_status_t *ci_get_media_info(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t **resp_headers,
    ci_media_info_result_t **media_result);
