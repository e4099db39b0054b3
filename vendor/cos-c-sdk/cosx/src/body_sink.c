#include "body_sink.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cos_define.h"
#include "cos_http_io.h"
#include "cosx_crc64.h"
#include "crc64_copy.h"
#include "file_steps.h"
#include "pool_memory.h"

/* So much memory is filled past the processor's cache, whose second level is smaller. */
#define FAR_LEAST (INT64_C(8) << 20)

/* More of an error document than this is not worth keeping. */
#define MAX_ERROR_BODY (1 << 20)

void cosi_body_sink_init(cosi_body_sink_t *sink, const cosx_context_t *context, cos_http_response_t *resp,
                         int64_t max_memory, cosi_slot_t *slot, cosi_fault_t *fault)
{
    memset(sink, 0, sizeof(*sink));
    sink->wanted = context->sink;
    sink->max_memory = max_memory;
    sink->check_crc = context->check_crc;
    sink->resp = resp;
    sink->slot = slot;
    sink->fault = fault;
    sink->expected = -1;
}

static cosi_to_e choose(const cosi_body_sink_t *sink)
{
    switch (sink->wanted.kind) {
    case COSX_BODY_MEMORY:
        return COSI_TO_CALLER;
    case COSX_BODY_FILE:
        return COSI_TO_FILE;
    case COSX_BODY_STREAM:
        return COSI_TO_STREAM;
    default:
        break;
    }
    if (sink->resp->write_body == NULL || sink->resp->write_body == cos_write_http_body_memory) {
        return COSI_TO_MEMORY;
    }
    return sink->resp->type == BODY_IN_FILE ? COSI_TO_WRITER : COSI_TO_CALLBACK;
}

static int too_long(cosi_body_sink_t *sink, int64_t size, int64_t room)
{
    cosi_fault_set(sink->fault, COSE_OVER_MEMORY, 0, "the body has %lld bytes or more, there is room for %lld",
                   (long long)size, (long long)room);
    return 0;
}

static int fits(cosi_body_sink_t *sink, int64_t size)
{
    switch (sink->kind) {
    case COSI_TO_MEMORY:
        return size <= sink->max_memory ? 1 : too_long(sink, size, sink->max_memory);
    case COSI_TO_CALLER:
        return size <= sink->wanted.capacity ? 1 : too_long(sink, size, sink->wanted.capacity);
    case COSI_TO_FILE:
        return sink->wanted.capacity < 0 || size <= sink->wanted.capacity ? 1 : too_long(sink, size, sink->wanted.capacity);
    default:
        return 1;
    }
}

/* Room to gather pieces of a file in; a missing buffer only makes it slower. */
static void get_write_buffer(cosi_body_sink_t *sink, int64_t content_length)
{
    size_t most = cosi_file_steps().write;
    size_t room = content_length >= 0 && (uint64_t)content_length < most ? (size_t)content_length : most;
    sink->unbuffered = sink->unbuffered || !cosi_slot_reserve(sink->slot, room);
}

int cosi_body_sink_begin(cosi_body_sink_t *sink, int status, int64_t content_length)
{
    if (status / 100 != 2) {
        sink->kind = COSI_TO_MEMORY;
        return 1;
    }
    sink->kind = choose(sink);
    sink->expected = content_length;
    if (content_length >= 0 && !fits(sink, content_length)) {
        return 0;
    }
    if (sink->kind == COSI_TO_FILE || sink->kind == COSI_TO_WRITER) {
        get_write_buffer(sink, content_length);
    }
    /* a hint: when it cannot be had in one piece, growing reports what is wrong */
    if (sink->kind == COSI_TO_MEMORY && content_length > 0) {
        (void)cosi_bytes_reserve(&sink->collected, (size_t)content_length);
    }
    return 1;
}

static int write_failed(cosi_body_sink_t *sink, int code)
{
    cosi_fault_set(sink->fault, COSE_WRITE_BODY_ERROR, code, "writing the file failed: %s", strerror(code));
    return 0;
}

static int write_file(cosi_body_sink_t *sink, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t n = pwrite(sink->wanted.fd, data, size, (off_t)(sink->wanted.offset + sink->written));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return write_failed(sink, n < 0 ? errno : ENOSPC);
        }
        data += n;
        size -= (size_t)n;
        sink->written += n;
    }
    return 1;
}

