/* Start of the library, versions, and the SDK's log. */
#include "cosc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <apr_version.h>

int cosc_initialize(const char *user_agent)
{
    int code = cos_http_io_initialize(user_agent, 0);

    /* Nothing to do over our own SDK; into an installed one this puts our transport. */
    return code == COSE_OK ? cosx_transport_install() : code;
}

const char *cosc_version(void)
{
    return COSC_VERSION;
}

const char *cosc_sdk(void)
{
    return COSC_SDK;
}

const char *cosc_sdk_version(void)
{
    return COS_VERSION;
}

const char *cosc_apr_version(void)
{
    return apr_version_string();
}

int cosc_transport_is_ours(void)
{
    return cos_http_transport_create == cosx_transport_create && cos_http_transport_perform == cosx_transport_perform;
}

/* In place of the SDK's own formatter, whose lines have a fixed length. */
__attribute__((format(printf, 5, 6)))
static void format_log(int level, const char *file, int line, const char *function, const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    int size;

    (void)file;
    (void)line;
    va_start(arguments, format);
    size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0 || (text = malloc((size_t)size + 1)) == NULL) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(text, (size_t)size + 1, format, arguments);
    va_end(arguments);
    cosc_on_log(level, function, text, (size_t)size);
    free(text);
}

__attribute__((format(printf, 5, 6)))
static void drop_log(int level, const char *file, int line, const char *function, const char *format, ...)
{
    (void)level;
    (void)file;
    (void)line;
    (void)function;
    (void)format;
}

void cosc_log_connect(void)
{
    cos_log_set_format(format_log);
}

void cosc_log_disconnect(void)
{
    cos_log_set_format(drop_log);
}
