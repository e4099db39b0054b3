/* The answer to a lane's request comes in: its head through a buffer, its body into memory of its own. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "cosx_crc64.h"
#include "internal.h"

#define IN_STEP (16 * 1024)

/* Bodies of refusals, and of answers that are not objects. */
#define ERROR_BODY_LIMIT (1 << 20)

int64_t cosi_lane_read(cosi_lane_t *l, char *buffer, size_t size, int *curl_code, int *os_errno)
{
    *os_errno = 0;
    if (l->is_tls) {
        size_t n = 0;
        CURLcode code = curl_easy_recv(l->easy, buffer, size, &n);
        if (code == CURLE_OK) {
            return (int64_t)n;
        }
        *curl_code = (int)code;
        return code == CURLE_AGAIN ? COSI_LANE_AGAIN : COSI_LANE_BROKEN;
    } else {
        ssize_t n;
        do {
            n = recv(l->fd, buffer, size, MSG_DONTWAIT);
        } while (n < 0 && errno == EINTR);
        if (n >= 0) {
            return n;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return COSI_LANE_AGAIN;
        }
        *os_errno = errno;
        *curl_code = CURLE_RECV_ERROR;
        return COSI_LANE_BROKEN;
    }
}

static int is_object(const cosi_lane_t *l)
{
    return l->answer.framing.status / 100 == 2 && strcmp(l->batch->spec.method, "GET") == 0;
}

static int over_limit(cosi_lane_t *l, int64_t size)
{
    int64_t most = l->answer.framing.status / 100 != 2 ? ERROR_BODY_LIMIT
                                               : (l->batch->settings.max_body_bytes > 0 ? l->batch->settings.max_body_bytes : INT64_C(64) << 20);
    if (is_object(l) || size <= most) {
        return 0;
    }
    cosi_lane_fail_as(l, COSE_OVER_MEMORY, 0, 0, "the response's body is too large");
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
        cosi_lane_fail_as(l, COSE_OUT_MEMORY, 0, 0, "no memory for the response's body");
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
    l->in_start = l->in_size > 0 ? l->in_start + n : 0;
}

static void finish(cosi_lane_t *l)
{
    int keep = l->answer.framing.keep && l->sent_all == 1 && l->in_size == 0;
    if (l->body != NULL) {
        l->body[l->body_size] = '\0';
    }
    l->received_crc = l->body_size > 0 && l->batch->spec.check_crc ? cosx_crc64(0, l->body, (size_t)l->body_size) : 0;
    l->served++;
    cosi_attempt_over(l, NULL, 0);
    cosi_lane_drop_body(l);
    cosi_lane_close_file(l);
    if (keep) {
        l->state = LANE_IDLE;
        cosi_lane_watch(l, EPOLLIN);
    } else {
        cosi_lane_close(l);
    }
}

/* There is room for all of `in`. 0: the attempt is over. */
static int unchunk(cosi_lane_t *l)
{
    while (l->in_size > 0 && l->chunked.stage != COSI_CHUNK_DONE) {
        const char *piece;
        size_t size;
        size_t used = cosi_chunked_next(&l->chunked, l->in + l->in_start, l->in_size, &piece, &size);
        if (l->chunked.stage == COSI_CHUNK_BAD) {
            cosi_lane_fail_as(l, COSE_CONNECTION_FAILED, 0, CURLE_WEIRD_SERVER_REPLY, "the server sent a malformed chunk");
            return 0;
        }
        memcpy(l->body + l->body_size, piece, size);
        l->body_size += (int64_t)size;
        use(l, used);
    }
    return 1;
}

