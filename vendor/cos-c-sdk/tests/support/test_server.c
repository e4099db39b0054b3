#include "test_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifdef TEST_SERVER_TLS
#include "test_server_tls.h"
#endif

typedef struct queued_s {
    test_reply_t reply;
    struct queued_s *next;
} queued_t;

typedef struct connection_s {
    test_server_t *server;
    pthread_t thread;
    int fd; /* -1 once closed; changed under the server's lock */
    int number;
    struct connection_s *next;
    /* of its own thread only */
    char *input; /* bytes read and not yet used */
    size_t input_size;
    size_t input_room;
#ifdef TEST_SERVER_TLS
    test_tls_t *tls;
#endif
} connection_t;

struct test_server_s {
    int listener;
    int stop_pipe[2];
    int port;
    char authority[32];
    test_handler_pt handler;
    void *handler_data;
    const test_certificate_t *certificate;
    int tls;
    pthread_t acceptor;

    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* all below under the lock */
    int stopping;
    int released;
    int stalled;
    int connection_count;
    connection_t *connections;
    queued_t *first;
    queued_t *last;
    test_request_t **requests;
    int request_count;
    int request_room;
};

static void die(const char *what)
{
    fprintf(stderr, "test server: %s: %s\n", what, strerror(errno));
    abort();
}

static void *grow(void *memory, size_t size)
{
    void *bigger = realloc(memory, size);
    if (bigger == NULL) {
        die("realloc");
    }
    return bigger;
}

/* ---- bytes of one connection ---- */

static ssize_t read_some(connection_t *c, void *buffer, size_t size)
{
    for (;;) {
        ssize_t n;
#ifdef TEST_SERVER_TLS
        if (c->tls != NULL) {
            return test_tls_read(c->tls, buffer, size);
        }
#endif
        n = recv(c->fd, buffer, size, 0);
        if (n >= 0 || errno != EINTR) {
            return n;
        }
    }
}

static int write_all(connection_t *c, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t n;
#ifdef TEST_SERVER_TLS
        if (c->tls != NULL) {
            n = test_tls_write(c->tls, data, size);
        } else
#endif
        {
            n = send(c->fd, data, size, MSG_NOSIGNAL);
        }
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return -1;
        }
        data += n;
        size -= (size_t)n;
    }
    return 0;
}

/* Make at least one more byte of input available. 0 at the end of the connection. */
static int fill_input(connection_t *c)
{
    ssize_t n;
    if (c->input_room - c->input_size < 65536) {
        c->input_room = c->input_room * 2 + 65536;
        c->input = grow(c->input, c->input_room);
    }
    n = read_some(c, c->input + c->input_size, c->input_room - c->input_size);
    if (n <= 0) {
        return 0;
    }
    c->input_size += (size_t)n;
    return 1;
}

static void use_input(connection_t *c, size_t size)
{
    c->input_size -= size;
    memmove(c->input, c->input + size, c->input_size);
}

static void wait_for_release(test_server_t *s)
{
    pthread_mutex_lock(&s->lock);
    s->stalled++;
    pthread_cond_broadcast(&s->changed);
    while (!s->released && !s->stopping) {
        pthread_cond_wait(&s->changed, &s->lock);
    }
    s->stalled--;
    pthread_mutex_unlock(&s->lock);
}

/* ---- requests ---- */

static test_request_t *record_request(connection_t *c, size_t head_size)
{
    test_server_t *s = c->server;
    test_request_t *r = grow(NULL, sizeof(*r));
    memset(r, 0, sizeof(*r));
    r->connection = c->number;
    r->head = grow(NULL, head_size + 1);
    memcpy(r->head, c->input, head_size);
    r->head[head_size] = '\0';
    r->head_size = head_size;
    r->body = grow(NULL, 1);
    r->body[0] = '\0';
    pthread_mutex_lock(&s->lock);
    if (s->request_count == s->request_room) {
        s->request_room = s->request_room * 2 + 64;
        s->requests = grow(s->requests, (size_t)s->request_room * sizeof(s->requests[0]));
    }
    s->requests[s->request_count++] = r;
    r->number = s->request_count;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
    return r;
}

