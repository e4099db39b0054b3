/* One HTTP exchange: begin, run, end. */
#include "exchange.h"

#include <string.h>

#include "cos_define.h"
#include "http_url.h"
#include "pool_memory.h"
#include "sigpipe.h"

/* The longest time without looking at cancel flag and clock: half of what is promised for a
   cancel is left for a busy machine to get round to it. */
#define TICK_US 50000

#define DEFAULT_PROGRESS_US 100000

#define DEFAULT_CONNECT_TIMEOUT_MS 10000
#define DEFAULT_READ_TIMEOUT_MS 60000
#define DEFAULT_MAX_BODY (INT64_C(64) << 20)

static void set_limits(cosi_exchange_t *x)
{
    const cosx_settings_t *settings = x->context->settings;
    const cos_http_request_options_t *options = x->controller->options;
    x->connect_timeout_ms = DEFAULT_CONNECT_TIMEOUT_MS;
    x->max_memory = DEFAULT_MAX_BODY;
    if (settings != NULL) {
        int64_t read_ms = settings->read_timeout_ms > 0 ? settings->read_timeout_ms : DEFAULT_READ_TIMEOUT_MS;
        x->read_timeout_us = read_ms > INT64_MAX / 1000 ? INT64_MAX / 2 : read_ms * 1000;
        if (settings->connect_timeout_ms > 0) {
            x->connect_timeout_ms = settings->connect_timeout_ms;
        }
        if (settings->max_body_bytes > 0) {
            x->max_memory = settings->max_body_bytes;
        }
    } else if (options != NULL) {
        if (options->connect_timeout > 0) {
            x->connect_timeout_ms = (int64_t)options->connect_timeout * 1000;
        }
        if (options->max_memory_size > 0) {
            x->max_memory = options->max_memory_size;
        }
    }
    if (x->connect_timeout_ms > COSI_LONGEST_CONNECT_MS) {
        x->connect_timeout_ms = COSI_LONGEST_CONNECT_MS;
    }
}

static void reset_results(cosx_context_t *context)
{
    context->http_status = 0;
    context->curl_code = 0;
    context->os_errno = 0;
    context->sent = 0;
    context->received = 0;
    context->content_length = -1;
    context->sent_crc = 0;
    context->received_crc = 0;
    context->sent_any = 0;
    context->reused = 0;
    context->error[0] = '\0';
}

/* A transfer of curl's. */
static int begin_transfer(cosi_exchange_t *x)
{
    CURLMcode added;
    x->slot = cosi_slot_take();
    x->sink.slot = x->slot;
    if (x->slot == NULL) {
        cosi_fault_set(&x->fault, COSE_FAILED_INITIALIZE, 0, "no handle for the connection: out of memory or file descriptors");
        return x->fault.code;
    }
    if (cosi_exchange_setup(x) != COSE_OK) {
        return x->fault.code;
    }
    added = curl_multi_add_handle(x->slot->multi, x->slot->easy);
    if (added != CURLM_OK) {
        cosi_fault_set(&x->fault, added == CURLM_OUT_OF_MEMORY ? COSE_OUT_MEMORY : COSE_INTERNAL_ERROR, 0, "%s",
                       curl_multi_strerror(added));
        return x->fault.code;
    }
    x->added = 1;
    return COSE_OK;
}

int cosi_exchange_begin(cosi_exchange_t *x, cos_http_transport_t *transport, cosx_context_t *context)
{
    memset(x, 0, sizeof(*x));
    x->req = transport->req;
    x->resp = transport->resp;
    x->controller = transport->controller;
    x->transport_options = transport->options;
    x->context = context;
    if (context == NULL) {
        cosx_context_init(&x->own);
        x->own.check_crc = x->controller->options == NULL || x->controller->options->enable_crc;
        x->context = &x->own;
    }
    reset_results(x->context);
    set_limits(x);
    cosi_body_source_init(&x->source, x->context, x->req, &x->fault);
    cosi_body_sink_init(&x->sink, x->context, x->resp, x->max_memory, NULL, &x->fault);
    if (cosi_exchange_method(x) == NULL) {
        cosi_fault_set(&x->fault, COSE_INVALID_ARGUMENT, 0, "unknown HTTP method");
        return x->fault.code;
    }
    if (!cosi_url_of_request(&x->url, x->req)) {
        cosi_fault_set(&x->fault, COSE_OUT_MEMORY, 0, "out of memory");
        return x->fault.code;
    }
    x->last_move_us = cosx_clock_us();
    x->last_tick_us = x->last_move_us;
    if (cosx_cancel_is_set(x->context->cancel)) {
        cosi_fault_set(&x->fault, COSE_ABORT_CALLBACK, 0, "cancelled");
        return x->fault.code;
    }
    x->on_wire = cosi_wire_suits(x);
    return x->on_wire ? cosi_wire_begin(x) : begin_transfer(x);
}

