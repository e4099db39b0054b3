/* Start and end of the library, controllers, and body callbacks. */
#ifndef COS_C_SDK_HTTP_IO_H
#define COS_C_SDK_HTTP_IO_H

#include <curl/curl.h>

#include "cos_transport.h"

COS_CPP_START

COS_API cos_http_controller_t *cos_http_controller_create(cos_pool_t *p, int owner);

/* Why the last call of this controller failed; NULL when it did not. */
static inline const char *cos_http_controller_get_reason(cos_http_controller_t *ctl)
{
    return ((cos_http_controller_ex_t *)ctl)->reason;
}

COS_API CURL *cos_request_get(void);
COS_API void request_release(CURL *request);
COS_API void request_release2(cos_curl_http_transport_t *t);
COS_API int cos_http_io_initialize(const char *user_agent_info, int flag);
COS_API void cos_http_io_deinitialize(void);

COS_API int cos_http_send_request(cos_http_controller_t *ctl, cos_http_request_t *req,
    cos_http_response_t *resp);

COS_API void cos_set_default_request_options(cos_http_request_options_t *op);
COS_API void cos_set_default_transport_options(cos_http_transport_options_t *op);
COS_API cos_http_request_options_t *cos_http_request_options_create(cos_pool_t *p);
COS_API cos_http_request_t *cos_http_request_create(cos_pool_t *p);
COS_API cos_http_response_t *cos_http_response_create(cos_pool_t *p);
COS_API int cos_read_http_body_memory(cos_http_request_t *req, char *buffer, int len);
COS_API int cos_write_http_body_memory(cos_http_response_t *resp, const char *buffer, int len);
COS_API int cos_read_http_body_file(cos_http_request_t *req, char *buffer, int len);
COS_API int cos_write_http_body_file(cos_http_response_t *resp, const char *buffer, int len);
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
