/* The engine's threads: workers that run steps, and the keeper of the timers. */
#include "engine.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define THREADS_MAX 1024
/* libcurl, OpenSSL and name lookup stay well below this; the usual 8 MiB times 1,024 would not. */
#define STACK_SIZE ((size_t)1 << 20)
/* Free memory a worker's pool keeps for its next request. */
#define POOL_KEEPS ((apr_size_t)1 << 18)

int cosi_engine_inherited(const cosx_engine_t *engine)
{
    return engine->pid != getpid();
}

void cosi_engine_init_condition(pthread_cond_t *condition)
{
#ifdef __APPLE__
    pthread_cond_init(condition, NULL);
#else
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
#endif
}

int64_t cosi_engine_due(int64_t timeout_ms)
{
    int64_t longest = (int64_t)366 * 86400 * 1000; /* what no clock overflows */

    if (timeout_ms < 0) {
        return -1;
    }
    return cosx_clock_us() + (timeout_ms < longest ? timeout_ms : longest) * 1000;
}

void cosi_engine_wait(cosx_engine_t *engine, pthread_cond_t *condition, int64_t due_us)
{
    struct timespec when;

    if (due_us < 0) {
        pthread_cond_wait(condition, &engine->lock);
        return;
    }
#ifdef __APPLE__
    due_us -= cosx_clock_us();
    due_us = due_us < 0 ? 0 : due_us;
#endif
    when.tv_sec = (time_t)(due_us / 1000000);
    when.tv_nsec = (long)(due_us % 1000000) * 1000;
#ifdef __APPLE__
    pthread_cond_timedwait_relative_np(condition, &engine->lock, &when);
#else
    pthread_cond_timedwait(condition, &engine->lock, &when);
#endif
}

static int over(const cosx_engine_t *engine)
{
    return engine->closing && cos_list_empty(&engine->all);
}

/* A pool of the worker's own, in no tree: no lock is shared with other threads. */
static cos_pool_t *worker_pool(void)
{
    apr_allocator_t *allocator = NULL;
    cos_pool_t *pool = NULL;

    if (apr_allocator_create(&allocator) != APR_SUCCESS) {
        return NULL;
    }
    apr_allocator_max_free_set(allocator, POOL_KEEPS);
    if (apr_pool_create_unmanaged_ex(&pool, NULL, allocator) != APR_SUCCESS) {
        apr_allocator_destroy(allocator);
        return NULL;
    }
    apr_allocator_owner_set(allocator, pool);
    return pool;
}

/* Run the step, and those that follow it alone: a small file is done in one go. */
static cosi_outcome_e run(cosi_attempt_t *attempt)
{
    cosi_outcome_e outcome;

    for (;;) {
        attempt->then = NULL;
        outcome = attempt->step(attempt);
        apr_pool_clear(attempt->pool);
        if (outcome != COSI_STEP_DONE || attempt->then == NULL || cosx_cancel_is_set(&attempt->transfer->stop)) {
            return outcome;
        }
        attempt->step = attempt->then;
        attempt->number = 1;
        atomic_store(&attempt->most, 0);
        attempt->moved_before += __atomic_exchange_n(&attempt->moved, 0, __ATOMIC_RELAXED);
    }
}

static void *work(void *data)
{
    cosx_engine_t *engine = data;
    cosi_attempt_t attempt = {0};
    cosi_outcome_e outcome;
    cos_pool_t *pool = worker_pool();

    attempt.pool = pool;
    pthread_mutex_lock(&engine->lock);
    while (!over(engine)) {
        if (!cosi_schedule_pick(engine, &attempt)) {
            cosi_engine_wait(engine, &engine->work, -1);
            continue;
        }
        pthread_mutex_unlock(&engine->lock);
        if (pool == NULL) {
            pool = worker_pool();
            attempt.pool = pool;
        }
        if (pool == NULL) {
            outcome = cosi_attempt_fail(&attempt, COSE_OUT_MEMORY, 0, NULL, "memory ran out");
        } else {
            outcome = run(&attempt);
        }
        pthread_mutex_lock(&engine->lock);
        cosi_schedule_conclude(engine, &attempt, outcome);
    }
    pthread_mutex_unlock(&engine->lock);
    if (pool != NULL) {
        apr_pool_destroy(pool);
    }
    return NULL;
}

static void *keep(void *data)
{
    cosx_engine_t *engine = data;
    cosi_timer_t *timer;

    pthread_mutex_lock(&engine->lock);
    while (!over(engine)) {
        timer = cosi_timers_first(engine);
        if (!cos_list_empty(&engine->settling)) {
            cosi_schedule_settle(engine, cos_list_entry(engine->settling.next, cosx_transfer_t, place));
        } else if (timer != NULL && timer->due_us <= cosx_clock_us()) {
            cosi_timers_cancel(engine, timer);
            cosi_schedule_fire(engine, timer);
        } else {
            cosi_engine_wait(engine, &engine->tick, timer == NULL ? -1 : timer->due_us);
        }
    }
    pthread_mutex_unlock(&engine->lock);
    return NULL;
}

/* Start the threads with all signals blocked: those are the program's business. */
static int start_threads(cosx_engine_t *engine)
{
    pthread_attr_t attributes;
    sigset_t all;
    sigset_t before;
    int error;

    if (pthread_attr_init(&attributes) != 0) {
        return COSE_FAILED_INITIALIZE;
    }
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&engine->keeper, &attributes, keep, engine);
    engine->keeper_started = error == 0;
    while (error == 0 && engine->worker_count < engine->threads) {
        error = pthread_create(&engine->workers[engine->worker_count], &attributes, work, engine);
        engine->worker_count += error == 0;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return error == 0 ? COSE_OK : COSE_FAILED_INITIALIZE;
}

