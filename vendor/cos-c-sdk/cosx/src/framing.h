/* What the head of a response says of its body and of the connection: RFC 9112, sections 4, 6 and 9.3. */
#ifndef COSX_FRAMING_H
#define COSX_FRAMING_H

#include <stddef.h>
#include <stdint.h>

#include "header_line.h"

/* No server of good will comes near these. */
#define COSI_MAX_HEAD_BYTES (256 * 1024)
#define COSI_MAX_HEAD_LINES 1000

typedef enum {
    COSI_FRAME_NONE = 0,    /* no body follows */
    COSI_FRAME_LENGTH = 1,  /* so many bytes */
    COSI_FRAME_CHUNKED = 2, /* see chunked.h */
    COSI_FRAME_CLOSE = 3    /* until the connection ends */
} cosi_frame_e;

/* Zero to start. */
typedef struct cosi_framing_s {
    int lines;      /* of the head that is being read; 0 between heads */
    int status;     /* below 200: an announcement, another head follows */
    int keep;       /* the connection may be used again */
    int coded;      /* there is a Transfer-Encoding, and it is chunked */
    int64_t length; /* Content-Length, if it counts; -1: none */
} cosi_framing_t;

/* One line of a head, as cosi_header_line took it apart. NULL, or what is wrong with it: words
   that go on from "the server sent ". */
const char *cosi_framing_note(cosi_framing_t *framing, cosi_line_e kind, const char *line, size_t size, const cosi_field_t *field);

/* How the body's end is found. `is_head`: the request was a HEAD. */
cosi_frame_e cosi_framing_of_body(const cosi_framing_t *framing, int is_head);

#endif
