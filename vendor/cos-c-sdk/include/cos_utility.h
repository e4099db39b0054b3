/* Building, signing and sending requests; making parameter structures. */
#ifndef COS_C_SDK_UTILITY_H
#define COS_C_SDK_UTILITY_H

#include "cos_buf.h"
#include "cos_define.h"
#include "cos_http_io.h"
#include "cos_resumable.h"
#include "cos_status.h"
#include "cos_transport.h"

COS_CPP_START

/* Where the names `options` and `headers` are in scope: put the token, if there is one, into headers. */
#define init_sts_token_header() \
    do { \
        if (options->config->sts_token.data != NULL) { \
            apr_table_set(headers, COS_STS_SECURITY_TOKEN, options->config->sts_token.data); \
        } \
    } while (0)

/* The status of a refused argument; s is made in options->pool when it is NULL. */
#define cos_invalid_param_status_set(options, s, error_msg) \
    do { \
        if ((s) == NULL) { \
            (s) = cos_status_create((options)->pool); \
        } \
        if ((s) != NULL) { \
            cos_status_set(s, COSE_INVALID_ARGUMENT, COS_CLIENT_ERROR_CODE, error_msg); \
        } \
    } while (0)

/* 1 when the process-wide switch is on, the status `s` calls for it, and host `str` has another domain. */
COS_API int is_should_retry(const cos_status_t *s, const char *str);

/* 1 for "<name>.cos.<region>.myqcloud.com". */
COS_API int is_default_domain(const char *str);

/* 1 for a host under one of the two domains of the service; scheme, port and path do not matter. */
COS_API int is_cos_domain(const cos_string_t *str);

/* is_should_retry for an endpoint without a bucket. */
COS_API int is_should_retry_endpoint(const cos_status_t *s, const char *str);

/* 1 when the bytes of `body` hold `target`, also across buffers. */
COS_API int check_status_with_resp_body(cos_list_t *body, int64_t body_len, const char *target);

/* 1 for "cos.<region>.myqcloud.com". */
COS_API int is_default_endpoint(const char *str);

/* Put the host under the service's other domain: 1, and *endpoint is from malloc; 0, and it is as before. */
COS_API int change_host_suffix(char **endpoint);

/* The same for an endpoint; clear_change_endpoint_suffix frees its data. */
COS_API void change_endpoint_suffix(cos_string_t *endpoint);

/* Back to `host`, what the endpoint's data was before. */
COS_API void clear_change_endpoint_suffix(cos_string_t *endpoint, char *host);

/* 1 for a dotted IPv4 address without a port. */
COS_API int is_valid_ip(const char *str);

/* "private", "public-read", "public-read-write" or "default". NULL for another value. Constant. */
COS_API const char *get_cos_acl_str(cos_acl_e cos_acl);

/* Zeroed, with the documented retries; the strings the caller sets are borrowed. `p` must not be NULL. NULL
   when memory ran out. */
COS_API cos_config_t *cos_config_create(cos_pool_t *p);

/* Put the proxy of `config`, if it names one, into the options of `ctl`, as text in `pool`. Calls do so by
   themselves where the options name none. Nothing is changed when memory runs out. */
COS_API void cos_config_resolve(cos_pool_t *pool, cos_config_t *config, cos_http_controller_t *ctl);

/* Zeroed options whose pool is `p` (NULL: a new root pool, options->pool). config and ctl are the caller's to
   set. NULL when memory ran out. */
COS_API cos_request_options_t *cos_request_options_create(cos_pool_t *p);

/* A request and its response, in options->pool. Tables may be NULL; they are borrowed and not written to.
   *req and *resp are NULL when memory ran out. All cos_init_…_request: any thread, nothing is sent. */
COS_API void cos_init_request(const cos_request_options_t *options, http_method_e method,
    cos_http_request_t **req, cos_table_t *params, cos_table_t *headers, cos_http_response_t **resp);

