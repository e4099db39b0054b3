/* From the connection to the end of the exchange. */
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "cos_define.h"
#include "exchange.h"
#include "sigpipe.h"
#include "tls_records.h"

/* As curl does: servers and address translators forget connections that are quiet for long. */
#define MAX_IDLE_US (INT64_C(118) * 1000000)

/* How long recv may wait: the time between two looks at flags and clocks (TICK_US of exchange.c). */
#define RECEIVE_WAIT_MS 50

/* A server that closed has sent its FIN; one that speaks unasked cannot be trusted either. */
static int is_alive(cosi_slot_t *slot, int64_t now)
{
    char byte;
    ssize_t n;
    if (now - slot->idle_since_us > MAX_IDLE_US) {
        return 0;
    }
    if (slot->tls != NULL) {
        return cosi_tls_is_quiet(slot);
    }
    n = recv(slot->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

static void use(cosi_exchange_t *x, cosi_slot_t *slot)
{
    x->slot = slot;
    x->sink.slot = slot;
}

static void start_talking(cosi_exchange_t *x)
{
    cosi_wire_t *w = &x->wire;
    w->connecting = 0;
    w->sending = 1;
    w->wait = 0;
    x->slot->input_start = 0;
    x->slot->input_end = 0;
}

static int connect_anew(cosi_exchange_t *x)
{
    use(x, cosi_slot_new(x->wire.key.data));
    if (x->slot == NULL) {
        cosi_fault_set(&x->fault, COSE_FAILED_INITIALIZE, 0, "no handle for the connection: out of memory or file descriptors");
        return x->fault.code;
    }
    if (cosi_exchange_connect(x, x->slot->easy, x->slot->multi, x->url.data) != COSE_OK) {
        return x->fault.code;
    }
    x->wire.connecting = 1;
    x->wire.reused = 0;
    return COSE_OK;
}

static int find_connection(cosi_exchange_t *x)
{
    int64_t now = cosx_clock_us();
    cosi_slot_t *slot;
    while ((slot = cosi_slot_take_connected(x->wire.key.data)) != NULL) {
        if (is_alive(slot, now)) {
            use(x, slot);
            x->wire.reused = 1;
            start_talking(x);
            return COSE_OK;
        }
        cosi_slot_give(slot, 0);
    }
    return connect_anew(x);
}

int cosi_wire_begin(cosi_exchange_t *x)
{
    if (cosi_wire_write_request(x) != COSE_OK) {
        return x->fault.code;
    }
    return find_connection(x);
}

static int begin_again(cosi_exchange_t *x)
{
    cosi_wire_t *w = &x->wire;
    if (!w->reused || w->bytes_in > 0 || cosi_exchange_on_seek(x, 0, SEEK_SET) != CURL_SEEKFUNC_OK) {
        return 0;
    }
    cosi_slot_give(x->slot, 0);
    use(x, NULL);
    w->head_sent = 0;
    w->piece_size = 0;
    w->piece_sent = 0;
    w->send_broken = 0;
    w->os_errno = 0;
    w->bytes_out = 0;
    (void)find_connection(x);
    return 1;
}

void cosi_wire_broken(cosi_exchange_t *x, CURLcode result, int os_errno, const char *text)
{
    if (begin_again(x)) {
        return;
    }
    x->finished = 1;
    x->result = result;
    x->wire.os_errno = os_errno;
    x->wire.framing.keep = 0;
    (void)snprintf(x->curl_error, sizeof(x->curl_error), "%s", text);
}

void cosi_wire_finished(cosi_exchange_t *x)
{
    x->finished = 1;
    x->result = CURLE_OK;
}

/* Where recv waits itself, there is no poll before it. Under TLS it is OpenSSL that receives. */
static void let_receiving_wait(cosi_slot_t *slot)
{
    struct timeval most = {0, RECEIVE_WAIT_MS * 1000};
    int flags = slot->tls == NULL ? fcntl(slot->fd, F_GETFL) : -1;
    slot->waits = flags >= 0 && setsockopt(slot->fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most)) == 0 &&
                  fcntl(slot->fd, F_SETFL, flags & ~O_NONBLOCK) == 0;
}

static void connect_step(cosi_exchange_t *x)
{
    int running = 0;
    int left = 0;
    CURLcode result;
    CURLMsg *message;
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
    message = curl_multi_info_read(x->slot->multi, &left);
    if (message == NULL || message->msg != CURLMSG_DONE) {
        return;
    }
    result = cosi_exchange_connected(x->slot->easy, message->data.result, &x->slot->fd);
    if (result != CURLE_OK) {
        x->finished = 1;
        x->result = result;
        return;
    }
    (void)curl_easy_setopt(x->slot->easy, CURLOPT_ERRORBUFFER, NULL); /* it is the exchange's, the handle outlives it */
    if (strncasecmp(x->url.data, COS_HTTPS_PREFIX, strlen(COS_HTTPS_PREFIX)) == 0 && !cosi_tls_begin(x->slot)) {
        cosi_fault_set(&x->fault, COSE_OUT_MEMORY, 0, "the TLS connection could not be taken over from libcurl");
        return;
    }
    let_receiving_wait(x->slot);
    x->last_move_us = cosx_clock_us();
    start_talking(x);
}

void cosi_wire_step(cosi_exchange_t *x)
{
    cosi_wire_t *w = &x->wire;
    if (w->connecting) {
        connect_step(x);
        return;
    }
    if (w->sending) {
        cosi_wire_send(x);
        if (!w->sending && !w->send_broken && x->slot->waits && x->slot->input_end == 0) {
            w->wait = POLLIN; /* no answer is that quick */
            return;
        }
        if (w->wait == 0) {
            return;
        }
    }
    cosi_wire_receive(x);
}

void cosi_wire_wait(cosi_exchange_t *x, int timeout_ms)
{
    struct pollfd one;
    if (x->wire.connecting) {
        (void)curl_multi_poll(x->slot->multi, NULL, 0, timeout_ms, NULL);
        return;
    }
    if (x->wire.wait == 0) {
        return;
    }
    if (x->wire.wait == POLLIN && x->slot->waits && timeout_ms >= RECEIVE_WAIT_MS) {
        x->wire.may_block = 1;
        return;
    }
    one.fd = x->slot->fd;
    one.events = x->wire.wait;
    one.revents = 0;
    (void)poll(&one, 1, timeout_ms);
}

int cosi_wire_is_reusable(const cosi_exchange_t *x)
{
    const cosi_wire_t *w = &x->wire;
    return x->finished && x->result == CURLE_OK && w->framing.keep && !w->sending && !w->send_broken && w->left == 0 &&
           x->slot->input_start == x->slot->input_end;
}

void cosi_wire_free(cosi_wire_t *wire)
{
    cosi_bytes_free(&wire->key);
    cosi_bytes_free(&wire->head);
}
