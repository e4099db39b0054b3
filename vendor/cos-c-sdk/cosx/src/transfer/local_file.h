/* Local files: what is sent, and the temporary file that becomes the target. */
#ifndef COSI_TRANSFER_LOCAL_FILE_H
#define COSI_TRANSFER_LOCAL_FILE_H

#include <stdint.h>
#include <sys/stat.h>

/* Enough to see that a file is not what it was. */
typedef struct cosi_identity_s {
    int64_t size;
    int64_t mtime_ns;
    uint64_t inode;
    uint64_t device;
} cosi_identity_t;

void cosi_identity_of(const struct stat *status, cosi_identity_t *identity);
int cosi_identity_equal(const cosi_identity_t *a, const cosi_identity_t *b);

/* The functions below return 0 or an errno. */

/* Open a regular file for reading. EISDIR for a directory, EINVAL for a FIFO, device or socket
   (which is not opened at all: that could block or do something). */
int cosi_local_open_source(const char *path, int *fd, cosi_identity_t *identity);

/* 0 when a download may end at `path`: nothing there, a regular file, or a symbolic link to one
   of these (the link itself will be replaced). EISDIR for a directory or a trailing slash,
   EINVAL for a device and the like, ENOENT when the folder is missing. */
int cosi_local_check_target(const char *path);

/* A name in the folder of `path` that cannot be mistaken for the user's own: ".name.TAG.part",
   TAG being `tag` in hex. malloc'ed, NULL when memory ran out. */
char *cosi_local_temp_path(const char *path, uint64_t tag);

/* 64 bits nobody else has: two temporary files of one target never collide. */
uint64_t cosi_local_unique(void);

/* Make `path` anew, with `mode` less the umask. EEXIST when it is there. */
int cosi_local_create(const char *path, mode_t mode, int *fd);

/* Open an existing temporary file of ours for reading and writing; it must be a regular file
   with one name, of exactly `size` bytes and inode `inode`. */
int cosi_local_reopen(const char *path, int64_t size, uint64_t inode, int *fd);

/* Set the size and reserve the space, so that a full disk shows at once. */
int cosi_local_reserve(int fd, int64_t size);

/* Optionally fsync the file, rename it to `path`, optionally fsync the folder. The descriptor stays
   open. */
int cosi_local_publish(int fd, const char *temp, const char *path, int sync);

/* fsync of the folder `path` is in. */
int cosi_local_sync_folder(const char *path);

#endif