/* A request to the service: to the host of all regions, or to the endpoint. COSE_OK, COSE_OUT_MEMORY, or
   COSE_INVALID_ARGUMENT with a constant text in *error_msg (may be NULL). */
COS_API int cos_init_service_request(const cos_request_options_t *options, http_method_e method,
    cos_http_request_t **req, cos_table_t *params, cos_table_t *headers, const int all_region,
    cos_http_response_t **resp, char **error_msg);

/* A request to a bucket. Codes as above. */
COS_API int cos_init_bucket_request(const cos_request_options_t *options, const cos_string_t *bucket,
    http_method_e method, cos_http_request_t **req, cos_table_t *params, cos_table_t *headers,
    cos_http_response_t **resp, char **error_msg);

/* A request to an object. `cb` follows the body that moves: the request's for PUT and POST, else the
   response's. initcrc: CRC64 of what an appended object holds. Codes as above. */
COS_API int cos_init_object_request(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, http_method_e method, cos_http_request_t **req, cos_table_t *params,
    cos_table_t *headers, cos_progress_callback cb, uint64_t initcrc, cos_http_response_t **resp,
    char **error_msg);

/* A request for the buckets that media processing is on for, to the endpoint ("ci.<region>.myqcloud.com").
   Codes as above. */
COS_API int cos_init_media_buckets_request(const cos_request_options_t *options, http_method_e method,
    cos_http_request_t **req, cos_table_t *params, cos_table_t *headers, cos_http_response_t **resp,
    char **error_msg);

/* A request to a live channel; what is asked stands in `params` ("live" and so on). *req and *resp are NULL
   when the arguments cannot be used or memory ran out. */
COS_API void cos_init_live_channel_request(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *live_channel, http_method_e method, cos_http_request_t **req, cos_table_t *params,
    cos_table_t *headers, cos_http_response_t **resp);

/* A request for a complete URL, a presigned one for instance; send it with cos_process_signed_request. */
COS_API void cos_init_signed_url_request(const cos_request_options_t *options, const cos_string_t *signed_url,
    http_method_e method, cos_http_request_t **req, cos_table_t *params, cos_table_t *headers,
    cos_http_response_t **resp);

/* One attempt, unsigned: cos_http_send_request and a status made of what came. */
COS_API cos_status_t *cos_send_request(cos_http_controller_t *ctl, cos_http_request_t *req,
    cos_http_response_t *resp);

/* Sign and send, with as many retries as the config says (`retry` has no meaning); a retry starts again with
   the first byte of the body. Never NULL; in options->pool. */
COS_API cos_status_t *cos_process_request(const cos_request_options_t *options, cos_http_request_t *req,
    cos_http_response_t *resp, const int retry);

/* The same, and a 2xx answer whose body is an <Error> document is COSE_SERVICE_ERROR with its texts. */
COS_API cos_status_t *cos_process_request_check_body(const cos_request_options_t *options,
    cos_http_request_t *req, cos_http_response_t *resp, const int retry);

/* Send as it is, unsigned, with the retries of the config. */
COS_API cos_status_t *cos_process_signed_request(const cos_request_options_t *options,
    cos_http_request_t *req, cos_http_response_t *resp);

/* Fill in proto, host, uri and resource of `req` for an object. COSE_OK, COSE_OUT_MEMORY, or
   COSE_INVALID_ARGUMENT with a constant text in *error_msg (may be NULL). */
COS_API int cos_get_object_uri(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_http_request_t *req, char **error_msg);

/* The same for a bucket. */
COS_API int cos_get_bucket_uri(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_http_request_t *req, char **error_msg);

/* The same for the service. */
COS_API int cos_get_service_uri(const cos_request_options_t *options, const int all_region,
    cos_http_request_t *req, char **error_msg);

/* Fill in proto (rtmp://), host, uri ("live/<channel>") and resource ("<bucket>/<channel>") of `req` for
   pushing a stream; all are "" when the arguments cannot be used or memory ran out. */
