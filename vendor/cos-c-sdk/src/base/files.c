/* Files as request and response bodies. Nothing but regular files: a directory or a pipe has no
   size to announce. */
#include "base/memory.h"
#include "cos_buf.h"

cos_file_buf_t *cos_create_file_buf(cos_pool_t *p)
{
    cos_file_buf_t *fb = cosi_calloc(p, sizeof(*fb));

    if (fb != NULL) {
        cos_list_init(&fb->node);
    }
    return fb;
}

static int open_regular(cos_pool_t *p, const char *path, apr_int32_t flags, cos_file_buf_t *fb, apr_off_t *size)
{
    apr_file_t *file = NULL;
    apr_finfo_t info;
    const apr_fileperms_t mode = APR_FPROT_UREAD | APR_FPROT_UWRITE | APR_FPROT_GREAD;

    fb->file = NULL;
    /* Looked at before opening too: opening a pipe would wait for its other end. */
    if (apr_stat(&info, path, APR_FINFO_TYPE, p) == APR_SUCCESS && info.filetype != APR_REG) {
        return COSE_OPEN_FILE_ERROR;
    }
    if (apr_file_open(&file, path, flags | APR_FOPEN_BINARY | APR_FOPEN_LARGEFILE, mode, p) != APR_SUCCESS) {
        return COSE_OPEN_FILE_ERROR;
    }
    if (apr_file_info_get(&info, APR_FINFO_TYPE | APR_FINFO_SIZE, file) != APR_SUCCESS) {
        apr_file_close(file);
        return COSE_FILE_INFO_ERROR;
    }
    if (info.filetype != APR_REG) {
        apr_file_close(file);
        return COSE_OPEN_FILE_ERROR;
    }
    fb->file = file;
    fb->owner = 1;
    *size = info.size;
    return COSE_OK;
}

static int seek_to(cos_file_buf_t *fb, int64_t position)
{
    apr_off_t offset = position;

    if (apr_file_seek(fb->file, APR_SET, &offset) == APR_SUCCESS) {
        return COSE_OK;
    }
    apr_file_close(fb->file);
    fb->file = NULL;
    return COSE_FILE_SEEK_ERROR;
}

int cos_open_file_for_read(cos_pool_t *p, const char *path, cos_file_buf_t *fb)
{
    return cos_open_file_for_all_read(p, path, fb);
}

int cos_open_file_for_all_read(cos_pool_t *p, const char *path, cos_file_buf_t *fb)
{
    apr_off_t size;
    int res = open_regular(p, path, APR_FOPEN_READ, fb, &size);

    if (res == COSE_OK) {
        fb->file_pos = 0;
        fb->file_last = size;
    }
    return res;
}

/* From file_pos up to file_last (not included), both kept inside the file. */
int cos_open_file_for_range_read(cos_pool_t *p, const char *path, int64_t file_pos, int64_t file_last,
    cos_file_buf_t *fb)
{
    apr_off_t size;
    int res = open_regular(p, path, APR_FOPEN_READ, fb, &size);

    if (res != COSE_OK) {
        return res;
    }
    fb->file_last = cos_max(cos_min(file_last, size), 0);
    fb->file_pos = cos_max(cos_min(file_pos, fb->file_last), 0);
    return seek_to(fb, fb->file_pos);
}

static int open_for_write(cos_pool_t *p, const char *path, apr_int32_t flags, cos_file_buf_t *fb)
{
    apr_off_t size;
    int res = open_regular(p, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE | flags, fb, &size);

    if (res == COSE_OK) {
        fb->file_pos = 0;
        fb->file_last = 0;
    }
    return res;
}

int cos_open_file_for_write(cos_pool_t *p, const char *path, cos_file_buf_t *fb)
{
    return open_for_write(p, path, APR_FOPEN_TRUNCATE, fb);
}

int cos_open_file_for_write_notrunc(cos_pool_t *p, const char *path, cos_file_buf_t *fb)
{
    return open_for_write(p, path, 0, fb);
}

int cos_open_file_for_range_write(cos_pool_t *p, const char *path, int64_t file_pos, int64_t file_last,
    cos_file_buf_t *fb)
{
    int res = open_for_write(p, path, 0, fb);

    if (res != COSE_OK) {
        return res;
    }
    fb->file_pos = file_pos;
    fb->file_last = file_last;
    return seek_to(fb, file_pos);
}
