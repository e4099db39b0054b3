#include "base/memory.h"
#include "cos_buf.h"

static cos_buf_t *buffer_over(cos_pool_t *p, uint8_t *start, size_t size)
{
    cos_buf_t *b = apr_palloc(p, sizeof(*b));

    if (b == NULL) {
        return NULL;
    }
    cos_list_init(&b->node);
    b->pos = start;
    b->last = start;
    b->start = start;
    b->end = start + size;
    return b;
}

/* Empty, with room for `size` bytes. NULL when memory ran out. */
cos_buf_t *cos_create_buf(cos_pool_t *p, int size)
{
    size_t room = size > 0 ? (size_t)size : 0;
    uint8_t *start = apr_palloc(p, room != 0 ? room : 1);

    return start != NULL ? buffer_over(p, start, room) : NULL;
}

/* Refers to `data`, which is not copied. NULL when memory ran out. */
cos_buf_t *cos_buf_pack(cos_pool_t *p, const void *data, int size)
{
    size_t filled = size > 0 ? (size_t)size : 0;
    cos_buf_t *b = buffer_over(p, (uint8_t *)(uintptr_t)data, filled);

    if (b != NULL) {
        b->last = b->end;
    }
    return b;
}

int64_t cos_buf_list_len(cos_list_t *list)
{
    cos_buf_t *b;
    int64_t size = 0;

    cos_list_for_each_entry(cos_buf_t, b, list, node) {
        size += cos_buf_size(b);
    }
    return size;
}

/* All bytes in one piece, with a NUL behind. NULL when memory ran out. */
char *cos_buf_list_content(cos_pool_t *p, cos_list_t *list)
{
    char *content = apr_palloc(p, (apr_size_t)cos_buf_list_len(list) + 1);
    char *end = content;
    cos_buf_t *b;

    if (content == NULL) {
        return NULL;
    }
    cos_list_for_each_entry(cos_buf_t, b, list, node) {
        size_t size = (size_t)cos_buf_size(b);
        if (size != 0) {
            memcpy(end, b->pos, size);
            end += size;
        }
    }
    *end = '\0';
    return content;
}

/* The buffer moves to a larger piece of memory when it has to; on lack of memory it stays as it is. */
void cos_buf_append_string(cos_pool_t *p, cos_buf_t *b, const char *str, int len)
{
    size_t added = len > 0 ? (size_t)len : 0;
    size_t held = (size_t)cos_buf_size(b);

    if (added == 0) {
        return;
    }
    if ((size_t)(b->end - b->last) < added) {
        size_t room = 2 * (held + added);
        uint8_t *start = apr_palloc(p, room);

        if (start == NULL) {
            return;
        }
        if (held != 0) {
            memcpy(start, b->pos, held);
        }
        b->start = start;
        b->pos = start;
        b->last = start + held;
        b->end = start + room;
    }
    memcpy(b->last, str, added);
    b->last += added;
}
