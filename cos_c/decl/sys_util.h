/* Encoding, digests, numbers, process-wide switches. */

typedef enum {
    sign_content_header,
    sign_content_query_params,
    ...
} sign_content_type_e;

int cos_convert_to_gmt_time(char *date, const char *format, apr_time_exp_t *tm);
int cos_get_gmt_str_time(char datestr[128]);
int cos_url_encode(char *dest, const char *src, int maxSrcSize);
const char *cos_http_method_to_string(http_method_e method);
const char *cos_http_method_to_string_lower(http_method_e method);
int cos_query_params_to_string(cos_pool_t *p, cos_table_t *query_params, cos_string_t *querystr);
int cos_base64_encode(const unsigned char *in, int inLen, char *out);
void HMAC_SHA1(unsigned char hmac[20], const unsigned char *key, int key_len,
    const unsigned char *message, int message_len);
unsigned char *cos_md5(cos_pool_t *pool, const char *in, apr_size_t in_len);
int cos_url_decode(const char *in, char *out);
int64_t cos_strtoll(const char *nptr, char **endptr, int base);
int64_t cos_atoi64(const char *nptr);
uint64_t cos_strtoull(const char *nptr, char **endptr, int base);
uint64_t cos_atoui64(const char *nptr);
void cos_get_hex_from_digest(unsigned char hexdigest[40], unsigned char digest[20]);
void cos_get_hmac_sha1_hexdigest(unsigned char hexdigest[40], const unsigned char *key, int key_len,
    const unsigned char *message, int message_len);
void cos_get_sha1_hexdigest(unsigned char hexdigest[40], const unsigned char *message, int message_len);
void cos_table_sort_by_dict(cos_table_t *table);
int cos_table_to_string(cos_pool_t *p, const cos_table_t *table, cos_string_t *querystr,
    sign_content_type_e sign_type);
int cos_table_key_to_string(cos_pool_t *p, const cos_table_t *table, cos_string_t *querystr,
    sign_content_type_e sign_type);
int get_retry_change_domin(void);
void set_retry_change_domin(int user_retry_change_domin);
int get_test_retry_change_domin_config(void);
void set_test_retry_change_domin_config(int user_retry_change_domin);
int get_object_key_simplify_check(void);
void set_object_key_simplify_check(int user_object_key_simplify_check);
void cos_init_sign_header_table(void);
void cos_deinit_sign_header_table(void);
void cos_gnome_sort(const char **headers, int size);
int cos_parse_xml_body(cos_list_t *bc, mxml_node_t **root);
