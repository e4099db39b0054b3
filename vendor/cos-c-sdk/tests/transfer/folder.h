/* A temporary folder of one test program, and files in it. */
#ifndef TEST_TRANSFER_FOLDER_H
#define TEST_TRANSFER_FOLDER_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder_path[256];

static inline void folder_make(void)
{
    const char *base = getenv("TMPDIR");

    snprintf(folder_path, sizeof(folder_path), "%s/cosx-test-XXXXXX", base == NULL ? "/tmp" : base);
    if (mkdtemp(folder_path) == NULL) {
        perror(folder_path);
        abort();
    }
}

/* Remove what is in it. */
static inline void folder_empty(void)
{
    DIR *folder = opendir(folder_path);
    struct dirent *entry;
    char path[1024];

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            snprintf(path, sizeof(path), "%s/%s", folder_path, entry->d_name);
            if (unlink(path) != 0) {
                rmdir(path);
            }
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
}

static inline void folder_remove(void)
{
    folder_empty();
    rmdir(folder_path);
}

/* How many names are in it. */
static inline int folder_count(void)
{
    DIR *folder = opendir(folder_path);
    struct dirent *entry;
    int count = 0;

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    if (folder != NULL) {
        closedir(folder);
    }
    return count;
}

/* A path in it; the text lives until the eighth call after this one. */
static inline const char *in_folder(const char *name)
{
    static char paths[8][1024];
    static int next;
    char *path = paths[next++ % 8];

    snprintf(path, sizeof(paths[0]), "%s/%s", folder_path, name);
    return path;
}

/* Bytes that differ from place to place; `seed` makes different files. */
static inline unsigned char *make_bytes(size_t size, unsigned seed)
{
    unsigned char *bytes = malloc(size + 1);
    size_t i;

    if (bytes == NULL) {
        abort();
    }
    for (i = 0; i < size; i++) {
        bytes[i] = (unsigned char)((i * 2654435761u + seed * 40503u) >> 11);
    }
    return bytes;
}

static inline void write_file(const char *path, const void *data, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    if (fd < 0 || write(fd, data, size) != (ssize_t)size) {
        perror(path);
        abort();
    }
    close(fd);
}

/* malloc'ed; NULL when the file is not there. */
static inline char *read_file(const char *path, size_t *size)
{
    struct stat status;
    char *data = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        return NULL;
    }
    if (fstat(fd, &status) == 0) {
        data = malloc((size_t)status.st_size + 1);
        if (data == NULL || read(fd, data, (size_t)status.st_size) != status.st_size) {
            abort();
        }
        *size = (size_t)status.st_size;
    }
    close(fd);
    return data;
}

static inline int exists(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0;
}

#endif
