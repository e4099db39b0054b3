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

/* Sign `req` as it is, without changing it: its method, resource, headers and query_params, valid from now
   until `expires` (Unix seconds in decimal digits). signature, in options->pool, is the whole text of an
   Authorization. COSE_OK, COSE_OUT_MEMORY, or COSE_INVALID_ARGUMENT: no credentials, or `expires` is no
   number or is past. So for all that follow. */
COS_API int get_cos_request_signature(const cos_request_options_t *options, cos_http_request_t *req,
    const cos_string_t *expires, cos_string_t *signature);

/* The URL of `req` (of cos_init_object_request, for instance) with its parameters and its signature, in
   options->pool. Signed too are the Host and the headers, which the user of the URL must send. */
COS_API int cos_get_signed_url(const cos_request_options_t *options, cos_http_request_t *req,
    const cos_string_t *expires, cos_string_t *auth_url);

/* What is signed for pushing a stream, in `p`: the time from now until `expires`, the path canon_res
   ("/<bucket>/<channel>") and the parameters in the order of the table. `params` may be NULL. */
COS_API int cos_get_rtmp_string_to_sign(cos_pool_t *p, const cos_string_t *expires,
    const cos_string_t *canon_res, const cos_table_t *params, cos_string_t *signstr);

/* The signature of a request of cos_get_rtmp_uri and its query_params: "q-sign-algorithm=sha1&q-ak=…", in
   options->pool. */
COS_API int get_cos_rtmp_request_signature(const cos_request_options_t *options, cos_http_request_t *req,
    const cos_string_t *expires, cos_string_t *signature);

/* The address to push a stream to, in options->pool, of a request of cos_get_rtmp_uri: with its parameters,
   `params`, play_list_name (both may be NULL), the token if there is one, and the signature. */
COS_API int cos_get_rtmp_signed_url(const cos_request_options_t *options, cos_http_request_t *req,
    const cos_string_t *expires, const cos_string_t *play_list_name, cos_table_t *params,
    cos_string_t *signed_url);

COS_CPP_END

#endif