static void tell_progress(cosi_exchange_t *x)
{
    cosx_context_t *c = x->context;
    if (c->progress != NULL) {
        c->progress(c->progress_data, x->source.position, x->source.size, x->sink.received,
                    x->status == 0 || x->req->method == HTTP_HEAD ? -1 : x->resp->content_length);
    }
}

static int64_t tick_interval(const cosi_exchange_t *x)
{
    int64_t interval = x->context->progress_interval_us;
    return interval > 0 ? interval : DEFAULT_PROGRESS_US;
}

/* The read timeout counts from the last byte either way, and not before the connection is
   there: until then it is the connect timeout that holds. */
static void watch_movement(cosi_exchange_t *x, int64_t now)
{
    curl_off_t connected = 0;
    curl_off_t up = 0;
    curl_off_t down = 0;
    if (x->on_wire) {
        connected = !x->wire.connecting;
        up = x->wire.bytes_out;
        down = x->wire.bytes_in;
    } else {
        (void)curl_easy_getinfo(x->slot->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
        (void)curl_easy_getinfo(x->slot->easy, CURLINFO_SIZE_UPLOAD_T, &up);
        (void)curl_easy_getinfo(x->slot->easy, CURLINFO_SIZE_DOWNLOAD_T, &down);
        down += (curl_off_t)x->head_bytes;
    }
    if (connected == 0 || up + down != x->moved) {
        x->moved = up + down;
        x->last_move_us = now;
    }
}

/* Whether the lowest speed of the published options holds here; on its own connections curl watches it. */
static int has_lowest_speed(const cosi_exchange_t *x)
{
    const cos_http_request_options_t *options = x->controller->options;
    return x->on_wire && x->read_timeout_us == 0 && options != NULL && options->speed_limit > 0 && options->speed_time > 0;
}

/* As with curl: each second that brings enough begins the time anew. */
static int is_too_slow(cosi_exchange_t *x, int64_t now)
{
    const cos_http_request_options_t *options = x->controller->options;
    int64_t moved = x->wire.bytes_out + x->wire.bytes_in;
    int64_t passed = now - x->sampled_us;
    int begins = x->slow_since_us == 0 || x->wire.connecting || x->paused;
    if (begins || passed >= 1000000) {
        if (begins || (moved - x->sampled) * 1000000 / passed >= options->speed_limit) {
            x->slow_since_us = now;
        }
        x->sampled_us = now;
        x->sampled = moved;
    }
    return now - x->slow_since_us >= (int64_t)options->speed_time * 1000000;
}

/* Look at everything that may end the exchange from outside. */
static void check_limits(cosi_exchange_t *x, int64_t now)
{
    if (x->context->progress != NULL && now - x->last_tick_us >= tick_interval(x)) {
        x->last_tick_us = now;
        tell_progress(x);
    }
    if (cosi_slot_is_foreign(x->slot)) {
        cosi_fault_set(&x->fault, COSE_CONNECTION_FAILED, 0, "the process forked during the call");
        return;
    }
    if (cosx_cancel_is_set(x->context->cancel)) {
        cosi_fault_set(&x->fault, COSE_ABORT_CALLBACK, 0, "cancelled");
    } else if (x->context->deadline_us > 0 && now >= x->context->deadline_us) {
        cosi_fault_set(&x->fault, COSE_REQUEST_TIMEOUT, 0, "the call's deadline has passed");
    } else if (x->read_timeout_us > 0) {
        watch_movement(x, now);
        if (now - x->last_move_us >= x->read_timeout_us) {
            cosi_fault_set(&x->fault, COSE_REQUEST_TIMEOUT, 0, "no byte moved for %lld ms", (long long)(x->read_timeout_us / 1000));
        }
    } else if (has_lowest_speed(x) && is_too_slow(x, now)) {
        cosi_fault_set(&x->fault, COSE_REQUEST_TIMEOUT, 0, "fewer than %d bytes a second moved for %d s",
                       x->controller->options->speed_limit, x->controller->options->speed_time);
    }
}

static int shorter(int64_t a, int64_t b)
{
    return (int)(a < b ? a : b);
}

/* Milliseconds until something of ours is due; curl shortens it for what is its own. */
static int wait_ms(const cosi_exchange_t *x, int64_t now)
{
    int64_t wait = TICK_US;
    if (x->context->progress != NULL) {
        wait = shorter(wait, x->last_tick_us + tick_interval(x) - now);
    }
    if (x->context->deadline_us > 0) {
        wait = shorter(wait, x->context->deadline_us - now);
    }
    if (x->read_timeout_us > 0) {
        wait = shorter(wait, x->last_move_us + x->read_timeout_us - now);
    }
    return wait > 0 ? (int)((wait + 999) / 1000) : 0;
}

static void take_result(cosi_exchange_t *x)
{
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(x->slot->multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE && message->easy_handle == x->slot->easy) {
            x->finished = 1;
            x->result = message->data.result;
        }
    }
}

