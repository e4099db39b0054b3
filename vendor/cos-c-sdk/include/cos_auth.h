/* Signing. */
#ifndef COS_C_SDK_AUTH_H
#define COS_C_SDK_AUTH_H

#include "cos_define.h"
#include "cos_http_io.h"
#include "cos_transport.h"

COS_CPP_START

/* Set Authorization in `headers` to `signstr`. The key and the secret are not used. */
COS_API void cos_sign_headers(cos_pool_t *p, const cos_string_t *signstr, const cos_string_t *access_key_id,
    const cos_string_t *access_key_secret, cos_table_t *headers);

/* The whole text of an Authorization, in signstr (in `p`): q-sign-algorithm=sha1&… of `method`, the path
   canon_res ("/" and the key, not encoded), all of `params` and those of `headers` that are signed, valid
   from now for `expire` seconds. Tables may be NULL. COSE_OK, COSE_INVALID_ARGUMENT or COSE_OUT_MEMORY. */
COS_API int cos_get_string_to_sign(cos_pool_t *p, http_method_e method, const cos_string_t *secret_id,
    const cos_string_t *secret_key, const cos_string_t *canon_res, const cos_table_t *headers,
    const cos_table_t *params, const int64_t expire, cos_string_t *signstr);

/* Sign `req`: its method, query_params and headers, and set Authorization in its headers. COSE_OK or why not. */
COS_API int cos_get_signed_headers(cos_pool_t *p, const cos_string_t *access_key_id,
    const cos_string_t *access_key_secret, const cos_string_t *canon_res, cos_http_request_t *req);

/* Sign `req` with the credentials of `config`: Host, Date, the token and Authorization are set in its
   headers. Without an access_key_id the request stays unsigned. COSE_OK or why not. */
COS_API int cos_sign_request(cos_http_request_t *req, const cos_config_t *config);

COS_CPP_END

#endif
