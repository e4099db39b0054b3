/* Encoding, digests, numbers and process-wide switches. */
#ifndef COS_C_SDK_SYS_UTIL_H
#define COS_C_SDK_SYS_UTIL_H

#include <mxml.h>

#include "cos_define.h"
#include "cos_list.h"
#include "cos_string.h"
#include "cos_sys_define.h"

COS_CPP_START

typedef enum {
    sign_content_header = 0,
    sign_content_query_params = 1
} sign_content_type_e;

/* get_xmldoc under its other name. */
COS_API int cos_parse_xml_body(cos_list_t *bc, mxml_node_t **root);

/* `tm` by an strftime `format`, in date (at least COS_MAX_GMT_TIME_LEN bytes). COSE_OK or COSE_INTERNAL_ERROR. */
COS_API int cos_convert_to_gmt_time(char *date, const char *format, apr_time_exp_t *tm);

/* Now, as HTTP writes dates, whatever the program's language. COSE_OK or COSE_INTERNAL_ERROR. */
COS_API int cos_get_gmt_str_time(char datestr[128]);

/* `src` percent-encoded (all but letters, digits and "-_.~"), NUL-terminated, in `dest`: 3 bytes for each of
   src and one more. COSE_OK, or COSE_INVALID_ARGUMENT for a src of more than maxSrcSize bytes. */
COS_API int cos_url_encode(char *dest, const char *src, int maxSrcSize);

/* "GET" and so on; "" for no method. Constant. */
COS_API const char *cos_http_method_to_string(http_method_e method);

/* "get" and so on; "" for no method. Constant. */
COS_API const char *cos_http_method_to_string_lower(http_method_e method);

/* "?name=value&name" of a table, encoded, in `p`; "" for an empty table. COSE_OK or
   COSE_OUT_MEMORY. */
COS_API int cos_query_params_to_string(cos_pool_t *p, cos_table_t *query_params, cos_string_t *querystr);

/* `out` has room for 4 bytes for each 3 begun of inLen; no NUL is written. Returns how many bytes were. */
COS_API int cos_base64_encode(const unsigned char *in, int inLen, char *out);

/* HMAC-SHA1 with a key of any length. */
COS_API void HMAC_SHA1(unsigned char hmac[20], const unsigned char *key, int key_len,
    const unsigned char *message, int message_len);

/* The 16 bytes of the MD5, in `pool`. NULL when memory ran out. */
COS_API unsigned char *cos_md5(cos_pool_t *pool, const char *in, apr_size_t in_len);

/* `in` with %XX and "+" decoded and a NUL behind; `out` may be `in`. COSE_OK, or COSE_INVALID_ARGUMENT for a
   broken %XX. */
COS_API int cos_url_decode(const char *in, char *out);

/* strtoll: out of range gives the nearest number, and errno ERANGE. */
COS_API int64_t cos_strtoll(const char *nptr, char **endptr, int base);

/* The decimal number at the start; 0 when there is none, and for NULL. */
COS_API int64_t cos_atoi64(const char *nptr);

/* strtoull. */
COS_API uint64_t cos_strtoull(const char *nptr, char **endptr, int base);

/* The decimal number at the start; 0 when there is none, and for NULL. */
COS_API uint64_t cos_atoui64(const char *nptr);

/* 20 bytes as 40 lower-case hexadecimal digits, no NUL. */
COS_API void cos_get_hex_from_digest(unsigned char hexdigest[40], unsigned char digest[20]);

/* HMAC-SHA1 as 40 lower-case hexadecimal digits, no NUL. */
COS_API void cos_get_hmac_sha1_hexdigest(unsigned char hexdigest[40], const unsigned char *key, int key_len,
    const unsigned char *message, int message_len);

/* SHA-1 as 40 lower-case hexadecimal digits, no NUL. */
COS_API void cos_get_sha1_hexdigest(unsigned char hexdigest[40], const unsigned char *message,
    int message_len);

/* Sort the entries of a table by name, whatever their case. */
COS_API void cos_table_sort_by_dict(cos_table_t *table);

/* Sort `size` texts by their bytes. */
COS_API void cos_gnome_sort(const char **headers, int size);

/* The canonical "name=value&…" of a table for signing, in `p`: sign_content_header takes the headers that are
   signed, sign_content_query_params all. COSE_OK or COSE_OUT_MEMORY. */
COS_API int cos_table_to_string(cos_pool_t *p, const cos_table_t *table, cos_string_t *querystr,
    sign_content_type_e sign_type);

/* The canonical "name;…" of the same entries. COSE_OK or COSE_OUT_MEMORY. */
COS_API int cos_table_key_to_string(cos_pool_t *p, const cos_table_t *table, cos_string_t *querystr,
    sign_content_type_e sign_type);

/* The process-wide switch to the other domain of the service: 0, off, at start. Any thread. */
COS_API int get_retry_change_domin(void);

/* Set it. */
COS_API void set_retry_change_domin(int user_retry_change_domin);

/* A switch for tests of that; 0 at start. Any thread. */
COS_API int get_test_retry_change_domin_config(void);

/* Set it. */
COS_API void set_test_retry_change_domin_config(int user_retry_change_domin);

/* 1 (at start): downloads refuse keys that are only "/" when read as a path. Any thread. */
COS_API int get_object_key_simplify_check(void);

/* Set it, for the whole process. */
COS_API void set_object_key_simplify_check(int user_object_key_simplify_check);

/* Nothing is left to do for it: the table of signed headers is constant. */
COS_API void cos_init_sign_header_table(void);

/* Nothing is left to do for it. */
COS_API void cos_deinit_sign_header_table(void);

COS_CPP_END

#endif
