#include "page_buffer.h"

#include <stdlib.h>

enum { PAGE = 4096 };

void *cosi_page_buffer(size_t size)
{
    void *memory = NULL;
    return posix_memalign(&memory, PAGE, size) == 0 ? memory : NULL;
}
