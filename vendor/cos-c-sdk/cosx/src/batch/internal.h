/* A batch: items, the connections they go over, and the thread that moves both. */
#ifndef COSI_BATCH_INTERNAL_H
#define COSI_BATCH_INTERNAL_H

#include <curl/curl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "answer.h"
#include "cosx_batch.h"
#include "../chunked.h"
#include "../exchange.h"
#include "../fault.h"
#include "../growing_bytes.h"
#include "request_text.h"

/* ---- items ---- */

typedef struct cosi_item_s {
    cosx_batch_result_t result; /* first: what is handed out is this item */
    struct cosi_item_s *next;   /* of the one queue it is in */
    struct cosi_item_s *older;  /* among those begun and unfinished */
    struct cosi_item_s *newer;
    int begun;
    char *key;                  /* into `texts`; NULL: none */
    char *headers;
    size_t headers_size;
    char *path;
    const void *data;
    int64_t size;               /* of the body; -1: none */
    int64_t deadline_us;        /* 0: none */
    int64_t due_us;             /* when it waits for its next attempt */
    int clock_corrected;
    int64_t held;               /* bytes of the response's body that count against the limit */
    char *body;                 /* malloc'ed, for the result */
    char *fields;
    char *words;                /* texts of the result */
    char texts[];
} cosi_item_t;

typedef struct cosi_queue_s {
    cosi_item_t *first;
    cosi_item_t *last;
    int64_t count;
} cosi_queue_t;

void cosi_queue_add(cosi_queue_t *queue, cosi_item_t *item);
void cosi_queue_add_first(cosi_queue_t *queue, cosi_item_t *item);
cosi_item_t *cosi_queue_take(cosi_queue_t *queue); /* NULL when it is empty */
void cosi_queue_move(cosi_queue_t *to, cosi_queue_t *from);

cosi_item_t *cosi_item_make(const cosx_batch_item_t *from); /* NULL when memory ran out */
void cosi_item_free(cosi_item_t *item);
/* What the last attempt left for the result. */
void cosi_item_forget_answer(cosi_item_t *item);

/* ---- connections ---- */

typedef enum {
    LANE_EMPTY = 0,      /* no connection */
    LANE_CONNECTING = 1, /* by curl, for its item */
    LANE_IDLE = 2,
    LANE_BUSY = 3
} lane_state_e;

typedef struct cosi_lane_s {
    struct cosx_batch_s *batch;
    int state;
    int number;
    CURL *easy;
    cosi_exchange_t setup; /* what curl's options refer to */
    cosx_context_t context;
    int fd;
    int is_tls;
    int watched;           /* epoll events */
    int64_t served;        /* answers so far */
    cosi_item_t *item;
    /* the request */
    cosi_bytes_t out;      /* head, and what of the body goes with it */
    size_t out_sent;
    int file;              /* -1: none */
    struct stat file_info; /* when it was opened */
    int64_t body_sent;     /* bytes of the body handed to the connection */
    int64_t body_read;     /* FILE: bytes read into `out` */
    uint64_t sent_crc;
    int sent_any;
    int sent_all;
    /* the response */
    cosi_answer_t answer;
    cosi_chunked_t chunked;
    int head_done;
    char *in;              /* what was received and not used yet */
    size_t in_start;
    size_t in_size;
    size_t in_room;
    char *body;
    int64_t body_room;
    int64_t body_size;
    uint64_t received_crc; /* brought up to date at the end */
    int received_any;
    int waits_for_memory;
    int64_t last_move_us;
} cosi_lane_t;

/* ---- the batch ---- */

struct cosx_batch_s {
    cosx_batch_spec_t spec;
    cos_pool_t *pool; /* texts of the settings; touched by the creating and the destroying thread only */
    cosx_settings_t settings;
    cos_http_controller_ex_t controller;
    char *url;        /* "http://host/", to connect to */
    int checks_sent;
    int checks_received;
    int copies;       /* a 200 may carry an error */
    pid_t pid;
    pthread_t thread;
    int wake_fd;

