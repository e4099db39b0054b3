/* A byte buffer that doubles when it must. Zero to start. */
#ifndef COSX_GROWING_BYTES_H
#define COSX_GROWING_BYTES_H

#include <stddef.h>
#include <string.h>

typedef struct cosi_bytes_s {
    char *data; /* NULL while nothing was reserved */
    size_t size;
    size_t room;
} cosi_bytes_t;

/* Room for `more` bytes and a NUL behind. 0 when memory ran out; the content stays. */
int cosi_bytes_reserve(cosi_bytes_t *bytes, size_t more);
/* Append, and put a NUL behind. 0 when memory ran out. */
static inline int cosi_bytes_append(cosi_bytes_t *bytes, const void *data, size_t size)
{
    if (size >= bytes->room - bytes->size && !cosi_bytes_reserve(bytes, size)) {
        return 0;
    }
    if (size > 0) {
        memcpy(bytes->data + bytes->size, data, size);
    }
    bytes->size += size;
    bytes->data[bytes->size] = '\0';
    return 1;
}

void cosi_bytes_free(cosi_bytes_t *bytes);

#endif
