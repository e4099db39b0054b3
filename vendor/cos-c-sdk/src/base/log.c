#include "cos_log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include <apr_portable.h>

/* Longer lines are cut: nothing this library logs needs more, and what a server sends must not
   be able to fill the log. */
#define LINE_SIZE 4096

cos_log_level_e cos_log_level = COS_LOG_WARN;
cos_log_format_pt cos_log_format = cos_log_format_default;

static _Atomic(cos_log_print_pt) print_line = cos_log_print_default;
static _Atomic(apr_file_t *) output_file;

void cos_log_set_print(cos_log_print_pt p)
{
    atomic_store(&print_line, p != NULL ? p : cos_log_print_default);
}

void cos_log_set_format(cos_log_format_pt p)
{
    cos_log_format = p != NULL ? p : cos_log_format_default;
}

void cos_log_set_level(cos_log_level_e level)
{
    cos_log_level = level;
}

/* NULL: standard error. The file stays the caller's. */
void cos_log_set_output(apr_file_t *output)
{
    atomic_store(&output_file, output);
}

void cos_log_print_default(const char *message, int len)
{
    apr_file_t *file = atomic_load(&output_file);
    apr_os_file_t descriptor = STDERR_FILENO;

    if (len <= 0 || (file != NULL && apr_os_file_get(&descriptor, file) != APR_SUCCESS)) {
        return;
    }
    /* One write per line keeps the lines of several threads apart. */
    while (write(descriptor, message, (size_t)len) < 0 && errno == EINTR) {
    }
}

static size_t clamped(int wanted, size_t room)
{
    if (wanted < 0) {
        return 0;
    }
    return (size_t)wanted < room ? (size_t)wanted : room - 1;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static const char *level_name(int level)
{
    static const char *const names[] = { "OFF", "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE", "ALL" };

    return level >= COS_LOG_OFF && level <= COS_LOG_ALL ? names[level - COS_LOG_OFF] : "?";
}

/* A line is one line: what came from outside must not be able to start another. */
static void flatten(char *text, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++) {
        if ((unsigned char)text[i] < ' ' && text[i] != '\t') {
            text[i] = ' ';
        }
    }
}

void cos_log_format_default(int level, const char *file, int line, const char *function, const char *fmt, ...)
{
    char text[LINE_SIZE];
    const size_t room = sizeof(text) - 1; /* one byte is kept for the line feed */
    apr_time_exp_t now;
    size_t size;
    va_list arguments;
    int wanted;

    if (apr_time_exp_lt(&now, apr_time_now()) != APR_SUCCESS) {
        memset(&now, 0, sizeof(now));
    }
    wanted = snprintf(text, room, "[%04d-%02d-%02d %02d:%02d:%02d.%03d] %s %s:%d %s ", now.tm_year + 1900,
                      now.tm_mon + 1, now.tm_mday, now.tm_hour, now.tm_min, now.tm_sec, now.tm_usec / 1000,
                      level_name(level), base_name(file), line, function);
    size = clamped(wanted, room);
    va_start(arguments, fmt);
    wanted = vsnprintf(text + size, room - size, fmt, arguments);
    va_end(arguments);
    size += clamped(wanted, room - size);
    flatten(text, size);
    text[size++] = '\n';
    atomic_load(&print_line)(text, (int)size);
}
