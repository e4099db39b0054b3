/*
 * A disk that forgets and a disk that is full, for a program under test (LD_PRELOAD).
 *
 * DISK_ROOT names a folder. Of everything under it, DISK_SHADOW receives what a power cut would leave: the
 * bytes of a file as they were when it was synced last, and the names in a folder as they were when that
 * was synced last. What was never synced is not there. While the file DISK_FULL exists, nothing more
 * can be written under DISK_ROOT. At sync number DISK_CUT_AT, counted from 1, the power goes.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t shadow_lock = PTHREAD_MUTEX_INITIALIZER;

static int is_ours(int fd)
{
    const char *root = getenv("DISK_ROOT");
    char link[64];
    char path[4096];
    ssize_t size;

    if (root == NULL)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    size = readlink(link, path, sizeof path - 1);
    if (size < 0)
        return 0;
    path[size] = '\0';
    return strncmp(path, root, strlen(root)) == 0;
}

static int is_full(int fd)
{
    const char *flag = getenv("DISK_FULL");

    return flag != NULL && access(flag, F_OK) == 0 && is_ours(fd);
}

static void keep_file(int fd, FILE *out)
{
    char link[64];
    char data[65536];
    size_t count;
    FILE *in;

    /* A description of its own: the position of the other one must stay. */
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    in = fopen(link, "r");
    if (in == NULL)
        abort();
    while ((count = fread(data, 1, sizeof data, in)) > 0)
        if (fwrite(data, 1, count, out) != count)
            abort();
    fclose(in);
}

static void keep_names(int fd, FILE *out)
{
    char link[64];
    struct dirent *entry;
    DIR *folder;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    folder = opendir(link);
    if (folder == NULL)
        abort();
    while ((entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.')
            fprintf(out, "%c %llu %s\n", entry->d_type == DT_DIR ? 'd' : 'f',
                    (unsigned long long)entry->d_ino, entry->d_name);
    closedir(folder);
}

static void keep(int fd)
{
    static int count;
    const char *shadow = getenv("DISK_SHADOW");
    const char *last = getenv("DISK_CUT_AT");
    struct stat found;
    char path[4096];
    char temporary[4096];
    FILE *out;

    if (shadow == NULL || !is_ours(fd) || fstat(fd, &found) != 0)
        return;
    pthread_mutex_lock(&shadow_lock);
    if (last != NULL && ++count == atoi(last))
        kill(getpid(), SIGKILL);
    snprintf(path, sizeof path, "%s/%llu", shadow, (unsigned long long)found.st_ino);
    snprintf(temporary, sizeof temporary, "%s/unfinished", shadow);
    out = fopen(temporary, "w");
    if (out == NULL)
        abort();
    if (S_ISDIR(found.st_mode))
        keep_names(fd, out);
    else
        keep_file(fd, out);
    if (fclose(out) != 0 || rename(temporary, path) != 0)
        abort();
    pthread_mutex_unlock(&shadow_lock);
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

int fsync(int fd)
{
    keep(fd);
    return 0;
}

int fdatasync(int fd)
{
    keep(fd);
    return 0;
}

ssize_t write(int fd, const void *data, size_t size)
{
    REAL(write);

    if (is_full(fd)) {
        errno = ENOSPC;
        return -1;
    }
    return real(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
    REAL(pwrite);

    if (is_full(fd)) {
        errno = ENOSPC;
        return -1;
    }
    return real(fd, data, size, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
    REAL(pwrite64);

    if (is_full(fd)) {
        errno = ENOSPC;
        return -1;
    }
    return real(fd, data, size, offset);
}

int posix_fallocate(int fd, off_t offset, off_t size)
{
    REAL(posix_fallocate);

    return is_full(fd) ? ENOSPC : real(fd, offset, size);
}

int posix_fallocate64(int fd, off64_t offset, off64_t size)
{
    REAL(posix_fallocate64);

    return is_full(fd) ? ENOSPC : real(fd, offset, size);
}
