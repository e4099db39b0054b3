/* The types that engine, upload and download share. */
#ifndef COSI_TRANSFER_INTERNAL_H
#define COSI_TRANSFER_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

#include "cos_list.h"
#include "cosx_transfer.h"
#include "journal.h"
#include "local_file.h"
#include "pace.h"
#include "plan.h"

typedef struct cosi_attempt_s cosi_attempt_t;

/* What came of one step. */
typedef enum {
    COSI_STEP_DONE = 0,
    COSI_STEP_AGAIN = 1, /* after attempt->delay_us */
    COSI_STEP_FAILED = 2 /* attempt->failure says why */
} cosi_outcome_e;

/* One piece of work of a transfer, at most one request; runs on a worker without locks. */
typedef cosi_outcome_e (*cosi_step_pt)(cosi_attempt_t *attempt);

/* What differs between upload and download. */
typedef struct cosi_direction_s {
    cosi_step_pt open;      /* the first step */
    cosi_step_pt part;      /* one part; runs many times at once */
    cosi_step_pt finish;    /* when all parts are done */
    cosi_step_pt restart;   /* forget the parts, begin anew; see attempt->restart */
    cosi_step_pt undo;      /* at the server, after a failure */
    /* Close and remove what is local, after a failure. 1: `undo` is wanted. */
    int (*discard)(cosx_transfer_t *transfer);
} cosi_direction_t;

extern const cosi_direction_t cosi_upload_direction;
extern const cosi_direction_t cosi_download_direction;

/* Why a transfer ended. Strings are malloc'ed or NULL. */
typedef struct cosi_failure_s {
    int code;
    int os_errno;
    int attempts;
    char *error_code;
    char *message;
    char *request_id;
} cosi_failure_t;

typedef enum {
    COSI_PART_PENDING = 0,
    COSI_PART_CLAIMED = 1, /* download: the checkpoint has it; to be read and verified */
    COSI_PART_TAKEN = 2,   /* on a worker, or waiting to be tried again */
    COSI_PART_DONE = 3
} cosi_part_state_e;

typedef struct cosi_part_s {
    uint64_t crc;
    char *etag;    /* upload */
    uint8_t state; /* cosi_part_state_e; under the engine's lock once parts are running */
} cosi_part_t;

/* One run of a step. Lives on the worker's stack. */
struct cosi_attempt_s {
    cosx_transfer_t *transfer;
    cosi_step_pt step;
    int32_t part;            /* -1: the step is not a part */
    int number;              /* of this try, from 1 */
    int claimed;             /* the part's state was COSI_PART_CLAIMED */
    int small;               /* counted in engine->small_running */
    int64_t began_us;
    cos_pool_t *pool;        /* cleared after the step */
    volatile int64_t moved;  /* body bytes of this attempt, changed atomically */
    _Atomic int64_t most;    /* of them that count as progress */
    int64_t moved_before;    /* by the steps before, on the same worker */
    cos_list_t node;         /* in transfer->running */

    /* set by the step */
    cosi_step_pt then;       /* DONE: the next step, NULL: the parts */
    int finished;            /* DONE: that was all */
    int restart;             /* FAILED: begin anew, once */
    int64_t delay_us;        /* AGAIN */
    int slow_down;           /* the service asked for fewer requests */
    cosi_failure_t failure;
};

/* An attempt that waits for its time. */
typedef enum { COSI_TIMER_RETRY, COSI_TIMER_DEADLINE, COSI_TIMER_REPORT, COSI_TIMER_GIVE_UP } cosi_timer_e;

typedef struct cosi_timer_s {
    cosi_timer_e kind;
    int64_t due_us;
    size_t place;            /* in the heap, from 1; 0: not in it */
    cosx_transfer_t *transfer;
} cosi_timer_t;

typedef struct cosi_job_s {
    cosi_timer_t timer;      /* must come first */
    cos_list_t node;         /* in transfer->delayed or transfer->ready */
    cosi_step_pt step;
    int32_t part;
    int number;
    int claimed;
    cosi_failure_t failure;  /* of the last try: what to report should the deadline pass meanwhile */
} cosi_job_t;

typedef enum {
    COSI_PHASE_QUEUED = 0,
    COSI_PHASE_OPEN = 1,       /* under way */
    COSI_PHASE_RESTARTING = 2, /* as STOPPING, then `restart` */
    COSI_PHASE_STOPPING = 3,   /* failed or cancelled; waits for its attempts to come back */
    COSI_PHASE_DISCARDING = 4, /* somebody runs `discard` */
    COSI_PHASE_UNDOING = 5,    /* `undo` waits or runs */
    COSI_PHASE_OVER = 6        /* the engine is done with it */
} cosi_phase_e;

struct cosx_transfer_s {
    /* never changed after submit */
    cosx_engine_t *engine;
    const cosi_direction_t *direction;
    cosx_transfer_spec_t spec; /* strings and settings point behind this struct */
    cosx_settings_t settings;
    int parallel;              /* most attempts at once */
    int compute_crc;

    /* changed atomically */
    cosx_cancel_t stop;        /* seen by all requests but those of `undo` */
    cosx_cancel_t give_up;     /* seen by those of `undo` */
    _Atomic int64_t total_bytes;
    _Atomic int64_t finished_bytes;
    _Atomic int64_t resumed_bytes;
    _Atomic int32_t total_parts;
    _Atomic int32_t done_parts;
    _Atomic int32_t resumed_parts;
    _Atomic int32_t retries;

