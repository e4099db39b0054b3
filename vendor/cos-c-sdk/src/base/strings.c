#include <stdarg.h>

#include "base/memory.h"
#include "cos_string.h"

void *cosi_calloc(cos_pool_t *pool, size_t size)
{
    void *memory = apr_palloc(pool, size);

    return memory != NULL ? memset(memory, 0, size) : NULL;
}

char *cosi_strndup(cos_pool_t *pool, const char *text, size_t size)
{
    char *copy = apr_palloc(pool, size + 1);

    if (copy == NULL) {
        return NULL;
    }
    if (size != 0) {
        memcpy(copy, text, size);
    }
    copy[size] = '\0';
    return copy;
}

char *cosi_strdup(cos_pool_t *pool, const char *text)
{
    return cosi_strndup(pool, text, strlen(text));
}

char *cosi_string_text(cos_pool_t *pool, const cos_string_t *string)
{
    if (cos_is_null_string(string)) {
        return cosi_strndup(pool, "", 0);
    }
    return cosi_strndup(pool, string->data, (size_t)string->len);
}

char *cosi_join(cos_pool_t *pool, ...)
{
    va_list texts;
    const char *text;
    size_t size = 1;
    char *joined;
    char *end;

    va_start(texts, pool);
    while ((text = va_arg(texts, const char *)) != NULL) {
        size += strlen(text);
    }
    va_end(texts);
    joined = end = apr_palloc(pool, size);
    if (joined == NULL) {
        return NULL;
    }
    va_start(texts, pool);
    while ((text = va_arg(texts, const char *)) != NULL) {
        size = strlen(text);
        memcpy(end, text, size);
        end += size;
    }
    va_end(texts);
    *end = '\0';
    return joined;
}

static void drop_front(cos_string_t *str)
{
    str->data++;
    str->len--;
}

void cos_strip_space(cos_string_t *str)
{
    while (str->len > 0 && cos_is_space(str->data[0])) {
        drop_front(str);
    }
    while (str->len > 0 && cos_is_space(str->data[str->len - 1])) {
        str->len--;
    }
}

void cos_trip_space_and_cntrl(cos_string_t *str)
{
    while (str->len > 0 && cos_is_space_or_cntrl(str->data[0])) {
        drop_front(str);
    }
    while (str->len > 0 && cos_is_space_or_cntrl(str->data[str->len - 1])) {
        str->len--;
    }
}

void cos_unquote_str(cos_string_t *str)
{
    if (str->len <= 0 || !cos_is_quote(str->data[0])) {
        return;
    }
    drop_front(str);
    if (str->len > 0 && cos_is_quote(str->data[str->len - 1])) {
        str->len--;
    }
}

/* NULL for no data, and when memory ran out. */
char *cos_pstrdup(cos_pool_t *p, const cos_string_t *s)
{
    return s->data != NULL && s->len >= 0 ? cosi_strndup(p, s->data, (size_t)s->len) : NULL;
}

int cos_ends_with(const cos_string_t *str, const cos_string_t *suffix)
{
    if (str == NULL || suffix == NULL || suffix->len > str->len) {
        return 0;
    }
    return suffix->len == 0 || memcmp(str->data + (str->len - suffix->len), suffix->data, (size_t)suffix->len) == 0;
}
