/* One call against the scripted server: everything that a generic request needs. */
#ifndef TEST_COSX_CALL_H
#define TEST_COSX_CALL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cos_http_io.h"
#include "cos_utility.h"
#include "cosx.h"
#include "test_server.h"

typedef struct call_s {
    cos_pool_t *pool;
    cosx_settings_t settings;
    char endpoint[128];
    cosx_context_t context;
    cosx_cancel_t cancel;
    cos_request_options_t *options;
    cosx_request_t request;
    cosx_response_t response;
    cosx_pair_t headers[8];
    cosx_pair_t params[8];
} call_t;

/* GET of bucket "b-125", key "k", path style, unsigned, from `authority` ("127.0.0.1:80"). The
   settings may be changed until call_options. */
static inline void call_open(call_t *c, const char *scheme, const char *authority)
{
    memset(c, 0, sizeof(*c));
    if (apr_pool_create(&c->pool, NULL) != APR_SUCCESS) {
        abort();
    }
    (void)snprintf(c->endpoint, sizeof(c->endpoint), "%s://%s", scheme, authority);
    cosx_settings_init(&c->settings);
    c->settings.endpoint = c->endpoint;
    c->settings.address = COSX_ADDRESS_PATH;
    cosx_context_init(&c->context);
    c->context.settings = &c->settings;
    c->context.cancel = &c->cancel;
    if (cosx_context_attach(c->pool, &c->context) != COSE_OK) {
        abort();
    }
    c->request.method = "GET";
    c->request.bucket = "b-125";
    c->request.key = "k";
    c->request.headers = c->headers;
    c->request.params = c->params;
#ifdef CALL_THROUGH_CURL
    c->headers[0].name = "Connection"; /* what is rare goes through libcurl as a whole */
    c->headers[0].value = "keep-alive";
    c->request.header_count = 1;
#endif
}

static inline cos_request_options_t *call_options(call_t *c)
{
    if (c->options == NULL) {
        c->options = cosx_options_create(c->pool, &c->settings);
    }
    return c->options;
}

static inline int call_execute(call_t *c)
{
    return cosx_execute(call_options(c), &c->request, &c->response);
}

static inline void call_header(call_t *c, const char *name, const char *value)
{
    c->headers[c->request.header_count].name = name;
    c->headers[c->request.header_count++].value = value;
}

static inline void call_param(call_t *c, const char *name, const char *value)
{
    c->params[c->request.param_count].name = name;
    c->params[c->request.param_count++].value = value;
}

static inline void call_put_memory(call_t *c, const void *data, size_t size)
{
    c->request.method = "PUT";
    c->context.source.kind = COSX_BODY_MEMORY;
    c->context.source.data = data;
    c->context.source.size = (int64_t)size;
}

static inline void call_close(call_t *c)
{
    apr_pool_destroy(c->pool);
}

static inline void library_start(void)
{
    if (cos_http_io_initialize("tests", 0) != COSE_OK) {
        abort();
    }
}

static inline void library_stop(void)
{
    cos_http_io_deinitialize();
}

/* `size` bytes that depend on nothing but their place and `seed`; malloc'ed. */
static inline char *pattern(size_t size, unsigned seed)
{
    char *data = malloc(size + 1);
    size_t i;
    uint32_t x = seed * 2654435761u + 1;
    if (data == NULL) {
        abort();
    }
    for (i = 0; i < size; i++) {
        x = x * 1664525u + 1013904223u;
        data[i] = (char)(x >> 24);
    }
    data[size] = '\0';
    return data;
}

static inline int64_t elapsed_ms(int64_t since_us)
{
    return (cosx_clock_us() - since_us) / 1000;
}

/* By how much upper bounds of time are to be stretched: valgrind and sanitizers are slow. */
static inline int slowness(void)
{
    const char *preload = getenv("LD_PRELOAD");
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return 10;
#endif
    return preload != NULL && strstr(preload, "vgpreload") != NULL ? 20 : 1;
}

#endif
