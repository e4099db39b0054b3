/* Memory for the kernel to copy to and from: it begins where a page does, as the pages of a file do. Where source and
   target lie differently to 32 bytes, as with what malloc gives, some processors (Zen 3) copy at half the speed. */
#ifndef COSX_PAGE_BUFFER_H
#define COSX_PAGE_BUFFER_H

#include <stddef.h>

/* NULL when memory ran out. free() ends it. */
void *cosi_page_buffer(size_t size);

#endif