static int write_callback(cosi_body_sink_t *sink, const char *data, size_t size)
{
    while (size > 0) {
        int step = size > INT_MAX ? INT_MAX : (int)size;
        int n = sink->resp->write_body(sink->resp, data, step);
        if (n < 0 || n != step) {
            cosi_fault_set(sink->fault, COSE_WRITE_BODY_ERROR, sink->kind == COSI_TO_WRITER ? errno : 0,
                           "the function that takes the body returned %d instead of %d", n, step);
            return 0;
        }
        data += step;
        size -= (size_t)step;
    }
    return 1;
}

static int write_out(cosi_body_sink_t *sink, const char *data, size_t size)
{
    return sink->kind == COSI_TO_FILE ? write_file(sink, data, size) : write_callback(sink, data, size);
}

static int flush(cosi_body_sink_t *sink)
{
    size_t size = sink->buffered;
    sink->buffered = 0;
    return size == 0 || write_out(sink, sink->slot->buffer, size);
}

static int write_gathered(cosi_body_sink_t *sink, const char *data, size_t size)
{
    cosi_slot_t *slot = sink->slot;
    if (sink->unbuffered || slot->buffer_room == 0) {
        return write_out(sink, data, size);
    }
    while (size > 0) {
        size_t room = slot->buffer_room - sink->buffered;
        size_t step = size < room ? size : room;
        memcpy(slot->buffer + sink->buffered, data, step);
        sink->buffered += step;
        data += step;
        size -= step;
        if (sink->buffered == slot->buffer_room && !flush(sink)) {
            return 0;
        }
    }
    return 1;
}

/* Into memory, of which so many bytes are to be filled in all. */
static void keep(cosi_body_sink_t *sink, char *to, const char *data, size_t size, int64_t in_all)
{
    if (sink->check_crc) {
        sink->crc = cosi_crc64_copy(sink->crc, to, data, size, in_all >= FAR_LEAST);
    } else {
        memcpy(to, data, size);
    }
}

static int collect(cosi_body_sink_t *sink, const char *data, size_t size)
{
    cosi_bytes_t *collected = &sink->collected;
    if (sink->resp->status / 100 != 2 && sink->collected.size + size > MAX_ERROR_BODY) {
        sink->kind = COSI_TO_NOWHERE;
        return 1;
    }
    if (!cosi_bytes_reserve(collected, size)) {
        cosi_fault_set(sink->fault, COSE_OUT_MEMORY, 0, "out of memory for a body of %lld bytes or more",
                       (long long)(sink->received + (int64_t)size));
        return 0;
    }
    keep(sink, collected->data + collected->size, data, size, sink->expected);
    collected->size += size;
    collected->data[collected->size] = '\0';
    return 1;
}

void cosi_body_sink_deliver(cosi_body_sink_t *sink, const char *data, size_t size)
{
    if (size > 0) {
        keep(sink, sink->pull, data, size, (int64_t)sink->pull_room);
        sink->pull += size;
        sink->pull_room -= size;
    }
}

/* COSI_SINK_FULL, or all of it taken. The spill never holds more than one piece. */
static int64_t hand_over(cosi_body_sink_t *sink, const char *data, size_t size)
{
    size_t step = size < sink->pull_room ? size : sink->pull_room;
    if (sink->spill_start < sink->spill.size || (sink->pull != NULL && step == 0)) {
        return COSI_SINK_FULL;
    }
    cosi_body_sink_deliver(sink, data, step);
    sink->spill.size = 0;
    sink->spill_start = 0;
    if (step < size && !cosi_bytes_append(&sink->spill, data + step, size - step)) {
        cosi_fault_set(sink->fault, COSE_OUT_MEMORY, 0, "out of memory");
        return COSI_SINK_FAILED;
    }
    return (int64_t)size;
}

int64_t cosi_body_sink_write(cosi_body_sink_t *sink, const char *data, size_t size)
{
    int64_t taken = (int64_t)size;
    int copies = sink->kind == COSI_TO_MEMORY || sink->kind == COSI_TO_CALLER || sink->kind == COSI_TO_STREAM;
    int fine = 1;
    if (!fits(sink, sink->received + taken)) {
        return COSI_SINK_FAILED;
    }
    switch (sink->kind) {
    case COSI_TO_MEMORY:
        fine = collect(sink, data, size);
        break;
    case COSI_TO_CALLER:
        keep(sink, (char *)sink->wanted.data + sink->received, data, size, sink->expected);
        break;
    case COSI_TO_FILE:
    case COSI_TO_WRITER:
        fine = write_gathered(sink, data, size);
        break;
    case COSI_TO_CALLBACK:
        fine = write_callback(sink, data, size);
        break;
    case COSI_TO_STREAM:
        taken = hand_over(sink, data, size);
        break;
    case COSI_TO_NOWHERE:
        break;
    }
    if (!fine) {
        return COSI_SINK_FAILED;
    }
    if (taken > 0) {
        sink->received += taken;
        if (sink->check_crc && !copies) {
            sink->crc = cosx_crc64(sink->crc, data, (size_t)taken);
        }
    }
    return taken;
}

