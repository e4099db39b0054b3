/* Memory and file pieces that bodies are made of. */
#ifndef COS_C_SDK_BUF_H
#define COS_C_SDK_BUF_H

#include "cos_list.h"
#include "cos_string.h"
#include "cos_sys_define.h"

COS_CPP_START

typedef struct {
    cos_list_t node;
    uint8_t *pos;
    uint8_t *last;
    uint8_t *start;
    uint8_t *end;
} cos_buf_t;

typedef struct {
    cos_list_t node;
    int64_t file_pos;
    int64_t file_last;
    apr_file_t *file;
    uint32_t owner:1;
} cos_file_buf_t;

/* An empty buffer with room for `size` bytes (0 or less: none), all in `p`. NULL when memory ran out. */
COS_API cos_buf_t *cos_create_buf(cos_pool_t *p, int size);

#define cos_buf_size(b) ((b)->last - (b)->pos)

/* A file buffer with no file yet, zeroed, in `p`. NULL when memory ran out. */
COS_API cos_file_buf_t *cos_create_file_buf(cos_pool_t *p);

/* A buffer over the `size` bytes at `data`, which are borrowed for as long as it is used. NULL when memory
   ran out. */
COS_API cos_buf_t *cos_buf_pack(cos_pool_t *p, const void *data, int size);

/* Bytes in all cos_buf_t of a list. */
COS_API int64_t cos_buf_list_len(cos_list_t *list);

/* All bytes of a list of cos_buf_t in one piece in `p`, a NUL behind. The list stays as it is. NULL when
   memory ran out. */
COS_API char *cos_buf_list_content(cos_pool_t *p, cos_list_t *list);

/* Put `len` bytes of `str` (copied) behind those of `b`, which moves to more memory in `p` when it has to.
   When there is none, `b` stays as it is. */
COS_API void cos_buf_append_string(cos_pool_t *p, cos_buf_t *b, const char *str, int len);

/* Open a regular file to be read whole; fb gets the file (closed with `p`) and the range. COSE_OK,
   COSE_OPEN_FILE_ERROR, COSE_FILE_INFO_ERROR or COSE_OUT_MEMORY, and fb is as it was. This goes for the
   five below too. */
COS_API int cos_open_file_for_read(cos_pool_t *p, const char *path, cos_file_buf_t *fb);

/* The same. */
COS_API int cos_open_file_for_all_read(cos_pool_t *p, const char *path, cos_file_buf_t *fb);

/* From file_pos up to file_last (not included), both kept inside the file. */
COS_API int cos_open_file_for_range_read(cos_pool_t *p, const char *path, int64_t file_pos, int64_t file_last,
    cos_file_buf_t *fb);

/* Open to write from the start; what was there is gone. */
COS_API int cos_open_file_for_write(cos_pool_t *p, const char *path, cos_file_buf_t *fb);

/* Open to write from the start; the file keeps its length. */
COS_API int cos_open_file_for_write_notrunc(cos_pool_t *p, const char *path, cos_file_buf_t *fb);

/* Open to write from file_pos up to file_last (not included); the other bytes stay. */
COS_API int cos_open_file_for_range_write(cos_pool_t *p, const char *path, int64_t file_pos,
    int64_t file_last, cos_file_buf_t *fb);

COS_CPP_END

#endif
