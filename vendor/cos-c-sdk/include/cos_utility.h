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

COS_API int is_should_retry(const cos_status_t *s, const char *str);
COS_API int is_default_domain(const char *str);
COS_API int is_should_retry_endpoint(const cos_status_t *s, const char *str);
COS_API int check_status_with_resp_body(cos_list_t *body, int64_t body_len, const char *target);
COS_API int is_default_endpoint(const char *str);
COS_API int change_host_suffix(char **endpoint);
COS_API void change_endpoint_suffix(cos_string_t *endpoint);
COS_API void clear_change_endpoint_suffix(cos_string_t *endpoint, char *host);
COS_API int is_valid_ip(const char *str);
COS_API const char *get_cos_acl_str(cos_acl_e cos_acl);
COS_API cos_config_t *cos_config_create(cos_pool_t *p);
COS_API cos_request_options_t *cos_request_options_create(cos_pool_t *p);

COS_API void cos_init_request(const cos_request_options_t *options, http_method_e method,
    cos_http_request_t **req, cos_table_t *params, cos_table_t *headers, cos_http_response_t **resp);

COS_API int cos_init_service_request(const cos_request_options_t *options, http_method_e method,
    cos_http_request_t **req, cos_table_t *params, cos_table_t *headers, const int all_region,
    cos_http_response_t **resp, char **error_msg);

COS_API int cos_init_bucket_request(const cos_request_options_t *options, const cos_string_t *bucket,
    http_method_e method, cos_http_request_t **req, cos_table_t *params, cos_table_t *headers,
    cos_http_response_t **resp, char **error_msg);

COS_API int cos_init_object_request(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, http_method_e method, cos_http_request_t **req, cos_table_t *params,
    cos_table_t *headers, cos_progress_callback cb, uint64_t initcrc, cos_http_response_t **resp,
    char **error_msg);

COS_API void cos_init_signed_url_request(const cos_request_options_t *options, const cos_string_t *signed_url,
    http_method_e method, cos_http_request_t **req, cos_table_t *params, cos_table_t *headers,
    cos_http_response_t **resp);

COS_API cos_status_t *cos_send_request(cos_http_controller_t *ctl, cos_http_request_t *req,
    cos_http_response_t *resp);

COS_API cos_status_t *cos_process_request(const cos_request_options_t *options, cos_http_request_t *req,
    cos_http_response_t *resp, const int retry);

COS_API cos_status_t *cos_process_request_check_body(const cos_request_options_t *options,
    cos_http_request_t *req, cos_http_response_t *resp, const int retry);

COS_API cos_status_t *cos_process_signed_request(const cos_request_options_t *options,
    cos_http_request_t *req, cos_http_response_t *resp);

COS_API int cos_get_object_uri(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_http_request_t *req, char **error_msg);

COS_API int cos_get_bucket_uri(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_http_request_t *req, char **error_msg);

COS_API int cos_get_service_uri(const cos_request_options_t *options, const int all_region,
    cos_http_request_t *req, char **error_msg);

COS_API void cos_write_request_body_from_buffer(cos_pool_t *p, cos_list_t *buffer, cos_http_request_t *req,
    cos_table_t *headers);

COS_API int cos_write_request_body_from_file(cos_pool_t *p, const cos_string_t *filename,
    cos_http_request_t *req, cos_table_t *headers);

COS_API int cos_write_request_body_from_upload_file(cos_pool_t *p, cos_upload_file_t *upload_file,
    cos_http_request_t *req, cos_table_t *headers);

COS_API void cos_fill_read_response_body(cos_http_response_t *resp, cos_list_t *buffer);

COS_API int cos_init_read_response_body_to_file(cos_pool_t *p, const cos_string_t *filename,
    cos_http_response_t *resp);

