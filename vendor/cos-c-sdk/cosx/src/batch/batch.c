/* The public functions of batches. */
#include "cosx_batch.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"
#include "../pool_memory.h"

#define DEFAULT_MEMORY_LIMIT (INT64_C(256) << 20)

void cosx_batch_spec_init(cosx_batch_spec_t *spec)
{
    memset(spec, 0, sizeof(*spec));
    spec->concurrency = 32;
    spec->check_crc = 1;
    spec->idempotent = 1;
    cosx_retry_init(&spec->retry);
}

/* ---- creating ---- */

static int copy_text(cos_pool_t *pool, const char **text)
{
    if (*text != NULL) {
        *text = cosi_pool_text(pool, *text);
        return *text != NULL;
    }
    return 1;
}

/* What connections need; the credentials are the writer's. */
static int copy_settings(cosx_batch_t *b, const cosx_settings_t *from)
{
    cosx_settings_t *to = &b->settings;
    *to = *from;
    to->secret_id = to->secret_key = to->token = NULL;
    return copy_text(b->pool, &to->endpoint) && copy_text(b->pool, &to->service_endpoint) && copy_text(b->pool, &to->ca_file) &&
           copy_text(b->pool, &to->ca_path) && copy_text(b->pool, &to->proxy) && copy_text(b->pool, &to->proxy_auth) &&
           copy_text(b->pool, &to->route_ip) && copy_text(b->pool, &to->user_agent);
}

static int has_name(const cosx_pair_t *pairs, int count, const char *name)
{
    int i;
    for (i = 0; i < count; i++) {
        if (strcasecmp(pairs[i].name, name) == 0) {
            return 1;
        }
    }
    return 0;
}

/* As in execute.c: whether what passes is the object that the server's checksum speaks of. */
static void decide_checks(cosx_batch_t *b, const cosx_batch_spec_t *spec)
{
    int is_put = strcmp(spec->method, "PUT") == 0;
    int is_get = strcmp(spec->method, "GET") == 0;
    int harmless = spec->param_count == 0 || (spec->param_count == 1 && has_name(spec->params, 1, "versionId"));
    b->checks_sent = is_put && spec->param_count == 0;
    b->checks_received = is_get && harmless && !has_name(spec->headers, spec->header_count, "Range");
    b->copies = !is_get && strcmp(spec->method, "HEAD") != 0;
}

static int fill(cosx_batch_t *b, const cosx_batch_spec_t *spec, cosi_fault_t *fault)
{
    if (spec->concurrency < 1 || spec->concurrency > 1024) {
        cosi_fault_set(fault, COSE_INVALID_ARGUMENT, 0, "concurrency must be from 1 to 1024, not %d", spec->concurrency);
        return fault->code;
    }
    if (cosi_writer_init(&b->writer, spec, fault) != COSE_OK) {
        return fault->code;
    }
    decide_checks(b, spec);
    b->url = cosi_pool_printf(b->pool, "%s%s/", b->writer.proto, b->writer.host);
    if (b->url == NULL || !copy_settings(b, spec->settings)) {
        cosi_fault_set(fault, COSE_OUT_MEMORY, 0, "out of memory");
        return fault->code;
    }
    b->spec.method = b->writer.method;
    b->spec.settings = &b->settings;
    b->spec.params = NULL;
    b->spec.headers = NULL;
    b->spec.bucket = NULL;
    b->spec.param_count = b->spec.header_count = 0;
    if (b->spec.memory_limit <= 0) {
        b->spec.memory_limit = DEFAULT_MEMORY_LIMIT;
    }
    return cosi_loop_open(b, fault);
}

static int start_thread(cosx_batch_t *b, cosi_fault_t *fault)
{
    sigset_t all;
    sigset_t before;
    int res;
    /* signals are the program's, SIGPIPE of old TLS libraries nobody's */
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    res = pthread_create(&b->thread, NULL, cosi_batch_loop, b);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (res != 0) {
        cosi_fault_set(fault, COSE_FAILED_INITIALIZE, res, "the thread could not be started");
    }
    return fault->code;
}

static void free_queue(cosi_queue_t *queue)
{
    cosi_item_t *item;
    while ((item = cosi_queue_take(queue)) != NULL) {
        cosi_item_free(item);
    }
}

static void free_batch(cosx_batch_t *b)
{
    cosi_loop_close(b);
    free_queue(&b->incoming);
    free_queue(&b->ready);
    free_queue(&b->again);
    free_queue(&b->done);
    free_queue(&b->finished);
    cosi_writer_free(&b->writer);
    cosi_writer_free(&b->new_credentials);
    (void)pthread_cond_destroy(&b->changed);
    (void)pthread_mutex_destroy(&b->lock);
    apr_pool_destroy(b->pool);
    free(b);
}

static cosx_batch_t *make(const cosx_batch_spec_t *spec)
{
    cosx_batch_t *b = calloc(1, sizeof(*b));
    pthread_condattr_t attributes;
    if (b == NULL) {
        return NULL;
    }
    b->epoll = b->wake_fd = -1;
    b->spec = *spec;
    b->pid = getpid();
    if (apr_pool_create_unmanaged_ex(&b->pool, NULL, NULL) != APR_SUCCESS) {
        free(b);
        return NULL;
    }
    (void)pthread_mutex_init(&b->lock, NULL);
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&b->changed, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    return b;
}