COS_API void cos_get_rtmp_uri(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *live_channel_id, cos_http_request_t *req);

/* Make the cos_buf_t of `buffer` the body; list and bytes are borrowed and stay as they are. When memory
   runs out read_body stays NULL, and sending refuses the request. */
COS_API void cos_write_request_body_from_buffer(cos_pool_t *p, cos_list_t *buffer, cos_http_request_t *req,
    cos_table_t *headers);

/* Make a whole file the body. Codes of cos_open_file_for_read. */
COS_API int cos_write_request_body_from_file(cos_pool_t *p, const cos_string_t *filename,
    cos_http_request_t *req, cos_table_t *headers);

/* Make a range of a file the body. Codes of cos_open_file_for_read. */
COS_API int cos_write_request_body_from_upload_file(cos_pool_t *p, cos_upload_file_t *upload_file,
    cos_http_request_t *req, cos_table_t *headers);

/* Move the buffers of the response to the end of `buffer`; NULL does nothing. */
COS_API void cos_fill_read_response_body(cos_http_response_t *resp, cos_list_t *buffer);

/* Send the body to a file, which is emptied or made. Codes of cos_open_file_for_read. */
COS_API int cos_init_read_response_body_to_file(cos_pool_t *p, const cos_string_t *filename,
    cos_http_response_t *resp);

/* *headers is the response's table; NULL does nothing. */
COS_API void cos_fill_read_response_header(cos_http_response_t *resp, cos_table_t **headers);

/* `size` zeroed bytes in `p`. NULL when memory ran out, as for all that follow. */
COS_API void *cos_create_api_result_content(cos_pool_t *p, size_t size);

/* An entry of a bucket list, zeroed; so are the others down to cos_create_complete_part_content. */
COS_API cos_get_service_content_t *cos_create_get_service_content(cos_pool_t *p);
COS_API cos_list_object_content_t *cos_create_list_object_content(cos_pool_t *p);
COS_API cos_list_object_common_prefix_t *cos_create_list_object_common_prefix(cos_pool_t *p);
COS_API cos_list_part_content_t *cos_create_list_part_content(cos_pool_t *p);
COS_API cos_list_multipart_upload_content_t *cos_create_list_multipart_upload_content(cos_pool_t *p);
COS_API cos_complete_part_content_t *cos_create_complete_part_content(cos_pool_t *p);

/* all_region 1, an empty list. */
COS_API cos_get_service_params_t *cos_create_get_service_params(cos_pool_t *p);

/* Empty texts and lists, max_ret 1000; so are the next two. */
COS_API cos_list_object_params_t *cos_create_list_object_params(cos_pool_t *p);
COS_API cos_list_upload_part_params_t *cos_create_list_upload_part_params(cos_pool_t *p);
COS_API cos_list_multipart_upload_params_t *cos_create_list_multipart_upload_params(cos_pool_t *p);

/* Zeroed. */
COS_API cos_copy_object_params_t *cos_create_copy_object_params(cos_pool_t *p);

/* No range (-1), rsp_content made. */
COS_API cos_upload_part_copy_params_t *cos_create_upload_part_copy_params(cos_pool_t *p);

/* Zeroed. */
COS_API cos_upload_file_t *cos_create_upload_file(cos_pool_t *p);

/* Set Content-Type to COS_MULTIPART_CONTENT_TYPE. */
COS_API void cos_set_multipart_content_type(cos_table_t *headers);

/* Zeroed. */
COS_API cos_object_restore_params_t *cos_create_object_restore_params(cos_pool_t *p);

/* An entry of a list of keys, zeroed. */
COS_API cos_object_key_t *cos_create_cos_object_key(cos_pool_t *p);

/* What configurations are made of: zeroed, lists empty. */
COS_API cos_acl_grantee_content_t *cos_create_acl_list_content(cos_pool_t *p);
COS_API cos_acl_params_t *cos_create_acl_params(cos_pool_t *p);

