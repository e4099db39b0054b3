#include "handle_pool.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cosx_context.h"
#include "page_buffer.h"
#include "sigpipe.h"
#include "tls_records.h"

/* More idle slots than this are destroyed when given back: each may hold a few connections and
   half a megabyte of buffers. */
#define MAX_IDLE 64

/* Idle slots beyond this many let go of their write buffer, and of an input buffer that is larger than most answers
   need. */
#define MAX_IDLE_BUFFERS 8

#define WORD_BITS (sizeof(uint64_t) * CHAR_BIT)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* All below under the lock. */
static cosi_slot_t *all;       /* every slot of this process, idle or in use */
static cosi_slot_t *idle;      /* LIFO: the warmest connection first */
static int idle_count;
static cosi_slot_t *connected; /* the same, of slots with a key */
static int connected_count;
static cosi_slot_t *abandoned; /* the parent's, after a fork: never touched, only kept reachable */
static int generation;         /* written under the lock, read without */
static uint64_t *sockets;      /* a bit for each descriptor that curl holds */
static size_t socket_words;

/* ---- fork ---- */

static void before_fork(void)
{
    (void)pthread_mutex_lock(&lock);
}

static void after_fork_in_parent(void)
{
    (void)pthread_mutex_unlock(&lock);
}

/* Only async-signal-safe calls: another thread may have been anywhere when the process forked.
   Closing our copies of the sockets sends nothing, the parent still has its own. */
static void after_fork_in_child(void)
{
    size_t word;
    for (word = 0; word < socket_words; word++) {
        unsigned bit;
        for (bit = 0; sockets[word] != 0; bit++) {
            uint64_t mask = UINT64_C(1) << bit;
            if (sockets[word] & mask) {
                (void)close((int)(word * WORD_BITS + bit));
                sockets[word] &= ~mask;
            }
        }
    }
    if (all != NULL) {
        cosi_slot_t *last = all;
        while (last->next != NULL) {
            last = last->next;
        }
        last->next = abandoned;
        abandoned = all;
    }
    all = NULL;
    idle = NULL;
    idle_count = 0;
    connected = NULL;
    connected_count = 0;
    __atomic_store_n(&generation, generation + 1, __ATOMIC_RELAXED);
    /* this thread locked it in before_fork */
    (void)pthread_mutex_unlock(&lock);
}

static void watch_forks(void)
{
    (void)pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

/* When the library is loaded: before a fork the handlers run last registered first, and the lock
   of cos_http_io_initialize must come before this one, as it does when the library ends. */
__attribute__((constructor)) static void watch_forks_early(void)
{
    (void)pthread_once(&once, watch_forks);
}

/* ---- sockets ---- */

/* Under the lock. 0 when memory ran out. */
static int note_socket(int fd)
{
    size_t word = (size_t)fd / WORD_BITS;
    if (word >= socket_words) {
        size_t more = word + 16;
        uint64_t *bigger = realloc(sockets, more * sizeof(*sockets));
        if (bigger == NULL) {
            return 0;
        }
        memset(bigger + socket_words, 0, (more - socket_words) * sizeof(*sockets));
        sockets = bigger;
        socket_words = more;
    }
    sockets[word] |= UINT64_C(1) << ((size_t)fd % WORD_BITS);
    return 1;
}

curl_socket_t cosi_socket_open(void *unused, curlsocktype purpose, struct curl_sockaddr *address)
{
    int fd;
    (void)unused;
    (void)purpose;
    /* under the lock, so that no fork can happen between making the socket and noting it */
    (void)pthread_mutex_lock(&lock);
    fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd >= 0 && !note_socket(fd)) {
        (void)close(fd);
        fd = -1;
    }
    (void)pthread_mutex_unlock(&lock);
    return fd >= 0 ? fd : CURL_SOCKET_BAD;
}

int cosi_socket_close(void *unused, curl_socket_t fd)
{
    size_t word = (size_t)fd / WORD_BITS;
    int result;
    (void)unused;
    (void)pthread_mutex_lock(&lock);
    if (word < socket_words) {
        sockets[word] &= ~(UINT64_C(1) << ((size_t)fd % WORD_BITS));
    }
    result = close(fd);
    (void)pthread_mutex_unlock(&lock);
    return result;
}

/* ---- slots ---- */

static void unlink_slot(cosi_slot_t *slot)
{
    if (slot->previous != NULL) {
        slot->previous->next = slot->next;
    } else {
        all = slot->next;
    }
    if (slot->next != NULL) {
        slot->next->previous = slot->previous;
    }
}

/* Not under the lock: closing a connection takes it. */
static void free_slot(cosi_slot_t *slot)
{
    cosi_sigpipe_t sigpipe;
    cosi_sigpipe_hold(&sigpipe);
    cosi_tls_end(slot);
    if (slot->easy != NULL) {
        curl_easy_cleanup(slot->easy);
    }
    if (slot->multi != NULL) {
        (void)curl_multi_cleanup(slot->multi);
    }
    cosi_sigpipe_release(&sigpipe);
    free(slot->buffer);
    free(slot->input);
    free(slot->key);
    free(slot);
}