/* Move `size` bytes of input to the request's body. */
static void take_body(connection_t *c, test_request_t *r, size_t size)
{
    r->body = grow(r->body, r->body_size + size + 1);
    memcpy(r->body + r->body_size, c->input, size);
    r->body_size += size;
    r->body[r->body_size] = '\0';
    use_input(c, size);
}

static int cut_here(const test_request_t *r, const test_reply_t *plan)
{
    return plan->cut_request_after >= 0 && r->body_size >= (size_t)plan->cut_request_after;
}

/* Up to `left` body bytes. 1 when they are all there. */
static int read_bytes(connection_t *c, test_request_t *r, const test_reply_t *plan, uint64_t left)
{
    while (left > 0) {
        size_t step;
        if (cut_here(r, plan)) {
            return 0;
        }
        if (c->input_size == 0 && !fill_input(c)) {
            return 0;
        }
        step = c->input_size < left ? c->input_size : (size_t)left;
        if (plan->cut_request_after >= 0 && r->body_size + step > (size_t)plan->cut_request_after) {
            step = (size_t)plan->cut_request_after - r->body_size;
        }
        take_body(c, r, step);
        left -= step;
    }
    return !cut_here(r, plan);
}

/* One line of the input, CRLF removed, malloc'ed; NULL at the end of the connection. */
static char *read_line(connection_t *c)
{
    for (;;) {
        char *end = c->input_size > 0 ? memchr(c->input, '\n', c->input_size) : NULL;
        if (end != NULL) {
            size_t size = (size_t)(end - c->input);
            char *line = grow(NULL, size + 1);
            memcpy(line, c->input, size);
            line[size] = '\0';
            if (size > 0 && line[size - 1] == '\r') {
                line[size - 1] = '\0';
            }
            use_input(c, size + 1);
            return line;
        }
        if (!fill_input(c)) {
            return NULL;
        }
    }
}

static int read_chunks(connection_t *c, test_request_t *r, const test_reply_t *plan)
{
    for (;;) {
        char *line = read_line(c);
        uint64_t size;
        if (line == NULL) {
            return 0;
        }
        size = strtoull(line, NULL, 16);
        free(line);
        if (size > 0 && !read_bytes(c, r, plan, size)) {
            return 0;
        }
        line = read_line(c); /* the CRLF behind the chunk, or the end of the trailer */
        if (line == NULL) {
            return 0;
        }
        free(line);
        if (size == 0) {
            return 1;
        }
    }
}

static int read_body(connection_t *c, test_request_t *r, const test_reply_t *plan)
{
    char *length = test_request_header(r, "Content-Length");
    char *coding = test_request_header(r, "Transfer-Encoding");
    int complete;
    if (coding != NULL && strcasecmp(coding, "chunked") == 0) {
        complete = read_chunks(c, r, plan);
    } else {
        complete = read_bytes(c, r, plan, length != NULL ? strtoull(length, NULL, 10) : 0);
    }
    free(length);
    free(coding);
    return complete;
}

/* ---- one connection ---- */

static int pop_queued(test_server_t *s, test_reply_t *reply)
{
    queued_t *q;
    pthread_mutex_lock(&s->lock);
    q = s->first;
    if (q != NULL) {
        s->first = q->next;
        if (s->first == NULL) {
            s->last = NULL;
        }
    }
    pthread_mutex_unlock(&s->lock);
    if (q == NULL) {
        return 0;
    }
    *reply = q->reply;
    free(q);
    return 1;
}

