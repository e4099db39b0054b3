#include "tls_sessions.h"

#include <pthread.h>

/* Held by curl while it looks sessions up or keeps one, and by us while there may be none. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;
static CURLSH *share; /* under `making` */

static void take(CURL *easy, curl_lock_data data, curl_lock_access access, void *unused)
{
    (void)easy;
    (void)data;
    (void)access;
    (void)unused;
    (void)pthread_mutex_lock(&lock);
}

static void release(CURL *easy, curl_lock_data data, void *unused)
{
    (void)easy;
    (void)data;
    (void)unused;
    (void)pthread_mutex_unlock(&lock);
}

/* A child finds the sessions whole and both locks open. */
static void before_fork(void)
{
    (void)pthread_mutex_lock(&making);
    (void)pthread_mutex_lock(&lock);
}

static void after_fork(void)
{
    (void)pthread_mutex_unlock(&lock);
    (void)pthread_mutex_unlock(&making);
}

__attribute__((constructor)) static void watch_forks(void)
{
    (void)pthread_atfork(before_fork, after_fork, after_fork);
}

static CURLSH *make(void)
{
    CURLSH *made = curl_share_init();
    if (made != NULL && (curl_share_setopt(made, CURLSHOPT_LOCKFUNC, take) != CURLSHE_OK ||
                         curl_share_setopt(made, CURLSHOPT_UNLOCKFUNC, release) != CURLSHE_OK ||
                         curl_share_setopt(made, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK)) {
        (void)curl_share_cleanup(made);
        made = NULL;
    }
    return made;
}

CURLcode cosi_tls_sessions_attach(CURL *easy)
{
    CURLcode res = CURLE_OK;
    (void)pthread_mutex_lock(&making);
    if (share == NULL) {
        share = make();
    }
    if (share != NULL) {
        /* under the lock: until the handle is counted, a shutdown on another thread would free them */
        res = curl_easy_setopt(easy, CURLOPT_SHARE, share);
    }
    (void)pthread_mutex_unlock(&making);
    return res;
}

void cosi_tls_sessions_shutdown(void)
{
    (void)pthread_mutex_lock(&making);
    if (share != NULL && curl_share_cleanup(share) == CURLSHE_OK) {
        share = NULL;
    }
    (void)pthread_mutex_unlock(&making);
}