static void step_transfer(cosi_exchange_t *x)
{
    int running = 0;
    CURLMcode res;
    cosi_sigpipe_t sigpipe;
    cosi_sigpipe_hold(&sigpipe);
    res = curl_multi_perform(x->slot->multi, &running);
    cosi_sigpipe_release(&sigpipe);
    if (res != CURLM_OK) {
        cosi_fault_set(&x->fault, res == CURLM_OUT_OF_MEMORY ? COSE_OUT_MEMORY : COSE_INTERNAL_ERROR, 0, "%s",
                       curl_multi_strerror(res));
        return;
    }
    take_result(x);
}

void cosi_exchange_run(cosi_exchange_t *x, int (*enough)(cosi_exchange_t *))
{
    /* also before the first step: the process may have forked since the last run */
    check_limits(x, cosx_clock_us());
    while (x->fault.code == 0 && !x->finished) {
        int64_t now;
        if (x->on_wire) {
            cosi_wire_step(x);
        } else {
            step_transfer(x);
        }
        if (x->fault.code != 0 || x->finished || (enough != NULL && enough(x))) {
            return;
        }
        now = cosx_clock_us();
        check_limits(x, now);
        if (x->fault.code == 0 && x->on_wire) {
            cosi_wire_wait(x, wait_ms(x, now));
        } else if (x->fault.code == 0) {
            (void)curl_multi_poll(x->slot->multi, NULL, 0, wait_ms(x, now), NULL);
        }
    }
}

/* What is measured, for the context and the published structures. */
static void report(cosi_exchange_t *x)
{
    cosx_context_t *c = x->context;
    long request_size = 0;
    long connects = 0;
    curl_off_t uploaded = 0;
    (void)curl_easy_getinfo(x->slot->easy, CURLINFO_REQUEST_SIZE, &request_size);
    (void)curl_easy_getinfo(x->slot->easy, CURLINFO_SIZE_UPLOAD_T, &uploaded);
    (void)curl_easy_getinfo(x->slot->easy, CURLINFO_NUM_CONNECTS, &connects);
    c->curl_code = (int)x->result;
    if (x->on_wire) {
        c->sent_any = x->wire.bytes_out > 0 || x->wire.bytes_in > 0;
        c->reused = x->wire.reused && c->sent_any;
        return;
    }
    c->sent_any = request_size > 0 || uploaded > 0 || x->head_bytes > 0;
    c->reused = c->sent_any && connects == 0;
}

static void release(cosi_exchange_t *x)
{
    int foreign = cosi_slot_is_foreign(x->slot);
    int healthy = x->finished && x->result == CURLE_OK && x->fault.code == 0;
    if (x->on_wire) {
        healthy = x->fault.code == 0 && cosi_wire_is_reusable(x);
    }
    if (!foreign && !x->on_wire) {
        if (x->added) {
            cosi_sigpipe_t sigpipe;
            cosi_sigpipe_hold(&sigpipe);
            (void)curl_multi_remove_handle(x->slot->multi, x->slot->easy);
            cosi_sigpipe_release(&sigpipe);
        }
        if (healthy) {
            curl_easy_reset(x->slot->easy);
        }
    }
    curl_slist_free_all(x->header_list);
    curl_slist_free_all(x->route_list);
    cosi_slot_give(x->slot, healthy);
    x->slot = NULL;
}

int cosi_exchange_end(cosi_exchange_t *x)
{
    cosx_context_t *c = x->context;
    if (x->slot != NULL) {
        if (!cosi_slot_is_foreign(x->slot)) {
            report(x);
            cosi_exchange_judge(x);
        }
        if (x->fault.code == 0) {
            (void)cosi_body_sink_finish(&x->sink);
        }
        tell_progress(x);
        release(x);
    }
    cosi_body_sink_drop(&x->sink);
    cosi_bytes_free(&x->url);
    cosi_wire_free(&x->wire);
    x->req->crc64 = x->source.crc;
    x->resp->crc64 = x->sink.crc;
    x->resp->body_len = x->sink.received;
    c->sent = x->source.position;
    c->sent_crc = x->source.crc;
    c->received = x->sink.received;
    c->received_crc = x->sink.crc;
    c->os_errno = x->fault.os_errno;
    memcpy(c->error, x->fault.text, sizeof(c->error));
    x->controller->error_code = x->fault.code;
    x->controller->reason = NULL;
    if (x->fault.code != 0) {
        x->controller->reason = cosi_pool_text(x->req->pool, x->fault.text);
    }
    x->controller->finish_time = apr_time_now();
    return x->fault.code;
}
