/* The thread of a batch: waits for connections, time and the caller, and keeps the lanes busy. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "internal.h"

/* As in exchange.c: the longest time without looking at the cancel flag. */
#define TICK_US 50000

/* How often the lanes' time limits are looked at. */
#define CHECK_US 10000

/* Results wait that long for others to come along, so that the caller is not woken for each. */
#define GATHER_US 1000

#define EVENTS 128

#define OF_CURL UINT64_C(1)
#define OF_LANE UINT64_C(2)
#define OF_WAKE UINT64_C(3)

/* ---- curl, while it connects ---- */

static int on_curl_socket(CURL *easy, curl_socket_t fd, int what, void *userdata, void *unused)
{
    cosx_batch_t *b = userdata;
    struct epoll_event event;
    (void)easy;
    (void)unused;
    if (what == CURL_POLL_REMOVE) {
        (void)epoll_ctl(b->epoll, EPOLL_CTL_DEL, fd, NULL);
        return 0;
    }
    memset(&event, 0, sizeof(event));
    event.events = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0) | (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0);
    event.data.u64 = OF_CURL << 32 | (uint64_t)fd;
    if (epoll_ctl(b->epoll, EPOLL_CTL_MOD, fd, &event) != 0) {
        (void)epoll_ctl(b->epoll, EPOLL_CTL_ADD, fd, &event);
    }
    return 0;
}

static int on_curl_timer(CURLM *multi, long timeout_ms, void *userdata)
{
    cosx_batch_t *b = userdata;
    (void)multi;
    b->curl_due_us = timeout_ms < 0 ? 0 : cosx_clock_us() + (int64_t)timeout_ms * 1000;
    return 0;
}

static void take_connected(cosx_batch_t *b)
{
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(b->multi, &left)) != NULL) {
        char *lane = NULL;
        CURLcode result = message->data.result;
        if (message->msg == CURLMSG_DONE && curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &lane) == CURLE_OK && lane != NULL) {
            cosi_lane_t *l = (cosi_lane_t *)(void *)lane;
            if (l->state == LANE_CONNECTING) {
                cosi_lane_connected(l, result);
            } else if (l->state != LANE_EMPTY && l->item == NULL) {
                cosi_lane_close(l);
            }
        }
    }
}

static void drive_curl(cosx_batch_t *b, curl_socket_t fd, int events)
{
    int running;
    (void)curl_multi_socket_action(b->multi, fd, events, &running);
    take_connected(b);
}

/* ---- opening and closing ---- */

static int watch_wake(cosx_batch_t *b)
{
    struct epoll_event event;
    memset(&event, 0, sizeof(event));
    event.events = EPOLLIN;
    event.data.u64 = OF_WAKE << 32;
    return epoll_ctl(b->epoll, EPOLL_CTL_ADD, b->wake_fd, &event) == 0;
}

int cosi_loop_open(cosx_batch_t *b, cosi_fault_t *fault)
{
    int i;
    b->epoll = epoll_create1(EPOLL_CLOEXEC);
    b->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    b->multi = curl_multi_init();
    b->lane_count = b->spec.concurrency + 1;
    b->lanes = calloc((size_t)b->lane_count, sizeof(*b->lanes));
    if (b->epoll < 0 || b->wake_fd < 0 || b->multi == NULL || b->lanes == NULL || !watch_wake(b) ||
        curl_multi_setopt(b->multi, CURLMOPT_SOCKETFUNCTION, on_curl_socket) != CURLM_OK ||
        curl_multi_setopt(b->multi, CURLMOPT_SOCKETDATA, b) != CURLM_OK ||
        curl_multi_setopt(b->multi, CURLMOPT_TIMERFUNCTION, on_curl_timer) != CURLM_OK ||
        curl_multi_setopt(b->multi, CURLMOPT_TIMERDATA, b) != CURLM_OK) {
        cosi_fault_set(fault, COSE_OUT_MEMORY, errno, "no event loop: out of memory or file descriptors");
        return fault->code;
    }
    for (i = 0; i < b->lane_count; i++) {
        b->lanes[i].batch = b;
        b->lanes[i].number = i;
        b->lanes[i].fd = -1;
        b->lanes[i].file = -1;
        b->lanes[i].is_tls = strncmp(b->url, "https", 5) == 0;
    }
    return COSE_OK;
}

void cosi_loop_close(cosx_batch_t *b)
{
    int i;
    for (i = 0; b->lanes != NULL && i < b->lane_count; i++) {
        if (b->lanes[i].item != NULL) {
            cosi_item_free(b->lanes[i].item);
            b->lanes[i].item = NULL;
        }
        cosi_lane_free(&b->lanes[i]);
    }
    free(b->lanes);
    if (b->multi != NULL) {
        (void)curl_multi_cleanup(b->multi);
    }
    if (b->wake_fd >= 0) {
        (void)close(b->wake_fd);
    }
    if (b->epoll >= 0) {
        (void)close(b->epoll);
    }
}

