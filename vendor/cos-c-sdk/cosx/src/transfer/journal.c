#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "local_file.h"

/* 10,000 parts of 200 bytes are 2 MB; what is larger was not written by us. */
#define LARGEST ((off_t)64 << 20)

void cosi_journal_init(cosi_journal_t *journal)
{
    memset(journal, 0, sizeof(*journal));
    journal->fd = -1;
}

static int lock_file(int fd)
{
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        return 0;
    }
    if (errno == EWOULDBLOCK) {
        return EWOULDBLOCK;
    }
    return 0; /* a file system without locks: go on without */
}

int cosi_journal_open(cosi_journal_t *journal, const char *path)
{
    struct stat mine;
    struct stat named;
    int fd = -1;
    int error = 0;

    journal->path = strdup(path);
    if (journal->path == NULL) {
        return ENOMEM;
    }
    for (;;) {
        fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600);
        if (fd < 0 || fstat(fd, &mine) != 0) {
            error = errno;
            break;
        }
        if (!S_ISREG(mine.st_mode)) {
            error = EINVAL;
            break;
        }
        error = lock_file(fd);
        if (error != 0) {
            break;
        }
        /* between open and lock it may have been replaced or removed: then the lock is worth nothing */
        if (stat(path, &named) == 0 && named.st_ino == mine.st_ino && named.st_dev == mine.st_dev) {
            journal->fd = fd;
            return 0;
        }
        close(fd);
    }
    if (fd >= 0) {
        close(fd);
    }
    free(journal->path);
    journal->path = NULL;
    return error;
}

int cosi_journal_read(cosi_journal_t *journal, cosi_checkpoint_t *checkpoint, const char **problem)
{
    struct stat status;
    char *data = NULL;
    size_t size = 0;
    ssize_t count;
    int error = 0;

    memset(checkpoint, 0, sizeof(*checkpoint));
    *problem = "it cannot be read";
    if (fstat(journal->fd, &status) != 0) {
        return errno;
    }
    if (status.st_size > LARGEST) {
        *problem = "it is too large";
        return 0;
    }
    data = malloc((size_t)status.st_size + 1);
    if (data == NULL) {
        return ENOMEM;
    }
    while (size < (size_t)status.st_size) {
        count = pread(journal->fd, data + size, (size_t)status.st_size - size, (off_t)size);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            error = errno;
            goto cleanup;
        }
        if (count == 0) {
            break;
        }
        size += (size_t)count;
    }
    *problem = cosi_checkpoint_parse(data, size, checkpoint);

cleanup:
    free(data);
    return error;
}

int cosi_journal_resume(cosi_journal_t *journal, const cosi_checkpoint_t *checkpoint)
{
    /* a torn line must go, or the next one would stick to it */
    if (ftruncate(journal->fd, (off_t)checkpoint->good_size) != 0) {
        return errno;
    }
    journal->size = (int64_t)checkpoint->good_size;
    journal->seed = checkpoint->seed;
    journal->has_header = 1;
    return 0;
}

static int write_all(int fd, const char *data, size_t size, int64_t offset)
{
    ssize_t count;

    while (size > 0) {
        count = pwrite(fd, data, size, (off_t)offset);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return count == 0 ? EIO : errno;
        }
        data += count;
        size -= (size_t)count;
        offset += count;
    }
    return 0;
}

int cosi_journal_start(cosi_journal_t *journal, const cosi_checkpoint_header_t *header)
{
    uint64_t seed = 0;
    char *line = cosi_checkpoint_header_line(header, &seed);
    char *temp = cosi_local_temp_path(journal->path, cosi_local_unique());
    int created = 0;
    int fd = -1;
    int error = 0;

    if (line == NULL || temp == NULL) {
        error = ENOMEM;
        goto cleanup;
    }
    error = cosi_local_create(temp, 0600, &fd);
    if (error != 0) {
        goto cleanup;
    }
    created = 1;
    error = write_all(fd, line, strlen(line), 0);
    if (error == 0 && fsync(fd) != 0) {
        error = errno;
    }
    if (error == 0) {
        error = lock_file(fd); /* before it gets the name: there is no moment without a lock */
    }
    if (error == 0 && rename(temp, journal->path) != 0) {
        error = errno;
    }
    if (error != 0) {
        goto cleanup;
    }
    created = 0;
    cosi_local_sync_folder(journal->path); /* at worst a crash of the machine loses the checkpoint */
    close(journal->fd);
    journal->fd = fd;
    fd = -1;
    journal->seed = seed;
    journal->size = (int64_t)strlen(line);
    journal->has_header = 1;

cleanup:
    if (created) {
        unlink(temp);
    }
    if (fd >= 0) {
        close(fd);
    }
    free(line);
    free(temp);
    return error;
}

int cosi_journal_append(cosi_journal_t *journal, int32_t index, int64_t length, uint64_t crc, const char *etag)
{
    char *line = cosi_checkpoint_part_line(journal->seed, index, length, crc, etag);
    size_t size;
    int error;

    if (line == NULL) {
        return ENOMEM;
    }
    size = strlen(line);
    error = write_all(journal->fd, line, size, journal->size);
    if (error == 0) {
        journal->size += (int64_t)size;
    } else if (ftruncate(journal->fd, (off_t)journal->size) != 0) {
        /* half a line stays behind; the reader drops it, and the next append writes over it */
    }
    free(line);
    return error;
}

void cosi_journal_close(cosi_journal_t *journal, int delete_file)
{
    if (journal->fd >= 0 && (delete_file || !journal->has_header)) {
        unlink(journal->path); /* while it is locked: nobody else can have begun to use it */
    }
    cosi_journal_leave(journal);
}

void cosi_journal_leave(cosi_journal_t *journal)
{
    if (journal->fd >= 0) {
        close(journal->fd);
    }
    free(journal->path);
    cosi_journal_init(journal);
}