/* Every open transfer holds up to two descriptors; most must be left to the program. */
static int open_limit(int threads)
{
    struct rlimit files;
    rlim_t limit = 1024;

    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur != RLIM_INFINITY) {
        limit = files.rlim_cur / 8;
    }
    if (limit > 1024) {
        limit = 1024;
    }
    return (int)limit < threads + 1 ? threads + 1 : (int)limit;
}

cosx_engine_t *cosx_engine_create(int threads)
{
    return cosx_engine_create_adaptive(threads, threads);
}

cosx_engine_t *cosx_engine_create_adaptive(int first, int threads)
{
    cosx_engine_t *engine;

    if (first < 1 || first > threads || threads > THREADS_MAX) {
        return NULL;
    }
    engine = calloc(1, sizeof(*engine));
    if (engine == NULL) {
        return NULL;
    }
    pthread_mutex_init(&engine->lock, NULL);
    cosi_engine_init_condition(&engine->work);
    cosi_engine_init_condition(&engine->tick);
    cosi_engine_init_condition(&engine->change);
    engine->pid = getpid();
    engine->references = 1;
    engine->threads = threads;
    engine->limit = open_limit(threads);
    cosi_pace_init(&engine->pace, first, threads);
    cos_list_init(&engine->all);
    cos_list_init(&engine->small_queue);
    cos_list_init(&engine->large_queue);
    cos_list_init(&engine->ring);
    cos_list_init(&engine->settling);
    cos_list_init(&engine->finished);
    cos_list_init(&engine->inboxes);
    cos_list_init(&engine->registered);
    engine->workers = calloc((size_t)threads, sizeof(*engine->workers));
    if (engine->workers == NULL || cosi_fork_register(engine) != COSE_OK) {
        pthread_mutex_lock(&engine->lock);
        cosi_engine_unref_unlock(engine);
        return NULL;
    }
    if (start_threads(engine) != COSE_OK) {
        cosx_engine_destroy(engine);
        return NULL;
    }
    return engine;
}

int cosx_engine_parallel(cosx_engine_t *engine)
{
    int allowed;

    pthread_mutex_lock(&engine->lock);
    allowed = engine->pace.allowed;
    pthread_mutex_unlock(&engine->lock);
    return allowed;
}

void cosi_engine_ref(cosx_engine_t *engine)
{
    engine->references++;
}

void cosi_engine_unref_unlock(cosx_engine_t *engine)
{
    int last = --engine->references == 0;

    pthread_mutex_unlock(&engine->lock);
    if (!last) {
        return;
    }
    cosi_fork_unregister(engine);
    if (!cosi_engine_inherited(engine)) {
        pthread_cond_destroy(&engine->work);
        pthread_cond_destroy(&engine->tick);
        pthread_cond_destroy(&engine->change);
    }
    pthread_mutex_destroy(&engine->lock);
    free(engine->workers);
    free(engine->heap);
    free(engine);
}

/* In a child: the threads that would finish the transfers are not here. */
static void abandon(cosx_engine_t *engine)
{
    cosx_transfer_t *transfer;
    cosx_transfer_t *next;

    cos_list_for_each_entry_safe(cosx_transfer_t, transfer, next, &engine->all, all) {
        cos_list_del(&transfer->all);
        cosi_schedule_unref(transfer);
    }
}

void cosx_engine_destroy(cosx_engine_t *engine)
{
    cosx_transfer_t *transfer;
    cosx_transfer_t *next;
    int i;

    if (engine == NULL) {
        return;
    }
    pthread_mutex_lock(&engine->lock);
    engine->closing = 1;
    engine->closing_since_us = cosx_clock_us();
    if (cosi_engine_inherited(engine)) {
        abandon(engine);
        cosi_engine_unref_unlock(engine);
        return;
    }
    cos_list_for_each_entry_safe(cosx_transfer_t, transfer, next, &engine->all, all) {
        cosi_schedule_cancel(engine, transfer);
    }
    pthread_cond_broadcast(&engine->work);
    pthread_cond_broadcast(&engine->tick);
    pthread_cond_broadcast(&engine->change);
    cosi_inboxes_closing(engine);
    pthread_mutex_unlock(&engine->lock);

    for (i = 0; i < engine->worker_count; i++) {
        pthread_join(engine->workers[i], NULL);
    }
    if (engine->keeper_started) {
        pthread_join(engine->keeper, NULL);
    }
    pthread_mutex_lock(&engine->lock);
    cosi_engine_unref_unlock(engine);
}

void *cosx_engine_next_finished(cosx_engine_t *engine, int64_t timeout_ms)
{
    int64_t due = cosi_engine_due(timeout_ms);
    cosx_transfer_t *transfer;
    void *tag = NULL;

    pthread_mutex_lock(&engine->lock);
    cosi_engine_ref(engine);
    while (cos_list_empty(&engine->finished) && !engine->closing && !cosi_engine_inherited(engine)
           && (due < 0 || cosx_clock_us() < due)) {
        cosi_engine_wait(engine, &engine->change, due);
    }
    if (!cos_list_empty(&engine->finished)) {
        transfer = cos_list_entry(engine->finished.next, cosx_transfer_t, report);
        cos_list_del(&transfer->report);
        cos_list_init(&transfer->report);
        tag = transfer->spec.tag;
    }
    cosi_engine_unref_unlock(engine);
    return tag;
}
