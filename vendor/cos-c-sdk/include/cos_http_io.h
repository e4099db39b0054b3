/* Start and end of the library, controllers, and body callbacks. */
#ifndef COS_C_SDK_HTTP_IO_H
#define COS_C_SDK_HTTP_IO_H

#include <curl/curl.h>

#include "cos_transport.h"

COS_CPP_START

/* A controller with request options of its own, copied from the defaults, in `p` (NULL: in a new root pool,
   ctl->pool). `owner` is kept for the caller. One call at a time. NULL when memory ran out. */
COS_API cos_http_controller_t *cos_http_controller_create(cos_pool_t *p, int owner);

/* Why the last call of this controller failed; NULL when it did not. */
static inline const char *cos_http_controller_get_reason(cos_http_controller_t *ctl)
{
    return ((cos_http_controller_ex_t *)ctl)->reason;
}

/* A curl handle from the pool of idle ones, or a new one. NULL when there is none. */
COS_API CURL *cos_request_get(void);

/* Give a handle of cos_request_get back. */
COS_API void request_release(CURL *request);

/* Give the handle of a transport back. */
COS_API void request_release2(cos_curl_http_transport_t *t);

/* Start the library. May be called again, from any thread; each successful call wants one
   cos_http_io_deinitialize. user_agent_info (NULL: "Unknown") becomes part of User-Agent; the first call's
   stays. `flag` is for Windows. COSE_OK or COSE_INTERNAL_ERROR. */
COS_API int cos_http_io_initialize(const char *user_agent_info, int flag);

/* One user less; the last one closes idle connections and frees what is global. No call may be running
   then. One call too many does nothing. */
COS_API void cos_http_io_deinitialize(void);

/* One attempt: perform `req` through the transport and fill `resp`. Nothing is signed or checked. COSE_OK when
   an answer came, else why not; the reason is in the controller. */
COS_API int cos_http_send_request(cos_http_controller_t *ctl, cos_http_request_t *req,
    cos_http_response_t *resp);

/* What controllers made from now on copy; `op` is borrowed for ever. Not while controllers are made. */
COS_API void cos_set_default_request_options(cos_http_request_options_t *op);

/* TLS and user agent of all requests from now on; `op` is borrowed for ever. Not while calls run. */
COS_API void cos_set_default_transport_options(cos_http_transport_options_t *op);

/* The documented defaults, in `p`. NULL when memory ran out. */
COS_API cos_http_request_options_t *cos_http_request_options_create(cos_pool_t *p);

/* An empty request with empty tables and body, in `p`. NULL when memory ran out. */
COS_API cos_http_request_t *cos_http_request_create(cos_pool_t *p);

/* An empty response, in `p`. NULL when memory ran out. */
COS_API cos_http_response_t *cos_http_response_create(cos_pool_t *p);

/* read_body of a body in memory: copy up to `len` of the bytes not yet read. Returns how many; 0 at the end. */
COS_API int cos_read_http_body_memory(cos_http_request_t *req, char *buffer, int len);

/* write_body into memory: keep a copy of the bytes. Returns `len`, or a negative code. */
COS_API int cos_write_http_body_memory(cos_http_response_t *resp, const char *buffer, int len);

/* read_body of a body in a file. Returns how many bytes, 0 at the end of the range, or a negative code. */
COS_API int cos_read_http_body_file(cos_http_request_t *req, char *buffer, int len);

/* write_body into a file. Returns `len`, or a negative code. */
COS_API int cos_write_http_body_file(cos_http_response_t *resp, const char *buffer, int len);

/* The same, and a byte beyond file_last is an error. */
COS_API int cos_write_http_body_file_part(cos_http_response_t *resp, const char *buffer, int len);

typedef cos_http_transport_t *(*cos_http_transport_create_pt)(cos_pool_t *);
typedef int (*cos_http_transport_perform_pt)(cos_http_transport_t *);

extern COS_API cos_pool_t *cos_global_pool;
extern COS_API apr_file_t *cos_stderr_file;
extern COS_API cos_http_request_options_t *cos_default_http_request_options;
extern COS_API cos_http_transport_options_t *cos_default_http_transport_options;
extern COS_API cos_http_transport_create_pt cos_http_transport_create;
extern COS_API cos_http_transport_perform_pt cos_http_transport_perform;

COS_CPP_END

#endif
