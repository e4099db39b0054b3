/* One connection and the exchange on it, from its beginning to its end. curl makes the connection (names,
   proxies, TLS) and then only carries bytes: over TLS through curl_easy_send and curl_easy_recv, else straight
   through the socket. What goes out is in lane_send.c, what comes in in lane_receive.c. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "internal.h"

void cosi_lane_fail_as(cosi_lane_t *l, int code, int os_errno, int curl_code, const char *text)
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

void cosi_lane_close_file(cosi_lane_t *l)
{
    if (l->file >= 0) {
        (void)close(l->file);
        l->file = -1;
    }
}

void cosi_lane_drop_body(cosi_lane_t *l)
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
    cosi_lane_close_file(l);
    cosi_lane_drop_body(l);
    l->fd = -1;
    l->watched = 0;
    l->in_start = l->in_size = 0;
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
    if (l->setup.connect_timeout_ms > COSI_LONGEST_CONNECT_MS) {
        l->setup.connect_timeout_ms = COSI_LONGEST_CONNECT_MS;
    }
    l->setup.read_timeout_us = 1; /* the timeouts are this file's */
    l->setup.url.data = b->url;
    l->state = LANE_CONNECTING;
    l->easy = curl_easy_init();
    if (l->easy == NULL || curl_easy_setopt(l->easy, CURLOPT_PRIVATE, l) != CURLE_OK) {
        cosi_lane_fail_as(l, COSE_OUT_MEMORY, 0, 0, "no handle for the connection: out of memory");
    } else if (cosi_exchange_connect(&l->setup, l->easy, b->multi, b->url) != COSE_OK) {
        cosi_fault_t fault = l->setup.fault;
        cosi_lane_fail(l, &fault, 0);
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
    memset(&l->chunked, 0, sizeof(l->chunked));
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
        cosi_lane_close_file(l);
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
    result = cosi_exchange_connected(l->easy, result, &l->fd);
    if (result != CURLE_OK) {
        long os_errno = 0;
        (void)curl_easy_getinfo(l->easy, CURLINFO_OS_ERRNO, &os_errno);
        cosi_lane_fail_as(l, result == CURLE_OPERATION_TIMEDOUT ? COSE_FAILED_CONNECT : cosi_curl_meaning(result), (int)os_errno, (int)result,
             l->setup.curl_error[0] != '\0' ? l->setup.curl_error : curl_easy_strerror(result));
        return;
    }
    l->last_move_us = l->batch->now_us;
    begin_exchange(l);
}

/* An idle connection has nothing to say but that it ends. */
static void look_at_idle(cosi_lane_t *l)
{
    char byte;
    int curl_code = 0;
    int os_errno;
    if (cosi_lane_read(l, &byte, 1, &curl_code, &os_errno) != COSI_LANE_AGAIN) {
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
    if (writable && !l->sent_all && !cosi_lane_send(l)) {
        return;
    }
    if (l->waits_for_memory) {
        if (!readable) {
            l->waits_for_memory = 0;
            cosi_lane_watch(l, l->sent_all ? EPOLLIN : EPOLLIN | EPOLLOUT);
            cosi_lane_receive(l, 1);
        } else {
            cosi_lane_ended(l, CURLE_RECV_ERROR, 0); /* only that it broke is reported while it waits */
        }
        return;
    }
    if (readable) {
        cosi_lane_receive(l, 0);
    }
}

void cosi_lane_check_time(cosi_lane_t *l, int64_t now)
{
    int64_t read_ms = l->batch->settings.read_timeout_ms > 0 ? l->batch->settings.read_timeout_ms : 60000;
    if (l->state != LANE_BUSY && l->state != LANE_CONNECTING) {
        return;
    }
    if (l->item->deadline_us > 0 && now >= l->item->deadline_us) {
        cosi_lane_fail_as(l, COSE_REQUEST_TIMEOUT, 0, CURLE_OPERATION_TIMEDOUT, "the item's time has run out");
    } else if (l->state == LANE_BUSY && !l->waits_for_memory && (now - l->last_move_us) / 1000 >= read_ms) {
        cosi_lane_fail_as(l, COSE_REQUEST_TIMEOUT, 0, 0, "no byte moved within the read timeout");
    }
}
