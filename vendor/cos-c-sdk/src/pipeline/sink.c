#include "pipeline/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "base/memory.h"
#include "cos_http_io.h"
#include "cos_utility.h"

/* Unique in the process by count, between processes by number, and checked by O_EXCL. */
static char *temporary_name(cos_pool_t *pool, const char *path)
{
    static atomic_uint count;
    char middle[64];

    snprintf(middle, sizeof(middle), ".%ld.%u%s", (long)getpid(), atomic_fetch_add(&count, 1), COS_TEMP_FILE_SUFFIX);
    return cosi_join(pool, path, middle, (char *)NULL);
}

int cosi_sink_open(cos_pool_t *pool, const cos_string_t *path, cos_http_response_t *resp, cosi_file_sink_t *sink)
{
    cos_file_buf_t *fb = cos_create_file_buf(pool);
    struct stat info;
    int64_t size;
    int res;

    sink->temporary = NULL;
    sink->path = cosi_string_text(pool, path);
    if (sink->path == NULL || fb == NULL) {
        return COSE_OUT_MEMORY;
    }
    if (sink->path[0] == '\0') {
        errno = EISDIR;
        return COSE_OPEN_FILE_ERROR;
    }
    /* A device or a pipe is not written to but replaced in the end: root would lose its /dev/null. */
    if (stat(sink->path, &info) == 0 && !S_ISREG(info.st_mode)) {
        errno = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
        return COSE_OPEN_FILE_ERROR;
    }
    do {
        sink->temporary = temporary_name(pool, sink->path);
        if (sink->temporary == NULL) {
            return COSE_OUT_MEMORY;
        }
        /* The umask decides, as for any file a program makes. */
        res = cosi_open_file(pool, sink->temporary, O_WRONLY | O_CREAT | O_EXCL, 0666, fb, &size);
    } while (res == COSE_OPEN_FILE_ERROR && errno == EEXIST);
    if (res != COSE_OK) {
        if (res != COSE_OPEN_FILE_ERROR) {
            unlink(sink->temporary);
        }
        sink->temporary = NULL;
        return res;
    }
    resp->file_path = sink->temporary;
    resp->file_buf = fb;
    resp->type = BODY_IN_FILE;
    resp->write_body = cos_write_http_body_file;
    return COSE_OK;
}

int cosi_sink_close(cosi_file_sink_t *sink, cos_http_response_t *resp, int keep)
{
    int res = COSE_OK;

    if (sink->temporary == NULL) {
        return COSE_OK;
    }
    /* Where a full disk is told late, it is told here. */
    if (resp->file_buf->file != NULL && apr_file_close(resp->file_buf->file) != APR_SUCCESS && keep) {
        res = COSE_FILE_FLUSH_ERROR;
    }
    resp->file_buf->file = NULL;
    if (keep && res == COSE_OK && rename(sink->temporary, sink->path) != 0) {
        res = COSE_FILE_WRITE_ERROR;
    }
    if (!keep || res != COSE_OK) {
        unlink(sink->temporary);
    }
    sink->temporary = NULL;
    return res;
}

/* A name beside `filename` that is not in use. */
int cos_get_temporary_file_name(cos_pool_t *p, const cos_string_t *filename, cos_string_t *temp_file_name)
{
    char *path = cosi_string_text(p, filename);
    char *name;

    if (path == NULL) {
        return COSE_OUT_MEMORY;
    }
    do {
        name = temporary_name(p, path);
        if (name == NULL) {
            return COSE_OUT_MEMORY;
        }
    } while (access(name, F_OK) == 0);
    cos_str_set(temp_file_name, name);
    return COSE_OK;
}

/* After a 2xx the file gets its name, after anything else it is removed. A rename that fails
   becomes the status. */
int cos_temp_file_rename(cos_status_t *s, const char *from_path, const char *to_path, apr_pool_t *pool)
{
    (void)pool;
    if (!cos_status_is_ok(s)) {
        return unlink(from_path) == 0 || errno == ENOENT ? COSE_OK : COSE_FILE_WRITE_ERROR;
    }
    if (rename(from_path, to_path) != 0) {
        cos_status_set(s, COSE_FILE_WRITE_ERROR, COS_RENAME_FILE_ERROR_CODE, NULL);
        return COSE_FILE_WRITE_ERROR;
    }
    return COSE_OK;
}
