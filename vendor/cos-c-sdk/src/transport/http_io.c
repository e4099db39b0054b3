/* From a request to the transport and back. The two pointers decide which transport. */
#include <strings.h>

#include "base/memory.h"
#include "cos_http_io.h"
#include "cosx_transport.h"

cos_http_transport_create_pt cos_http_transport_create = cos_curl_http_transport_create;
cos_http_transport_perform_pt cos_http_transport_perform = cos_curl_http_transport_perform;

/* The published names of the only transport there is. */
cos_http_transport_t *cos_curl_http_transport_create(cos_pool_t *p)
{
    return cosx_transport_create(p);
}

int cos_curl_http_transport_perform(cos_http_transport_t *t)
{
    return cosx_transport_perform(t);
}

/* One attempt. The error state of the controller is that of this call, whatever the one before
   left. Everything the transport allocates is in the request's pool. */
int cos_http_send_request(cos_http_controller_t *ctl, cos_http_request_t *req, cos_http_response_t *resp)
{
    cos_http_controller_ex_t *controller = (cos_http_controller_ex_t *)ctl;
    cos_http_transport_t *transport;
    int res;

    controller->error_code = COSE_OK;
    controller->reason = NULL;
    controller->first_byte_time = 0;
    controller->finish_time = 0;
    controller->start_time = apr_time_now();
    transport = cos_http_transport_create(req->pool);
    if (transport == NULL) {
        controller->error_code = COSE_OUT_MEMORY;
        controller->reason = (char *)(uintptr_t)"out of memory";
        return COSE_OUT_MEMORY;
    }
    transport->req = req;
    transport->resp = resp;
    transport->controller = controller;
    if (cos_default_http_transport_options != NULL) {
        transport->options = cos_default_http_transport_options;
    }
    res = cos_http_transport_perform(transport);
    if (res == COSE_OK) {
        res = controller->error_code;
    } else if (controller->error_code == COSE_OK) {
        controller->error_code = res;
    }
    controller->finish_time = apr_time_now();
    return res;
}

/* A plain handle for programs that use libcurl beside this library; the transport has its own. */
CURL *cos_request_get(void)
{
    return curl_easy_init();
}

void request_release(CURL *request)
{
    if (request != NULL) {
        curl_easy_cleanup(request);
    }
}

void request_release2(cos_curl_http_transport_t *t)
{
    request_release(t->curl);
    t->curl = NULL;
}

/* One line of a response's head ("Name: value", with or without its line end). Lines without a
   colon, the status line among them, are passed over. */
void cos_curl_response_headers_parse(cos_pool_t *p, cos_table_t *headers, char *buffer, int len)
{
    char *last = buffer + (len > 0 ? len : 0);
    char *colon = cos_strlchr(buffer, last, ':');
    cos_string_t name;
    cos_string_t value;
    char *own_name;
    char *own_value;

    if (colon == NULL || (len > 5 && strncasecmp(buffer, "HTTP/", 5) == 0)) {
        return;
    }
    name.data = buffer;
    name.len = (int)(colon - buffer);
    value.data = colon + 1;
    value.len = (int)(last - value.data);
    cos_trip_space_and_cntrl(&name);
    cos_trip_space_and_cntrl(&value);
    if (name.len == 0) {
        return;
    }
    own_name = cosi_string_text(p, &name);
    own_value = cosi_string_text(p, &value);
    if (own_name != NULL && own_value != NULL) {
        cosi_table_add(headers, own_name, own_value);
    }
}
