/* Inside the engine: schedule.c decides, engine.c has the threads, timers.c the clock. All
   functions here want engine->lock held, unless they say otherwise. */
#ifndef COSI_TRANSFER_ENGINE_H
#define COSI_TRANSFER_ENGINE_H

#include "transfer_internal.h"

/* schedule.c */

/* Fill in the next attempt; 0 when there is nothing to do now. */
int cosi_schedule_pick(cosx_engine_t *engine, cosi_attempt_t *attempt);
/* An attempt came back. May let go of the lock meanwhile. */
void cosi_schedule_conclude(cosx_engine_t *engine, cosi_attempt_t *attempt, cosi_outcome_e outcome);
void cosi_schedule_enqueue(cosx_engine_t *engine, cosx_transfer_t *transfer);
/* As cosx_transfer_cancel. */
void cosi_schedule_cancel(cosx_engine_t *engine, cosx_transfer_t *transfer);
/* End a transfer that stops and has no attempt out. Lets go of the lock meanwhile. */
void cosi_schedule_settle(cosx_engine_t *engine, cosx_transfer_t *transfer);
/* A timer is due; it is out of the heap. May let go of the lock. */
void cosi_schedule_fire(cosx_engine_t *engine, cosi_timer_t *timer);
/* Drop one reference; frees the transfer with the last. */
void cosi_schedule_unref(cosx_transfer_t *transfer);

/* timers.c */

/* Promise room for one more timer, so that setting it cannot fail; and take that back.
   COSE_OK or COSE_OUT_MEMORY. */
int cosi_timers_reserve(cosx_engine_t *engine);
void cosi_timers_unreserve(cosx_engine_t *engine);
/* Add or move. Room must have been promised. */
void cosi_timers_set(cosx_engine_t *engine, cosi_timer_t *timer, int64_t due_us);
void cosi_timers_cancel(cosx_engine_t *engine, cosi_timer_t *timer);
/* The next one, NULL if none. */
cosi_timer_t *cosi_timers_first(const cosx_engine_t *engine);

/* engine.c */

/* `timeout_ms` from now on that clock; -1 when it is negative. */
int64_t cosi_engine_due(int64_t timeout_ms);
/* Wait for `condition` until `due_us` of cosx_clock_us (-1: without end). */
void cosi_engine_wait(cosx_engine_t *engine, pthread_cond_t *condition, int64_t due_us);
void cosi_engine_init_condition(pthread_cond_t *condition);
/* Take one of the engine's references, and drop it; the latter unlocks, and frees with the last. */
void cosi_engine_ref(cosx_engine_t *engine);
void cosi_engine_unref_unlock(cosx_engine_t *engine);
/* 1 in a child of the process that made it. Needs no lock. */
int cosi_engine_inherited(const cosx_engine_t *engine);

/* inbox.c */

/* A transfer was submitted whose end is to be reported there. */
void cosi_inbox_expect(cosx_inbox_t *inbox);
/* It has finished: once for each that was expected. */
void cosi_inbox_finished(cosx_inbox_t *inbox, cosx_transfer_t *transfer);
/* It is not to be given out any more. */
void cosi_inbox_released(cosx_inbox_t *inbox, cosx_transfer_t *transfer);
void cosi_inbox_unref(cosx_inbox_t *inbox);
/* The engine began to end: tell all readers. */
void cosi_inboxes_closing(cosx_engine_t *engine);

/* fork.c: no lock */

/* From now on fork() finds the engine's lock free. COSE_OK or COSE_FAILED_INITIALIZE. */
int cosi_fork_register(cosx_engine_t *engine);
void cosi_fork_unregister(cosx_engine_t *engine);

#endif
