/* Signing. */

void cos_sign_headers(cos_pool_t *p, const cos_string_t *signstr, const cos_string_t *access_key_id,
    const cos_string_t *access_key_secret, cos_table_t *headers);
int cos_get_string_to_sign(cos_pool_t *p, http_method_e method, const cos_string_t *secret_id,
    const cos_string_t *secret_key, const cos_string_t *canon_res, const cos_table_t *headers,
    const cos_table_t *params, const int64_t expire, cos_string_t *signstr);
int cos_get_signed_headers(cos_pool_t *p, const cos_string_t *access_key_id,
    const cos_string_t *access_key_secret, const cos_string_t *canon_res, cos_http_request_t *req);
int cos_sign_request(cos_http_request_t *req, const cos_config_t *config);
