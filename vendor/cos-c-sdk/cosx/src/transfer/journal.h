/* The file a checkpoint lives in: locked, replaced by rename, appended to, removed. */
#ifndef COSI_TRANSFER_JOURNAL_H
#define COSI_TRANSFER_JOURNAL_H

#include "checkpoint.h"

typedef struct cosi_journal_s {
    char *path;
    int fd;           /* -1: closed. Locked while open */
    int has_header;
    uint64_t seed;
    int64_t size;     /* of what is valid in it */
} cosi_journal_t;

void cosi_journal_init(cosi_journal_t *journal);

/* The functions below return 0 or an errno. Not thread-safe: the transfer serialises them. */

/* Open or create and lock. EWOULDBLOCK: another transfer, here or in another process, has it. */
int cosi_journal_open(cosi_journal_t *journal, const char *path);

/* What is in it; *problem as from cosi_checkpoint_parse. */
int cosi_journal_read(cosi_journal_t *journal, cosi_checkpoint_t *checkpoint, const char **problem);

/* Go on behind what `checkpoint` says. */
int cosi_journal_resume(cosi_journal_t *journal, const cosi_checkpoint_t *checkpoint);

/* Begin anew with this header: written beside, fsync, renamed. */
int cosi_journal_start(cosi_journal_t *journal, const cosi_checkpoint_header_t *header);

int cosi_journal_append(cosi_journal_t *journal, int32_t index, int64_t length, uint64_t crc, const char *etag);

/* Close. With `delete_file`, and always without a header in it, the file goes too. */
void cosi_journal_close(cosi_journal_t *journal, int delete_file);
/* Close and leave the file as it is. */
void cosi_journal_leave(cosi_journal_t *journal);

#endif
