/* Encoding, digests, numbers and process-wide switches. */
#ifndef COS_C_SDK_SYS_UTIL_H
#define COS_C_SDK_SYS_UTIL_H

#include "cos_define.h"
#include "cos_list.h"
#include "cos_string.h"
#include "cos_sys_define.h"

COS_CPP_START

typedef enum {
    sign_content_header = 0,
    sign_content_query_params = 1
} sign_content_type_e;

COS_API int cos_convert_to_gmt_time(char *date, const char *format, apr_time_exp_t *tm);
COS_API int cos_get_gmt_str_time(char datestr[128]);
COS_API int cos_url_encode(char *dest, const char *src, int maxSrcSize);
COS_API const char *cos_http_method_to_string(http_method_e method);
COS_API const char *cos_http_method_to_string_lower(http_method_e method);
COS_API int cos_query_params_to_string(cos_pool_t *p, cos_table_t *query_params, cos_string_t *querystr);
COS_API int cos_base64_encode(const unsigned char *in, int inLen, char *out);

COS_API void HMAC_SHA1(unsigned char hmac[20], const unsigned char *key, int key_len,
    const unsigned char *message, int message_len);

COS_API unsigned char *cos_md5(cos_pool_t *pool, const char *in, apr_size_t in_len);
COS_API int cos_url_decode(const char *in, char *out);
COS_API int64_t cos_strtoll(const char *nptr, char **endptr, int base);
COS_API int64_t cos_atoi64(const char *nptr);
COS_API uint64_t cos_strtoull(const char *nptr, char **endptr, int base);
COS_API uint64_t cos_atoui64(const char *nptr);
COS_API void cos_get_hex_from_digest(unsigned char hexdigest[40], unsigned char digest[20]);

COS_API void cos_get_hmac_sha1_hexdigest(unsigned char hexdigest[40], const unsigned char *key, int key_len,
    const unsigned char *message, int message_len);

COS_API void cos_get_sha1_hexdigest(unsigned char hexdigest[40], const unsigned char *message,
    int message_len);

COS_API void cos_table_sort_by_dict(cos_table_t *table);

COS_API int cos_table_to_string(cos_pool_t *p, const cos_table_t *table, cos_string_t *querystr,
    sign_content_type_e sign_type);

COS_API int cos_table_key_to_string(cos_pool_t *p, const cos_table_t *table, cos_string_t *querystr,
    sign_content_type_e sign_type);

COS_API int get_retry_change_domin(void);
COS_API void set_retry_change_domin(int user_retry_change_domin);
COS_API int get_test_retry_change_domin_config(void);
COS_API void set_test_retry_change_domin_config(int user_retry_change_domin);
COS_API int get_object_key_simplify_check(void);
COS_API void set_object_key_simplify_check(int user_object_key_simplify_check);
COS_API void cos_init_sign_header_table(void);
COS_API void cos_deinit_sign_header_table(void);

COS_CPP_END

#endif
