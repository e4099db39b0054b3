/* Start and end of the library. Counted: every successful initialize is answered by one
   deinitialize, and only the last one ends anything. */
#include "base/initialize.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/memory.h"
#include "cos_http_io.h"
#include "cosx_transport.h"

cos_pool_t *cos_global_pool = NULL;
apr_file_t *cos_stderr_file = NULL;
cos_http_request_options_t *cos_default_http_request_options = NULL;
cos_http_transport_options_t *cos_default_http_transport_options = NULL;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;
static int users; /* under lock */
static atomic_int ready;

int cosi_is_initialized(void)
{
    return atomic_load_explicit(&ready, memory_order_acquire);
}

static void lock_for_fork(void)
{
    pthread_mutex_lock(&lock);
}

static void unlock_after_fork(void)
{
    pthread_mutex_unlock(&lock);
}

/* A fork while another thread initializes must not leave the child with a lock nobody holds.
   The transport looks after the connections by itself. */
static void prepare_for_fork(void)
{
    pthread_atfork(lock_for_fork, unlock_after_fork, unlock_after_fork);
}

static int make_defaults(const char *user_agent_info)
{
    const char *info = user_agent_info != NULL && user_agent_info[0] != '\0' ? user_agent_info : "Unknown";
    cos_http_transport_options_t *transport = cosi_calloc(cos_global_pool, sizeof(*transport));

    cos_default_http_request_options = cos_http_request_options_create(cos_global_pool);
    if (transport == NULL || cos_default_http_request_options == NULL) {
        return COSE_OUT_MEMORY;
    }
    transport->user_agent = apr_psprintf(cos_global_pool, "%s(Compatible %s)", COS_VER, info);
    cos_default_http_transport_options = transport;
    return transport->user_agent != NULL ? COSE_OK : COSE_OUT_MEMORY;
}

static void *open_standard_error(cos_pool_t *pool, void *unused)
{
    apr_file_t *file = NULL;

    (void)unused;
    return apr_file_open_stderr(&file, pool) == APR_SUCCESS ? file : NULL;
}

static int make_global_pool(const char *user_agent_info)
{
    if (apr_pool_create(&cos_global_pool, NULL) != APR_SUCCESS) {
        cos_global_pool = NULL;
        return COSE_OUT_MEMORY;
    }
    cos_stderr_file = cosi_guarded(cos_global_pool, open_standard_error, NULL);
    return cos_stderr_file != NULL ? make_defaults(user_agent_info) : COSE_OUT_MEMORY;
}

static void drop_defaults(void)
{
    cos_default_http_request_options = NULL;
    cos_default_http_transport_options = NULL;
    cos_stderr_file = NULL;
    if (cos_global_pool != NULL) {
        apr_pool_destroy(cos_global_pool);
        cos_global_pool = NULL;
    }
}

static int start(const char *user_agent_info)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return COSE_INTERNAL_ERROR;
    }
    if (apr_initialize() != APR_SUCCESS) {
        curl_global_cleanup();
        return COSE_INTERNAL_ERROR;
    }
    if (make_global_pool(user_agent_info) != COSE_OK) {
        drop_defaults();
        apr_terminate();
        curl_global_cleanup();
        return COSE_INTERNAL_ERROR;
    }
    return COSE_OK;
}

/* Thread-safe. The user agent of the first call stays in force. `flag` is for Windows. */
int cos_http_io_initialize(const char *user_agent_info, int flag)
{
    int res = COSE_OK;

    (void)flag;
    pthread_once(&fork_once, prepare_for_fork);
    pthread_mutex_lock(&lock);
    if (users == 0) {
        res = start(user_agent_info);
    }
    if (res == COSE_OK) {
        users++;
        atomic_store_explicit(&ready, 1, memory_order_release);
    }
    pthread_mutex_unlock(&lock);
    return res;
}

/* No call may be running when the last user leaves. One call too many does nothing. APR and
   libcurl count their users themselves, so others in the process keep what they use. */
void cos_http_io_deinitialize(void)
{
    pthread_mutex_lock(&lock);
    if (users > 0 && --users == 0) {
        atomic_store_explicit(&ready, 0, memory_order_release);
        cosx_transport_shutdown();
        drop_defaults();
        apr_terminate();
        curl_global_cleanup();
    }
    pthread_mutex_unlock(&lock);
}
