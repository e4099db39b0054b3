/* fork() copies the engine's memory without its threads. So that the copy can at least be freed,
   every engine's lock is held while the process forks: what it guards is whole in the child. */
#include "engine.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int hooked = -1;
static pthread_mutex_t registry_lock = PTHREAD_MUTEX_INITIALIZER;
static cos_list_t registry = cos_list_head_init(registry);

static void before(void)
{
    cosx_engine_t *engine;

    pthread_mutex_lock(&registry_lock);
    cos_list_for_each_entry(cosx_engine_t, engine, &registry, registered) {
        pthread_mutex_lock(&engine->lock);
    }
}

static void in_parent(void)
{
    cosx_engine_t *engine;

    cos_list_for_each_entry(cosx_engine_t, engine, &registry, registered) {
        pthread_mutex_unlock(&engine->lock);
    }
    pthread_mutex_unlock(&registry_lock);
}

static void in_child(void)
{
    cosx_engine_t *engine;

    cos_list_for_each_entry(cosx_engine_t, engine, &registry, registered) {
        /* nobody waits here, whatever the copied conditions believe */
        cosi_engine_init_condition(&engine->work);
        cosi_engine_init_condition(&engine->tick);
        cosi_engine_init_condition(&engine->change);
        pthread_mutex_unlock(&engine->lock);
    }
    pthread_mutex_unlock(&registry_lock);
}

static void hook(void)
{
    hooked = pthread_atfork(before, in_parent, in_child);
}

int cosi_fork_register(cosx_engine_t *engine)
{
    pthread_once(&once, hook);
    if (hooked != 0) {
        return COSE_FAILED_INITIALIZE;
    }
    pthread_mutex_lock(&registry_lock);
    cos_list_add_tail(&engine->registered, &registry);
    pthread_mutex_unlock(&registry_lock);
    return COSE_OK;
}

void cosi_fork_unregister(cosx_engine_t *engine)
{
    pthread_mutex_lock(&registry_lock);
    cos_list_del(&engine->registered);
    pthread_mutex_unlock(&registry_lock);
}
