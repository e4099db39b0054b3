/* Reports of finished transfers, many at a time. */
#include "cosx_inbox.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine.h"

struct cosx_inbox_s {
    cosx_engine_t *engine;
    int ends[2]; /* of a pipe: a byte lies in it exactly while `told` */
    /* under the engine's lock */
    int references; /* the user's and each transfer's */
    int count;      /* in `finished` */
    int failures;   /* of them that did not end well */
    int enough;     /* what the reader waits for */
    int woken;
    int told;
    cos_list_t finished; /* of cosx_transfer_t, by `report` */
    cos_list_t node;     /* in engine->inboxes */
};

static int time_to_look(const cosx_inbox_t *inbox)
{
    return inbox->count >= inbox->enough || inbox->failures > 0 || inbox->woken;
}

static void tell(cosx_inbox_t *inbox)
{
    if (!inbox->told && time_to_look(inbox)) {
        inbox->told = write(inbox->ends[1], "", 1) == 1;
    }
}

static void take_back(cosx_inbox_t *inbox)
{
    char byte;

    if (inbox->told && read(inbox->ends[0], &byte, 1) == 1) {
        inbox->told = 0;
    }
}

static int make_pipe(int ends[2])
{
    int i;

    if (pipe(ends) != 0) {
        return 0;
    }
    for (i = 0; i < 2; i++) {
        if (fcntl(ends[i], F_SETFD, FD_CLOEXEC) != 0 || fcntl(ends[i], F_SETFL, O_NONBLOCK) != 0) {
            close(ends[0]);
            close(ends[1]);
            return 0;
        }
    }
    return 1;
}

cosx_inbox_t *cosx_inbox_create(cosx_engine_t *engine)
{
    cosx_inbox_t *inbox = calloc(1, sizeof(*inbox));

    if (inbox == NULL || !make_pipe(inbox->ends)) {
        free(inbox);
        return NULL;
    }
    inbox->engine = engine;
    inbox->references = 1;
    inbox->enough = 1;
    cos_list_init(&inbox->finished);
    pthread_mutex_lock(&engine->lock);
    cosi_engine_ref(engine);
    cos_list_add_tail(&inbox->node, &engine->inboxes);
    pthread_mutex_unlock(&engine->lock);
    return inbox;
}

void cosi_inbox_unref(cosx_inbox_t *inbox)
{
    if (--inbox->references == 0) {
        close(inbox->ends[0]);
        close(inbox->ends[1]);
        free(inbox);
    }
}

/* Out of the list of those to be given out. */
static void forget(cosx_inbox_t *inbox, cosx_transfer_t *transfer)
{
    cos_list_del(&transfer->report);
    cos_list_init(&transfer->report);
    inbox->count--;
    inbox->failures -= transfer->state != COSX_TRANSFER_DONE;
}

void cosx_inbox_destroy(cosx_inbox_t *inbox)
{
    cosx_engine_t *engine;

    if (inbox == NULL) {
        return;
    }
    engine = inbox->engine;
    pthread_mutex_lock(&engine->lock);
    while (!cos_list_empty(&inbox->finished)) {
        forget(inbox, cos_list_entry(inbox->finished.next, cosx_transfer_t, report));
    }
    cos_list_del(&inbox->node);
    cosi_inbox_unref(inbox);
    cosi_engine_unref_unlock(engine);
}

int cosx_inbox_take(cosx_inbox_t *inbox, void **tags, int room, int enough)
{
    cosx_engine_t *engine = inbox->engine;
    cosx_transfer_t *transfer;
    int taken = -1;

    if (cosi_engine_inherited(engine)) {
        return 0;
    }
    pthread_mutex_lock(&engine->lock);
    inbox->enough = enough;
    take_back(inbox);
    if (time_to_look(inbox)) {
        inbox->woken = 0;
        for (taken = 0; taken < room && !cos_list_empty(&inbox->finished); taken++) {
            transfer = cos_list_entry(inbox->finished.next, cosx_transfer_t, report);
            tags[taken] = transfer->spec.tag;
            forget(inbox, transfer);
        }
    }
    pthread_mutex_unlock(&engine->lock);
    return taken;
}

static int is_moving(const cosx_transfer_t *transfer)
{
    return transfer->state < COSX_TRANSFER_DONE;
}

static int can_be_cancelled(const cosx_transfer_t *transfer)
{
    return !transfer->cancelled && (transfer->phase == COSI_PHASE_QUEUED || transfer->phase == COSI_PHASE_OPEN
                                    || transfer->phase == COSI_PHASE_RESTARTING);
}

static cosx_transfer_t *first(const cosx_inbox_t *inbox, int (*is_so)(const cosx_transfer_t *transfer))
{
    cosx_transfer_t *transfer;

    cos_list_for_each_entry(cosx_transfer_t, transfer, &inbox->engine->all, all) {
        if (transfer->inbox == inbox && is_so(transfer)) {
            return transfer;
        }
    }
    return NULL;
}

int cosx_inbox_stop(cosx_inbox_t *inbox, int64_t timeout_ms)
{
    cosx_engine_t *engine = inbox->engine;
    int64_t due = cosi_engine_due(timeout_ms);
    cosx_transfer_t *transfer;
    int moving;

    if (cosi_engine_inherited(engine)) {
        return 0;
    }
    pthread_mutex_lock(&engine->lock);
    /* from the beginning each time: cancelling lets go of the lock */
    while ((transfer = first(inbox, can_be_cancelled)) != NULL) {
        cosi_schedule_cancel(engine, transfer);
    }
    while ((moving = first(inbox, is_moving) != NULL) && (due < 0 || cosx_clock_us() < due)) {
        cosi_engine_wait(engine, &engine->change, due);
    }
    pthread_mutex_unlock(&engine->lock);
    return !moving;
}

int cosx_inbox_descriptor(const cosx_inbox_t *inbox)
{
    return inbox->ends[0];
}

void cosx_inbox_wake(cosx_inbox_t *inbox)
{
    if (cosi_engine_inherited(inbox->engine)) {
        return; /* the pipe is the parent's too */
    }
    pthread_mutex_lock(&inbox->engine->lock);
    inbox->woken = 1;
    tell(inbox);
    pthread_mutex_unlock(&inbox->engine->lock);
}

/* ---- for the engine ---- */

void cosi_inbox_expect(cosx_inbox_t *inbox)
{
    inbox->references++;
}

void cosi_inbox_finished(cosx_inbox_t *inbox, cosx_transfer_t *transfer)
{
    if (!transfer->released) {
        cos_list_add_tail(&transfer->report, &inbox->finished);
        inbox->count++;
        inbox->failures += transfer->state != COSX_TRANSFER_DONE;
    }
    tell(inbox);
}

void cosi_inbox_released(cosx_inbox_t *inbox, cosx_transfer_t *transfer)
{
    if (!cos_list_empty(&transfer->report)) {
        forget(inbox, transfer);
    }
}

void cosi_inboxes_closing(cosx_engine_t *engine)
{
    cosx_inbox_t *inbox;

    cos_list_for_each_entry(cosx_inbox_t, inbox, &engine->inboxes, node) {
        inbox->woken = 1;
        tell(inbox);
    }
}
