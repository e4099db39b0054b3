/* One connection and the exchange on it. curl makes the connection (names, proxies, TLS) and then only
   carries bytes: over TLS through curl_easy_send and curl_easy_recv, else straight through the socket. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "cosx_crc64.h"
#include "internal.h"

#define IN_STEP (16 * 1024)
#define OUT_STEP (256 * 1024)

/* Over TLS, a body up to this size is copied behind the head to go out in one record. */
#define JOIN_LIMIT (12 * 1024)

/* Bodies of refusals, and of answers that are not objects. */
#define ERROR_BODY_LIMIT (1 << 20)

#define AGAIN (-1)
#define BROKEN (-2)

static void fail(cosi_lane_t *l, int code, int os_errno, int curl_code, const char *text)
{
    cosi_fault_t fault;
    memset(&fault, 0, sizeof(fault));
    cosi_fault_set(&fault, code, os_errno, "%s", text);
    cosi_lane_fail(l, &fault, curl_code);
}

void cosi_lane_watch(cosi_lane_t *l, int events)
{
    struct epoll_event event;
    if (l->watched == events) {
        return;
    }
    memset(&event, 0, sizeof(event));
    event.events = (uint32_t)events;
    event.data.u64 = UINT64_C(2) << 32 | (uint64_t)l->number;
    if (epoll_ctl(l->batch->epoll, EPOLL_CTL_MOD, l->fd, &event) != 0) {
        (void)epoll_ctl(l->batch->epoll, EPOLL_CTL_ADD, l->fd, &event);
    }
    l->watched = events;
}

static void close_file(cosi_lane_t *l)
{
    if (l->file >= 0) {
        (void)close(l->file);
        l->file = -1;
    }
}

static void drop_body(cosi_lane_t *l)
{
    free(l->body);
    l->body = NULL;
    l->body_room = l->body_size = 0;
}

void cosi_lane_close(cosi_lane_t *l)
{
    if (l->easy != NULL) {
        (void)epoll_ctl(l->batch->epoll, EPOLL_CTL_DEL, l->fd, NULL);
        (void)curl_multi_remove_handle(l->batch->multi, l->easy);
        curl_easy_cleanup(l->easy);
        curl_slist_free_all(l->setup.route_list);
        l->setup.route_list = NULL;
        l->easy = NULL;
    }
    close_file(l);
    drop_body(l);
    l->fd = -1;
    l->watched = 0;
    l->in_size = 0;
    l->state = LANE_EMPTY;
    l->served = 0;
    l->waits_for_memory = 0;
}

void cosi_lane_free(cosi_lane_t *l)
{
    cosi_lane_close(l);
    cosi_bytes_free(&l->out);
    cosi_bytes_free(&l->answer.fields);
    free(l->in);
    l->in = NULL;
}

void cosi_lane_fail(cosi_lane_t *l, const cosi_fault_t *fault, int curl_code)
{
    cosi_attempt_over(l, fault, curl_code);
    cosi_lane_close(l);
}

/* ---- beginning ---- */