static cosi_slot_t *make_slot(const char *key)
{
    cosi_slot_t *slot = calloc(1, sizeof(*slot));
    if (slot == NULL) {
        return NULL;
    }
    slot->fd = -1;
    slot->key = key != NULL ? strdup(key) : NULL;
    slot->easy = curl_easy_init();
    slot->multi = curl_multi_init();
    if (slot->easy == NULL || slot->multi == NULL || (key != NULL && slot->key == NULL)) {
        free_slot(slot);
        return NULL;
    }
    return slot;
}

cosi_slot_t *cosi_slot_new(const char *key)
{
    cosi_slot_t *slot;
    (void)pthread_once(&once, watch_forks);
    slot = make_slot(key);
    if (slot != NULL) {
        (void)pthread_mutex_lock(&lock);
        slot->generation = generation;
        slot->next = all;
        if (all != NULL) {
            all->previous = slot;
        }
        all = slot;
        (void)pthread_mutex_unlock(&lock);
    }
    return slot;
}

cosi_slot_t *cosi_slot_take(void)
{
    cosi_slot_t *slot;
    (void)pthread_mutex_lock(&lock);
    slot = idle;
    if (slot != NULL) {
        idle = slot->next_idle;
        slot->next_idle = NULL;
        idle_count--;
    }
    (void)pthread_mutex_unlock(&lock);
    return slot != NULL ? slot : cosi_slot_new(NULL);
}

cosi_slot_t *cosi_slot_take_connected(const char *key)
{
    cosi_slot_t **place;
    cosi_slot_t *slot;
    (void)pthread_mutex_lock(&lock);
    for (place = &connected; *place != NULL && strcmp((*place)->key, key) != 0; place = &(*place)->next_idle) {
    }
    slot = *place;
    if (slot != NULL) {
        *place = slot->next_idle;
        slot->next_idle = NULL;
        connected_count--;
    }
    (void)pthread_mutex_unlock(&lock);
    return slot;
}

int cosi_slot_reserve(cosi_slot_t *slot, size_t size)
{
    if (slot->buffer_room < size) {
        free(slot->buffer);
        slot->buffer = cosi_page_buffer(size);
        slot->buffer_room = slot->buffer != NULL ? size : 0;
    }
    return slot->buffer != NULL;
}

int cosi_slot_is_foreign(const cosi_slot_t *slot)
{
    return slot->generation != __atomic_load_n(&generation, __ATOMIC_RELAXED);
}

/* Under the lock. Puts the slot in front; returns the one that was used longest ago when there
   are too many: connections to places where nobody goes any more must not keep new ones out. */
static cosi_slot_t *keep_connected(cosi_slot_t *slot)
{
    cosi_slot_t **place = &connected;
    cosi_slot_t *oldest = NULL;
    slot->next_idle = connected;
    connected = slot;
    if (++connected_count > MAX_IDLE) {
        while ((*place)->next_idle != NULL) {
            place = &(*place)->next_idle;
        }
        oldest = *place;
        *place = NULL;
        connected_count--;
        unlink_slot(oldest);
    }
    return oldest;
}

void cosi_slot_give(cosi_slot_t *slot, int healthy)
{
    char *spare_buffer = NULL;
    char *spare_input = NULL;
    int count;
    if (healthy && slot->key != NULL) {
        slot->idle_since_us = cosx_clock_us();
    }
    (void)pthread_mutex_lock(&lock);
    if (slot->generation != generation) {
        /* on the list of the abandoned already */
        (void)pthread_mutex_unlock(&lock);
        return;
    }
    count = slot->key != NULL ? connected_count : idle_count;
    if (healthy && count >= MAX_IDLE_BUFFERS) {
        spare_buffer = slot->buffer;
        slot->buffer = NULL;
        slot->buffer_room = 0;
        if (slot->input_room > COSI_USUAL_INPUT && slot->input_start == slot->input_end) {
            spare_input = slot->input;
            slot->input = NULL;
            slot->input_room = slot->input_start = slot->input_end = 0;
        }
    }
    if (healthy && slot->key != NULL) {
        slot = keep_connected(slot);
    } else if (healthy && idle_count < MAX_IDLE) {
        slot->next_idle = idle;
        idle = slot;
        idle_count++;
        slot = NULL;
    } else {
        unlink_slot(slot);
    }
    (void)pthread_mutex_unlock(&lock);
    free(spare_buffer);
    free(spare_input);
    if (slot != NULL) {
        free_slot(slot);
    }
}

void cosi_slots_shutdown(void)
{
    cosi_slot_t *list;
    cosi_slot_t *slot;
    uint64_t *empty = NULL;
    (void)pthread_mutex_lock(&lock);
    list = idle;
    while (connected != NULL) {
        slot = connected;
        connected = slot->next_idle;
        slot->next_idle = list;
        list = slot;
    }
    idle = NULL;
    idle_count = 0;
    connected_count = 0;
    for (slot = list; slot != NULL; slot = slot->next_idle) {
        unlink_slot(slot);
    }
    (void)pthread_mutex_unlock(&lock);
    while (list != NULL) {
        slot = list;
        list = slot->next_idle;
        free_slot(slot);
    }
    (void)pthread_mutex_lock(&lock);
    if (all == NULL) {
        empty = sockets;
        sockets = NULL;
        socket_words = 0;
    }
    (void)pthread_mutex_unlock(&lock);
    free(empty);
}
