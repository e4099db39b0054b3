#include "failing_memory.h"

#include <apr_pools.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OWN_MALLOC 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define OWN_MALLOC 0
#else
#define OWN_MALLOC 1
#endif
#elif defined(__GLIBC__)
#define OWN_MALLOC 1
#else
#define OWN_MALLOC 0
#endif

typedef void *(*palloc_pt)(apr_pool_t *, apr_size_t);
typedef apr_status_t (*pool_create_pt)(apr_pool_t **, apr_pool_t *, apr_abortfunc_t, apr_allocator_t *);

static _Thread_local int armed;
static _Thread_local long count;
static _Thread_local long fails_at;

void failing_memory_start(long number)
{
    count = 0;
    fails_at = number;
    armed = 1;
}

long failing_memory_stop(void)
{
    armed = 0;
    return count;
}

static int fails_now(void)
{
    return armed && ++count == fails_at;
}

long failing_memory_each(int (*attempt)(void *data), void *data)
{
    long number;

    for (number = 1;; number++) {
        int clean;
        failing_memory_start(number);
        clean = attempt(data);
        if (failing_memory_stop() < number) {
            return clean ? number - 1 : -1;
        }
        if (!clean) {
            fprintf(stderr, "allocation %ld failed and the call did not end cleanly\n", number);
            return -1;
        }
    }
}

static void *real(const char *name)
{
    void *function = dlsym(RTLD_NEXT, name);

    if (function == NULL) {
        fprintf(stderr, "no %s behind the test's own\n", name);
        abort();
    }
    return function;
}

/* As APR does it when the system has no more: the pool's abort function, then NULL. */
void *apr_palloc(apr_pool_t *pool, apr_size_t size)
{
    static palloc_pt next;
    apr_abortfunc_t give_up;

    if (fails_now()) {
        give_up = apr_pool_abort_get(pool);
        if (give_up != NULL) {
            give_up(APR_ENOMEM);
        }
        return NULL;
    }
    if (next == NULL) {
        next = (palloc_pt)real("apr_palloc");
    }
    return next(pool, size);
}

apr_status_t apr_pool_create_ex(apr_pool_t **pool, apr_pool_t *parent, apr_abortfunc_t abort_function,
    apr_allocator_t *allocator)
{
    static pool_create_pt next;

    if (fails_now()) {
        *pool = NULL;
        return APR_ENOMEM;
    }
    if (next == NULL) {
        next = (pool_create_pt)real("apr_pool_create_ex");
    }
    return next(pool, parent, abort_function, allocator);
}

#if OWN_MALLOC
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t number, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

void *malloc(size_t size)
{
    if (fails_now()) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size)
{
    if (fails_now()) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size)
{
    if (fails_now()) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_realloc(memory, size);
}
#endif