/* expire.days, transition.days and abort.days are INT_MAX: not given. */
COS_API cos_lifecycle_rule_content_t *cos_create_lifecycle_rule_content(cos_pool_t *p);

/* max_age_seconds is INT_MAX: not given. */
COS_API cos_cors_rule_content_t *cos_create_cors_rule_content(cos_pool_t *p);

/* Zeroed, lists empty. */
COS_API cos_versioning_content_t *cos_create_versioning_content(cos_pool_t *p);
COS_API cos_replication_rule_content_t *cos_create_replication_rule_content(cos_pool_t *p);
COS_API cos_replication_params_t *cos_create_replication_params(cos_pool_t *p);
COS_API cos_website_rule_content_t *cos_create_website_rule_content(cos_pool_t *P);
COS_API cos_website_params_t *cos_create_website_params(cos_pool_t *p);
COS_API cos_domain_params_t *cos_create_domain_params(cos_pool_t *p);
COS_API cos_logging_params_t *cos_create_logging_params(cos_pool_t *p);
COS_API cos_list_inventory_params_t *cos_create_list_inventory_params(cos_pool_t *p);
COS_API cos_inventory_params_t *cos_create_inventory_params(cos_pool_t *p);
COS_API cos_inventory_optional_t *cos_create_inventory_optional(cos_pool_t *p);
COS_API cos_tagging_params_t *cos_create_tagging_params(cos_pool_t *p);
COS_API cos_tagging_tag_t *cos_create_tagging_tag(cos_pool_t *p);
COS_API cos_referer_params_t *cos_create_referer_params(cos_pool_t *p);
COS_API cos_referer_domain_t *cos_create_referer_domain(cos_pool_t *p);

/* days is INT_MAX: not given. */
COS_API cos_intelligenttiering_params_t *cos_create_intelligenttiering_params(cos_pool_t *p);

/* An empty checkpoint with room for the parts of any upload (10,000). */
COS_API cos_checkpoint_t *cos_create_checkpoint_content(cos_pool_t *p);

/* The same with room for part_num parts. */
COS_API cos_checkpoint_t *cos_create_checkpoint_content_with_partnum(cos_pool_t *p, int part_num);

/* The settings of a resumable transfer; checkpoint_path is copied and may be NULL. */
COS_API cos_resumable_clt_params_t *cos_create_resumable_clt_params_content(cos_pool_t *p, int64_t part_size,
    int32_t thread_num, int enable_checkpoint, const char *checkpoint_path);

/* A QR code, zeroed. */
COS_API ci_qrcode_info_t *ci_create_qrcode_info(cos_pool_t *p);

/* Zeroed, the lists empty. */
COS_API ci_operation_result_t *ci_create_operation_result(cos_pool_t *p);
COS_API ci_qrcode_result_t *ci_create_qrcode_result(cos_pool_t *p);

/* Zeroed: what is not set is not sent. */
COS_API ci_video_auditing_job_options_t *ci_video_auditing_job_options_create(cos_pool_t *p);
COS_API ci_media_buckets_request_t *ci_media_buckets_request_create(cos_pool_t *p);
COS_API ci_get_snapshot_request_t *ci_snapshot_request_create(cos_pool_t *p);

/* Empty texts and list, max_keys 1000. */
COS_API cos_list_live_channel_params_t *cos_create_list_live_channel_params(cos_pool_t *p);

/* An enabled HLS channel: 3 pieces of 5 seconds in playlist.m3u8. */
COS_API cos_live_channel_configuration_t *cos_create_live_channel_configuration_content(cos_pool_t *p);

/* Entries of lists, zeroed, their own lists empty. */
COS_API cos_live_channel_publish_url_t *cos_create_live_channel_publish_url(cos_pool_t *p);
COS_API cos_live_channel_play_url_t *cos_create_live_channel_play_url(cos_pool_t *p);
COS_API cos_live_channel_content_t *cos_create_list_live_channel_content(cos_pool_t *p);
COS_API cos_live_record_content_t *cos_create_live_record_content(cos_pool_t *p);

