/* From a socket to a file inside the kernel: through a pipe, without passing through our memory. */
#ifndef COSX_SPLICE_H
#define COSX_SPLICE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Below this the pipe costs more than the copy. */
#define COSI_SPLICE_LEAST ((int64_t)512 * 1024)

typedef struct cosi_splice_s {
    int ends[2]; /* -1: none */
    size_t room;
} cosi_splice_t;

void cosi_splice_init(cosi_splice_t *pipe);

/* Get a pipe. 0: there is none to be had, or none that is large enough, or `file` is not of the
   kind: a regular file that may be read as well as written. */
int cosi_splice_open(cosi_splice_t *pipe, int file);

/* As recv(2), into the pipe, which is empty. EINVAL: the socket cannot do it. */
ssize_t cosi_splice_receive(cosi_splice_t *pipe, int socket, size_t size);

/* As pwrite(2), from the pipe, which holds `size` bytes or more. `spare` is memory to use where the
   file system cannot do it. */
ssize_t cosi_splice_write(cosi_splice_t *pipe, int file, int64_t offset, size_t size, char *spare, size_t spare_size);

void cosi_splice_close(cosi_splice_t *pipe);

#endif
