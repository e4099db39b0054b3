/* A scripted HTTP/1.1 server for tests: 127.0.0.1, any free port, one thread per connection.
   It knows nothing of COS. What it answers is raw bytes, queued beforehand or made by a
   callback, and it can misbehave in every way a network can. All functions may be called from
   any thread. It ends the process with a message when the machine has no memory or sockets. */
#ifndef TEST_SERVER_H
#define TEST_SERVER_H

#include <stddef.h>
#include <stdint.h>

typedef struct test_server_s test_server_t;

/* One request as it arrived. Owned by the server, valid until test_server_stop. */
typedef struct test_request_s {
    int number;      /* from 1, in order of arrival of the head */
    int connection;  /* number of the connection it came on, from 1 */
    char *head;      /* request line and header lines with their CRLFs, without the empty line; NUL-terminated */
    size_t head_size;
    char *body;      /* chunked coding removed; NUL behind it */
    size_t body_size;
    int complete;    /* 1: the whole body arrived */
} test_request_t;

/* What to do with one request. Start from test_reply_init: the defaults answer and keep the
   connection alive. */
typedef struct test_reply_s {
    char *data;                /* raw bytes: status line, headers, body; malloc'ed, freed by the server */
    size_t size;
    int64_t stall_at;          /* before this byte wait for test_server_release; -1: never */
    int64_t close_after;       /* send that many bytes, then close; -1: all */
    int close;                 /* close the connection behind the reply */
    int reset;                 /* close with RST instead of FIN */
    size_t dribble;            /* send that many bytes per segment; 0: all at once */
    int hold_body;             /* do not read the request's body before test_server_release (queued replies only) */
    int early;                 /* answer before the body is read, which then never is (queued replies only) */
    int64_t cut_request_after; /* close when so many body bytes have arrived, without a reply; -1: no (queued only) */
    int close_before;          /* close without reading or answering: a stale keep-alive connection (queued only) */
    int start_tls;             /* after the reply speak TLS on this connection (what a proxy's CONNECT leads to) */
} test_reply_t;

/* Fill in `reply` for `request`. Runs on the connection's thread; calls may overlap. */
typedef void (*test_handler_pt)(void *data, const test_request_t *request, test_reply_t *reply);

/* Without a handler replies come from the queue, one per request; an empty queue answers
   "500 Nothing Queued". The queue goes before the handler. */
test_server_t *test_server_start(test_handler_pt handler, void *data);

/* The same over TLS with the certificate of test_certificate_create; or plain with `tls` = 0,
   then the certificate serves start_tls. Only where built with TEST_SERVER_TLS. */
typedef struct test_certificate_s test_certificate_t;
test_server_t *test_server_start_tls(test_handler_pt handler, void *data, const test_certificate_t *certificate, int tls);

/* Wake what waits, close everything, join all threads, free. */
void test_server_stop(test_server_t *server);

int test_server_port(const test_server_t *server);
const char *test_server_authority(const test_server_t *server); /* "127.0.0.1:PORT" */

void test_reply_init(test_reply_t *reply);
/* printf into reply->data (replaces what is there). */
void test_reply_text(test_reply_t *reply, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Status line ("200 OK"), header lines (each ending in CRLF, may be ""), Content-Length and body. */
void test_reply_body(test_reply_t *reply, const char *status, const char *headers, const void *body, size_t size);

/* Queue a reply; takes over reply->data. */
void test_server_push(test_server_t *server, const test_reply_t *reply);
/* Queue a plain one. */
void test_server_push_text(test_server_t *server, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Let everything that stalls now or will stall later go on. */
void test_server_release(test_server_t *server);

int test_server_connections(test_server_t *server);   /* accepted so far */
int test_server_request_count(test_server_t *server); /* heads read so far */
/* number from 1; NULL when there is none yet. The body of an unfinished request may still grow:
   look at it after the call that sent it has returned. */
const test_request_t *test_server_request(test_server_t *server, int number);
/* Wait until `count` heads have arrived. 1 when they have, 0 after timeout_ms. */
int test_server_wait_requests(test_server_t *server, int count, int timeout_ms);
/* Wait until a thread waits for test_server_release. 1 when one does, 0 after timeout_ms. */
int test_server_wait_stalled(test_server_t *server, int timeout_ms);
/* Close all connections that are open now, so that a client's kept-alive ones are stale. */
void test_server_drop_connections(test_server_t *server);

/* Value of a header of a request, malloc'ed; NULL when it is not there. Case-insensitive. */
char *test_request_header(const test_request_t *request, const char *name);
/* 1 when the head begins with `text` ("PUT /key?x HTTP/1.1"). */
int test_request_starts(const test_request_t *request, const char *text);

/* A port that never answers a connection attempt: its listen queue is full. */
typedef struct test_deaf_port_s {
    int port;
    int listener;
    int filler[8];
} test_deaf_port_t;
void test_deaf_port_open(test_deaf_port_t *deaf);
void test_deaf_port_close(test_deaf_port_t *deaf);

/* A throw-away certificate, its own authority, for `name` ("127.0.0.1" or a DNS name), in a file
   of `directory` that a client may trust. Only where built with TEST_SERVER_TLS. */
test_certificate_t *test_certificate_create(const char *directory, const char *name);
const char *test_certificate_file(const test_certificate_t *certificate);
void test_certificate_destroy(test_certificate_t *certificate);

#endif