/* ---- items into lanes ---- */

static void begin_item(cosx_batch_t *b, cosi_item_t *item)
{
    if (item->begun) {
        return;
    }
    item->begun = 1;
    item->deadline_us = b->spec.item_timeout_us > 0 ? b->now_us + b->spec.item_timeout_us : 0;
    item->older = b->newest;
    if (b->newest != NULL) {
        b->newest->newer = item;
    } else {
        b->oldest = item;
    }
    b->newest = item;
}

/* The first of those whose wait is over. */
static cosi_item_t *take_due(cosx_batch_t *b)
{
    cosi_item_t *before = NULL;
    cosi_item_t *item;
    for (item = b->again.first; item != NULL; before = item, item = item->next) {
        if (item->due_us <= b->now_us) {
            if (before != NULL) {
                before->next = item->next;
            } else {
                b->again.first = item->next;
            }
            if (b->again.last == item) {
                b->again.last = before;
            }
            b->again.count--;
            item->next = NULL;
            return item;
        }
    }
    return NULL;
}

/* A connected lane if there is one, else one without a connection. */
static cosi_lane_t *free_lane(cosx_batch_t *b, int *from)
{
    cosi_lane_t *empty = NULL;
    int i;
    for (i = *from; i < b->spec.concurrency; i++) {
        if (b->lanes[i].state == LANE_IDLE) {
            *from = i + 1;
            return &b->lanes[i];
        }
    }
    *from = b->spec.concurrency;
    for (i = 0; i < b->spec.concurrency && empty == NULL; i++) {
        if (b->lanes[i].state == LANE_EMPTY) {
            empty = &b->lanes[i];
        }
    }
    return empty;
}

static int some_wait_for_memory(const cosx_batch_t *b)
{
    int i;
    for (i = 0; i < b->lane_count; i++) {
        if (b->lanes[i].waits_for_memory) {
            return 1;
        }
    }
    return 0;
}

/* All lanes may be held by items that wait for the memory of the oldest one, which waits for a lane. */
static void start_oldest(cosx_batch_t *b)
{
    cosi_lane_t *extra = &b->lanes[b->spec.concurrency];
    cosi_item_t *oldest = b->oldest;
    cosi_item_t *item;
    if (oldest == NULL || b->again.count == 0 || extra->state == LANE_BUSY || extra->state == LANE_CONNECTING || oldest->due_us > b->now_us ||
        !some_wait_for_memory(b)) {
        return;
    }
    for (item = b->again.first; item != NULL && item != oldest; item = item->next) {
    }
    while (item != NULL && (item = take_due(b)) != NULL && item != oldest) {
        cosi_queue_add(&b->again, item);
    }
    if (item == oldest) {
        b->busy++;
        cosi_lane_start(extra, item);
    }
}

static void start_items(cosx_batch_t *b)
{
    int from = 0;
    while (b->busy < b->spec.concurrency) {
        cosi_item_t *item = b->again.count > 0 ? take_due(b) : NULL;
        cosi_lane_t *lane;
        if (item == NULL && (item = cosi_queue_take(&b->ready)) == NULL) {
            return;
        }
        lane = free_lane(b, &from);
        if (lane == NULL) {
            cosi_queue_add_first(&b->ready, item);
            return;
        }
        begin_item(b, item);
        b->busy++;
        cosi_lane_start(lane, item);
    }
    start_oldest(b);
}

static void resume_waiting(cosx_batch_t *b)
{
    int i;
    if (!__atomic_exchange_n(&b->memory_wanted, 0, __ATOMIC_SEQ_CST)) {
        return;
    }
    for (i = 0; i < b->lane_count; i++) {
        if (b->lanes[i].waits_for_memory) {
            cosi_lane_ready(&b->lanes[i], 0, 0);
        }
    }
}

static void fail_queue(cosx_batch_t *b, cosi_queue_t *queue, const cosi_fault_t *fault)
{
    cosi_item_t *item;
    while ((item = cosi_queue_take(queue)) != NULL) {
        cosi_item_fail(b, item, fault, 0);
    }
}

static void cancel_all(cosx_batch_t *b)
{
    cosi_fault_t fault;
    int i;
    memset(&fault, 0, sizeof(fault));
    cosi_fault_set(&fault, COSE_ABORT_CALLBACK, 0, "cancelled");
    b->cancelled = 1;
    for (i = 0; i < b->lane_count; i++) {
        if (b->lanes[i].item != NULL) {
            cosi_lane_fail(&b->lanes[i], &fault, 0);
        }
    }
    fail_queue(b, &b->again, &fault);
    fail_queue(b, &b->ready, &fault);
}

