/* The response comes in: its head through a buffer, its body straight to where it belongs. */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "cos_define.h"
#include "exchange.h"
#include "file_steps.h"
#include "landing.h"
#include "page_buffer.h"
#include "tls_records.h"

/* More than this at a time gains nothing, see docs/decisions; what goes to a file has steps of its own. */
#define STEP ((size_t)512 * 1024)

/* Of the loopback device; elsewhere they have 1.5 or 9 KiB. */
#define LARGEST_SEGMENT (64 * 1024)

/* Below this it is cheaper to receive into the buffer and copy. */
#define WORTH_DIRECT ((size_t)16 * 1024)

/* What the buffer may grow to. */
#define LARGEST_INPUT ((size_t)512 * 1024)

/* As read(2), under TLS as well: 0 is the end, -1 with EAGAIN nothing now. */
static ssize_t read_some(cosi_exchange_t *x, char *data, size_t size)
{
    cosi_wire_t *w = &x->wire;
    char text[COSI_TLS_TEXT] = "";
    ssize_t n;
    if (x->slot->tls == NULL) {
        n = recv(x->slot->fd, data, size, w->may_block ? 0 : MSG_DONTWAIT);
        w->may_block = 0;
        if (n < 0 && !w->send_broken && errno != EAGAIN && errno != EWOULDBLOCK) {
            int code = errno;
            (void)snprintf(w->error, sizeof(w->error), "%s", strerror(code));
            errno = code;
        }
        return n;
    }
    n = cosi_tls_read(x->slot, data, size, text);
    if (n == COSI_TLS_FAILED && !w->send_broken) {
        memcpy(w->error, text, sizeof(text));
    }
    if (n == COSI_TLS_BLOCKED) {
        errno = EAGAIN;
    }
    return n < 0 ? -1 : n;
}

static size_t in_buffer(const cosi_slot_t *slot)
{
    return slot->input_end - slot->input_start;
}

/* The end of a body is usually less than a full segment, and many a server holds that back until all
   before it is acknowledged, which our side by itself may put off for 40 ms. */
static void acknowledge(const cosi_exchange_t *x)
{
#ifdef TCP_QUICKACK
    int one = 1;
    if (x->wire.head_done && x->wire.left > 0 && x->wire.left <= LARGEST_SEGMENT) {
        (void)setsockopt(x->slot->fd, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof(one));
    }
#else
    (void)x;
#endif
}

/* > 0: so many bytes; 0: nothing now, or the exchange has changed (broken, begun anew). */
static size_t receive_into(cosi_exchange_t *x, char *data, size_t size)
{
    cosi_wire_t *w = &x->wire;
    ssize_t n = read_some(x, data, size);
    w->wait = 0;
    if (n > 0) {
        w->bytes_in += n;
        return (size_t)n;
    }
    if (n < 0 && errno == EINTR) {
        return 0;
    }
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) && !w->send_broken) {
        acknowledge(x);
        w->wait = (short)(POLLIN | (w->sending ? POLLOUT : 0));
        return 0;
    }
    if (n < 0 || w->send_broken) {
        cosi_wire_broken(x, w->send_broken ? CURLE_SEND_ERROR : CURLE_RECV_ERROR, w->send_broken ? w->os_errno : errno, w->error);
        return 0;
    }
    if (!w->head_done) {
        cosi_wire_broken(x, w->bytes_in == 0 ? CURLE_GOT_NOTHING : CURLE_RECV_ERROR, 0,
                         w->bytes_in == 0 ? "the server closed the connection without an answer"
                                          : "the connection ended inside the response's headers");
    } else if (w->left > 0) {
        cosi_wire_broken(x, CURLE_PARTIAL_FILE, 0, "the connection ended inside the body");
    } else if (w->in_chunks) {
        cosi_wire_broken(x, CURLE_PARTIAL_FILE, 0, "the connection ended before the last chunk");
    } else {
        w->framing.keep = 0; /* a body without a length ends with the connection */
        cosi_wire_finished(x);
    }
    return 0;
}

int64_t cosi_wire_ready(const cosi_exchange_t *x)
{
    const cosi_wire_t *w = &x->wire;
    int64_t here = (int64_t)in_buffer(x->slot);
    if (!w->head_done || w->in_chunks) {
        return 0;
    }
    return w->left >= 0 && w->left < here ? w->left : here;
}

/* 0: memory ran out, and the buffer is what it was. */
static int reserve_input(cosi_slot_t *slot, size_t room)
{
    char *bigger;
    if (slot->input_room >= room) {
        return 1;
    }
    bigger = cosi_page_buffer(room);
    if (bigger == NULL) {
        return 0;
    }
    if (slot->input_end > 0) {
        memcpy(bigger, slot->input, slot->input_end);
    }
    free(slot->input);
    slot->input = bigger;
    slot->input_room = room;
    return 1;
}

