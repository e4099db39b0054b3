#include "local_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/magic.h>
#include <sys/vfs.h>
#endif

#define NAME_KEPT 160 /* bytes of the target's name in the temporary one: far below every NAME_MAX */

void cosi_identity_of(const struct stat *status, cosi_identity_t *identity)
{
    identity->size = (int64_t)status->st_size;
#ifdef __APPLE__
    identity->mtime_ns = (int64_t)status->st_mtimespec.tv_sec * 1000000000 + status->st_mtimespec.tv_nsec;
#else
    identity->mtime_ns = (int64_t)status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;
#endif
    identity->inode = (uint64_t)status->st_ino;
    identity->device = (uint64_t)status->st_dev;
}

int cosi_identity_equal(const cosi_identity_t *a, const cosi_identity_t *b)
{
    return a->size == b->size && a->mtime_ns == b->mtime_ns && a->inode == b->inode && a->device == b->device;
}

static int regular(const struct stat *status)
{
    if (S_ISDIR(status->st_mode)) {
        return EISDIR;
    }
    return S_ISREG(status->st_mode) ? 0 : EINVAL;
}

int cosi_local_open_source(const char *path, int *fd, cosi_identity_t *identity)
{
    struct stat status;
    int opened = -1;
    int error = 0;

    if (stat(path, &status) != 0) {
        return errno;
    }
    error = regular(&status);
    if (error != 0) {
        return error;
    }
    /* O_NONBLOCK: should it have become a FIFO meanwhile, open must not wait for a writer */
    opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (opened < 0 || fstat(opened, &status) != 0) {
        error = errno;
        goto cleanup;
    }
    error = regular(&status);
    if (error != 0) {
        goto cleanup;
    }
    cosi_identity_of(&status, identity);
    *fd = opened;
    opened = -1;

cleanup:
    if (opened >= 0) {
        close(opened);
    }
    return error;
}

/* Length of the folder part of `path`, the slash included; 0 when there is none. */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

static char *folder_of(const char *path)
{
    size_t length = folder_length(path);
    char *folder = malloc(length + 2);

    if (folder == NULL) {
        return NULL;
    }
    memcpy(folder, path, length);
    if (length == 0) {
        folder[length++] = '.';
    }
    folder[length] = '\0';
    return folder;
}

int cosi_local_check_target(const char *path)
{
    struct stat status;
    char *folder = NULL;
    int error = 0;

    if (path[0] == '\0') {
        return ENOENT;
    }
    if (path[folder_length(path)] == '\0') {
        return EISDIR;
    }
    if (stat(path, &status) == 0) {
        return regular(&status);
    }
    if (errno != ENOENT) {
        return errno;
    }
    /* nothing there, or a dangling link: then the folder must be there */
    folder = folder_of(path);
    if (folder == NULL) {
        return ENOMEM;
    }
    if (stat(folder, &status) != 0) {
        error = errno;
    } else if (!S_ISDIR(status.st_mode)) {
        error = ENOTDIR;
    }
    free(folder);
    return error;
}

char *cosi_local_temp_path(const char *path, uint64_t tag)
{
    size_t folder = folder_length(path);
    const char *name = path + folder;
    size_t kept = strlen(name);
    size_t room;
    char *temp;

    if (kept > NAME_KEPT) {
        kept = NAME_KEPT;
        /* not inside a UTF-8 sequence: some file systems refuse such names */
        while (kept > 0 && ((unsigned char)name[kept] & 0xc0) == 0x80) {
            kept--;
        }
    }
    room = folder + kept + 32;
    temp = malloc(room);
    if (temp == NULL) {
        return NULL;
    }
    snprintf(temp, room, "%.*s.%.*s.%016" PRIx64 ".part", (int)folder, path, (int)kept, name, tag);
    return temp;
}

uint64_t cosi_local_unique(void)
{
    static atomic_uint_fast64_t counter;
    struct timespec now;
    uint64_t mixed;

    clock_gettime(CLOCK_REALTIME, &now);
    mixed = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    mixed ^= (uint64_t)getpid() << 40;
    mixed += atomic_fetch_add(&counter, 1) * UINT64_C(0x9e3779b97f4a7c15);
    /* spread (the finaliser of splitmix64); names only need to differ, O_EXCL settles the rest */
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

int cosi_local_create(const char *path, mode_t mode, int *fd)
{
    *fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    return *fd < 0 ? errno : 0;
}

int cosi_local_reopen(const char *path, int64_t size, uint64_t inode, int *fd)
{
    struct stat status;
    int opened = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    int error = 0;

    if (opened < 0 || fstat(opened, &status) != 0) {
        error = errno;
    } else if (!S_ISREG(status.st_mode) || status.st_nlink != 1 || status.st_size != size
               || (uint64_t)status.st_ino != inode) {
        error = EINVAL;
    }
    if (error != 0) {
        if (opened >= 0) {
            close(opened);
        }
        return error;
    }
    *fd = opened;
    return 0;
}

#ifdef __linux__
/* File systems in memory reserve by making every page, which here no other thread could help with,
   and no part would begin before: a look at what is free has to do. */
static int is_in_memory(int fd, int64_t size, int *error)
{
    struct statfs found;

    if (fstatfs(fd, &found) != 0 || (found.f_type != TMPFS_MAGIC && found.f_type != RAMFS_MAGIC)) {
        return 0;
    }
    /* 0 blocks in all: there is no limit */
    *error = found.f_blocks > 0 && found.f_bavail < (uint64_t)size / (uint64_t)found.f_bsize ? ENOSPC : 0;
    return 1;
}
#endif

int cosi_local_reserve(int fd, int64_t size)
{
    int error;

    do {
        error = ftruncate(fd, (off_t)size) == 0 ? 0 : errno;
    } while (error == EINTR);
    if (error != 0 || size == 0) {
        return error;
    }
#ifdef __linux__
    if (is_in_memory(fd, size, &error)) {
        return error;
    }
    do {
        error = fallocate(fd, 0, 0, (off_t)size) == 0 ? 0 : errno;
    } while (error == EINTR);
    if (error == EOPNOTSUPP || error == ENOSYS || error == EINVAL) {
        error = 0; /* a file system without reservations; writing will tell */
    }
#endif
    return error;
}

int cosi_local_sync_folder(const char *path)
{
    char *folder = folder_of(path);
    int fd;
    int error = 0;

    if (folder == NULL) {
        return ENOMEM;
    }
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) {
        error = errno;
    }
    if (fd >= 0) {
        close(fd);
    }
    free(folder);
    /* some network file systems cannot sync a folder; there is nothing to be done about it */
    return error == EINVAL || error == ENOTSUP ? 0 : error;
}

int cosi_local_publish(int fd, const char *temp, const char *path, int sync)
{
    if (sync && fsync(fd) != 0) {
        return errno;
    }
    if (rename(temp, path) != 0) {
        return errno;
    }
    return sync ? cosi_local_sync_folder(path) : 0;
}