/* Raise *part_size to 1 MiB, and further until filesize makes no more than 10,000 parts. */
COS_API void cos_get_part_size(int64_t filesize, int64_t *part_size);

/* Order of two cos_upload_part_t by number, for qsort. */
COS_API int part_sort_cmp(const void *a, const void *b);

/* Media type by the suffix of the last part of a path; "application/octet-stream" when that says nothing.
   Constant. */
COS_API char *get_content_type(const char *name);

/* "txt" gives "text/plain"; NULL when the suffix is not known. Constant. */
COS_API char *get_content_type_by_suffix(const char *suffix);

/* Set Content-Type by filename, or by key when that is NULL, unless there is one. */
COS_API void set_content_type(const char *filename, const char *key, cos_table_t *headers);

/* `table`, or a new one in options->pool when it is NULL. NULL when memory ran out. */
COS_API cos_table_t *cos_table_create_if_null(const cos_request_options_t *options, cos_table_t *table,
    int table_size);

/* Whether the controller wants CRC64 compared. */
COS_API int is_enable_crc(const cos_request_options_t *options);

/* Whether the controller wants Content-MD5 sent. */
COS_API int is_enable_md5(const cos_request_options_t *options);

/* Whether the server told its CRC64. */
COS_API int has_crc_in_response(const cos_http_response_t *resp);

/* 1 when the answer is not the whole object as it is stored, so that its CRC64 says nothing. */
COS_API int has_range_or_process_in_request(const cos_http_request_t *req);

/* Compare `crc` with the server's, if it told one. A difference turns a 2xx status into
   COSE_CRC_INCONSISTENT_ERROR; another status stays. Returns COSE_OK or that code. */
COS_API int cos_check_crc_consistent(uint64_t crc, const apr_table_t *resp_headers, cos_status_t *s);

/* The same for the bytes in `buffer` and Content-Length. */
COS_API int cos_check_len_consistent(cos_list_t *buffer, const apr_table_t *resp_headers, cos_status_t *s);

/* A name beside `filename` that no other download uses, in `p`. COSE_OK or COSE_OUT_MEMORY. */
COS_API int cos_get_temporary_file_name(cos_pool_t *p, const cos_string_t *filename,
    cos_string_t *temp_file_name);

/* Rename when `s` is a success (a failure of it becomes the status), else remove from_path. COSE_OK or why not. */
COS_API int cos_temp_file_rename(cos_status_t *s, const char *from_path, const char *to_path,
    apr_pool_t *pool);

/* Send the body to the range file_pos up to file_last of a file, which keeps its other bytes. */
COS_API int cos_init_read_response_body_to_file_part(cos_pool_t *p, cos_upload_file_t *download_file,
    cos_http_response_t *resp);

/* Set Content-MD5 of the bytes in `buffer`, when the controller wants it and there is none. COSE_OK,
   COSE_OUT_MEMORY or why the file could not be read. So do the next two. */
COS_API int cos_add_content_md5_from_buffer(const cos_request_options_t *options, cos_list_t *buffer,
    cos_table_t *headers);

/* Of a whole file. */
COS_API int cos_add_content_md5_from_file(const cos_request_options_t *options, const cos_string_t *filename,
    cos_table_t *headers);

/* Of a range of a file. */
COS_API int cos_add_content_md5_from_file_range(const cos_request_options_t *options,
    cos_upload_file_t *upload_file, cos_table_t *headers);

/* Whether calls with this controller send Content-MD5: 1 or 0. */
COS_API void cos_set_content_md5_enable(cos_http_controller_t *ctl, int enable);

/* Connect to host_ip (borrowed) and host_port whatever the host is called; Host and signature stay. */
COS_API void cos_set_request_route(cos_http_controller_t *ctl, char *host_ip, int host_port);

COS_CPP_END

#endif
