/* The checkpoint: an append-only journal of one transfer. One header line that says what the
   transfer is, one line per finished part, each line with its own checksum:

       cosx-checkpoint 1 kind=1 endpoint=... ... CHECKSUM
       part INDEX LENGTH CRC64 ETAG CHECKSUM

   Values are percent-escaped. The checksum of a part line is seeded with the header's, so a
   line of another journal never passes. There are no secrets in it. */
#ifndef COSI_TRANSFER_CHECKPOINT_H
#define COSI_TRANSFER_CHECKPOINT_H

#include <stddef.h>
#include <stdint.h>

#include "plan.h"

/* What the checkpoint is bound to. Strings are never NULL once filled in; "" when they don't apply. */
typedef struct cosi_checkpoint_header_s {
    int64_t kind;         /* cosx_transfer_kind_e */
    char *endpoint;
    char *bucket;
    char *key;
    char *params;         /* download: versionId and the like, "name=value&…" */
    char *path;
    int64_t size;
    int64_t mtime_ns;     /* upload: of the local file */
    uint64_t inode;       /* upload: of the local file; download: of the temporary file */
    int64_t first;        /* the plan */
    int64_t part;
    char *upload_id;      /* upload */
    char *etag;           /* download, these and below */
    char *last_modified;
    char *version_id;
    char *crc64;          /* the server's, decimal; "" when it gave none */
    char *temp;           /* path of the temporary file */
} cosi_checkpoint_header_t;

typedef struct cosi_checkpoint_part_s {
    uint64_t crc;
    char *etag; /* NULL: this part is not in the journal */
} cosi_checkpoint_part_t;

typedef struct cosi_checkpoint_s {
    cosi_checkpoint_header_t header;
    cosi_plan_t plan;
    cosi_checkpoint_part_t *parts; /* plan.count of them */
    uint64_t seed;
    size_t good_size; /* bytes up to the end of the last whole line */
} cosi_checkpoint_t;

/* Read a journal. A torn last line is dropped; anything else that is not right refuses the
   whole. NULL when all is well, else what is wrong (static text; `checkpoint` is then empty).
   An empty journal gives "" . Any bytes are safe. Free with cosi_checkpoint_clear. */
const char *cosi_checkpoint_parse(const char *data, size_t size, cosi_checkpoint_t *checkpoint);
void cosi_checkpoint_clear(cosi_checkpoint_t *checkpoint);

/* The lines, malloc'ed; NULL when memory ran out. */
char *cosi_checkpoint_header_line(const cosi_checkpoint_header_t *header, uint64_t *seed);
char *cosi_checkpoint_part_line(uint64_t seed, int32_t index, int64_t length, uint64_t crc, const char *etag);

#endif