/* More bytes behind those in the buffer. 0: none came. */
static size_t fill(cosi_exchange_t *x)
{
    cosi_slot_t *slot = x->slot;
    size_t n;
    if (slot->input_start > 0) {
        memmove(slot->input, slot->input + slot->input_start, in_buffer(slot));
        slot->input_end -= slot->input_start;
        slot->input_start = 0;
    }
    if (slot->input_end == slot->input_room) {
        size_t room = slot->input_room > 0 ? slot->input_room * 2 : COSI_USUAL_INPUT;
        if (room > LARGEST_INPUT || !reserve_input(slot, room)) {
            cosi_fault_set(&x->fault, room > LARGEST_INPUT ? COSE_OVER_MEMORY : COSE_OUT_MEMORY, 0,
                           room > LARGEST_INPUT ? "a line of the response's headers is too long" : "out of memory");
            return 0;
        }
    }
    n = receive_into(x, slot->input + slot->input_end, slot->input_room - slot->input_end);
    if (n > 0) {
        slot->input_end += n;
    }
    return n;
}

/* The head of the answer is there. */
static void begin_body(cosi_exchange_t *x)
{
    cosi_wire_t *w = &x->wire;
    cosi_frame_e frame = cosi_framing_of_body(&w->framing, x->req->method == HTTP_HEAD);
    w->head_done = 1;
    w->left = frame == COSI_FRAME_NONE ? 0 : w->framing.length;
    w->in_chunks = frame == COSI_FRAME_CHUNKED;
    if (x->status / 100 != 2 && w->sending) {
        w->sending = 0; /* whoever refuses does not want the rest */
        w->framing.keep = 0;
    }
    if (w->left == 0 && !w->sending && !w->send_broken) {
        cosi_wire_finished(x);
    }
}

/* Another protocol need not ever send a line end. */
static int looks_like_http(const cosi_slot_t *slot)
{
    static const char start[] = "HTTP/";
    size_t size = in_buffer(slot) < sizeof(start) - 1 ? in_buffer(slot) : sizeof(start) - 1;
    return size == 0 || memcmp(slot->input + slot->input_start, start, size) == 0;
}

/* The next line of the head, or more bytes in the buffer. 0: nothing more can be done now. */
static int receive_line(cosi_exchange_t *x)
{
    cosi_slot_t *slot = x->slot;
    char *line = in_buffer(slot) > 0 ? slot->input + slot->input_start : NULL;
    char *end = line != NULL ? memchr(line, '\n', in_buffer(slot)) : NULL;
    if (x->wire.framing.lines == 0 && !looks_like_http(slot)) {
        x->result = CURLE_WEIRD_SERVER_REPLY;
        cosi_fault_set(&x->fault, COSE_CONNECTION_FAILED, 0, "the server sent an answer that does not begin with a status line");
        return 0;
    }
    if (end == NULL) {
        (void)fill(x);
        return 0;
    }
    slot->input_start += (size_t)(end + 1 - line);
    x->sink.unbuffered = x->wire.sending; /* the slot's buffer holds what still has to go out */
    return cosi_exchange_on_header(line, 1, (size_t)(end + 1 - line), x) != 0;
}

static void receive_head(cosi_exchange_t *x)
{
    while (receive_line(x)) {
        if (x->status != 0) {
            begin_body(x);
            return;
        }
    }
}

static void check_end(cosi_exchange_t *x)
{
    if (x->wire.left == 0 && x->fault.code == 0 && !x->wire.sending && !x->wire.send_broken) {
        cosi_wire_finished(x);
    }
}

/* Bytes of the body that are in the buffer. */
static void hand_over(cosi_exchange_t *x, size_t size)
{
    cosi_wire_t *w = &x->wire;
    cosi_slot_t *slot = x->slot;
    const char *data = slot->input + slot->input_start;
    size_t room = cosi_body_sink_room(&x->sink);
    if (w->left >= 0 && (int64_t)size > w->left) {
        size = (size_t)w->left;
    }
    if (room == 0) {
        x->paused = 1;
        return;
    }
    size = size < room ? size : room;
    if (cosi_exchange_on_body((char *)(uintptr_t)data, 1, size, x) != size) {
        return; /* failed: rooms of streams are respected, so none is full */
    }
    slot->input_start += size;
    if (w->left > 0) {
        w->left -= (int64_t)size;
    }
    check_end(x);
}

static void count_received(cosi_exchange_t *x, size_t n)
{
    cosi_exchange_received(x, (int64_t)n);
    x->wire.left -= (int64_t)n;
    check_end(x);
}