/* Items whose time runs out while they wait for another attempt. */
static void check_waiting(cosx_batch_t *b)
{
    cosi_queue_t kept = {NULL, NULL, 0};
    cosi_item_t *item;
    cosi_fault_t fault;
    memset(&fault, 0, sizeof(fault));
    cosi_fault_set(&fault, COSE_REQUEST_TIMEOUT, 0, "the item's time has run out");
    while ((item = cosi_queue_take(&b->again)) != NULL) {
        if (item->deadline_us > 0 && b->now_us >= item->deadline_us) {
            cosi_item_fail(b, item, &fault, CURLE_OPERATION_TIMEDOUT);
        } else {
            cosi_queue_add(&kept, item);
        }
    }
    b->again = kept;
}

static void check_time(cosx_batch_t *b)
{
    int i;
    if (b->now_us - b->checked_us < CHECK_US) {
        return;
    }
    b->checked_us = b->now_us;
    if (cosx_cancel_is_set(b->spec.cancel)) {
        cancel_all(b);
        return;
    }
    for (i = 0; i < b->lane_count; i++) {
        cosi_lane_check_time(&b->lanes[i], b->now_us);
    }
    if (b->spec.item_timeout_us > 0) {
        check_waiting(b);
    }
}

/* ---- with the caller ---- */

/* Hand over what is done, take over what is new. 0: stop. */
static int exchange_items(cosx_batch_t *b, int will_sleep)
{
    int64_t done = b->done.count;
    int go_on;
    (void)pthread_mutex_lock(&b->lock);
    b->unfinished -= done;
    cosi_queue_move(&b->finished, &b->done);
    if (done > 0 && b->first_done_us == 0) {
        b->first_done_us = b->now_us;
    }
    if (b->finished.count == 0) {
        b->first_done_us = 0;
    } else if (b->consumers > 0 && (b->finished.count >= b->spec.concurrency || b->unfinished == 0 || b->now_us - b->first_done_us >= GATHER_US)) {
        b->first_done_us = b->now_us;
        (void)pthread_cond_broadcast(&b->changed);
    }
    cosi_queue_move(&b->ready, &b->incoming);
    if (b->credentials_changed) {
        b->credentials_changed = 0;
        cosi_writer_take_credentials(&b->writer, &b->new_credentials);
    }
    b->sleeping = will_sleep && b->ready.count == 0;
    go_on = !b->stop;
    (void)pthread_mutex_unlock(&b->lock);
    return go_on;
}

static int wait_ms(cosx_batch_t *b)
{
    int64_t wait = TICK_US;
    cosi_item_t *item;
    for (item = b->busy < b->spec.concurrency ? b->again.first : NULL; item != NULL; item = item->next) {
        wait = item->due_us - b->now_us < wait ? item->due_us - b->now_us : wait;
    }
    if (b->curl_due_us > 0 && b->curl_due_us - b->now_us < wait) {
        wait = b->curl_due_us - b->now_us;
    }
    if (b->first_done_us > 0 && GATHER_US < wait) {
        wait = GATHER_US;
    }
    if (b->ready.count > 0 && b->busy < b->spec.concurrency) {
        wait = 0;
    }
    return wait <= 0 ? 0 : (int)((wait + 999) / 1000);
}

static void one_event(cosx_batch_t *b, const struct epoll_event *event)
{
    uint64_t kind = event->data.u64 >> 32;
    uint32_t number = (uint32_t)event->data.u64;
    int readable = (event->events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0;
    int writable = (event->events & (EPOLLOUT | EPOLLERR)) != 0;
    uint64_t count;
    if (kind == OF_LANE) {
        cosi_lane_ready(&b->lanes[number], readable, writable);
    } else if (kind == OF_CURL) {
        drive_curl(b, (curl_socket_t)number, (readable ? CURL_CSELECT_IN : 0) | (writable ? CURL_CSELECT_OUT : 0) |
                                                 (event->events & EPOLLERR ? CURL_CSELECT_ERR : 0));
    } else {
        while (read(b->wake_fd, &count, sizeof(count)) > 0) {
        }
    }
}

void *cosi_batch_loop(void *batch)
{
    cosx_batch_t *b = batch;
    struct epoll_event events[EVENTS];
    b->now_us = cosx_clock_us();
    while (exchange_items(b, b->busy < b->spec.concurrency)) {
        int count;
        int i;
        start_items(b);
        count = epoll_wait(b->epoll, events, EVENTS, b->done.count > 0 ? 0 : wait_ms(b));
        b->now_us = cosx_clock_us();
        for (i = 0; i < count; i++) {
            one_event(b, &events[i]);
        }
        if (b->curl_due_us > 0 && b->now_us >= b->curl_due_us) {
            b->curl_due_us = 0;
            drive_curl(b, CURL_SOCKET_TIMEOUT, 0);
        }
        resume_waiting(b);
        start_items(b);
        check_time(b);
        if (b->cancelled) {
            cancel_all(b); /* what has come since */
        }
    }
    return NULL;
}