    pthread_mutex_t lock;
    pthread_cond_t changed;   /* finished is not empty, or nothing is pending */
    /* under the lock */
    cosi_queue_t incoming;
    cosi_queue_t finished;
    int64_t pending;          /* submitted and not handed out */
    int64_t unfinished;       /* submitted and not finished */
    int sleeping;             /* the loop may have to be woken */
    int stop;
    int consumers;            /* threads that wait */
    int credentials_changed;
    cosi_writer_t new_credentials; /* only its credentials */
    int64_t held;             /* atomic: bytes of bodies */
    int memory_wanted;        /* atomic: a lane waits for memory */

    /* of the loop's thread */
    CURLM *multi;
    int epoll;
    int64_t curl_due_us;      /* 0: nothing */
    cosi_lane_t *lanes;
    int lane_count;           /* concurrency + 1: the last is for the oldest item alone */
    int busy;                 /* lanes connecting or busy */
    cosi_writer_t writer;
    cosi_queue_t ready;       /* taken over, not begun */
    cosi_queue_t again;       /* wait for their next attempt */
    cosi_queue_t done;        /* finished in this round */
    cosi_item_t *oldest;
    cosi_item_t *newest;
    int64_t now_us;
    int64_t checked_us;
    int64_t first_done_us;    /* of results that nobody was told of yet; 0: none */
    int cancelled;
};

/* loop.c */
void *cosi_batch_loop(void *batch);
int cosi_loop_open(cosx_batch_t *batch, cosi_fault_t *fault);
void cosi_loop_close(cosx_batch_t *batch);

/* lane.c: one connection. What ends an attempt calls cosi_attempt_over. */
void cosi_lane_start(cosi_lane_t *lane, cosi_item_t *item);
void cosi_lane_connected(cosi_lane_t *lane, CURLcode result);
void cosi_lane_ready(cosi_lane_t *lane, int readable, int writable);
void cosi_lane_check_time(cosi_lane_t *lane, int64_t now_us);
void cosi_lane_close(cosi_lane_t *lane);
void cosi_lane_free(cosi_lane_t *lane);
void cosi_lane_watch(cosi_lane_t *lane, int events);
/* End the attempt of a lane with this fault. The connection is closed. */
void cosi_lane_fail(cosi_lane_t *lane, const cosi_fault_t *fault, int curl_code);
void cosi_lane_fail_as(cosi_lane_t *lane, int code, int os_errno, int curl_code, const char *text);
void cosi_lane_close_file(cosi_lane_t *lane);
void cosi_lane_drop_body(cosi_lane_t *lane);

/* What reading and writing return beside a number of bytes. */
#define COSI_LANE_AGAIN (-1)  /* wait for the socket */
#define COSI_LANE_BROKEN (-2)

/* lane_send.c: what can be sent without waiting. 0: the lane is no longer with this exchange. */
int cosi_lane_send(cosi_lane_t *lane);

/* lane_receive.c: what can be received without waiting. `have_bytes`: what is here already first. */
void cosi_lane_receive(cosi_lane_t *lane, int have_bytes);
int64_t cosi_lane_read(cosi_lane_t *lane, char *buffer, size_t size, int *curl_code, int *os_errno);
/* The other side will say no more. */
void cosi_lane_ended(cosi_lane_t *lane, int curl_code, int os_errno);

/* outcome.c: the attempt has ended; the lane has been or will be let go. fault: NULL when there is an
   answer. */
void cosi_attempt_over(cosi_lane_t *lane, const cosi_fault_t *fault, int curl_code);
/* Finish an item that is in no lane. */
void cosi_item_fail(cosx_batch_t *batch, cosi_item_t *item, const cosi_fault_t *fault, int curl_code);

/* 1 when `more` bytes may be held for this item. */
int cosi_memory_ask(cosx_batch_t *batch, cosi_item_t *item, int64_t more);

#endif
