/* Who runs next, and what follows from what came back. */
#include <stdlib.h>
#include <string.h>

#include "engine.h"

/* A cancelled transfer is reported after this time, even if the clean-up at the server goes on. */
#define REPORT_AFTER_US ((int64_t)150000)
/* A clean-up may hold up the end of the engine this long. */
#define GIVE_UP_AFTER_US ((int64_t)2000000)
/* A clean-up takes at most this long. */
#define UNDO_AT_MOST_US ((int64_t)10000000)

static int placed(const cosx_transfer_t *transfer)
{
    return !cos_list_empty(&transfer->place);
}

static void unplace(cosx_transfer_t *transfer)
{
    cos_list_del(&transfer->place);
    cos_list_init(&transfer->place);
}

/* ---- what there is to do ---- */

/* Move on to the next part that nobody has. */
static int part_available(cosx_transfer_t *transfer)
{
    while (transfer->next_part < transfer->plan.count
           && transfer->parts[transfer->next_part].state != COSI_PART_PENDING
           && transfer->parts[transfer->next_part].state != COSI_PART_CLAIMED) {
        transfer->next_part++;
    }
    return transfer->next_part < transfer->plan.count;
}

static int runnable(cosx_transfer_t *transfer)
{
    if (transfer->phase != COSI_PHASE_OPEN && transfer->phase != COSI_PHASE_UNDOING) {
        return 0;
    }
    if (!cos_list_empty(&transfer->ready) || transfer->step != NULL) {
        return 1;
    }
    return transfer->parts_open && transfer->running_count + transfer->waiting_count < transfer->parallel
           && part_available(transfer);
}

static int small_admissible(const cosx_engine_t *engine)
{
    return !cos_list_empty(&engine->small_queue) && engine->open_count < engine->limit;
}

/* Large files one after the other, as many at once as there are threads: more would only
   finish later, each of them. */
static int large_admissible(const cosx_engine_t *engine)
{
    return !cos_list_empty(&engine->large_queue) && engine->open_count < engine->limit
           && (engine->large_open < engine->threads || engine->large_open < 2);
}

static int anything(const cosx_engine_t *engine)
{
    if (engine->running >= engine->pace.allowed) {
        return 0; /* whoever comes back looks again */
    }
    return !cos_list_empty(&engine->ring) || small_admissible(engine) || large_admissible(engine);
}

/* After any change: in the ring exactly while there is work to give out. */
static void place(cosx_engine_t *engine, cosx_transfer_t *transfer)
{
    int wanted = runnable(transfer);

    if (wanted && !placed(transfer)) {
        cos_list_add_tail(&transfer->place, &engine->ring);
    } else if (!wanted && placed(transfer)) {
        unplace(transfer);
    }
    if (anything(engine)) {
        pthread_cond_signal(&engine->work);
    }
}

/* ---- giving out work ---- */

static void open_transfer(cosx_engine_t *engine, cosx_transfer_t *transfer)
{
    unplace(transfer);
    engine->open_count++;
    engine->large_open += transfer->large;
    transfer->phase = COSI_PHASE_OPEN;
    transfer->state = COSX_TRANSFER_RUNNING;
    transfer->step = transfer->direction->open;
}

/* Fewest attempts out comes first, so that workers are shared evenly; all small files together
   count as one. Among equals the three sources take turns. */
static cosx_transfer_t *choose(cosx_engine_t *engine)
{
    cosx_transfer_t *best[3] = {NULL, NULL, NULL};
    int load[3] = {0, 0, 0};
    cosx_transfer_t *one;
    int chosen = -1;
    int i;

    cos_list_for_each_entry(cosx_transfer_t, one, &engine->ring, place) {
        if (best[0] == NULL || one->running_count < best[0]->running_count) {
            best[0] = one;
            load[0] = one->running_count;
        }
        if (load[0] == 0) {
            break;
        }
    }
    if (small_admissible(engine)) {
        best[1] = cos_list_entry(engine->small_queue.next, cosx_transfer_t, place);
        load[1] = engine->small_running;
    }
    if (large_admissible(engine)) {
        best[2] = cos_list_entry(engine->large_queue.next, cosx_transfer_t, place);
    }
    for (i = 0; i < 3; i++) {
        int source = (engine->turn + i) % 3;
        if (best[source] != NULL && (chosen < 0 || load[source] < load[chosen])) {
            chosen = source;
        }
    }
    if (chosen < 0) {
        return NULL;
    }
    engine->turn = (chosen + 1) % 3;
    return best[chosen];
}

