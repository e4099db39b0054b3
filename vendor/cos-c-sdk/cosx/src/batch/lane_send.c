/* The request of a lane goes out: its head, and the body from memory or from a file. */
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "cosx_crc64.h"
#include "internal.h"

#define OUT_STEP (256 * 1024)

/* Over TLS, a body up to this size is copied behind the head to go out in one record. */
#define JOIN_LIMIT (12 * 1024)

static int64_t send_bytes(cosi_lane_t *l, const char *head, size_t head_size, const char *body, size_t body_size)
{
    if (l->is_tls) {
        size_t sent = 0;
        CURLcode code = head_size > 0 ? curl_easy_send(l->easy, head, head_size, &sent) : curl_easy_send(l->easy, body, body_size, &sent);
        if (code == CURLE_OK) {
            return (int64_t)sent;
        }
        return code == CURLE_AGAIN ? COSI_LANE_AGAIN : COSI_LANE_BROKEN;
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
        return errno == EAGAIN || errno == EWOULDBLOCK ? COSI_LANE_AGAIN : COSI_LANE_BROKEN;
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
        cosi_lane_fail_as(l, COSE_OUT_MEMORY, 0, 0, "out of memory");
        return 0;
    }
    do {
        n = pread(l->file, l->out.data + l->out.size, step, l->body_read);
    } while (n < 0 && errno == EINTR);
    if (n <= 0) {
        l->served = 0; /* no fault of the connection's */
        cosi_lane_fail_as(l, COSE_READ_BODY_ERROR, n < 0 ? errno : 0, 0, n < 0 ? strerror(errno) : "the file became shorter while it was sent");
        return 0;
    }
    if (l->body_read + n == l->item->size && file_changed(l)) {
        l->served = 0;
        cosi_lane_fail_as(l, COSE_READ_BODY_ERROR, 0, 0, "the file changed while it was read");
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

int cosi_lane_send(cosi_lane_t *l)
{
    cosi_item_t *item = l->item;
    int from_memory = item->data != NULL && item->size > 0;
    if (l->is_tls && from_memory && l->body_sent == 0 && item->size <= JOIN_LIMIT && l->out_sent == 0) {
        if (!cosi_bytes_append(&l->out, item->data, (size_t)item->size)) {
            cosi_lane_fail_as(l, COSE_OUT_MEMORY, 0, 0, "out of memory");
            return 0;
        }
        took_memory(l, (size_t)item->size);
    }
    while (!l->sent_all) {
        size_t head;
        size_t body = 0;
        int64_t n;
        if (l->file >= 0 && l->body_read < item->size && l->out_sent + JOIN_LIMIT >= l->out.size && !read_file(l)) {
            return 0;
        }
        head = l->out.size - l->out_sent;
        if (from_memory) {
            int64_t left = item->size - l->body_sent;
            body = left > (1 << 20) ? (size_t)1 << 20 : (size_t)left;
        }
        n = send_bytes(l, l->out.data + l->out_sent, head, from_memory ? (const char *)item->data + l->body_sent : NULL, body);
        if (n == COSI_LANE_AGAIN) {
            cosi_lane_watch(l, EPOLLIN | EPOLLOUT);
            return 1;
        }
        if (n == COSI_LANE_BROKEN) {
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