static int send_reply(connection_t *c, const test_reply_t *reply)
{
    size_t end = reply->size;
    size_t done = 0;
    if (reply->close_after >= 0 && (size_t)reply->close_after < end) {
        end = (size_t)reply->close_after;
    }
    while (done < end || reply->stall_at == (int64_t)done) {
        size_t step = end - done;
        if (reply->stall_at >= 0 && (size_t)reply->stall_at > done && (size_t)reply->stall_at < end) {
            step = (size_t)reply->stall_at - done;
        } else if (reply->stall_at == (int64_t)done) {
            wait_for_release(c->server);
        }
        if (reply->dribble > 0 && step > reply->dribble) {
            step = reply->dribble;
        }
        if (step == 0) {
            break;
        }
        if (write_all(c, reply->data + done, step) != 0) {
            return -1;
        }
        done += step;
    }
    return reply->close || reply->close_after >= 0 ? -1 : 0;
}

static void set_reset(int fd)
{
    struct linger linger = {1, 0};
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

/* 0: go on with the next request of this connection. */
static int serve_one(connection_t *c)
{
    test_server_t *s = c->server;
    test_reply_t reply;
    test_request_t *request;
    char *end;
    int queued;
    int rc = -1;

    test_reply_init(&reply);
    while ((end = c->input_size >= 4 ? memmem(c->input, c->input_size, "\r\n\r\n", 4) : NULL) == NULL) {
        if (!fill_input(c)) {
            return -1;
        }
    }
    request = record_request(c, (size_t)(end - c->input) + 2);
    use_input(c, (size_t)(end - c->input) + 4);
    queued = pop_queued(s, &reply);
    if (reply.close_before) {
        goto cleanup;
    }
    if (reply.early) {
        (void)send_reply(c, &reply);
        wait_for_release(s);
        goto cleanup;
    }
    if (reply.hold_body) {
        wait_for_release(s);
    }
    request->complete = read_body(c, request, &reply);
    if (!request->complete) {
        goto cleanup;
    }
    if (!queued && s->handler != NULL) {
        s->handler(s->handler_data, request, &reply);
    } else if (!queued) {
        test_reply_body(&reply, "500 Nothing Queued", "", "", 0);
    }
    rc = send_reply(c, &reply);
#ifdef TEST_SERVER_TLS
    if (rc == 0 && reply.start_tls) {
        c->tls = test_tls_accept(s->certificate, c->fd);
        rc = c->tls != NULL ? 0 : -1;
    }
#endif
cleanup:
    if (rc != 0 && reply.reset) {
        set_reset(c->fd);
    }
    free(reply.data);
    return rc;
}

static void *run_connection(void *argument)
{
    connection_t *c = argument;
    test_server_t *s = c->server;
    int fd = c->fd;
#ifdef TEST_SERVER_TLS
    if (s->tls) {
        c->tls = test_tls_accept(s->certificate, c->fd);
    }
    if (!s->tls || c->tls != NULL)
#endif
    {
        while (serve_one(c) == 0) {
        }
    }
#ifdef TEST_SERVER_TLS
    if (c->tls != NULL) {
        test_tls_close(c->tls);
        c->tls = NULL;
    }
#endif
    pthread_mutex_lock(&s->lock);
    c->fd = -1;
    close(fd);
    pthread_mutex_unlock(&s->lock);
    free(c->input);
    c->input = NULL;
    return NULL;
}

static void *run_acceptor(void *argument)
{
    test_server_t *s = argument;
    for (;;) {
        struct pollfd wait[2] = {{s->listener, POLLIN, 0}, {s->stop_pipe[0], POLLIN, 0}};
        connection_t *c;
        int fd;
        int on = 1;
        if (poll(wait, 2, -1) < 0 && errno != EINTR) {
            die("poll");
        }
        if (wait[1].revents != 0) {
            return NULL;
        }
        fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0) {
            continue;
        }
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        c = grow(NULL, sizeof(*c));
        memset(c, 0, sizeof(*c));
        c->server = s;
        c->fd = fd;
        pthread_mutex_lock(&s->lock);
        c->number = ++s->connection_count;
        c->next = s->connections;
        s->connections = c;
        if (pthread_create(&c->thread, NULL, run_connection, c) != 0) {
            die("pthread_create");
        }
        pthread_mutex_unlock(&s->lock);
    }
}

/* ---- the server ---- */

