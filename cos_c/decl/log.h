/* Logging. */

typedef void (*cos_log_print_pt)(const char *, int);
typedef void (*cos_log_format_pt)(int, const char *, int, const char *, const char *, ...);
void cos_log_set_print(cos_log_print_pt p);
void cos_log_set_format(cos_log_format_pt p);

typedef enum {
    COS_LOG_OFF,
    COS_LOG_FATAL,
    COS_LOG_ERROR,
    COS_LOG_WARN,
    COS_LOG_INFO,
    COS_LOG_DEBUG,
    COS_LOG_TRACE,
    COS_LOG_ALL,
    ...
} cos_log_level_e;

void cos_log_set_level(cos_log_level_e level);
void cos_log_set_output(apr_file_t *output);
void cos_log_print_default(const char *message, int len);
void cos_log_format_default(int level, const char *file, int line, const char *function, const char *fmt,
    ...);
extern cos_log_level_e cos_log_level;
extern cos_log_format_pt cos_log_format;