/* How many bytes came. */
static size_t receive_straight(cosi_exchange_t *x, char *place, size_t size)
{
    size_t n = receive_into(x, place, size);
    if (n > 0 && !cosi_exchange_is_cancelled(x) && cosi_body_sink_filled(&x->sink, n)) {
        count_received(x, n);
    }
    return n;
}

/* By way of the buffer, which is empty. */
static size_t receive_aside(cosi_exchange_t *x)
{
    size_t n = fill(x);
    if (n > 0) {
        hand_over(x, n);
    }
    return n;
}

/* Under TLS it is OpenSSL, not the kernel, that writes there. */
static int kernel_fills_large_memory(const cosi_exchange_t *x)
{
    const cosi_body_sink_t *sink = &x->sink;
    if (x->slot->tls != NULL) {
        return 0;
    }
    if (sink->kind == COSI_TO_STREAM) {
        return sink->pull_room >= (size_t)COSI_LANDING_LEAST;
    }
    return (sink->kind == COSI_TO_MEMORY || sink->kind == COSI_TO_CALLER) && sink->expected >= COSI_LANDING_LEAST;
}

static void receive_large(cosi_exchange_t *x, char *place, size_t size)
{
    cosi_landing_step_t step = cosi_landing_begin(cosi_landing_of((uintptr_t)place - (uintptr_t)x->sink.received));
    size_t n = step.aside && reserve_input(x->slot, LARGEST_INPUT) ? receive_aside(x) : receive_straight(x, place, size);
    cosi_landing_end(&step, n);
}

static void receive_plain(cosi_exchange_t *x)
{
    cosi_wire_t *w = &x->wire;
    int gathers = x->slot->tls == NULL && (x->sink.kind == COSI_TO_FILE || x->sink.kind == COSI_TO_WRITER);
    size_t most = gathers ? cosi_file_steps().receive : STEP;
    size_t wanted = w->left >= 0 && (uint64_t)w->left < most ? (size_t)w->left : most;
    size_t room;
    char *place;
    if (in_buffer(x->slot) > 0) {
        hand_over(x, in_buffer(x->slot));
        return;
    }
    if (cosi_body_sink_room(&x->sink) == 0) {
        x->paused = 1;
        return;
    }
    place = w->left > 0 && x->status / 100 == 2 ? cosi_body_sink_space(&x->sink, wanted, &room) : NULL;
    if (place == NULL || (room < WORTH_DIRECT && room < wanted)) {
        (void)fill(x);
    } else if (kernel_fills_large_memory(x)) {
        receive_large(x, place, room < wanted ? room : wanted);
    } else {
        (void)receive_straight(x, place, room < wanted ? room : wanted);
    }
}

static void receive_chunks(cosi_exchange_t *x)
{
    cosi_wire_t *w = &x->wire;
    cosi_slot_t *slot = x->slot;
    cosi_chunked_t before = w->chunked;
    const char *piece;
    size_t piece_size;
    size_t used;
    if (in_buffer(slot) == 0) {
        (void)fill(x);
        return;
    }
    used = cosi_chunked_next(&w->chunked, slot->input + slot->input_start, in_buffer(slot), &piece, &piece_size);
    if (piece_size > 0 && cosi_body_sink_room(&x->sink) == 0) {
        w->chunked = before;
        x->paused = 1;
        return;
    }
    if (piece_size > 0 && cosi_exchange_on_body((char *)(uintptr_t)piece, 1, piece_size, x) != piece_size) {
        if (x->paused) {
            w->chunked = before;
        }
        return;
    }
    slot->input_start += used;
    if (w->chunked.stage == COSI_CHUNK_BAD) {
        cosi_wire_broken(x, CURLE_RECV_ERROR, 0, "the server sent a malformed chunk");
    } else if (w->chunked.stage == COSI_CHUNK_DONE) {
        w->left = 0;
        check_end(x);
    }
}

/* All of the answer is there. */
static void answered(cosi_exchange_t *x)
{
    cosi_wire_t *w = &x->wire;
    if (w->sending) {
        w->wait = POLLOUT;
    } else if (w->send_broken && x->status / 100 == 2) {
        cosi_wire_broken(x, CURLE_SEND_ERROR, w->os_errno, w->error);
    } else {
        cosi_wire_finished(x);
    }
}

void cosi_wire_receive(cosi_exchange_t *x)
{
    if (!x->wire.head_done) {
        receive_head(x);
    } else if (x->wire.left == 0) {
        answered(x);
    } else if (x->wire.in_chunks) {
        receive_chunks(x);
    } else {
        receive_plain(x);
    }
}
