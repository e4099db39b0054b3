/* What curl calls while an exchange runs. */
#include <stdio.h>

#include "cos_define.h"
#include "exchange.h"
#include "framing.h"
#include "pool_memory.h"

int cosi_exchange_is_cancelled(cosi_exchange_t *x)
{
    if (!cosx_cancel_is_set(x->context->cancel)) {
        return 0;
    }
    cosi_fault_set(&x->fault, COSE_ABORT_CALLBACK, 0, "cancelled");
    return 1;
}

static void count_moved(cosi_exchange_t *x, int64_t bytes)
{
    if (x->context->bytes_moved != NULL) {
        (void)__atomic_fetch_add(x->context->bytes_moved, bytes, __ATOMIC_RELAXED);
    }
}

void cosi_exchange_sent(cosi_exchange_t *x, int64_t bytes)
{
    count_moved(x, bytes);
    x->req->consumed_bytes = x->source.position;
    if (bytes > 0 && x->req->progress_callback != NULL) {
        x->req->progress_callback(x->req->consumed_bytes, x->source.size);
    }
}

void cosi_exchange_received(cosi_exchange_t *x, int64_t bytes)
{
    x->resp->body_len = x->sink.received;
    if (x->status / 100 == 2) {
        count_moved(x, bytes);
        if (x->resp->progress_callback != NULL) {
            x->resp->progress_callback(x->resp->body_len, x->resp->content_length);
        }
    }
}

/* The empty line: the response's head is complete. A 1xx is only an announcement. */
static int end_of_head(cosi_exchange_t *x)
{
    curl_off_t length = -1;
    long status = 0;
    if (x->on_wire) {
        status = x->wire.framing.status;
        length = x->wire.framing.length;
    } else {
        (void)curl_easy_getinfo(x->slot->easy, CURLINFO_RESPONSE_CODE, &status);
        (void)curl_easy_getinfo(x->slot->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    }
    if (status < 200) {
        return 1;
    }
    x->status = (int)status;
    x->resp->status = (int)status;
    x->resp->content_length = length;
    x->context->http_status = (int)status;
    x->context->content_length = length;
    x->controller->first_byte_time = apr_time_now();
    if (x->req->method == HTTP_HEAD) {
        length = -1; /* that of a body which does not come */
    }
    return cosi_body_sink_begin(&x->sink, x->status, length);
}

static int one_line(cosi_exchange_t *x, const char *line, size_t size)
{
    cosi_field_t field;
    cosi_line_e kind = cosi_header_line(line, size, &field);
    const char *wrong = kind == COSI_LINE_BAD ? "a malformed header line" : NULL;
    if (x->on_wire) {
        wrong = cosi_framing_note(&x->wire.framing, kind, line, size, &field);
    }
    if (wrong != NULL) {
        x->result = CURLE_WEIRD_SERVER_REPLY;
        cosi_fault_set(&x->fault, COSE_CONNECTION_FAILED, 0, "the server sent %s", wrong);
        return 0;
    }
    switch (kind) {
    case COSI_LINE_STATUS:
        /* what came before belonged to a 1xx */
        apr_table_clear(x->resp->headers);
        return 1;
    case COSI_LINE_END:
        return end_of_head(x);
    case COSI_LINE_FIELD:
        if (cosi_pool_table_add_bytes(x->resp->headers, field.name, field.name_size, field.value, field.value_size) != COSE_OK) {
            cosi_fault_set(&x->fault, COSE_OUT_MEMORY, 0, "out of memory");
            return 0;
        }
        return 1;
    default:
        return 0;
    }
}

size_t cosi_exchange_on_header(char *line, size_t one, size_t size, void *userdata)
{
    cosi_exchange_t *x = userdata;
    size *= one;
    if (cosi_exchange_is_cancelled(x)) {
        return 0;
    }
    if (x->status != 0) {
        return size; /* a trailer, behind a chunked body */
    }
    x->head_bytes += size;
    x->head_lines++;
    if (x->head_bytes > COSI_MAX_HEAD_BYTES || x->head_lines > COSI_MAX_HEAD_LINES) {
        cosi_fault_set(&x->fault, COSE_OVER_MEMORY, 0, "the response's headers are larger than %d KiB or %d lines",
                       COSI_MAX_HEAD_BYTES / 1024, COSI_MAX_HEAD_LINES);
        return 0;
    }
    return one_line(x, line, size) ? size : 0;
}

size_t cosi_exchange_on_body(char *data, size_t one, size_t size, void *userdata)
{
    cosi_exchange_t *x = userdata;
    int64_t taken;
    size *= one;
    if (cosi_exchange_is_cancelled(x)) {
        return 0;
    }
    taken = cosi_body_sink_write(&x->sink, data, size);
    if (taken == COSI_SINK_FULL) {
        x->paused = 1;
        return CURL_WRITEFUNC_PAUSE;
    }
    if (taken < 0) {
        return 0;
    }
    cosi_exchange_received(x, taken);
    return size;
}

size_t cosi_exchange_on_read(char *buffer, size_t one, size_t size, void *userdata)
{
    cosi_exchange_t *x = userdata;
    int64_t n;
    if (cosi_exchange_is_cancelled(x)) {
        return CURL_READFUNC_ABORT;
    }
    n = cosi_body_source_read(&x->source, buffer, size * one);
    if (n < 0) {
        return CURL_READFUNC_ABORT;
    }
    cosi_exchange_sent(x, n);
    return (size_t)n;
}

/* curl asks for this when a kept-alive connection turned out to be dead and the request has to
   go out again on a new one. */
int cosi_exchange_on_seek(void *userdata, curl_off_t offset, int origin)
{
    cosi_exchange_t *x = userdata;
    int64_t position = x->source.position;
    if (origin != SEEK_SET || offset != 0 || !cosi_body_source_rewind(&x->source)) {
        return CURL_SEEKFUNC_CANTSEEK;
    }
    count_moved(x, -position);
    x->req->consumed_bytes = 0;
    return CURL_SEEKFUNC_OK;
}
