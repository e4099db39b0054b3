#include "cosx_stream.h"

#include <stdlib.h>
#include <string.h>

#include "cos_define.h"
#include "execute_parts.h"
#include "stream_state.h"

static int open_stream(const cos_request_options_t *options, const cosx_request_t *request, cosx_context_t *context,
                       cosx_response_t *response, cosx_stream_t *stream)
{
    cosx_sink_t sink = context->sink;
    context->sink.kind = COSX_BODY_STREAM;
    context->sink.data = stream;
    cosi_execute_unchecked(options, request, context, response);
    context->sink = sink;
    if (stream->detached && cos_status_is_ok(response->status)) {
        stream->has_wanted_crc = cosi_wanted_crc(request, context, response, &stream->wanted_crc);
        return 1;
    }
    return 0;
}

int cosx_stream_open(const cos_request_options_t *options, const cosx_request_t *request, cosx_response_t *response,
                     cosx_stream_t **stream)
{
    cosx_context_t *context = cosi_context_of(options);
    cosx_stream_t *s = calloc(1, sizeof(*s));
    *stream = NULL;
    if (context == NULL || s == NULL) {
        free(s);
        response->status = cosi_response_status(options->pool, COSE_OUT_MEMORY, "OutOfMemory", "out of memory");
        response->headers = NULL;
        response->body = "";
        response->body_size = 0;
        return response->status->code;
    }
    if (open_stream(options, request, context, response, s)) {
        *stream = s;
    } else {
        cosx_stream_close(s);
    }
    return response->status->code;
}

/* Close the exchange; what it says from now on is s->code. */
static void end_stream(cosx_stream_t *s)
{
    cosi_exchange_t *x = &s->exchange;
    cosx_context_t *context = x->context;
    s->ended = 1;
    s->code = cosi_exchange_end(x);
    if (s->code == COSE_OK && s->has_wanted_crc && context->received_crc != s->wanted_crc) {
        cosi_report_crc_mismatch(NULL, context, NULL, s->wanted_crc, context->received_crc);
        s->code = COSE_CRC_INCONSISTENT_ERROR;
    }
}

static int has_spill(const cosi_body_sink_t *sink)
{
    return sink->spill_start < sink->spill.size;
}

int64_t cosx_stream_ready(const cosx_stream_t *s)
{
    const cosi_exchange_t *x = &s->exchange;
    if (s->ended) {
        return 0;
    }
    return (int64_t)(x->sink.spill.size - x->sink.spill_start) + (x->on_wire ? cosi_wire_ready(x) : 0);
}

static void take_spill(cosi_body_sink_t *sink)
{
    size_t left = sink->spill.size - sink->spill_start;
    size_t step = left < sink->pull_room ? left : sink->pull_room;
    if (step > 0) {
        cosi_body_sink_deliver(sink, sink->spill.data + sink->spill_start, step);
        sink->spill_start += step;
    }
}

/* Enough for this read. Once everything has arrived it goes on to the end, so that whoever has
   the last byte has it checked. */
static int is_full(cosi_exchange_t *x)
{
    return x->sink.pull_room == 0 && !(x->sink.expected >= 0 && x->sink.received >= x->sink.expected);
}

static void resume(cosi_exchange_t *x)
{
    CURLcode res;
    if (!x->paused || x->sink.pull_room == 0) {
        return;
    }
    x->paused = 0;
    if (x->on_wire) {
        return;
    }
    res = curl_easy_pause(x->slot->easy, CURLPAUSE_CONT);
    if (res != CURLE_OK) {
        cosi_fault_set(&x->fault, res == CURLE_OUT_OF_MEMORY ? COSE_OUT_MEMORY : COSE_CONNECTION_FAILED, 0, "%s",
                       curl_easy_strerror(res));
    }
}

static void fill(cosi_exchange_t *x)
{
    /* the reader may have taken its time: that is not the server's silence */
    x->last_move_us = cosx_clock_us();
    resume(x);
    cosi_exchange_run(x, is_full);
}

int64_t cosx_stream_read(cosx_stream_t *s, void *buffer, int64_t size)
{
    cosi_body_sink_t *sink = &s->exchange.sink;
    int64_t got;
    if (!s->ended && cosi_slot_is_foreign(s->exchange.slot)) {
        cosi_fault_set(&s->exchange.fault, COSE_CONNECTION_FAILED, 0, "the stream belongs to the parent process");
        end_stream(s);
    }
    if (s->ended || size <= 0) {
        return s->code;
    }
    sink->pull = buffer;
    sink->pull_room = (size_t)size;
    take_spill(sink);
    if (!is_full(&s->exchange)) {
        fill(&s->exchange);
    }
    got = size - (int64_t)sink->pull_room;
    sink->pull = NULL;
    sink->pull_room = 0;
    s->exchange.context->received_crc = sink->crc;
    if ((s->exchange.finished || s->exchange.fault.code != 0) && !has_spill(sink)) {
        end_stream(s);
    }
    if (s->code == COSE_OK || (got == size && s->code != COSE_CRC_INCONSISTENT_ERROR)) {
        return got; /* a full buffer is delivered; what broke behind it comes out of the next read */
    }
    return s->code;
}

void cosx_stream_close(cosx_stream_t *s)
{
    if (s->detached && !s->ended) {
        (void)cosi_exchange_end(&s->exchange);
    }
    free(s);
}