static int listen_loopback(int backlog, int *port)
{
    struct sockaddr_in address;
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        die("socket");
    }
    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(fd, backlog) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
        die("listen on 127.0.0.1");
    }
    *port = ntohs(address.sin_port);
    return fd;
}

test_server_t *test_server_start_tls(test_handler_pt handler, void *data, const test_certificate_t *certificate, int tls)
{
    test_server_t *s = grow(NULL, sizeof(*s));
    pthread_condattr_t attributes;
    memset(s, 0, sizeof(*s));
    s->handler = handler;
    s->handler_data = data;
    s->certificate = certificate;
    s->tls = tls;
    s->listener = listen_loopback(1024, &s->port);
    (void)snprintf(s->authority, sizeof(s->authority), "127.0.0.1:%d", s->port);
    if (pipe(s->stop_pipe) != 0) {
        die("pipe");
    }
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    if (pthread_create(&s->acceptor, NULL, run_acceptor, s) != 0) {
        die("pthread_create");
    }
    return s;
}

test_server_t *test_server_start(test_handler_pt handler, void *data)
{
    return test_server_start_tls(handler, data, NULL, 0);
}

void test_server_drop_connections(test_server_t *s)
{
    connection_t *c;
    pthread_mutex_lock(&s->lock);
    for (c = s->connections; c != NULL; c = c->next) {
        if (c->fd >= 0) {
            (void)shutdown(c->fd, SHUT_RDWR);
        }
    }
    pthread_mutex_unlock(&s->lock);
}

