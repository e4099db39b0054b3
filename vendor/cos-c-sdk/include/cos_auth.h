/* Signing. */
#ifndef COS_C_SDK_AUTH_H
#define COS_C_SDK_AUTH_H

#include "cos_define.h"
#include "cos_http_io.h"
#include "cos_transport.h"

COS_CPP_START

COS_API void cos_sign_headers(cos_pool_t *p, const cos_string_t *signstr, const cos_string_t *access_key_id,
    const cos_string_t *access_key_secret, cos_table_t *headers);

COS_API int cos_get_string_to_sign(cos_pool_t *p, http_method_e method, const cos_string_t *secret_id,
    const cos_string_t *secret_key, const cos_string_t *canon_res, const cos_table_t *headers,
    const cos_table_t *params, const int64_t expire, cos_string_t *signstr);

COS_API int cos_get_signed_headers(cos_pool_t *p, const cos_string_t *access_key_id,
    const cos_string_t *access_key_secret, const cos_string_t *canon_res, cos_http_request_t *req);

COS_API int cos_sign_request(cos_http_request_t *req, const cos_config_t *config);

COS_CPP_END

#endif