int cosi_schedule_pick(cosx_engine_t *engine, cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = engine->running < engine->pace.allowed ? choose(engine) : NULL;
    cos_pool_t *pool = attempt->pool;

    if (transfer == NULL) {
        return 0;
    }
    memset(attempt, 0, sizeof(*attempt));
    attempt->transfer = transfer;
    attempt->pool = pool;
    attempt->part = -1;
    attempt->number = 1;
    if (transfer->phase == COSI_PHASE_QUEUED) {
        open_transfer(engine, transfer);
    }
    if (!cos_list_empty(&transfer->ready)) {
        cosi_job_t *job = cos_list_entry(transfer->ready.next, cosi_job_t, node);
        attempt->step = job->step;
        attempt->part = job->part;
        attempt->number = job->number;
        attempt->claimed = job->claimed;
        cos_list_del(&job->node);
        transfer->waiting_count--;
        cosi_timers_unreserve(engine);
        cosi_failure_clear(&job->failure);
        free(job);
    } else if (transfer->step != NULL) {
        attempt->step = transfer->step;
        transfer->step = NULL;
    } else {
        part_available(transfer);
        attempt->step = transfer->direction->part;
        attempt->part = transfer->next_part++;
        attempt->claimed = transfer->parts[attempt->part].state == COSI_PART_CLAIMED;
        transfer->parts[attempt->part].state = COSI_PART_TAKEN;
    }
    if (attempt->part >= 0) {
        atomic_store(&attempt->most, cosi_plan_length(&transfer->plan, attempt->part));
    }
    attempt->small = !transfer->large;
    engine->small_running += attempt->small;
    engine->running++;
    attempt->began_us = cosx_clock_us();
    transfer->running_count++;
    cos_list_add_tail(&attempt->node, &transfer->running);
    if (placed(transfer)) {
        unplace(transfer); /* to the end of the ring */
    }
    place(engine, transfer);
    return 1;
}

/* ---- the end of a transfer ---- */

void cosi_schedule_unref(cosx_transfer_t *transfer)
{
    if (--transfer->references == 0) {
        transfer->engine->references--; /* never to 0: the caller or the engine itself holds one */
        cosi_transfer_free(transfer);
    }
}

static void report(cosx_engine_t *engine, cosx_transfer_t *transfer)
{
    if (transfer->state >= COSX_TRANSFER_DONE) {
        return;
    }
    transfer->state = !transfer->failed ? COSX_TRANSFER_DONE
                      : transfer->cancelled ? COSX_TRANSFER_CANCELLED : COSX_TRANSFER_FAILED;
    if (transfer->inbox != NULL) {
        cosi_inbox_finished(transfer->inbox, transfer);
    } else if (!transfer->released) {
        cos_list_add_tail(&transfer->report, &engine->finished);
    }
    pthread_cond_broadcast(&engine->change);
}

/* The engine has nothing more to do for it. May free it. */
static void retire(cosx_engine_t *engine, cosx_transfer_t *transfer)
{
    report(engine, transfer);
    if (transfer->phase != COSI_PHASE_QUEUED) {
        engine->open_count--;
        engine->large_open -= transfer->large;
    }
    if (placed(transfer)) {
        unplace(transfer);
    }
    cosi_timers_cancel(engine, &transfer->timer);
    cosi_timers_unreserve(engine);
    transfer->phase = COSI_PHASE_OVER;
    cos_list_del(&transfer->all);
    if (engine->closing && cos_list_empty(&engine->all)) {
        pthread_cond_broadcast(&engine->work);
        pthread_cond_broadcast(&engine->tick);
    } else if (anything(engine)) {
        pthread_cond_signal(&engine->work); /* there may be room for a queued one now */
    }
    cosi_schedule_unref(transfer);
}