COS_API void cos_fill_read_response_header(cos_http_response_t *resp, cos_table_t **headers);
COS_API void *cos_create_api_result_content(cos_pool_t *p, size_t size);
COS_API cos_get_service_content_t *cos_create_get_service_content(cos_pool_t *p);
COS_API cos_list_object_content_t *cos_create_list_object_content(cos_pool_t *p);
COS_API cos_list_object_common_prefix_t *cos_create_list_object_common_prefix(cos_pool_t *p);
COS_API cos_list_part_content_t *cos_create_list_part_content(cos_pool_t *p);
COS_API cos_list_multipart_upload_content_t *cos_create_list_multipart_upload_content(cos_pool_t *p);
COS_API cos_complete_part_content_t *cos_create_complete_part_content(cos_pool_t *p);
COS_API cos_get_service_params_t *cos_create_get_service_params(cos_pool_t *p);
COS_API cos_list_object_params_t *cos_create_list_object_params(cos_pool_t *p);
COS_API cos_list_upload_part_params_t *cos_create_list_upload_part_params(cos_pool_t *p);
COS_API cos_list_multipart_upload_params_t *cos_create_list_multipart_upload_params(cos_pool_t *p);
COS_API cos_copy_object_params_t *cos_create_copy_object_params(cos_pool_t *p);
COS_API cos_upload_part_copy_params_t *cos_create_upload_part_copy_params(cos_pool_t *p);
COS_API cos_upload_file_t *cos_create_upload_file(cos_pool_t *p);
COS_API void cos_set_multipart_content_type(cos_table_t *headers);
COS_API cos_object_restore_params_t *cos_create_object_restore_params(cos_pool_t *p);
COS_API cos_object_key_t *cos_create_cos_object_key(cos_pool_t *p);

COS_API cos_resumable_clt_params_t *cos_create_resumable_clt_params_content(cos_pool_t *p, int64_t part_size,
    int32_t thread_num, int enable_checkpoint, const char *checkpoint_path);

COS_API void cos_get_part_size(int64_t filesize, int64_t *part_size);
COS_API int part_sort_cmp(const void *a, const void *b);
COS_API char *get_content_type(const char *name);
COS_API char *get_content_type_by_suffix(const char *suffix);
COS_API void set_content_type(const char *filename, const char *key, cos_table_t *headers);

COS_API cos_table_t *cos_table_create_if_null(const cos_request_options_t *options, cos_table_t *table,
    int table_size);

COS_API int is_enable_crc(const cos_request_options_t *options);
COS_API int is_enable_md5(const cos_request_options_t *options);
COS_API int has_crc_in_response(const cos_http_response_t *resp);
COS_API int has_range_or_process_in_request(const cos_http_request_t *req);
COS_API int cos_check_crc_consistent(uint64_t crc, const apr_table_t *resp_headers, cos_status_t *s);
COS_API int cos_check_len_consistent(cos_list_t *buffer, const apr_table_t *resp_headers, cos_status_t *s);

COS_API int cos_get_temporary_file_name(cos_pool_t *p, const cos_string_t *filename,
    cos_string_t *temp_file_name);

COS_API int cos_temp_file_rename(cos_status_t *s, const char *from_path, const char *to_path,
    apr_pool_t *pool);

COS_API int cos_init_read_response_body_to_file_part(cos_pool_t *p, cos_upload_file_t *download_file,
    cos_http_response_t *resp);

COS_API int cos_add_content_md5_from_buffer(const cos_request_options_t *options, cos_list_t *buffer,
    cos_table_t *headers);

COS_API int cos_add_content_md5_from_file(const cos_request_options_t *options, const cos_string_t *filename,
    cos_table_t *headers);

COS_API int cos_add_content_md5_from_file_range(const cos_request_options_t *options,
    cos_upload_file_t *upload_file, cos_table_t *headers);

COS_API void cos_set_content_md5_enable(cos_http_controller_t *ctl, int enable);
COS_API void cos_set_request_route(cos_http_controller_t *ctl, char *host_ip, int host_port);

COS_CPP_END

#endif