    /* under the engine's lock */
    cosi_phase_e phase;
    int state;                 /* cosx_transfer_state_e */
    int references;            /* the user's and the engine's */
    int released;
    int cancelled;             /* by the user or by the engine's end */
    int large;                 /* counted in engine->large_open */
    int restarted;
    int failed;                /* `failure` holds the first one */
    cosi_failure_t failure;
    int running_count;
    int waiting_count;         /* in delayed and ready */
    int parts_open;            /* parts may be taken */
    cosi_step_pt step;         /* to be taken next, alone */
    int32_t next_part;         /* all before it are taken or done */
    cos_list_t running;        /* of cosi_attempt_t */
    cos_list_t delayed;        /* of cosi_job_t, in the heap */
    cos_list_t ready;          /* of cosi_job_t */
    cosi_timer_t timer;        /* deadline, later report or give_up */
    cos_list_t all;            /* in engine->all */
    cos_list_t place;          /* in one of engine's queues, or nowhere */
    cos_list_t report;         /* in engine->finished or the inbox, or nowhere */
    cosx_inbox_t *inbox;       /* NULL: none, or it was not submitted */

    /* of the steps; parts of several attempts at once touch only their own entry of `parts` */
    int fd;
    cosi_identity_t identity;
    cosi_plan_t plan;
    cosi_part_t *parts;        /* plan.count of them */
    pthread_mutex_t journal_lock;
    cosi_journal_t journal;
    int64_t undo_until_us;
    char *temp;                /* download: path of the temporary file while there is one */
    _Atomic int useless;       /* what the checkpoint speaks of can never be used again */
    int resumed;               /* it goes on where another ended */
    int64_t list_marker;       /* upload: last part of the page of ListParts before */
    int looked;                /* download: an empty object was looked at; upload: complete was asked for */

    /* of the result; readable under the lock once finished */
    char *upload_id;
    int upload_open;           /* upload_id is left on the server */
    char *etag;
    char *version_id;
    char *request_id;
    char *last_modified;
    char *warning;
    uint64_t crc64;
    uint64_t server_crc64;
    int has_server_crc64;
    int crc_checked;
    int64_t size;
    int64_t last_modified_s;
};

struct cosx_engine_s {
    pthread_mutex_t lock;
    pthread_cond_t work;       /* for workers */
    pthread_cond_t tick;       /* for the keeper */
    pthread_cond_t change;     /* a transfer finished */
    pid_t pid;                 /* whose threads these are */
    int references;            /* the user's and each transfer's */
    int threads;
    int closing;
    int64_t closing_since_us;
    pthread_t *workers;
    int worker_count;
    pthread_t keeper;          /* timers, and the end of transfers no worker is busy with */
    int keeper_started;
    int limit;                 /* most transfers open at once: each holds file descriptors */
    int open_count;
    int large_open;
    int small_running;
    int running;               /* attempts out */
    cosi_pace_t pace;          /* how many may be */
    int turn;
    cos_list_t all;            /* unfinished transfers, by `all` */
    cos_list_t small_queue;    /* not yet open, by `place` */
    cos_list_t large_queue;
    cos_list_t ring;           /* open, with work to give out, by `place` */
    cos_list_t settling;       /* to be ended by the keeper, by `place` */
    cos_list_t finished;       /* not yet reported, by `report`, of those without an inbox */
    cos_list_t inboxes;
    cosi_timer_t **heap;       /* [1 … heap_count] */
    size_t heap_count;
    size_t heap_promised;
    size_t heap_room;
    cos_list_t registered;     /* fork.c */
};

/* transfer.c */
void cosi_failure_clear(cosi_failure_t *failure);
/* Fill in; the strings are copied. Returns COSI_STEP_FAILED. */
cosi_outcome_e cosi_attempt_fail(cosi_attempt_t *attempt, int code, int os_errno, const char *error_code,
                                 const char *format, ...) __attribute__((format(printf, 5, 6)));
/* The same for a local file: " 'path': what strerror says" is appended. */
cosi_outcome_e cosi_attempt_fail_file(cosi_attempt_t *attempt, int code, int os_errno, const char *what,
                                      const char *path);
/* Free a transfer whose last reference went. */
void cosi_transfer_free(cosx_transfer_t *transfer);
/* Remember something the user should know; the first warnings stay, joined by "; ". */
void cosi_transfer_warn(cosx_transfer_t *transfer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Take over the plan: parts made, counters set. COSE_OK or an error. */
int cosi_transfer_set_plan(cosx_transfer_t *transfer, const cosi_plan_t *plan);
/* CRC64 of the whole, from those of the parts. */
uint64_t cosi_transfer_crc(const cosx_transfer_t *transfer);
/* Replace a string field of the transfer; NULL text: "". COSE_OK or COSE_OUT_MEMORY. */
int cosi_transfer_keep_text(char **field, const char *text);
/* A part is done: put it into the journal, if there is one. */
cosi_outcome_e cosi_transfer_record_part(cosi_attempt_t *attempt, uint64_t crc, const char *etag);
/* Open and lock the checkpoint file and read it. FAILED when it cannot be had. On DONE
   *found tells whether it fits `expected` in the fields common to both directions. */
cosi_outcome_e cosi_transfer_open_checkpoint(cosi_attempt_t *attempt, cosi_checkpoint_t *checkpoint, int *found);

#endif