void test_server_stop(test_server_t *s)
{
    int i;
    if (write(s->stop_pipe[1], "x", 1) != 1) {
        die("write");
    }
    pthread_join(s->acceptor, NULL);
    pthread_mutex_lock(&s->lock);
    s->stopping = 1;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
    test_server_drop_connections(s);
    while (s->connections != NULL) {
        connection_t *c = s->connections;
        pthread_join(c->thread, NULL);
        s->connections = c->next;
        free(c);
    }
    for (i = 0; i < s->request_count; i++) {
        free(s->requests[i]->head);
        free(s->requests[i]->body);
        free(s->requests[i]);
    }
    free(s->requests);
    while (s->first != NULL) {
        queued_t *q = s->first;
        s->first = q->next;
        free(q->reply.data);
        free(q);
    }
    close(s->listener);
    close(s->stop_pipe[0]);
    close(s->stop_pipe[1]);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

int test_server_port(const test_server_t *s)
{
    return s->port;
}

const char *test_server_authority(const test_server_t *s)
{
    return s->authority;
}

void test_server_push(test_server_t *s, const test_reply_t *reply)
{
    queued_t *q = grow(NULL, sizeof(*q));
    q->reply = *reply;
    q->next = NULL;
    pthread_mutex_lock(&s->lock);
    if (s->last != NULL) {
        s->last->next = q;
    } else {
        s->first = q;
    }
    s->last = q;
    pthread_mutex_unlock(&s->lock);
}

void test_server_release(test_server_t *s)
{
    pthread_mutex_lock(&s->lock);
    s->released = 1;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

int test_server_connections(test_server_t *s)
{
    int count;
    pthread_mutex_lock(&s->lock);
    count = s->connection_count;
    pthread_mutex_unlock(&s->lock);
    return count;
}

int test_server_request_count(test_server_t *s)
{
    int count;
    pthread_mutex_lock(&s->lock);
    count = s->request_count;
    pthread_mutex_unlock(&s->lock);
    return count;
}

const test_request_t *test_server_request(test_server_t *s, int number)
{
    const test_request_t *request = NULL;
    pthread_mutex_lock(&s->lock);
    if (number >= 1 && number <= s->request_count) {
        request = s->requests[number - 1];
    }
    pthread_mutex_unlock(&s->lock);
    return request;
}

static void time_from_now(struct timespec *at, int timeout_ms)
{
    clock_gettime(CLOCK_MONOTONIC, at);
    at->tv_sec += timeout_ms / 1000;
    at->tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (at->tv_nsec >= 1000000000) {
        at->tv_sec++;
        at->tv_nsec -= 1000000000;
    }
}

/* Wait until *value, guarded by the lock, is at least `least`. */
static int wait_for(test_server_t *s, const int *value, int least, int timeout_ms)
{
    struct timespec until;
    int reached;
    time_from_now(&until, timeout_ms);
    pthread_mutex_lock(&s->lock);
    while (*value < least && pthread_cond_timedwait(&s->changed, &s->lock, &until) != ETIMEDOUT) {
    }
    reached = *value >= least;
    pthread_mutex_unlock(&s->lock);
    return reached;
}

int test_server_wait_requests(test_server_t *s, int count, int timeout_ms)
{
    return wait_for(s, &s->request_count, count, timeout_ms);
}

int test_server_wait_stalled(test_server_t *s, int timeout_ms)
{
    return wait_for(s, &s->stalled, 1, timeout_ms);
}

/* ---- replies and requests ---- */

void test_reply_init(test_reply_t *reply)
{
    memset(reply, 0, sizeof(*reply));
    reply->stall_at = -1;
    reply->close_after = -1;
    reply->cut_request_after = -1;
}

static void reply_printf(test_reply_t *reply, const char *format, va_list arguments)
{
    va_list again;
    int size;
    va_copy(again, arguments);
    size = vsnprintf(NULL, 0, format, arguments);
    free(reply->data);
    reply->data = grow(NULL, (size_t)size + 1);
    (void)vsnprintf(reply->data, (size_t)size + 1, format, again);
    reply->size = (size_t)size;
    va_end(again);
}

void test_reply_text(test_reply_t *reply, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    reply_printf(reply, format, arguments);
    va_end(arguments);
}

void test_reply_body(test_reply_t *reply, const char *status, const char *headers, const void *body, size_t size)
{
    test_reply_text(reply, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n", status, headers, size);
    reply->data = grow(reply->data, reply->size + size + 1);
    if (size > 0) {
        memcpy(reply->data + reply->size, body, size);
    }
    reply->size += size;
}

void test_server_push_text(test_server_t *s, const char *format, ...)
{
    test_reply_t reply;
    va_list arguments;
    test_reply_init(&reply);
    va_start(arguments, format);
    reply_printf(&reply, format, arguments);
    va_end(arguments);
    test_server_push(s, &reply);
}

char *test_request_header(const test_request_t *request, const char *name)
{
    size_t name_size = strlen(name);
    const char *line = strstr(request->head, "\r\n");
    while (line != NULL && line[2] != '\0') {
        const char *end;
        line += 2;
        end = strstr(line, "\r\n");
        if (end == NULL) {
            return NULL;
        }
        if (strncasecmp(line, name, name_size) == 0 && line[name_size] == ':') {
            const char *value = line + name_size + 1;
            char *copy;
            while (*value == ' ') {
                value++;
            }
            copy = grow(NULL, (size_t)(end - value) + 1);
            memcpy(copy, value, (size_t)(end - value));
            copy[end - value] = '\0';
            return copy;
        }
        line = end;
    }
    return NULL;
}

int test_request_starts(const test_request_t *request, const char *text)
{
    return strncmp(request->head, text, strlen(text)) == 0;
}

/* ---- a port that does not answer ---- */

void test_deaf_port_open(test_deaf_port_t *deaf)
{
    struct sockaddr_in address;
    size_t i;
    deaf->listener = listen_loopback(0, &deaf->port);
    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons((uint16_t)deaf->port);
    for (i = 0; i < sizeof(deaf->filler) / sizeof(deaf->filler[0]); i++) {
        deaf->filler[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (deaf->filler[i] < 0) {
            die("socket");
        }
        if (connect(deaf->filler[i], (struct sockaddr *)&address, sizeof(address)) != 0 && errno != EINPROGRESS) {
            die("connect");
        }
    }
}

void test_deaf_port_close(test_deaf_port_t *deaf)
{
    size_t i;
    for (i = 0; i < sizeof(deaf->filler) / sizeof(deaf->filler[0]); i++) {
        close(deaf->filler[i]);
    }
    close(deaf->listener);
}