static void drop_jobs(cosx_engine_t *engine, cosx_transfer_t *transfer, cos_list_t *jobs)
{
    while (!cos_list_empty(jobs)) {
        cosi_job_t *job = cos_list_entry(jobs->next, cosi_job_t, node);
        cosi_timers_cancel(engine, &job->timer);
        cosi_timers_unreserve(engine);
        cos_list_del(&job->node);
        transfer->waiting_count--;
        cosi_failure_clear(&job->failure);
        free(job);
    }
}

/* Give out nothing more and call back what is out. */
static void halt(cosx_engine_t *engine, cosx_transfer_t *transfer, cosi_phase_e phase)
{
    transfer->phase = phase;
    transfer->step = NULL;
    transfer->parts_open = 0;
    drop_jobs(engine, transfer, &transfer->delayed);
    drop_jobs(engine, transfer, &transfer->ready);
    place(engine, transfer);
}

/* The first failure counts; takes over its strings. */
static void stop(cosx_engine_t *engine, cosx_transfer_t *transfer, cosi_failure_t *failure)
{
    if (!transfer->failed) {
        transfer->failed = 1;
        transfer->failure = *failure;
        memset(failure, 0, sizeof(*failure));
    }
    cosx_cancel_set(&transfer->stop);
    halt(engine, transfer, COSI_PHASE_STOPPING);
}

static void set_timer(cosx_engine_t *engine, cosx_transfer_t *transfer, cosi_timer_e kind, int64_t due_us)
{
    transfer->timer.kind = kind;
    cosi_timers_set(engine, &transfer->timer, due_us);
}

void cosi_schedule_settle(cosx_engine_t *engine, cosx_transfer_t *transfer)
{
    int64_t now = cosx_clock_us();
    int undo;

    if (placed(transfer)) {
        unplace(transfer);
    }
    cosi_timers_cancel(engine, &transfer->timer);
    transfer->phase = COSI_PHASE_DISCARDING;
    pthread_mutex_unlock(&engine->lock);
    undo = transfer->direction->discard(transfer);
    pthread_mutex_lock(&engine->lock);
    if (!undo) {
        retire(engine, transfer);
        return;
    }
    transfer->phase = COSI_PHASE_UNDOING;
    transfer->undo_until_us = now + UNDO_AT_MOST_US;
    transfer->step = transfer->direction->undo;
    if (engine->closing) {
        report(engine, transfer);
        set_timer(engine, transfer, COSI_TIMER_GIVE_UP, engine->closing_since_us + GIVE_UP_AFTER_US);
    } else if (transfer->cancelled) {
        set_timer(engine, transfer, COSI_TIMER_REPORT, now + REPORT_AFTER_US);
    }
    place(engine, transfer);
}

static void restart(cosx_engine_t *engine, cosx_transfer_t *transfer)
{
    transfer->phase = COSI_PHASE_OPEN;
    transfer->restarted = 1;
    transfer->next_part = 0;
    transfer->step = transfer->direction->restart;
    place(engine, transfer);
}

static void came_to_rest(cosx_engine_t *engine, cosx_transfer_t *transfer)
{
    if (transfer->running_count > 0) {
        return;
    }
    if (transfer->phase == COSI_PHASE_STOPPING) {
        cosi_schedule_settle(engine, transfer);
    } else if (transfer->phase == COSI_PHASE_RESTARTING) {
        restart(engine, transfer);
    }
}

/* ---- what came back ---- */

