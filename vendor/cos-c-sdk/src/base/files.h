#ifndef COSI_BASE_FILES_H
#define COSI_BASE_FILES_H

#include "cos_buf.h"

/* Open a regular file, with the flags of open(2), into fb->file; it is closed with the pool at
   the latest. On failure errno says why, except with COSE_OUT_MEMORY. */
int cosi_open_file(cos_pool_t *pool, const char *path, int flags, int mode, cos_file_buf_t *fb, int64_t *size);

/* Up to `len` bytes from file_pos on, at most up to file_last; 0 there. A file that ends before
   is COSE_FILE_READ_ERROR: its length has been announced. */
int cosi_file_read(cos_file_buf_t *fb, char *buffer, int len);

#endif
