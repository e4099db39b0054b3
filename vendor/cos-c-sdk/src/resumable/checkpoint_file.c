/* Checkpoints on disk. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <errno.h>

#include <apr_portable.h>

#include "base/files.h"
#include "base/memory.h"
#include "resumable/checkpoint_xml.h"
#include "service/arguments.h"
#include "xml/read.h"

/* ------------------------------------------------------------------ where it lies */

/* The structure has a place for the open file and none for its path, which is what a rename needs: it is kept
   with the file's pool, under a name that only this file has. */
typedef struct {
    char key[48]; /* the text below and a pointer */
    char *path;
} place_t;

static void name_place(place_t *place, const apr_file_t *file)
{
    snprintf(place->key, sizeof(place->key), "cosi-checkpoint-path-%p", (const void *)file);
}

static void *keep_place(cos_pool_t *pool, void *argument)
{
    place_t *place = argument;
    return apr_pool_userdata_set(place->path, place->key, NULL, pool) == APR_SUCCESS ? place : NULL;
}

/* Files that the program opened itself know their names. */
static const char *path_of(apr_file_t *file)
{
    place_t place = { "", NULL };
    const char *name = NULL;
    void *found = NULL;

    name_place(&place, file);
    if (apr_pool_userdata_get(&found, place.key, apr_file_pool_get(file)) == APR_SUCCESS && found != NULL) {
        return found;
    }
    return apr_file_name_get(&name, file) == APR_SUCCESS ? name : NULL;
}

int cos_open_checkpoint_file(cos_pool_t *pool, cos_string_t *checkpoint_path, cos_checkpoint_t *checkpoint)
{
    place_t place = { "", NULL };
    cos_file_buf_t opened;
    int64_t size;
    int code;

    if (cosi_is_missing(checkpoint_path)) {
        return COSE_INVALID_ARGUMENT;
    }
    place.path = cosi_string_text(pool, checkpoint_path);
    if (place.path == NULL) {
        return COSE_OUT_MEMORY;
    }
    code = cosi_open_file(pool, place.path, O_RDWR | O_CREAT, 0600, &opened, &size);
    if (code != COSE_OK) {
        return code;
    }
    name_place(&place, opened.file);
    if (cosi_guarded(pool, keep_place, &place) == NULL) {
        apr_file_close(opened.file);
        return COSE_OUT_MEMORY;
    }
    checkpoint->thefile = opened.file;
    return COSE_OK;
}

/* ------------------------------------------------------------------ reading */

static int read_file(cos_pool_t *scratch, const char *path, char **text, int64_t *size)
{
    cos_file_buf_t file;
    int code = cosi_open_file(scratch, path, O_RDONLY, 0, &file, size);

    if (code != COSE_OK) {
        return code;
    }
    if (*size > COSI_XML_MAX_SIZE) {
        return COSE_XML_PARSE_ERROR;
    }
    *text = cosi_calloc(scratch, (size_t)*size + 1);
    if (*text == NULL) {
        return COSE_OUT_MEMORY;
    }
    file.file_pos = 0;
    file.file_last = *size;
    return cosi_file_read(&file, *text, (int)*size) == *size ? COSE_OK : COSE_FILE_READ_ERROR;
}

int cos_load_checkpoint(cos_pool_t *pool, const cos_string_t *filepath, cos_checkpoint_t *checkpoint)
{
    cos_pool_t *scratch = NULL;
    const char *path;
    char *text = NULL;
    int64_t size = 0;
    int code;

    if (apr_pool_create(&scratch, pool) != APR_SUCCESS) {
        return COSE_OUT_MEMORY;
    }
    path = cosi_string_text(scratch, filepath);
    code = path == NULL ? COSE_OUT_MEMORY : read_file(scratch, path, &text, &size);
    if (code == COSE_OK) {
        code = cosi_checkpoint_read(pool, text, (size_t)size, checkpoint);
    }
    apr_pool_destroy(scratch);
    return code;
}

/* ------------------------------------------------------------------ writing */

static int write_all(int descriptor, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t written = write(descriptor, text, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return COSE_FILE_WRITE_ERROR;
        }
        text += written;
        size -= (size_t)written;
    }
    return fsync(descriptor) == 0 ? COSE_OK : COSE_FILE_FLUSH_ERROR;
}

/* The new file takes the old one's place and mode at once, or not at all. */
static int replace(cos_pool_t *scratch, const char *path, const char *text)
{
    char *temporary = cosi_join(scratch, path, ".XXXXXX", NULL);
    struct stat old;
    int descriptor;
    int code;

    if (temporary == NULL) {
        return COSE_OUT_MEMORY;
    }
    descriptor = mkostemp(temporary, O_CLOEXEC);
    if (descriptor < 0) {
        return COSE_OPEN_FILE_ERROR;
    }
    code = write_all(descriptor, text, strlen(text));
    if (code == COSE_OK && stat(path, &old) == 0 && fchmod(descriptor, old.st_mode & 07777) != 0) {
        code = COSE_FILE_WRITE_ERROR;
    }
    if (close(descriptor) != 0 && code == COSE_OK) {
        code = COSE_FILE_WRITE_ERROR;
    }
    if (code == COSE_OK && rename(temporary, path) != 0) {
        code = COSE_FILE_WRITE_ERROR;
    }
    if (code != COSE_OK) {
        unlink(temporary);
    }
    return code;
}

int cos_dump_checkpoint(cos_pool_t *pool, const cos_checkpoint_t *checkpoint)
{
    const char *path = checkpoint->thefile == NULL ? NULL : path_of(checkpoint->thefile);
    cos_pool_t *scratch = NULL;
    char *text = NULL;
    int code;

    if (path == NULL) {
        return COSE_INVALID_ARGUMENT;
    }
    if (apr_pool_create(&scratch, pool) != APR_SUCCESS) {
        return COSE_OUT_MEMORY;
    }
    code = cosi_checkpoint_text(scratch, checkpoint, &text);
    if (code == COSE_OK) {
        code = replace(scratch, path, text);
    }
    apr_pool_destroy(scratch);
    return code;
}
