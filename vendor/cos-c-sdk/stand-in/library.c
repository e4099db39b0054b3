/* Start, end, log and defaults as the official library has them. */
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "kept.h"

/* The official formatter writes into this many bytes, and past them. */
#define LOG_LINE 4096

static atomic_int started;

void cosi_stand_in_dies(const char *why)
{
    fprintf(stderr, "stand-in: the official library would crash here: %s\n", why);
    abort();
}

/* The published pointers start with the functions of this library, not with the kept ones. */
__attribute__((constructor)) static void point_at_own_functions(void)
{
    cos_http_transport_perform = cos_curl_http_transport_perform;
    cos_log_format = cos_log_format_default;
}

/* Not counted: the second start overwrites what the first one made, the second end frees it again. */
int cos_http_io_initialize(const char *user_agent_info, int flag)
{
    if (atomic_exchange(&started, 1)) {
        cosi_stand_in_dies("cos_http_io_initialize() a second time");
    }
    return cosi_kept_initialize(user_agent_info, flag);
}

void cos_http_io_deinitialize(void)
{
    if (!atomic_exchange(&started, 0)) {
        cosi_stand_in_dies("cos_http_io_deinitialize() a second time");
    }
    cosi_kept_deinitialize();
}

/* A line that is longer than the buffer is written all the same (flaw 5). */
void cos_log_format_default(int level, const char *file, int line, const char *function, const char *fmt, ...)
{
    char text[LOG_LINE];
    va_list arguments;
    int size;

    (void)level;
    size = snprintf(text, sizeof(text), "%s:%d %s ", file, line, function);
    va_start(arguments, fmt);
    size += vsnprintf(text + size, sizeof(text) - (size_t)size, fmt, arguments);
    va_end(arguments);
    if ((size_t)size >= sizeof(text)) {
        cosi_stand_in_dies("a log line longer than its buffer");
    }
    cos_log_print_default(text, size);
}

/* All controllers share one set of options (flaw 18). */
cos_http_controller_t *cos_http_controller_create(cos_pool_t *p, int owner)
{
    cos_http_controller_t *ctl = cosi_kept_controller_create(p, owner);

    if (ctl != NULL && cos_default_http_request_options != NULL) {
        ctl->options = cos_default_http_request_options;
    }
    return ctl;
}

/* The older layout knows nothing of retries, and there are none. */
cos_config_t *cos_config_create(cos_pool_t *p)
{
    cos_config_t *config = cosi_kept_config_create(p);

#ifdef STAND_IN_OLDER
    if (config != NULL) {
        config->retry_times = 0;
    }
#endif
    return config;
}
