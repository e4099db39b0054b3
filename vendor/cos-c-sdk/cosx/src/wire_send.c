/* The request goes out: its head and the first piece of the body in one call, then piece by piece. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "cos_define.h"
#include "exchange.h"
#include "tls_records.h"

/* Half of a usual second-level cache: what the checksum has just read is sent from there. */
#define PIECE ((size_t)512 * 1024)

static size_t next_piece_size(const cosi_exchange_t *x)
{
    int64_t left = x->source.size - x->source.position;
    return left < (int64_t)PIECE ? (size_t)left : PIECE;
}

/* The next bytes of the body, with their checksum taken. 0: failed, the fault is set. */
static int take_piece(cosi_exchange_t *x)
{
    cosi_wire_t *w = &x->wire;
    size_t size = next_piece_size(x);
    int64_t n;
    w->piece = cosi_body_source_borrow(&x->source, size);
    n = (int64_t)size;
    if (w->piece == NULL) {
        if (!cosi_slot_reserve(x->slot, size)) {
            cosi_fault_set(&x->fault, COSE_OUT_MEMORY, 0, "out of memory");
            return 0;
        }
        n = cosi_body_source_read(&x->source, x->slot->buffer, size);
        w->piece = x->slot->buffer;
    }
    if (n <= 0) {
        cosi_fault_set(&x->fault, COSE_READ_BODY_ERROR, 0, "the body ended after %lld of %lld bytes",
                       (long long)x->source.position, (long long)x->source.size);
        return 0;
    }
    w->piece_size = (size_t)n;
    w->piece_sent = 0;
    cosi_exchange_sent(x, n);
    return 1;
}

static int is_readable(const cosi_exchange_t *x)
{
    struct pollfd one = {x->slot->fd, POLLIN, 0};
    return poll(&one, 1, 0) > 0;
}

/* Count what the connection took. */
static void advance(cosi_wire_t *w, size_t taken)
{
    size_t of_head = w->head.size - w->head_sent < taken ? w->head.size - w->head_sent : taken;
    w->bytes_out += (int64_t)taken;
    w->head_sent += of_head;
    w->piece_sent += taken - of_head;
}

static ssize_t send_plain(cosi_exchange_t *x)
{
    cosi_wire_t *w = &x->wire;
    struct iovec parts[2];
    struct msghdr message;
    ssize_t n;
    memset(&message, 0, sizeof(message));
    message.msg_iov = parts;
    if (w->head_sent < w->head.size) {
        parts[message.msg_iovlen].iov_base = w->head.data + w->head_sent;
        parts[message.msg_iovlen++].iov_len = w->head.size - w->head_sent;
    }
    if (w->piece_sent < w->piece_size) {
        parts[message.msg_iovlen].iov_base = (char *)(uintptr_t)w->piece + w->piece_sent;
        parts[message.msg_iovlen++].iov_len = w->piece_size - w->piece_sent;
    }
    do {
        n = sendmsg(x->slot->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (n < 0 && errno == EINTR);
    if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
        w->os_errno = errno;
        (void)snprintf(w->error, sizeof(w->error), "%s", strerror(w->os_errno));
        return COSI_TLS_FAILED;
    }
    return n < 0 ? COSI_TLS_BLOCKED : n;
}

static ssize_t send_tls(cosi_exchange_t *x)
{
    cosi_wire_t *w = &x->wire;
    ssize_t n;
    if (w->head_sent < w->head.size) {
        n = cosi_tls_write(x->slot, w->head.data + w->head_sent, w->head.size - w->head_sent, w->error);
    } else if (w->piece_sent < w->piece_size) {
        n = cosi_tls_write(x->slot, w->piece + w->piece_sent, w->piece_size - w->piece_sent, w->error);
    } else {
        n = cosi_tls_flush(x->slot, w->error);
        n = n == 1 ? 0 : n; /* nothing of the request itself */
    }
    if (n == COSI_TLS_FAILED) {
        w->os_errno = errno;
    }
    return n;
}

void cosi_wire_send(cosi_exchange_t *x)
{
    cosi_wire_t *w = &x->wire;
    ssize_t n;
    if (w->piece_sent == w->piece_size && x->source.position < x->source.size) {
        /* an answer that comes before its time is looked at before more is sent */
        if (w->piece_size > 0 && is_readable(x)) {
            cosi_wire_receive(x);
            if (!w->sending || w->connecting || x->finished || x->fault.code != 0) {
                return;
            }
        }
        if (cosi_exchange_is_cancelled(x) || !take_piece(x)) {
            return;
        }
    }
    n = x->slot->tls != NULL ? send_tls(x) : send_plain(x);
    w->wait = 0;
    if (n == COSI_TLS_BLOCKED) {
        w->wait = POLLOUT | POLLIN;
    } else if (n == COSI_TLS_FAILED) {
        w->send_broken = 1;
        w->sending = 0;
    } else {
        advance(w, (size_t)n);
        w->sending = w->head_sent < w->head.size || w->piece_sent < w->piece_size || x->source.position < x->source.size ||
                     cosi_tls_has_unsent(x->slot);
    }
}
