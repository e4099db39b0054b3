#include "chunked.h"

/* Extensions and trailers are skipped; no server of good will sends this much of them. */
#define MAX_LINE_BYTES (64 * 1024)

/* 16 digits do not overflow; one less keeps the size a positive int64_t. */
#define MAX_DIGITS 15

static int value_of(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static cosi_chunk_stage_e behind_size(const cosi_chunked_t *c)
{
    if (c->digits == 0) {
        return COSI_CHUNK_BAD;
    }
    return c->left > 0 ? COSI_CHUNK_DATA : COSI_CHUNK_TRAILER;
}

static cosi_chunk_stage_e in_size(cosi_chunked_t *c, char byte)
{
    int value = value_of(byte);
    if (value >= 0) {
        c->left = c->left * 16 + (uint64_t)value;
        return ++c->digits > MAX_DIGITS ? COSI_CHUNK_BAD : COSI_CHUNK_SIZE;
    }
    if (c->digits == 0) {
        return COSI_CHUNK_BAD;
    }
    switch (byte) {
    case '\r':
        return COSI_CHUNK_SIZE_END;
    case '\n':
        return behind_size(c);
    case ';':
    case ' ':
    case '\t':
        return COSI_CHUNK_EXTENSION;
    default:
        return COSI_CHUNK_BAD;
    }
}

static cosi_chunk_stage_e behind_data(cosi_chunked_t *c, char byte)
{
    c->digits = 0;
    return byte == '\n' ? COSI_CHUNK_SIZE : COSI_CHUNK_BAD;
}

static cosi_chunk_stage_e in_line(cosi_chunked_t *c, cosi_chunk_stage_e same)
{
    return ++c->line_bytes > MAX_LINE_BYTES ? COSI_CHUNK_BAD : same;
}

/* Every byte but those of the body. */
static cosi_chunk_stage_e step(cosi_chunked_t *c, char byte)
{
    switch (c->stage) {
    case COSI_CHUNK_SIZE:
        return in_size(c, byte);
    case COSI_CHUNK_EXTENSION:
        return byte == '\n' ? behind_size(c) : in_line(c, COSI_CHUNK_EXTENSION);
    case COSI_CHUNK_SIZE_END:
        return byte == '\n' ? behind_size(c) : COSI_CHUNK_BAD;
    case COSI_CHUNK_DATA_CR:
        return byte == '\r' ? COSI_CHUNK_DATA_LF : behind_data(c, byte); /* a bare LF will do */
    case COSI_CHUNK_DATA_LF:
        return behind_data(c, byte);
    case COSI_CHUNK_TRAILER:
        if (byte == '\n') {
            return COSI_CHUNK_DONE;
        }
        return byte == '\r' ? COSI_CHUNK_TRAILER_END : in_line(c, COSI_CHUNK_TRAILER_LINE);
    case COSI_CHUNK_TRAILER_LINE:
        return byte == '\n' ? COSI_CHUNK_TRAILER : in_line(c, COSI_CHUNK_TRAILER_LINE);
    case COSI_CHUNK_TRAILER_END:
        return byte == '\n' ? COSI_CHUNK_DONE : COSI_CHUNK_BAD;
    default:
        return COSI_CHUNK_BAD;
    }
}

size_t cosi_chunked_next(cosi_chunked_t *c, const char *data, size_t size, const char **piece, size_t *piece_size)
{
    size_t at = 0;
    *piece = data;
    *piece_size = 0;
    while (at < size && c->stage != COSI_CHUNK_DONE && c->stage != COSI_CHUNK_BAD) {
        if (c->stage == COSI_CHUNK_DATA) {
            size_t step_size = c->left < size - at ? (size_t)c->left : size - at;
            *piece = data + at;
            *piece_size = step_size;
            c->left -= step_size;
            if (c->left == 0) {
                c->stage = COSI_CHUNK_DATA_CR;
            }
            return at + step_size;
        }
        c->stage = step(c, data[at++]);
    }
    return at;
}
