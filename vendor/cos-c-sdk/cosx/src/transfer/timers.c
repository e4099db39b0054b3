/* A binary heap of timers. */
#include <stdlib.h>

#include "engine.h"

int cosi_timers_reserve(cosx_engine_t *engine)
{
    size_t room = engine->heap_room;
    cosi_timer_t **bigger;

    if (engine->heap_promised + 1 >= room) { /* place 0 stays empty */
        room = room < 64 ? 64 : room * 2;
        bigger = realloc(engine->heap, room * sizeof(*bigger));
        if (bigger == NULL) {
            return COSE_OUT_MEMORY;
        }
        engine->heap = bigger;
        engine->heap_room = room;
    }
    engine->heap_promised++;
    return COSE_OK;
}

void cosi_timers_unreserve(cosx_engine_t *engine)
{
    engine->heap_promised--;
}

static void put(cosx_engine_t *engine, size_t place, cosi_timer_t *timer)
{
    engine->heap[place] = timer;
    timer->place = place;
}

/* Find the place for `timer`, starting at the hole at `place`. */
static void sift(cosx_engine_t *engine, size_t place, cosi_timer_t *timer)
{
    size_t child;

    while (place > 1 && engine->heap[place / 2]->due_us > timer->due_us) {
        put(engine, place, engine->heap[place / 2]);
        place /= 2;
    }
    for (child = place * 2; child <= engine->heap_count; child = place * 2) {
        if (child < engine->heap_count && engine->heap[child + 1]->due_us < engine->heap[child]->due_us) {
            child++;
        }
        if (engine->heap[child]->due_us >= timer->due_us) {
            break;
        }
        put(engine, place, engine->heap[child]);
        place = child;
    }
    put(engine, place, timer);
}

void cosi_timers_set(cosx_engine_t *engine, cosi_timer_t *timer, int64_t due_us)
{
    timer->due_us = due_us;
    if (timer->place == 0) {
        sift(engine, ++engine->heap_count, timer);
    } else {
        sift(engine, timer->place, timer);
    }
    if (timer->place == 1) {
        pthread_cond_signal(&engine->tick);
    }
}

void cosi_timers_cancel(cosx_engine_t *engine, cosi_timer_t *timer)
{
    size_t place = timer->place;
    cosi_timer_t *last;

    if (place == 0) {
        return;
    }
    timer->place = 0;
    last = engine->heap[engine->heap_count--];
    if (last != timer) {
        sift(engine, place, last);
    }
}

cosi_timer_t *cosi_timers_first(const cosx_engine_t *engine)
{
    return engine->heap_count == 0 ? NULL : engine->heap[1];
}
