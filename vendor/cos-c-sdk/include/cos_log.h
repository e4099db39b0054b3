/* Logging: level, format and output are chosen by the program. */
#ifndef COS_C_SDK_LOG_H
#define COS_C_SDK_LOG_H

#include "cos_sys_define.h"

COS_CPP_START

typedef void (*cos_log_print_pt)(const char *, int);
typedef void (*cos_log_format_pt)(int, const char *, int, const char *, const char *, ...);

/* Where finished lines go; NULL: back to the default. It may be called by any thread at any time. */
COS_API void cos_log_set_print(cos_log_print_pt p);

/* What makes a line of the arguments of a log macro; NULL: back to the default. */
COS_API void cos_log_set_format(cos_log_format_pt p);

typedef enum {
    COS_LOG_OFF = 1,
    COS_LOG_FATAL = 2,
    COS_LOG_ERROR = 3,
    COS_LOG_WARN = 4,
    COS_LOG_INFO = 5,
    COS_LOG_DEBUG = 6,
    COS_LOG_TRACE = 7,
    COS_LOG_ALL = 8
} cos_log_level_e;

/* One line at `level`, when the level in force lets it pass; the arguments are not evaluated otherwise. */
#define COS_LOG_AT_(level, ...) \
    do { \
        if (cos_log_level >= (level)) { \
            cos_log_format((level), __FILE__, __LINE__, __func__, __VA_ARGS__); \
        } \
    } while (0)

#define cos_fatal_log(...) COS_LOG_AT_(COS_LOG_FATAL, __VA_ARGS__)
#define cos_error_log(...) COS_LOG_AT_(COS_LOG_ERROR, __VA_ARGS__)
#define cos_warn_log(...) COS_LOG_AT_(COS_LOG_WARN, __VA_ARGS__)
#define cos_info_log(...) COS_LOG_AT_(COS_LOG_INFO, __VA_ARGS__)
#define cos_debug_log(...) COS_LOG_AT_(COS_LOG_DEBUG, __VA_ARGS__)
#define cos_trace_log(...) COS_LOG_AT_(COS_LOG_TRACE, __VA_ARGS__)

/* Lines above this level are dropped. COS_LOG_WARN at start. */
COS_API void cos_log_set_level(cos_log_level_e level);

/* The file of cos_log_print_default, borrowed; NULL: standard error. */
COS_API void cos_log_set_output(apr_file_t *output);

/* Write `len` bytes of a line to the output. */
COS_API void cos_log_print_default(const char *message, int len);

/* Make a line with time, thread, level and place, however long, and print it. */
COS_API void cos_log_format_default(int level, const char *file, int line, const char *function,
    const char *fmt, ...);

extern COS_API cos_log_level_e cos_log_level;
extern COS_API cos_log_format_pt cos_log_format;

COS_CPP_END

#endif
