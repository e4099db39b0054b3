/* Curl handles for reuse. A slot is one easy handle and the multi handle it runs in, which
   holds the kept-alive connections: those of curl's own transfers, or the one connection that
   is spoken on by ourselves (wire.h). A slot belongs to one thread at a time. */
#ifndef COSX_HANDLE_POOL_H
#define COSX_HANDLE_POOL_H

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

/* The room of `input` to begin with: a small object with its head fits in. */
#define COSI_USUAL_INPUT ((size_t)64 * 1024)

typedef struct cosi_slot_s {
    CURL *easy;
    CURLM *multi;
    char *buffer;   /* for pieces of a file; NULL until used */
    size_t buffer_room;
    int generation; /* count of forks when it was made */

    /* of a connection of ours */
    char *key; /* what it is connected to; NULL: curl's own transfers */
    int fd;    /* curl's: it closes it */
    int waits; /* 1: receiving from it may wait, for a short time (wire.c) */
    int64_t idle_since_us;
    struct cosi_tls_s *tls; /* tls_records.h; NULL: plain, or curl's */
    char *input; /* received and not yet dealt with: from input_start to input_end */
    size_t input_room;
    size_t input_start;
    size_t input_end;

    /* of the pool */
    struct cosi_slot_s *next_idle;
    struct cosi_slot_s *next;
    struct cosi_slot_s *previous;
} cosi_slot_t;

/* The slot used last, or a new one. NULL when memory (or sockets) ran out. */
cosi_slot_t *cosi_slot_take(void);

/* A new one, to be connected to what `key` (copied) names. NULL when memory (or sockets) ran out. */
cosi_slot_t *cosi_slot_new(const char *key);

/* The one used last of those that are connected to what `key` names; NULL when there is none. */
cosi_slot_t *cosi_slot_take_connected(const char *key);

/* Let the buffer have room for `size` bytes. 0 when memory ran out: then it has none. */
int cosi_slot_reserve(cosi_slot_t *slot, size_t size);

/* Give back. `healthy`: 1 when the next user may go on with it; 0 destroys it, which closes its
   connections. The easy handle must be out of the multi handle. */
void cosi_slot_give(cosi_slot_t *slot, int healthy);

/* 1 when the process forked since the slot was made: its sockets are the parent's and its curl
   handles must not be touched any more; cosi_slot_give is still right. */
int cosi_slot_is_foreign(const cosi_slot_t *slot);

/* Destroy what is idle. */
void cosi_slots_shutdown(void);

/* CURLOPT_OPENSOCKETFUNCTION, CURLOPT_CLOSESOCKETFUNCTION: close-on-exec, and known by number,
   so that a forked child can let go of them without a word to the other side. */
curl_socket_t cosi_socket_open(void *unused, curlsocktype purpose, struct curl_sockaddr *address);
int cosi_socket_close(void *unused, curl_socket_t fd);

#endif
