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

COS_API cos_buf_t *cos_create_buf(cos_pool_t *p, int size);

#define cos_buf_size(b) ((b)->last - (b)->pos)

COS_API cos_file_buf_t *cos_create_file_buf(cos_pool_t *p);
COS_API cos_buf_t *cos_buf_pack(cos_pool_t *p, const void *data, int size);
COS_API int64_t cos_buf_list_len(cos_list_t *list);
COS_API char *cos_buf_list_content(cos_pool_t *p, cos_list_t *list);
COS_API void cos_buf_append_string(cos_pool_t *p, cos_buf_t *b, const char *str, int len);
COS_API int cos_open_file_for_read(cos_pool_t *p, const char *path, cos_file_buf_t *fb);
COS_API int cos_open_file_for_all_read(cos_pool_t *p, const char *path, cos_file_buf_t *fb);

COS_API int cos_open_file_for_range_read(cos_pool_t *p, const char *path, int64_t file_pos, int64_t file_last,
    cos_file_buf_t *fb);

COS_API int cos_open_file_for_write(cos_pool_t *p, const char *path, cos_file_buf_t *fb);
COS_API int cos_open_file_for_write_notrunc(cos_pool_t *p, const char *path, cos_file_buf_t *fb);

COS_API int cos_open_file_for_range_write(cos_pool_t *p, const char *path, int64_t file_pos,
    int64_t file_last, cos_file_buf_t *fb);

COS_CPP_END

#endif
