#include "growing_bytes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int cosi_bytes_reserve(cosi_bytes_t *b, size_t more)
{
    char *bigger;
    size_t need;
    size_t room;
    if (more > SIZE_MAX / 2 - b->size - 1) {
        return 0;
    }
    need = b->size + more + 1;
    if (need <= b->room) {
        return 1;
    }
    room = b->room > need / 2 ? b->room * 2 : need;
    bigger = realloc(b->data, room);
    if (bigger == NULL) {
        return 0;
    }
    b->data = bigger;
    b->room = room;
    return 1;
}

void cosi_bytes_free(cosi_bytes_t *b)
{
    free(b->data);
    memset(b, 0, sizeof(*b));
}