size_t cosi_body_sink_room(const cosi_body_sink_t *sink)
{
    return sink->kind == COSI_TO_STREAM ? sink->pull_room : SIZE_MAX;
}

char *cosi_body_sink_space(cosi_body_sink_t *sink, size_t wanted, size_t *room)
{
    char *place = NULL;
    *room = wanted;
    switch (sink->kind) {
    case COSI_TO_MEMORY:
        if (cosi_bytes_reserve(&sink->collected, wanted)) {
            place = sink->collected.data + sink->collected.size;
        }
        break;
    case COSI_TO_CALLER:
        place = (char *)sink->wanted.data + sink->received;
        break;
    case COSI_TO_FILE:
    case COSI_TO_WRITER:
        if (!sink->unbuffered && sink->slot->buffer_room > sink->buffered) {
            place = sink->slot->buffer + sink->buffered;
            *room = sink->slot->buffer_room - sink->buffered;
        }
        break;
    case COSI_TO_STREAM:
        if (sink->spill_start == sink->spill.size) {
            place = sink->pull;
            *room = sink->pull_room;
        }
        break;
    default:
        break;
    }
    return place;
}

int cosi_body_sink_filled(cosi_body_sink_t *sink, size_t size)
{
    const char *data = NULL;
    int fine = 1;
    switch (sink->kind) {
    case COSI_TO_MEMORY:
        data = sink->collected.data + sink->collected.size;
        sink->collected.size += size;
        sink->collected.data[sink->collected.size] = '\0';
        break;
    case COSI_TO_CALLER:
        data = (const char *)sink->wanted.data + sink->received;
        break;
    case COSI_TO_STREAM:
        data = sink->pull;
        sink->pull += size;
        sink->pull_room -= size;
        break;
    default:
        data = sink->slot->buffer + sink->buffered;
        sink->buffered += size;
        break;
    }
    sink->received += (int64_t)size;
    if (sink->check_crc) {
        sink->crc = cosx_crc64(sink->crc, data, size);
    }
    if ((sink->kind == COSI_TO_FILE || sink->kind == COSI_TO_WRITER) && sink->buffered == sink->slot->buffer_room) {
        fine = flush(sink);
    }
    return fine;
}

static apr_status_t free_memory(void *memory)
{
    free(memory);
    return APR_SUCCESS;
}

/* The collected bytes become the response's only buffer; the pool frees them. */
static int hand_to_response(cosi_body_sink_t *sink)
{
    cos_http_response_t *resp = sink->resp;
    cos_buf_t *buffer;
    cosi_bytes_t *bytes = &sink->collected;
    if (bytes->size == 0) {
        return 1;
    }
    buffer = cosi_pool_zeroed(resp->pool, sizeof(*buffer));
    if (buffer == NULL) {
        cosi_fault_set(sink->fault, COSE_OUT_MEMORY, 0, "out of memory");
        return 0;
    }
    cos_list_init(&buffer->node);
    buffer->start = (uint8_t *)bytes->data;
    buffer->pos = buffer->start;
    buffer->last = buffer->start + bytes->size;
    buffer->end = buffer->start + bytes->room;
    if (cosi_pool_at_end(resp->pool, bytes->data, free_memory) != COSE_OK) {
        cosi_fault_set(sink->fault, COSE_OUT_MEMORY, 0, "out of memory");
        return 0;
    }
    memset(bytes, 0, sizeof(*bytes));
    cos_list_add_tail(&buffer->node, &resp->body);
    return 1;
}

int cosi_body_sink_finish(cosi_body_sink_t *sink)
{
    return flush(sink) && hand_to_response(sink);
}

void cosi_body_sink_drop(cosi_body_sink_t *sink)
{
    cosi_bytes_free(&sink->collected);
    cosi_bytes_free(&sink->spill);
}