cosx_batch_t *cosx_batch_create(const cosx_batch_spec_t *spec, char error[256])
{
    cosi_fault_t fault;
    cosx_batch_t *b = make(spec);
    memset(&fault, 0, sizeof(fault));
    error[0] = '\0';
    if (b == NULL) {
        cosi_fault_set(&fault, COSE_OUT_MEMORY, 0, "out of memory");
    } else if (fill(b, spec, &fault) != COSE_OK || start_thread(b, &fault) != COSE_OK) {
        free_batch(b);
        b = NULL;
    }
    if (b == NULL) {
        memcpy(error, fault.text, sizeof(fault.text));
    }
    return b;
}

static void wake(cosx_batch_t *b)
{
    uint64_t one = 1;
    ssize_t n = write(b->wake_fd, &one, sizeof(one));
    (void)n; /* full: it is awake enough */
}

void cosx_batch_destroy(cosx_batch_t *b)
{
    if (b == NULL) {
        return;
    }
    if (b->pid != getpid()) {
        /* The thread is not here, and what it was in the middle of is not whole: nothing is touched
           but the descriptors that belong to no connection. */
        (void)close(b->wake_fd);
        (void)close(b->epoll);
        return;
    }
    (void)pthread_mutex_lock(&b->lock);
    b->stop = 1;
    (void)pthread_mutex_unlock(&b->lock);
    wake(b);
    (void)pthread_join(b->thread, NULL);
    free_batch(b);
}

/* ---- using ---- */

int cosx_batch_credentials(cosx_batch_t *b, const cosx_settings_t *settings)
{
    int res;
    (void)pthread_mutex_lock(&b->lock);
    res = cosi_writer_credentials(&b->new_credentials, settings);
    if (res == COSE_OK) {
        b->credentials_changed = 1;
    }
    (void)pthread_mutex_unlock(&b->lock);
    return res;
}

int cosx_batch_submit(cosx_batch_t *b, const cosx_batch_item_t *items, int count)
{
    cosi_queue_t made = {NULL, NULL, 0};
    int was_sleeping;
    int i;
    for (i = 0; i < count; i++) {
        cosi_item_t *item = cosi_item_make(&items[i]);
        if (item == NULL) {
            free_queue(&made);
            return COSE_OUT_MEMORY;
        }
        cosi_queue_add(&made, item);
    }
    (void)pthread_mutex_lock(&b->lock);
    b->pending += count;
    b->unfinished += count;
    cosi_queue_move(&b->incoming, &made);
    was_sleeping = b->sleeping;
    b->sleeping = 0;
    (void)pthread_mutex_unlock(&b->lock);
    if (was_sleeping) {
        wake(b);
    }
    return COSE_OK;
}

static struct timespec moment(int64_t us)
{
    struct timespec time;
    time.tv_sec = (time_t)(us / 1000000);
    time.tv_nsec = (long)(us % 1000000) * 1000;
    return time;
}

/* Under the lock. */
static void wait_for_results(cosx_batch_t *b, int64_t timeout_ms)
{
    struct timespec until = moment(cosx_clock_us() + (timeout_ms > 0 ? timeout_ms * 1000 : 0));
    b->consumers++;
    while (b->finished.count == 0 && b->pending > 0) {
        if (timeout_ms < 0) {
            (void)pthread_cond_wait(&b->changed, &b->lock);
        } else if (pthread_cond_timedwait(&b->changed, &b->lock, &until) != 0) {
            break;
        }
    }
    b->consumers--;
}

int cosx_batch_next(cosx_batch_t *b, cosx_batch_result_t **results, int most, int64_t timeout_ms)
{
    int64_t freed = 0;
    int count = 0;
    (void)pthread_mutex_lock(&b->lock);
    if (b->finished.count == 0 && b->pending > 0 && timeout_ms != 0) {
        wait_for_results(b, timeout_ms);
    }
    while (count < most && b->finished.count > 0) {
        cosi_item_t *item = cosi_queue_take(&b->finished);
        freed += item->held;
        results[count++] = &item->result;
    }
    b->pending -= count;
    (void)pthread_mutex_unlock(&b->lock);
    if (freed > 0) {
        (void)__atomic_sub_fetch(&b->held, freed, __ATOMIC_SEQ_CST);
        if (__atomic_load_n(&b->memory_wanted, __ATOMIC_SEQ_CST)) {
            wake(b);
        }
    }
    return count;
}

void cosx_batch_release(cosx_batch_result_t **results, int count)
{
    int i;
    for (i = 0; i < count; i++) {
        cosi_item_free((cosi_item_t *)(void *)results[i]);
    }
}

int64_t cosx_batch_pending(cosx_batch_t *b)
{
    int64_t pending;
    (void)pthread_mutex_lock(&b->lock);
    pending = b->pending;
    (void)pthread_mutex_unlock(&b->lock);
    return pending;
}
