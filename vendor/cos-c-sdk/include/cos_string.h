/* Counted strings. `data` is NUL-terminated wherever this library makes or is given one. */
#ifndef COS_C_SDK_STRING_H
#define COS_C_SDK_STRING_H

#include "cos_sys_define.h"

COS_CPP_START

typedef struct {
    int len;
    char *data;
} cos_string_t;

#define cos_string(str) { (int)(sizeof(str) - 1), (char *)(str) }
#define cos_null_string { 0, NULL }

/* Refer to the NUL-terminated `text` (not copied). A NULL text gives the null string. */
#define cos_str_set(str, text) \
    do { \
        cos_string_t *cos_str_set_to = (str); \
        const char *cos_str_set_text = (text); \
        cos_str_set_to->len = cos_str_set_text ? (int)strlen(cos_str_set_text) : 0; \
        cos_str_set_to->data = (char *)cos_str_set_text; \
    } while (0)

#define cos_str_null(str) \
    do { \
        (str)->len = 0; \
        (str)->data = NULL; \
    } while (0)

#define cos_tolower(c) ((((c) >= 'A') && ((c) <= 'Z')) ? ((c) | 0x20) : (c))
#define cos_toupper(c) ((((c) >= 'a') && ((c) <= 'z')) ? ((c) & ~0x20) : (c))

#ifndef __cplusplus
static inline int cos_string_valid_at(const cos_string_t *str)
{
    return str->data != NULL && str->len > 0;
}

static inline int cos_string_valid_value(cos_string_t str)
{
    return str.data != NULL && str.len > 0;
}
#endif

/* 1 when a string (a cos_string_t, or in C also a pointer to one) has data and at least one byte. */
#ifdef __cplusplus
#define cos_string_valid(str) ((str).data != NULL && (str).len > 0)
#else
#define cos_string_valid(str) \
    _Generic((str), cos_string_t *: cos_string_valid_at, const cos_string_t *: cos_string_valid_at, \
             default: cos_string_valid_value)(str)
#endif

/* ASCII letters to lower case, in place. */
static inline void cos_string_tolower(cos_string_t *str)
{
    int i;
    for (i = 0; i < str->len; i++) {
        str->data[i] = (char)cos_tolower(str->data[i]);
    }
}

/* First `c` in [p, last), or NULL. */
static inline char *cos_strlchr(char *p, char *last, char c)
{
    for (; p < last; p++) {
        if (*p == c) {
            return p;
        }
    }
    return NULL;
}

static inline int cos_is_quote(char c)
{
    return c == '\'' || c == '"';
}

static inline int cos_is_space(char c)
{
    return c == ' ' || c == '\t';
}

static inline int cos_is_space_or_cntrl(char c)
{
    return (unsigned char)c <= ' ';
}

/* 1 for NULL, for no data and for no bytes. */
static inline int cos_is_null_string(const cos_string_t *str)
{
    return str == NULL || str->data == NULL || str->len == 0;
}

/* Move start and end past blanks and tabs; the bytes stay where they are. */
COS_API void cos_strip_space(cos_string_t *str);

/* The same, past control characters too. */
COS_API void cos_trip_space_and_cntrl(cos_string_t *str);

/* Move start and end past one quotation mark each, if there. */
COS_API void cos_unquote_str(cos_string_t *str);

/* A copy with a NUL behind, in `p`. NULL for no data, and when memory ran out. */
COS_API char *cos_pstrdup(cos_pool_t *p, const cos_string_t *s);

/* 1 when `str` ends in `suffix`. */
COS_API int cos_ends_with(const cos_string_t *str, const cos_string_t *suffix);

COS_CPP_END

#endif
