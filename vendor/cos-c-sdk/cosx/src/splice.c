#include "splice.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "handle_pool.h"

void cosi_splice_init(cosi_splice_t *pipe)
{
    pipe->ends[0] = -1;
    pipe->ends[1] = -1;
    pipe->room = 0;
}

void cosi_splice_close(cosi_splice_t *pipe)
{
    if (pipe->ends[0] >= 0) {
        (void)cosi_socket_close(NULL, pipe->ends[0]);
        (void)cosi_socket_close(NULL, pipe->ends[1]);
    }
    cosi_splice_init(pipe);
}

#ifdef __linux__

/* What a user may have without privileges. Pages that the other side sent from a file fill a place
   of the pipe with 4 KiB each: this is as many bytes as there are places for. */
#define WANTED (1 << 20)
/* With less, each round moves so little that copying is cheaper. */
#define ENOUGH (256 << 10)

static int is_suitable(int file)
{
    struct stat status;
    int flags = fcntl(file, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) == O_RDWR && fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

int cosi_splice_open(cosi_splice_t *pipe, int file)
{
    int room;
    if (!is_suitable(file) || !cosi_pipe_open(pipe->ends)) {
        cosi_splice_init(pipe);
        return 0;
    }
    (void)fcntl(pipe->ends[1], F_SETPIPE_SZ, WANTED);
    room = fcntl(pipe->ends[1], F_GETPIPE_SZ);
    if (room < ENOUGH) {
        cosi_splice_close(pipe);
        return 0;
    }
    pipe->room = (size_t)room;
    return 1;
}

ssize_t cosi_splice_receive(cosi_splice_t *pipe, int socket, size_t size)
{
    size_t most = size < pipe->room ? size : pipe->room;
    return splice(socket, NULL, pipe->ends[1], NULL, most, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
}

/* What is in the pipe has left the socket: it has to get to the file in one way or another. */
static ssize_t write_by_copy(cosi_splice_t *pipe, int file, off_t offset, size_t size, char *spare)
{
    size_t done = 0;
    ssize_t n = read(pipe->ends[0], spare, size);
    if (n <= 0) {
        return n;
    }
    size = (size_t)n;
    while (done < size) {
        n = pwrite(file, spare + done, size - done, offset + (off_t)done);
        if (n <= 0 && !(n < 0 && errno == EINTR)) {
            errno = n < 0 ? errno : ENOSPC;
            return -1;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return (ssize_t)size;
}

ssize_t cosi_splice_write(cosi_splice_t *pipe, int file, int64_t offset, size_t size, char *spare, size_t spare_size)
{
    off64_t place = offset;
    ssize_t n = splice(pipe->ends[0], NULL, file, &place, size, SPLICE_F_MOVE);
    if (n < 0 && (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP)) {
        n = write_by_copy(pipe, file, (off_t)offset, size < spare_size ? size : spare_size, spare);
    }
    return n;
}

#else

int cosi_splice_open(cosi_splice_t *pipe, int file)
{
    (void)pipe;
    (void)file;
    return 0;
}

ssize_t cosi_splice_receive(cosi_splice_t *pipe, int socket, size_t size)
{
    (void)pipe;
    (void)socket;
    (void)size;
    errno = ENOSYS;
    return -1;
}

ssize_t cosi_splice_write(cosi_splice_t *pipe, int file, int64_t offset, size_t size, char *spare, size_t spare_size)
{
    (void)pipe;
    (void)file;
    (void)offset;
    (void)size;
    (void)spare;
    (void)spare_size;
    errno = ENOSYS;
    return -1;
}

#endif
