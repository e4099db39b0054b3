/* The functions behind the SDK's two transport pointers. */
#include "cosx_transport.h"

#include "clock.h"
#include "cos_define.h"
#include "cosx_context.h"
#include "exchange.h"
#include "pool_memory.h"
#include "stream_state.h"
#include "tls_sessions.h"

/* The SDK may look at the transport as the larger, published curl transport. */
cos_http_transport_t *cosx_transport_create(cos_pool_t *pool)
{
    cos_curl_http_transport_t *t = cosi_pool_zeroed(pool, sizeof(*t));
    if (t == NULL) {
        return NULL;
    }
    t->pool = pool;
    t->options = cos_default_http_transport_options;
    t->state = TRANS_STATE_INIT;
    return (cos_http_transport_t *)t;
}

static int is_2xx(cosi_exchange_t *x)
{
    return x->status / 100 == 2;
}

/* A stream keeps its exchange once a 2xx has begun; every other outcome is final here. */
static int perform_stream(cos_http_transport_t *t, cosx_context_t *context, cosx_stream_t *stream)
{
    cosi_exchange_t *x = &stream->exchange;
    if (cosi_exchange_begin(x, t, context) == COSE_OK) {
        cosi_exchange_run(x, is_2xx);
        if (x->fault.code == 0 && is_2xx(x)) {
            stream->detached = 1;
            x->controller->error_code = COSE_OK;
            x->controller->reason = NULL;
            return COSE_OK;
        }
    }
    return cosi_exchange_end(x);
}

int cosx_transport_perform(cos_http_transport_t *t)
{
    cosx_context_t *context = cosx_context_find(t->req->pool);
    cosi_exchange_t x;
    int res;
    if (context == NULL && t->pool != t->req->pool) {
        context = cosx_context_find(t->pool);
    }
    if (cosi_clock_correct(t->req, context) != COSE_OK) {
        t->controller->error_code = COSE_OUT_MEMORY;
        t->controller->reason = (char *)(uintptr_t)"out of memory";
        t->state = TRANS_STATE_ABORT;
        return COSE_OUT_MEMORY;
    }
    if (context != NULL && context->sink.kind == COSX_BODY_STREAM && context->sink.data != NULL) {
        res = perform_stream(t, context, context->sink.data);
    } else {
        if (cosi_exchange_begin(&x, t, context) == COSE_OK) {
            cosi_exchange_run(&x, NULL);
        }
        res = cosi_exchange_end(&x);
    }
    t->state = res == COSE_OK ? TRANS_STATE_DONE : TRANS_STATE_ABORT;
    return res;
}

int cosx_transport_install(void)
{
    if (cos_default_http_request_options == NULL) {
        return COSE_FAILED_INITIALIZE; /* the SDK is not initialized */
    }
    cos_http_transport_create = cosx_transport_create;
    cos_http_transport_perform = cosx_transport_perform;
    return COSE_OK;
}

void cosx_transport_shutdown(void)
{
    cosi_slots_shutdown();
    cosi_tls_sessions_shutdown();
}

const char *cosx_transport_version(void)
{
    return curl_version();
}
