/* Files as request and response bodies. Nothing but regular files: a directory or a pipe has no
   size to announce. */
#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_portable.h>

#include "base/memory.h"

cos_file_buf_t *cos_create_file_buf(cos_pool_t *p)
{
    cos_file_buf_t *fb = cosi_calloc(p, sizeof(*fb));

    if (fb != NULL) {
        cos_list_init(&fb->node);
    }
    return fb;
}

static apr_status_t close_with_pool(void *data)
{
    apr_os_file_t descriptor;

    /* -1 once it has been closed */
    if (apr_os_file_get(&descriptor, data) == APR_SUCCESS && descriptor >= 0) {
        apr_file_close(data);
    }
    return APR_SUCCESS;
}

typedef struct opened_s {
    apr_os_file_t descriptor;
    apr_int32_t flags;
} opened_t;

static void *wrap_descriptor(cos_pool_t *pool, void *argument)
{
    opened_t *opened = argument;
    apr_file_t *file = NULL;

    if (apr_os_file_put(&file, &opened->descriptor, opened->flags, pool) != APR_SUCCESS) {
        return NULL;
    }
    apr_pool_cleanup_register(pool, file, close_with_pool, apr_pool_cleanup_null);
    return file;
}

static int open_descriptor(const char *path, int flags, mode_t mode)
{
    int descriptor;

    /* Not blocking: opening a pipe would wait for its other end. Regular files do not care. */
    do {
        descriptor = open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

/* Not apr_file_open: it cannot fail without losing the descriptor when memory runs out. */
int cosi_open_file(cos_pool_t *pool, const char *path, int flags, int mode, cos_file_buf_t *fb, int64_t *size)
{
    opened_t opened = { 0, (flags & O_WRONLY) != 0 ? APR_FOPEN_WRITE : APR_FOPEN_READ };
    struct stat info;
    int res = COSE_OK;

    fb->file = NULL;
    opened.descriptor = open_descriptor(path, flags, (mode_t)mode);
    if (opened.descriptor < 0) {
        return COSE_OPEN_FILE_ERROR;
    }
    if (fstat(opened.descriptor, &info) != 0) {
        res = COSE_FILE_INFO_ERROR;
    } else if (!S_ISREG(info.st_mode)) {
        errno = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
        res = COSE_OPEN_FILE_ERROR;
    } else {
        fb->file = cosi_guarded(pool, wrap_descriptor, &opened);
        res = fb->file != NULL ? COSE_OK : COSE_OUT_MEMORY;
    }
    if (res != COSE_OK) {
        int why = errno;
        close(opened.descriptor);
        errno = why;
        return res;
    }
    fb->owner = 1;
    *size = info.st_size;
    return COSE_OK;
}

/* Programs may read and write through fb->file themselves. */
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

int cosi_file_read(cos_file_buf_t *fb, char *buffer, int len)
{
    apr_os_file_t descriptor;
    int wanted;
    int done = 0;

    if (fb == NULL || fb->file == NULL || apr_os_file_get(&descriptor, fb->file) != APR_SUCCESS) {
        return COSE_OPEN_FILE_ERROR;
    }
    wanted = (int)cos_min(fb->file_last - fb->file_pos, (int64_t)len);
    while (done < wanted) {
        ssize_t got = pread(descriptor, buffer + done, (size_t)(wanted - done), (off_t)fb->file_pos);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return COSE_FILE_READ_ERROR;
        }
        fb->file_pos += got;
        done += (int)got;
    }
    return done;
}

int cos_open_file_for_read(cos_pool_t *p, const char *path, cos_file_buf_t *fb)
{
    return cos_open_file_for_all_read(p, path, fb);
}

int cos_open_file_for_all_read(cos_pool_t *p, const char *path, cos_file_buf_t *fb)
{
    int64_t size;
    int res = cosi_open_file(p, path, O_RDONLY, 0, fb, &size);

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
    int64_t size;
    int res = cosi_open_file(p, path, O_RDONLY, 0, fb, &size);

    if (res != COSE_OK) {
        return res;
    }
    fb->file_last = cos_max(cos_min(file_last, size), 0);
    fb->file_pos = cos_max(cos_min(file_pos, fb->file_last), 0);
    return seek_to(fb, fb->file_pos);
}

static int open_for_write(cos_pool_t *p, const char *path, int flags, cos_file_buf_t *fb)
{
    int64_t size;
    int res = cosi_open_file(p, path, O_WRONLY | O_CREAT | flags, 0640, fb, &size);

    if (res == COSE_OK) {
        fb->file_pos = 0;
        fb->file_last = 0;
    }
    return res;
}

int cos_open_file_for_write(cos_pool_t *p, const char *path, cos_file_buf_t *fb)
{
    return open_for_write(p, path, O_TRUNC, fb);
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