static int open_file(cosi_lane_t *l, cosi_item_t *item, cosi_fault_t *fault)
{
    if (item->path == NULL) {
        return COSE_OK;
    }
    l->file = open(item->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (l->file < 0 || fstat(l->file, &l->file_info) != 0) {
        cosi_fault_set(fault, COSE_OPEN_FILE_ERROR, errno, "cannot open the file: %s", strerror(errno));
    } else if (!S_ISREG(l->file_info.st_mode)) {
        cosi_fault_set(fault, COSE_OPEN_FILE_ERROR, S_ISDIR(l->file_info.st_mode) ? EISDIR : EINVAL, "not a regular file");
    } else {
        item->size = l->file_info.st_size;
    }
    return fault->code;
}

static void connect_lane(cosi_lane_t *l)
{
    cosx_batch_t *b = l->batch;
    memset(&l->setup, 0, sizeof(l->setup));
    cosx_context_init(&l->context);
    l->context.settings = &b->settings;
    l->setup.context = &l->context;
    l->setup.controller = &b->controller;
    l->setup.connect_timeout_ms = b->settings.connect_timeout_ms > 0 ? b->settings.connect_timeout_ms : 10000;
    if (l->setup.connect_timeout_ms > INT32_MAX) {
        l->setup.connect_timeout_ms = INT32_MAX;
    }
    l->setup.read_timeout_us = 1; /* the timeouts are this file's */
    l->setup.url.data = b->url;
    l->state = LANE_CONNECTING;
    l->easy = curl_easy_init();
    if (l->easy == NULL || cosi_exchange_setup_connection(&l->setup, l->easy, b->url) != COSE_OK ||
        curl_easy_setopt(l->easy, CURLOPT_PRIVATE, l) != CURLE_OK || curl_multi_add_handle(b->multi, l->easy) != CURLM_OK) {
        fail(l, COSE_OUT_MEMORY, 0, 0, "no handle for the connection: out of memory");
    }
}

static void begin_exchange(cosi_lane_t *l)
{
    l->state = LANE_BUSY;
    l->out_sent = 0;
    l->body_sent = l->body_read = 0;
    l->sent_crc = l->received_crc = 0;
    l->sent_any = l->sent_all = 0;
    l->head_done = l->received_any = l->waits_for_memory = 0;
    cosi_answer_reset(&l->answer);
    cosi_lane_ready(l, 0, 1);
}

void cosi_lane_start(cosi_lane_t *l, cosi_item_t *item)
{
    cosx_batch_t *b = l->batch;
    cosi_fault_t fault;
    memset(&fault, 0, sizeof(fault));
    l->item = item;
    l->last_move_us = b->now_us;
    l->sent_any = l->received_any = l->head_done = 0;
    l->body_sent = l->body_read = 0;
    item->result.attempts++;
    l->out.size = 0;
    if (open_file(l, item, &fault) != COSE_OK ||
        cosi_writer_head(&b->writer, &l->out, item->key, item->headers, item->headers_size, item->size, item->result.attempts > 1, &fault) != COSE_OK) {
        if (item->result.attempts == 1 && fault.code == COSE_INVALID_ARGUMENT) {
            item->result.attempts = 0; /* nothing was tried */
        }
        l->head_done = 0;
        cosi_attempt_over(l, &fault, 0); /* no fault of the connection's, if there is one */
        close_file(l);
        return;
    }
    if (l->state == LANE_IDLE) {
        begin_exchange(l);
    } else {
        connect_lane(l);
    }
}

void cosi_lane_connected(cosi_lane_t *l, CURLcode result)
{
    curl_socket_t fd = CURL_SOCKET_BAD;
    if (result == CURLE_OK && (curl_easy_getinfo(l->easy, CURLINFO_ACTIVESOCKET, &fd) != CURLE_OK || fd == CURL_SOCKET_BAD)) {
        result = CURLE_COULDNT_CONNECT;
    }
    if (result != CURLE_OK) {
        long os_errno = 0;
        (void)curl_easy_getinfo(l->easy, CURLINFO_OS_ERRNO, &os_errno);
        fail(l, result == CURLE_OPERATION_TIMEDOUT ? COSE_FAILED_CONNECT : cosi_curl_meaning(result), (int)os_errno, (int)result,
             l->setup.curl_error[0] != '\0' ? l->setup.curl_error : curl_easy_strerror(result));
        return;
    }
    l->fd = (int)fd;
    l->last_move_us = l->batch->now_us;
    begin_exchange(l);
}

/* ---- sending ---- */

static int64_t broken(int *curl_code, CURLcode code)
{
    *curl_code = (int)code;
    return BROKEN;
}

static int64_t send_bytes(cosi_lane_t *l, const char *head, size_t head_size, const char *body, size_t body_size, int *curl_code)
{
    if (l->is_tls) {
        size_t sent = 0;
        CURLcode code = head_size > 0 ? curl_easy_send(l->easy, head, head_size, &sent) : curl_easy_send(l->easy, body, body_size, &sent);
        if (code == CURLE_OK) {
            return (int64_t)sent;
        }
        return code == CURLE_AGAIN ? AGAIN : broken(curl_code, code);
    } else {
        struct iovec pieces[2];
        struct msghdr message;
        ssize_t n;
        memset(&message, 0, sizeof(message));
        message.msg_iov = pieces;
        if (head_size > 0) {
            pieces[message.msg_iovlen].iov_base = (void *)(uintptr_t)head;
            pieces[message.msg_iovlen++].iov_len = head_size;
        }
        if (body_size > 0) {
            pieces[message.msg_iovlen].iov_base = (void *)(uintptr_t)body;
            pieces[message.msg_iovlen++].iov_len = body_size;
        }
        do {
            n = sendmsg(l->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        } while (n < 0 && errno == EINTR);
        if (n >= 0) {
            return n;
        }
        return errno == EAGAIN || errno == EWOULDBLOCK ? AGAIN : broken(curl_code, CURLE_SEND_ERROR);
    }
}

static int file_changed(const cosi_lane_t *l)
{
    struct stat now;
    return fstat(l->file, &now) != 0 || now.st_size != l->file_info.st_size ||
           now.st_mtim.tv_sec != l->file_info.st_mtim.tv_sec || now.st_mtim.tv_nsec != l->file_info.st_mtim.tv_nsec;
}

/* More of the file into `out`. 0 and the attempt is over when it cannot be read. */
static int read_file(cosi_lane_t *l)
{
    int64_t left = l->item->size - l->body_read;
    size_t step = left < OUT_STEP ? (size_t)left : OUT_STEP;
    ssize_t n;
    if (l->out_sent == l->out.size) {
        l->out.size = l->out_sent = 0;
    }
    if (!cosi_bytes_reserve(&l->out, step)) {
        fail(l, COSE_OUT_MEMORY, 0, 0, "out of memory");
        return 0;
    }
    do {
        n = pread(l->file, l->out.data + l->out.size, step, l->body_read);
    } while (n < 0 && errno == EINTR);
    if (n <= 0) {
        l->served = 0; /* no fault of the connection's */
        fail(l, COSE_READ_BODY_ERROR, n < 0 ? errno : 0, 0, n < 0 ? strerror(errno) : "the file became shorter while it was sent");
        return 0;
    }
    if (l->body_read + n == l->item->size && file_changed(l)) {
        l->served = 0;
        fail(l, COSE_READ_BODY_ERROR, 0, 0, "the file changed while it was read");
        return 0;
    }
    l->sent_crc = cosx_crc64(l->sent_crc, l->out.data + l->out.size, (size_t)n);
    l->out.size += (size_t)n;
    l->body_read += n;
    return 1;
}

static void took_memory(cosi_lane_t *l, size_t n)
{
    l->sent_crc = cosx_crc64(l->sent_crc, (const char *)l->item->data + l->body_sent, n);
    l->body_sent += (int64_t)n;
}

/* 0: the lane is no longer with this exchange. */
static int pump_out(cosi_lane_t *l)
{
    cosi_item_t *item = l->item;
    int from_memory = item->data != NULL && item->size > 0;
    if (l->is_tls && from_memory && l->body_sent == 0 && item->size <= JOIN_LIMIT && l->out_sent == 0) {
        if (!cosi_bytes_append(&l->out, item->data, (size_t)item->size)) {
            fail(l, COSE_OUT_MEMORY, 0, 0, "out of memory");
            return 0;
        }
        took_memory(l, (size_t)item->size);
    }
    while (!l->sent_all) {
        size_t head;
        size_t body = 0;
        int64_t n;
        int curl_code = 0;
        if (l->file >= 0 && l->body_read < item->size && l->out_sent + JOIN_LIMIT >= l->out.size && !read_file(l)) {
            return 0;
        }
        head = l->out.size - l->out_sent;
        if (from_memory) {
            int64_t left = item->size - l->body_sent;
            body = left > (1 << 20) ? (size_t)1 << 20 : (size_t)left;
        }
        n = send_bytes(l, l->out.data + l->out_sent, head, from_memory ? (const char *)item->data + l->body_sent : NULL, body, &curl_code);
        if (n == AGAIN) {
            cosi_lane_watch(l, EPOLLIN | EPOLLOUT);
            return 1;
        }
        if (n == BROKEN) {
            /* servers refuse and close while the body is on its way: what they said is worth more */
            l->sent_all = -1;
            cosi_lane_watch(l, EPOLLIN);
            return 1;
        }
        l->sent_any = l->sent_any || n > 0;
        l->last_move_us = l->batch->now_us;
        if ((size_t)n >= head) {
            l->out_sent += head;
            if (n > (int64_t)head) {
                took_memory(l, (size_t)n - head);
            }
        } else {
            l->out_sent += (size_t)n;
        }
        l->sent_all = l->out_sent == l->out.size && (!from_memory || l->body_sent == item->size) && (l->file < 0 || l->body_read == item->size);
    }
    cosi_lane_watch(l, EPOLLIN);
    return 1;
}

/* ---- receiving ---- */

static int64_t receive(cosi_lane_t *l, char *buffer, size_t size, int *curl_code, int *os_errno)
{
    *os_errno = 0;
    if (l->is_tls) {
        size_t n = 0;
        CURLcode code = curl_easy_recv(l->easy, buffer, size, &n);
        if (code == CURLE_OK) {
            return (int64_t)n;
        }
        return code == CURLE_AGAIN ? AGAIN : broken(curl_code, code);
    } else {
        ssize_t n;
        do {
            n = recv(l->fd, buffer, size, MSG_DONTWAIT);
        } while (n < 0 && errno == EINTR);
        if (n >= 0) {
            return n;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return AGAIN;
        }
        *os_errno = errno;
        return broken(curl_code, CURLE_RECV_ERROR);
    }
}

static int is_object(const cosi_lane_t *l)
{
    return l->answer.status / 100 == 2 && strcmp(l->batch->spec.method, "GET") == 0;
}

static int over_limit(cosi_lane_t *l, int64_t size)
{
    int64_t most = l->answer.status / 100 != 2 ? ERROR_BODY_LIMIT
                                               : (l->batch->settings.max_body_bytes > 0 ? l->batch->settings.max_body_bytes : INT64_C(64) << 20);
    if (is_object(l) || size <= most) {
        return 0;
    }
    fail(l, COSE_OVER_MEMORY, 0, 0, "the response's body is too large");
    return 1;
}

/* Room for `room` bytes of body. 1; 0: wait; -1: the attempt is over. */
static int make_room(cosi_lane_t *l, int64_t room)
{
    char *bigger;
    if (room <= l->body_room) {
        return 1;
    }
    if (over_limit(l, room)) {
        return -1;
    }
    if (!cosi_memory_ask(l->batch, l->item, room - l->body_room)) {
        l->waits_for_memory = 1;
        cosi_lane_watch(l, 0);
        return 0;
    }
    bigger = (uint64_t)room < SIZE_MAX ? realloc(l->body, (size_t)room + 1) : NULL;
    if (bigger == NULL) {
        fail(l, COSE_OUT_MEMORY, 0, 0, "no memory for the response's body");
        return -1;
    }
    l->body = bigger;
    l->body_room = room;
    return 1;
}

static int grow(cosi_lane_t *l, size_t more)
{
    int64_t need = l->body_size + (int64_t)more;
    return make_room(l, need <= l->body_room ? need : (l->body_room * 2 > need ? l->body_room * 2 : need));
}

static void use(cosi_lane_t *l, size_t n)
{
    l->in_size -= n;
    memmove(l->in, l->in + n, l->in_size);
}

static void finish(cosi_lane_t *l)
{
    int keep = !l->answer.close && l->sent_all == 1 && l->in_size == 0;
    if (l->body != NULL) {
        l->body[l->body_size] = '\0';
    }
    l->received_crc = l->body_size > 0 && l->batch->spec.check_crc ? cosx_crc64(0, l->body, (size_t)l->body_size) : 0;
    l->served++;
    cosi_attempt_over(l, NULL, 0);
    drop_body(l);
    close_file(l);
    if (keep) {
        l->state = LANE_IDLE;
        cosi_lane_watch(l, EPOLLIN);
    } else {
        cosi_lane_close(l);
    }
}

static int refuse(cosi_lane_t *l)
{
    const char *text = l->answer.fault;
    fail(l, strcmp(text, "out of memory") == 0 ? COSE_OUT_MEMORY : COSE_CONNECTION_FAILED, 0, CURLE_WEIRD_SERVER_REPLY, text);
    return 0;
}

/* What of `in` can be used now. 1: receive more; 0: not now, or over. */
static int consume(cosi_lane_t *l)
{
    int room;
    if (!l->head_done) {
        int64_t used = cosi_answer_head(&l->answer, l->in, l->in_size, strcmp(l->batch->spec.method, "HEAD") == 0);
        if (used < 0) {
            return refuse(l);
        }
        if (used == 0) {
            return 1;
        }
        l->head_done = 1;
        use(l, (size_t)used);
    }
    switch (l->answer.frame) {
    case COSI_FRAME_LENGTH:
        room = l->answer.length > 0 ? make_room(l, l->answer.length) : 1;
        if (room <= 0) {
            return 0;
        }
        if (l->in_size > 0 && l->body_size < l->answer.length) {
            size_t piece = l->in_size;
            if ((int64_t)piece > l->answer.length - l->body_size) {
                piece = (size_t)(l->answer.length - l->body_size);
            }
            memcpy(l->body + l->body_size, l->in, piece);
            l->body_size += (int64_t)piece;
            use(l, piece);
        }
        if (l->body_size < l->answer.length) {
            return 1;
        }
        break;
    case COSI_FRAME_CHUNKED:
        if (l->in_size > 0 && (room = grow(l, l->in_size)) <= 0) {
            return 0;
        }
        while (l->in_size > 0 && !cosi_answer_chunks_done(&l->answer)) {
            const char *payload;
            size_t size;
            int64_t used = cosi_answer_chunk(&l->answer, l->in, l->in_size, &payload, &size);
            if (used < 0) {
                return refuse(l);
            }
            memcpy(l->body + l->body_size, payload, size);
            l->body_size += (int64_t)size;
            use(l, (size_t)used);
        }
        if (!cosi_answer_chunks_done(&l->answer)) {
            return 1;
        }
        break;
    case COSI_FRAME_CLOSE:
        if (l->in_size > 0) {
            if ((room = grow(l, l->in_size)) <= 0) {
                return 0;
            }
            memcpy(l->body + l->body_size, l->in, l->in_size);
            l->body_size += (int64_t)l->in_size;
            l->in_size = 0;
        }
        return 1;
    default:
        break;
    }
    finish(l);
    return 0;
}

/* The other side will say no more. */
static void ended(cosi_lane_t *l, int curl_code, int os_errno)
{
    if (l->head_done && l->answer.frame == COSI_FRAME_CLOSE && curl_code == 0) {
        finish(l);
        return;
    }
    if (l->head_done && l->answer.status / 100 != 2) {
        l->answer.close = 1; /* a refusal counts, even if its body broke off */
        finish(l);
        return;
    }
    if (l->head_done) {
        fail(l, COSE_CONNECTION_FAILED, os_errno, CURLE_PARTIAL_FILE, "the connection ended inside the response's body");
    } else if (l->received_any) {
        fail(l, COSE_CONNECTION_FAILED, os_errno, curl_code, "the connection ended inside the response's headers");
    } else {
        fail(l, COSE_CONNECTION_FAILED, os_errno, curl_code != 0 ? curl_code : CURLE_GOT_NOTHING, "the connection ended before a response came");
    }
}

static int room_to_receive(cosi_lane_t *l)
{
    char *bigger;
    if (l->in_room - l->in_size >= IN_STEP / 2) {
        return 1;
    }
    bigger = realloc(l->in, l->in_room + IN_STEP);
    if (bigger == NULL) {
        fail(l, COSE_OUT_MEMORY, 0, 0, "out of memory");
        return 0;
    }
    l->in = bigger;
    l->in_room += IN_STEP;
    return 1;
}

static void pump_in(cosi_lane_t *l)
{
    for (;;) {
        int straight = l->head_done && l->answer.frame == COSI_FRAME_LENGTH && l->in_size == 0;
        int curl_code = 0;
        int os_errno = 0;
        size_t want;
        int64_t n;
        if (!straight && !room_to_receive(l)) {
            return;
        }
        want = straight ? (size_t)(l->answer.length - l->body_size) : l->in_room - l->in_size;
        n = receive(l, straight ? l->body + l->body_size : l->in + l->in_size, want, &curl_code, &os_errno);
        if (n == AGAIN) {
            return;
        }
        if (n <= 0) {
            ended(l, curl_code, os_errno);
            return;
        }
        l->received_any = 1;
        l->last_move_us = l->batch->now_us;
        if (straight) {
            l->body_size += n;
        } else {
            int has_line = l->head_done || memchr(l->in + l->in_size, '\n', (size_t)n) != NULL;
            l->in_size += (size_t)n;
            if (!has_line && l->in_size < (512 * 1024)) {
                continue;
            }
        }
        if (!consume(l) || (!l->is_tls && (size_t)n < want)) {
            return;
        }
    }
}

/* An idle connection has nothing to say but that it ends. */
static void look_at_idle(cosi_lane_t *l)
{
    char byte;
    int curl_code = 0;
    int os_errno;
    if (receive(l, &byte, 1, &curl_code, &os_errno) != AGAIN) {
        cosi_lane_close(l);
    }
}

void cosi_lane_ready(cosi_lane_t *l, int readable, int writable)
{
    if (l->state == LANE_IDLE) {
        look_at_idle(l);
        return;
    }
    if (l->state != LANE_BUSY) {
        return;
    }
    if (writable && !l->sent_all && !pump_out(l)) {
        return;
    }
    if (l->waits_for_memory) {
        if (!readable) {
            l->waits_for_memory = 0;
            cosi_lane_watch(l, l->sent_all ? EPOLLIN : EPOLLIN | EPOLLOUT);
            if (consume(l)) {
                pump_in(l);
            }
        } else {
            ended(l, CURLE_RECV_ERROR, 0); /* only that it broke is reported while it waits */
        }
        return;
    }
    if (readable) {
        pump_in(l);
    }
}

void cosi_lane_check_time(cosi_lane_t *l, int64_t now)
{
    int64_t read_ms = l->batch->settings.read_timeout_ms > 0 ? l->batch->settings.read_timeout_ms : 60000;
    if (l->state != LANE_BUSY && l->state != LANE_CONNECTING) {
        return;
    }
    if (l->item->deadline_us > 0 && now >= l->item->deadline_us) {
        fail(l, COSE_REQUEST_TIMEOUT, 0, CURLE_OPERATION_TIMEDOUT, "the item's time has run out");
    } else if (l->state == LANE_BUSY && !l->waits_for_memory && (now - l->last_move_us) / 1000 >= read_ms) {
        fail(l, COSE_REQUEST_TIMEOUT, 0, 0, "no byte moved within the read timeout");
    }
}
