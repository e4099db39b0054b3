/*
 * `sink TYPE BODY;` in a location: read the whole body of the request, drop it, then answer 200 with an ETag
 * and BODY. nginx's own `return` answers before it has read the body, which no storage service does.
 */
#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

typedef struct {
    ngx_str_t type;
    ngx_str_t body;
} sink_conf_t;

ngx_module_t ngx_http_sink_module;

static void answer(ngx_http_request_t *r)
{
    sink_conf_t *conf = ngx_http_get_module_loc_conf(r, ngx_http_sink_module);
    ngx_table_elt_t *etag = ngx_list_push(&r->headers_out.headers);
    ngx_buf_t *buf = ngx_calloc_buf(r->pool);
    ngx_chain_t out = {buf, NULL};
    ngx_int_t rc;

    if (etag == NULL || buf == NULL) {
        ngx_http_finalize_request(r, NGX_HTTP_INTERNAL_SERVER_ERROR);
        return;
    }
    etag->hash = 1;
#if nginx_version >= 1023000
    etag->next = NULL;
#endif
    ngx_str_set(&etag->key, "ETag");
    ngx_str_set(&etag->value, "\"3a0f1fd698c235af9cf098cb74aa25bc\"");
    r->headers_out.status = NGX_HTTP_OK;
    r->headers_out.content_length_n = (off_t)conf->body.len;
    r->headers_out.content_type = conf->type;
    r->headers_out.content_type_len = conf->type.len;
    rc = ngx_http_send_header(r);
    if (rc == NGX_ERROR || rc > NGX_OK || conf->body.len == 0) {
        ngx_http_finalize_request(r, conf->body.len == 0 && rc == NGX_OK ? ngx_http_send_special(r, NGX_HTTP_LAST) : rc);
        return;
    }
    buf->pos = conf->body.data;
    buf->last = conf->body.data + conf->body.len;
    buf->memory = 1;
    buf->last_buf = r == r->main;
    ngx_http_finalize_request(r, ngx_http_output_filter(r, &out));
}

static void drain(ngx_http_request_t *r)
{
    for (;;) {
        ngx_int_t rc = r->reading_body ? ngx_http_read_unbuffered_request_body(r) : NGX_OK;
        ngx_chain_t *link = r->request_body->bufs;

        if (rc >= NGX_HTTP_SPECIAL_RESPONSE) {
            ngx_http_finalize_request(r, rc);
            return;
        }
        r->request_body->bufs = NULL;
        if (!r->reading_body) {
            r->read_event_handler = ngx_http_block_reading;
            answer(r);
            return;
        }
        if (link == NULL) { /* nothing more on the socket: called again when there is */
            r->read_event_handler = drain;
            return;
        }
        for (; link != NULL; link = link->next) link->buf->pos = link->buf->last;
    }
}

static ngx_int_t handle(ngx_http_request_t *r)
{
    ngx_int_t rc;

    r->request_body_no_buffering = 1;
    rc = ngx_http_read_client_request_body(r, drain);
    return rc >= NGX_HTTP_SPECIAL_RESPONSE ? rc : NGX_DONE;
}

static void *create_conf(ngx_conf_t *cf)
{
    return ngx_pcalloc(cf->pool, sizeof(sink_conf_t));
}

static char *set_sink(ngx_conf_t *cf, ngx_command_t *command, void *given)
{
    sink_conf_t *conf = given;
    ngx_str_t *words = cf->args->elts;
    ngx_http_core_loc_conf_t *location = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);

    (void)command;
    conf->type = words[1];
    conf->body = words[2];
    location->handler = handle;
    return NGX_CONF_OK;
}

static ngx_command_t commands[] = {
    {ngx_string("sink"), NGX_HTTP_LOC_CONF | NGX_CONF_TAKE2, set_sink, NGX_HTTP_LOC_CONF_OFFSET, 0, NULL},
    ngx_null_command};

static ngx_http_module_t context = {NULL, NULL, NULL, NULL, NULL, NULL, create_conf, NULL};

ngx_module_t ngx_http_sink_module = {NGX_MODULE_V1, &context, commands, NGX_HTTP_MODULE, NULL, NULL,
                                     NULL,          NULL,     NULL,     NULL,            NULL, NGX_MODULE_V1_PADDING};
