/* HTTP/1.1 spoken by ourselves on a connection that libcurl made (name lookup, addresses, TLS):
   the bytes of bodies go between the socket and the caller's memory without a copy on the way.
   Proxies, bodies of unknown length and whatever else is rare go through libcurl as a whole. */
#ifndef COSX_WIRE_H
#define COSX_WIRE_H

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "chunked.h"
#include "framing.h"
#include "growing_bytes.h"
#include "handle_pool.h"

struct cosi_exchange_s;

typedef struct cosi_wire_s {
    cosi_bytes_t key;  /* connections with the same text are the same */
    cosi_bytes_t head; /* of the request */
    size_t head_sent;

    int connecting;
    int sending;     /* some of the request is still here */
    int send_broken; /* the connection takes no more; an answer may be there */
    int reused;
    short wait;      /* poll events to wait for; 0: go on at once */
    int may_block;   /* 1: the next receive does the waiting */

    /* the piece of the body that goes out now */
    const char *piece;
    size_t piece_size;
    size_t piece_sent;

    cosi_framing_t framing; /* the head of the response, as far as it has come */

    /* its body */
    int head_done;
    int in_chunks;
    int64_t left; /* -1: until the end of the chunks or of the connection */
    cosi_chunked_t chunked;

    /* when the connection broke */
    int os_errno;
    char error[128];

    int64_t bytes_out;
    int64_t bytes_in;
} cosi_wire_t;

/* 1 when the exchange can go this way. */
int cosi_wire_suits(const struct cosi_exchange_s *x);

/* A connection kept from before, or the beginning of a new one. COSE_OK or the code of the fault. */
int cosi_wire_begin(struct cosi_exchange_s *x);

/* What can be done without waiting. */
void cosi_wire_step(struct cosi_exchange_s *x);
void cosi_wire_wait(struct cosi_exchange_s *x, int timeout_ms);

/* Bytes of the body that are here already; 0 of one in chunks, whose framing lies between them. */
int64_t cosi_wire_ready(const struct cosi_exchange_s *x);

/* After the last step: 1 when the connection is in a state to be used again. */
int cosi_wire_is_reusable(const struct cosi_exchange_s *x);
void cosi_wire_free(cosi_wire_t *wire);

/* ---- between the files of the wire ---- */

/* The text of the request's head and the key (wire_request.c). COSE_OK or the code of the fault. */
int cosi_wire_write_request(struct cosi_exchange_s *x);

/* As much as the connection takes or gives without waiting (wire_send.c, wire_receive.c). */
void cosi_wire_send(struct cosi_exchange_s *x);
void cosi_wire_receive(struct cosi_exchange_s *x);

/* The connection is done for, in curl's words. Starts anew when it was a kept one that died
   before it answered (wire.c). */
void cosi_wire_broken(struct cosi_exchange_s *x, CURLcode result, int os_errno, const char *text);

/* The exchange is complete. */
void cosi_wire_finished(struct cosi_exchange_s *x);

#endif