/* Wait for the next try of `attempt`. 0 when it cannot be had: then `attempt->failure` stands. */
static int delay(cosx_engine_t *engine, cosx_transfer_t *transfer, cosi_attempt_t *attempt)
{
    int64_t due = cosx_clock_us() + attempt->delay_us;
    int64_t end = transfer->phase == COSI_PHASE_UNDOING ? transfer->undo_until_us : transfer->spec.deadline_us;
    cosi_job_t *job = NULL;

    if ((end != 0 && due >= end) || (transfer->phase == COSI_PHASE_UNDOING && engine->closing)) {
        return 0;
    }
    job = calloc(1, sizeof(*job));
    if (job == NULL || cosi_timers_reserve(engine) != COSE_OK) {
        free(job);
        return 0;
    }
    job->timer.kind = COSI_TIMER_RETRY;
    job->timer.transfer = transfer;
    job->step = attempt->step;
    job->part = attempt->part;
    job->number = attempt->number + 1;
    job->claimed = attempt->claimed;
    job->failure = attempt->failure;
    memset(&attempt->failure, 0, sizeof(attempt->failure));
    cos_list_add_tail(&job->node, &transfer->delayed);
    transfer->waiting_count++;
    cosi_timers_set(engine, &job->timer, due);
    atomic_fetch_add(&transfer->retries, 1);
    return 1;
}

static void part_done(cosx_transfer_t *transfer, int32_t part)
{
    transfer->parts[part].state = COSI_PART_DONE;
    atomic_fetch_add(&transfer->finished_bytes, cosi_plan_length(&transfer->plan, part));
    atomic_fetch_add(&transfer->done_parts, 1);
}

/* All parts there: the last step is due. */
static void parts_open(cosx_transfer_t *transfer)
{
    if (atomic_load(&transfer->done_parts) == transfer->plan.count) {
        transfer->parts_open = 0;
        transfer->step = transfer->direction->finish;
    } else {
        transfer->parts_open = 1;
    }
}

static void step_done(cosx_engine_t *engine, cosx_transfer_t *transfer, cosi_attempt_t *attempt)
{
    if (attempt->part >= 0) {
        part_done(transfer, attempt->part);
        parts_open(transfer);
        return;
    }
    if (attempt->then != NULL) {
        transfer->step = attempt->then;
        return;
    }
    if (!transfer->large && transfer->plan.count > 1) {
        transfer->large = 1; /* a download shows its size only now */
        engine->large_open++;
    }
    parts_open(transfer);
}

static void keep_pace(cosx_engine_t *engine, cosi_attempt_t *attempt, cosi_outcome_e outcome)
{
    int busy = engine->running >= engine->pace.allowed;

    engine->running--;
    if (attempt->slow_down) {
        cosi_pace_slow_down(&engine->pace, attempt->began_us, cosx_clock_us());
    } else if (outcome == COSI_STEP_DONE) {
        cosi_pace_done(&engine->pace, attempt->moved_before + __atomic_load_n(&attempt->moved, __ATOMIC_RELAXED),
                       busy, cosx_clock_us());
    }
    if (anything(engine)) {
        pthread_cond_signal(&engine->work); /* there may be room for another now */
    }
}

void cosi_schedule_conclude(cosx_engine_t *engine, cosi_attempt_t *attempt, cosi_outcome_e outcome)
{
    cosx_transfer_t *transfer = attempt->transfer;

    keep_pace(engine, attempt, outcome);
    cos_list_del(&attempt->node);
    transfer->running_count--;
    engine->small_running -= attempt->small;
    if (outcome == COSI_STEP_DONE && attempt->finished && transfer->phase != COSI_PHASE_UNDOING) {
        /* also when a cancel came while the last step ran: what is done is done */
        cosi_failure_clear(&transfer->failure);
        transfer->failed = 0;
        retire(engine, transfer);
        return;
    }
    switch (transfer->phase) {
    case COSI_PHASE_OPEN:
        if (outcome == COSI_STEP_DONE) {
            step_done(engine, transfer, attempt);
        } else if (outcome == COSI_STEP_AGAIN && delay(engine, transfer, attempt)) {
            /* its place is kept: parts_open stays as it is */
        } else if (outcome == COSI_STEP_FAILED && attempt->restart && !transfer->restarted) {
            halt(engine, transfer, COSI_PHASE_RESTARTING);
        } else {
            stop(engine, transfer, &attempt->failure);
        }
        place(engine, transfer);
        break;
    case COSI_PHASE_RESTARTING:
        if (outcome == COSI_STEP_FAILED && !attempt->restart) {
            stop(engine, transfer, &attempt->failure);
        }
        break;
    case COSI_PHASE_UNDOING:
        if (outcome == COSI_STEP_DONE) {
            transfer->upload_open = 0;
        }
        if (outcome != COSI_STEP_AGAIN || !delay(engine, transfer, attempt)) {
            cosi_failure_clear(&attempt->failure);
            retire(engine, transfer);
            return;
        }
        break;
    default:
        break;
    }
    cosi_failure_clear(&attempt->failure);
    came_to_rest(engine, transfer);
}