/* What of `in` can be used now. 1: receive more; 0: not now, or over. */
static int consume(cosi_lane_t *l)
{
    int room;
    if (!l->head_done) {
        int64_t used = cosi_answer_head(&l->answer, l->in + l->in_start, l->in_size, strcmp(l->batch->spec.method, "HEAD") == 0);
        if (used < 0) {
            cosi_lane_fail(l, &l->answer.fault, CURLE_WEIRD_SERVER_REPLY);
            return 0;
        }
        if (used == 0) {
            return 1;
        }
        l->head_done = 1;
        use(l, (size_t)used);
    }
    switch (l->answer.frame) {
    case COSI_FRAME_LENGTH:
        room = l->answer.framing.length > 0 ? make_room(l, l->answer.framing.length) : 1;
        if (room <= 0) {
            return 0;
        }
        if (l->in_size > 0 && l->body_size < l->answer.framing.length) {
            size_t piece = l->in_size;
            if ((int64_t)piece > l->answer.framing.length - l->body_size) {
                piece = (size_t)(l->answer.framing.length - l->body_size);
            }
            memcpy(l->body + l->body_size, l->in + l->in_start, piece);
            l->body_size += (int64_t)piece;
            use(l, piece);
        }
        if (l->body_size < l->answer.framing.length) {
            return 1;
        }
        break;
    case COSI_FRAME_CHUNKED:
        if (l->in_size > 0 && (room = grow(l, l->in_size)) <= 0) {
            return 0;
        }
        if (!unchunk(l)) {
            return 0;
        }
        if (l->chunked.stage != COSI_CHUNK_DONE) {
            return 1;
        }
        break;
    case COSI_FRAME_CLOSE:
        if (l->in_size > 0) {
            if ((room = grow(l, l->in_size)) <= 0) {
                return 0;
            }
            memcpy(l->body + l->body_size, l->in + l->in_start, l->in_size);
            l->body_size += (int64_t)l->in_size;
            use(l, l->in_size);
        }
        return 1;
    default:
        break;
    }
    finish(l);
    return 0;
}

void cosi_lane_ended(cosi_lane_t *l, int curl_code, int os_errno)
{
    if (l->head_done && l->answer.frame == COSI_FRAME_CLOSE && curl_code == 0) {
        finish(l);
        return;
    }
    if (l->head_done && l->answer.framing.status / 100 != 2) {
        l->answer.framing.keep = 0; /* a refusal counts, even if its body broke off */
        finish(l);
        return;
    }
    if (l->head_done) {
        cosi_lane_fail_as(l, COSE_CONNECTION_FAILED, os_errno, CURLE_PARTIAL_FILE, "the connection ended inside the response's body");
    } else if (l->received_any) {
        cosi_lane_fail_as(l, COSE_CONNECTION_FAILED, os_errno, curl_code, "the connection ended inside the response's headers");
    } else {
        cosi_lane_fail_as(l, COSE_CONNECTION_FAILED, os_errno, curl_code != 0 ? curl_code : CURLE_GOT_NOTHING, "the connection ended before a response came");
    }
}

static int room_to_receive(cosi_lane_t *l)
{
    char *bigger;
    if (l->in_start > 0) {
        memmove(l->in, l->in + l->in_start, l->in_size);
        l->in_start = 0;
    }
    if (l->in_room - l->in_size >= IN_STEP / 2) {
        return 1;
    }
    bigger = realloc(l->in, l->in_room + IN_STEP);
    if (bigger == NULL) {
        cosi_lane_fail_as(l, COSE_OUT_MEMORY, 0, 0, "out of memory");
        return 0;
    }
    l->in = bigger;
    l->in_room += IN_STEP;
    return 1;
}

void cosi_lane_receive(cosi_lane_t *l, int have_bytes)
{
    if (have_bytes && !consume(l)) {
        return;
    }
    for (;;) {
        int straight = l->head_done && l->answer.frame == COSI_FRAME_LENGTH && l->in_size == 0;
        int curl_code = 0;
        int os_errno = 0;
        size_t want;
        int64_t n;
        if (!straight && !room_to_receive(l)) {
            return;
        }
        want = straight ? (size_t)(l->answer.framing.length - l->body_size) : l->in_room - l->in_size;
        n = cosi_lane_read(l, straight ? l->body + l->body_size : l->in + l->in_size, want, &curl_code, &os_errno);
        if (n == COSI_LANE_AGAIN) {
            return;
        }
        if (n <= 0) {
            cosi_lane_ended(l, curl_code, os_errno);
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
