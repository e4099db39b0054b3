#ifndef COSI_BASE_CONTENT_MD5_H
#define COSI_BASE_CONTENT_MD5_H

#include "cos_buf.h"
#include "cos_define.h"

/* Set Content-MD5 in `headers`, unless there is one. COSE_OK or why it could not be computed. */
int cosi_content_md5_of_buffers(cos_list_t *buffers, cos_table_t *headers);
/* size -1: to the end of the file. */
int cosi_content_md5_of_file(cos_pool_t *pool, const char *path, int64_t offset, int64_t size, cos_table_t *headers);

#endif
