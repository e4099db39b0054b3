/* Requests, responses, controllers and their options: made here, with defaults. */
#include "base/memory.h"
#include "cos_http_io.h"
#include "cos_utility.h"

static void set_builtin_defaults(cos_http_request_options_t *options)
{
    memset(options, 0, sizeof(*options));
    options->speed_limit = COS_MIN_SPEED_LIMIT;
    options->speed_time = COS_MIN_SPEED_TIME;
    options->dns_cache_timeout = COS_DNS_CACHE_TIMOUT;
    options->connect_timeout = COS_CONNECT_TIMEOUT;
    options->max_memory_size = COS_MAX_MEMORY_SIZE;
    options->enable_crc = COS_TRUE;
    options->enable_md5 = COS_TRUE;
}

/* The built-in defaults. NULL when memory ran out. */
cos_http_request_options_t *cos_http_request_options_create(cos_pool_t *p)
{
    cos_http_request_options_t *options = apr_palloc(p, sizeof(*options));

    if (options != NULL) {
        set_builtin_defaults(options);
    }
    return options;
}

/* From now on controllers start with a copy of `op`, which must stay. */
void cos_set_default_request_options(cos_http_request_options_t *op)
{
    cos_default_http_request_options = op;
}

void cos_set_default_transport_options(cos_http_transport_options_t *op)
{
    cos_default_http_transport_options = op;
}

/* Each controller has its own copy of the default options: what one call sets is not seen by
   another. With `p` NULL it owns a pool of its own, ctl->pool. NULL when memory ran out. */
cos_http_controller_t *cos_http_controller_create(cos_pool_t *p, int owner)
{
    cos_pool_t *pool = p;
    cos_http_controller_ex_t *ctl;

    if (pool == NULL && apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return NULL;
    }
    ctl = cosi_calloc(pool, sizeof(*ctl));
    if (ctl != NULL) {
        ctl->options = cos_http_request_options_create(pool);
    }
    if (ctl == NULL || ctl->options == NULL) {
        if (p == NULL) {
            apr_pool_destroy(pool);
        }
        return NULL;
    }
    if (cos_default_http_request_options != NULL) {
        *ctl->options = *cos_default_http_request_options;
    }
    ctl->pool = pool;
    ctl->owner = owner != 0;
    return (cos_http_controller_t *)ctl;
}

/* NULL when memory ran out. */
cos_http_request_t *cos_http_request_create(cos_pool_t *p)
{
    cos_http_request_t *req = cosi_calloc(p, sizeof(*req));

    if (req == NULL) {
        return NULL;
    }
    req->method = HTTP_GET;
    req->headers = cosi_table_make(p, 10);
    req->query_params = cosi_table_make(p, 10);
    cos_list_init(&req->body);
    req->type = BODY_IN_MEMORY;
    req->read_body = cos_read_http_body_memory;
    req->pool = p;
    return req->headers != NULL && req->query_params != NULL ? req : NULL;
}

/* NULL when memory ran out. */
cos_http_response_t *cos_http_response_create(cos_pool_t *p)
{
    cos_http_response_t *resp = cosi_calloc(p, sizeof(*resp));

    if (resp == NULL) {
        return NULL;
    }
    resp->headers = cosi_table_make(p, 16);
    cos_list_init(&resp->body);
    resp->content_length = -1;
    resp->type = BODY_IN_MEMORY;
    resp->write_body = cos_write_http_body_memory;
    resp->pool = p;
    return resp->headers != NULL ? resp : NULL;
}

void cos_set_content_md5_enable(cos_http_controller_t *ctl, int enable)
{
    ctl->options->enable_md5 = enable;
}

/* Connect to this address instead of looking the host up; Host and signature stay the host's.
   The address is copied. */
void cos_set_request_route(cos_http_controller_t *ctl, char *host_ip, int host_port)
{
    ctl->options->host_ip = host_ip != NULL ? cosi_strdup(ctl->pool, host_ip) : NULL;
    ctl->options->host_port = host_port;
}