/* ---- from outside ---- */

void cosi_schedule_enqueue(cosx_engine_t *engine, cosx_transfer_t *transfer)
{
    cos_list_add_tail(&transfer->all, &engine->all);
    cos_list_add_tail(&transfer->place, transfer->large ? &engine->large_queue : &engine->small_queue);
    if (transfer->spec.deadline_us != 0) {
        set_timer(engine, transfer, COSI_TIMER_DEADLINE, transfer->spec.deadline_us);
    }
    pthread_cond_signal(&engine->work);
}

/* Stop from outside for `failure`; the keeper settles when no worker will. */
static void stop_from_outside(cosx_engine_t *engine, cosx_transfer_t *transfer, cosi_failure_t *failure)
{
    if (transfer->phase == COSI_PHASE_QUEUED) {
        transfer->failed = 1;
        transfer->failure = *failure;
        retire(engine, transfer);
        return;
    }
    stop(engine, transfer, failure);
    if (transfer->running_count == 0) {
        cos_list_add_tail(&transfer->place, &engine->settling);
        pthread_cond_signal(&engine->tick);
    }
}

static void outside_failure(cosi_failure_t *failure, int code, const char *message)
{
    memset(failure, 0, sizeof(*failure));
    failure->code = code;
    failure->attempts = 1;
    failure->message = strdup(message);
}

void cosi_schedule_cancel(cosx_engine_t *engine, cosx_transfer_t *transfer)
{
    cosi_failure_t failure;

    switch (transfer->phase) {
    case COSI_PHASE_QUEUED:
    case COSI_PHASE_OPEN:
    case COSI_PHASE_RESTARTING:
        transfer->cancelled = 1;
        outside_failure(&failure, COSE_ABORT_CALLBACK, "the transfer was cancelled");
        stop_from_outside(engine, transfer, &failure);
        break;
    case COSI_PHASE_UNDOING:
        if (engine->closing) {
            report(engine, transfer);
            set_timer(engine, transfer, COSI_TIMER_GIVE_UP, engine->closing_since_us + GIVE_UP_AFTER_US);
        } else if (transfer->state < COSX_TRANSFER_DONE) {
            set_timer(engine, transfer, COSI_TIMER_REPORT, cosx_clock_us() + REPORT_AFTER_US);
        }
        break;
    default: /* it ends anyway */
        break;
    }
}

void cosi_schedule_fire(cosx_engine_t *engine, cosi_timer_t *timer)
{
    cosx_transfer_t *transfer = timer->transfer;
    cosi_job_t *job;
    cosi_failure_t failure;

    switch (timer->kind) {
    case COSI_TIMER_RETRY:
        job = (cosi_job_t *)(void *)timer;
        cos_list_del(&job->node);
        cos_list_add_tail(&job->node, &transfer->ready);
        place(engine, transfer);
        break;
    case COSI_TIMER_DEADLINE:
        if (transfer->phase <= COSI_PHASE_RESTARTING) {
            outside_failure(&failure, COSE_REQUEST_TIMEOUT, "the deadline of the transfer passed");
            stop_from_outside(engine, transfer, &failure);
        }
        break;
    case COSI_TIMER_REPORT:
        report(engine, transfer);
        break;
    case COSI_TIMER_GIVE_UP:
        cosx_cancel_set(&transfer->give_up);
        if (transfer->running_count == 0) {
            halt(engine, transfer, COSI_PHASE_STOPPING);
            retire(engine, transfer);
        }
        break;
    }
}
