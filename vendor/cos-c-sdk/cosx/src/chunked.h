/* The chunked transfer coding of a response, taken off as the bytes come. */
#ifndef COSX_CHUNKED_H
#define COSX_CHUNKED_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    COSI_CHUNK_SIZE = 0, /* in the hexadecimal digits */
    COSI_CHUNK_EXTENSION,
    COSI_CHUNK_SIZE_END, /* behind the CR of that line */
    COSI_CHUNK_DATA,
    COSI_CHUNK_DATA_CR,
    COSI_CHUNK_DATA_LF,
    COSI_CHUNK_TRAILER,      /* at the start of a line */
    COSI_CHUNK_TRAILER_LINE, /* inside one */
    COSI_CHUNK_TRAILER_END,  /* behind the CR of the empty line */
    COSI_CHUNK_DONE,
    COSI_CHUNK_BAD
} cosi_chunk_stage_e;

/* Zero to start. */
typedef struct cosi_chunked_s {
    cosi_chunk_stage_e stage;
    uint64_t left; /* bytes of this chunk */
    int digits;
    int line_bytes; /* of extension or trailer: bounded */
} cosi_chunked_t;

/* Look at `size` bytes. What is returned are the bytes that are dealt with; when *piece_size is
   not 0, that many bytes of the body end there and begin at *piece. Stops behind a piece, at the
   end of the body (DONE) and at an error (BAD). */
size_t cosi_chunked_next(cosi_chunked_t *chunked, const char *data, size_t size, const char **piece, size_t *piece_size);

#endif
