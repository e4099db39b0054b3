#include "answer.h"

#include <string.h>
#include <strings.h>

#include "../header_line.h"

/* As in exchange_callbacks.c: no server of good will comes near these. */
#define MAX_HEAD_BYTES (256 * 1024)
#define MAX_HEAD_LINES 1000

/* Chunk sizes with more digits than this are no sizes. */
#define MAX_CHUNK_DIGITS 15

enum { CHUNK_SIZE = 0, CHUNK_EXTENSION, CHUNK_SIZE_LF, CHUNK_DATA, CHUNK_DATA_CR, CHUNK_DATA_LF, CHUNK_TRAILER, CHUNK_TRAILER_LINE, CHUNK_TRAILER_LF, CHUNK_DONE };

void cosi_answer_reset(cosi_answer_t *a)
{
    cosi_bytes_t fields = a->fields;
    memset(a, 0, sizeof(*a));
    a->fields = fields;
    a->fields.size = 0;
    a->length = -1;
}

const char *cosi_answer_field(const cosi_answer_t *a, const char *name)
{
    const char *at = a->fields.data;
    const char *end;
    if (a->fields.size == 0) {
        return NULL;
    }
    end = at + a->fields.size;
    while (at < end) {
        const char *value = at + strlen(at) + 1;
        if (strcasecmp(at, name) == 0) {
            return value;
        }
        at = value + strlen(value) + 1;
    }
    return NULL;
}

static int64_t refuse(cosi_answer_t *a, const char *why)
{
    a->fault = why;
    return -1;
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "HTTP/1.1 200 OK" */
static int read_status(cosi_answer_t *a, const char *line, size_t size)
{
    if (size < 12 || memcmp(line, "HTTP/1.", 7) != 0 || !is_digit(line[7]) || line[8] != ' ' || !is_digit(line[9]) ||
        !is_digit(line[10]) || !is_digit(line[11]) || (size > 12 && line[12] != ' ' && line[12] != '\r' && line[12] != '\n')) {
        return 0;
    }
    a->status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    a->close = line[7] == '0';
    return a->status >= 100;
}

static int read_length(cosi_answer_t *a, const cosi_field_t *field)
{
    int64_t length = 0;
    size_t i;
    if (field->value_size == 0 || field->value_size > 18) {
        return 0;
    }
    for (i = 0; i < field->value_size; i++) {
        if (!is_digit(field->value[i])) {
            return 0;
        }
        length = length * 10 + (field->value[i] - '0');
    }
    if (a->length >= 0 && a->length != length) {
        return 0;
    }
    a->length = length;
    return 1;
}

static int is_named(const cosi_field_t *field, const char *name, size_t size)
{
    return field->name_size == size && strncasecmp(field->name, name, size) == 0;
}

static int has_word(const cosi_field_t *field, const char *word)
{
    size_t size = strlen(word);
    size_t i;
    for (i = 0; i + size <= field->value_size; i++) {
        if (strncasecmp(field->value + i, word, size) == 0) {
            return 1;
        }
    }
    return 0;
}

static int64_t read_field(cosi_answer_t *a, const cosi_field_t *field)
{
    if (is_named(field, "Content-Length", 14)) {
        if (!read_length(a, field)) {
            return refuse(a, "the server sent a Content-Length that is none");
        }
    } else if (is_named(field, "Transfer-Encoding", 17)) {
        if (field->value_size != 7 || strncasecmp(field->value, "chunked", 7) != 0 || a->frame != COSI_FRAME_NONE) {
            return refuse(a, "the server sent a transfer coding that is not chunked");
        }
        a->frame = COSI_FRAME_CHUNKED;
    } else if (is_named(field, "Connection", 10)) {
        if (has_word(field, "close")) {
            a->close = 1;
        } else if (has_word(field, "keep-alive")) {
            a->close = 0;
        }
    }
    if (memchr(field->value, '\0', field->value_size) != NULL || !cosi_bytes_append(&a->fields, field->name, field->name_size) ||
        !cosi_bytes_append(&a->fields, "", 1) || !cosi_bytes_append(&a->fields, field->value, field->value_size) ||
        !cosi_bytes_append(&a->fields, "", 1)) {
        return refuse(a, "out of memory");
    }
    return 0;
}

static void settle_frame(cosi_answer_t *a, int is_head)
{
    if (is_head || a->status == 204 || a->status == 304) {
        a->frame = COSI_FRAME_NONE;
    } else if (a->frame == COSI_FRAME_CHUNKED) {
        /* both is what smuggled requests are made of: what counts is the coding, once */
        a->close = a->close || a->length >= 0;
    } else if (a->length >= 0) {
        a->frame = COSI_FRAME_LENGTH;
    } else {
        a->frame = COSI_FRAME_CLOSE;
        a->close = 1;
    }
}

static void forget_announcement(cosi_answer_t *a)
{
    a->status = 0;
    a->frame = COSI_FRAME_NONE;
    a->length = -1;
    a->close = 0;
    a->fields.size = 0;
}

int64_t cosi_answer_head(cosi_answer_t *a, const char *data, size_t size, int is_head)
{
    size_t at = 0;
    forget_announcement(a);
    a->head_lines = 0;
    while (at < size) {
        const char *end = memchr(data + at, '\n', size - at);
        size_t line_size = end != NULL ? (size_t)(end - data) + 1 - at : size - at;
        const char *line = data + at;
        cosi_field_t field;
        if (at + line_size > MAX_HEAD_BYTES || ++a->head_lines > MAX_HEAD_LINES) {
            return refuse(a, "the response's headers are too large");
        }
        if (end == NULL) {
            return 0;
        }
        at += line_size;
        if (a->status == 0) {
            if (!read_status(a, line, line_size)) {
                return refuse(a, "the server's answer is not HTTP");
            }
            continue;
        }
        switch (cosi_header_line(line, line_size, &field)) {
        case COSI_LINE_END:
            if (a->status >= 200) {
                settle_frame(a, is_head);
                return (int64_t)at;
            }
            if (a->status == 101) {
                return refuse(a, "the server changed the protocol");
            }
            forget_announcement(a);
            break;
        case COSI_LINE_FIELD:
            if (read_field(a, &field) != 0) {
                return -1;
            }
            break;
        default:
            return refuse(a, "the server sent a malformed header line");
        }
    }
    return 0;
}

static int hex_value(char c)
{
    if (is_digit(c)) {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One byte of what is around the data. 0, or -1 with the fault. */
static int64_t around(cosi_answer_t *a, char c)
{
    int digit;
    switch (a->chunk_state) {
    case CHUNK_SIZE:
        digit = hex_value(c);
        if (digit >= 0 && a->chunk_digits < MAX_CHUNK_DIGITS) {
            a->chunk_left = a->chunk_left * 16 + digit;
            a->chunk_digits++;
            return 0;
        }
        if (a->chunk_digits == 0 || digit >= 0) {
            return refuse(a, "the server sent a chunk size that is none");
        }
        if (c == '\r') {
            a->chunk_state = CHUNK_SIZE_LF;
        } else if (c == ';' || c == ' ' || c == '\t') {
            a->chunk_state = CHUNK_EXTENSION;
        } else {
            return refuse(a, "the server sent a chunk size that is none");
        }
        return 0;
    case CHUNK_EXTENSION:
        if (c == '\n' || ++a->head_bytes > MAX_HEAD_BYTES) {
            return refuse(a, "the server sent a malformed chunk");
        }
        a->chunk_state = c == '\r' ? CHUNK_SIZE_LF : CHUNK_EXTENSION;
        return 0;
    case CHUNK_SIZE_LF:
        a->chunk_state = a->chunk_left > 0 ? CHUNK_DATA : CHUNK_TRAILER;
        return c == '\n' ? 0 : refuse(a, "the server sent a malformed chunk");
    case CHUNK_DATA_CR:
        a->chunk_state = CHUNK_DATA_LF;
        return c == '\r' ? 0 : refuse(a, "the server sent a malformed chunk");
    case CHUNK_DATA_LF:
        a->chunk_state = CHUNK_SIZE;
        a->chunk_left = 0;
        a->chunk_digits = 0;
        return c == '\n' ? 0 : refuse(a, "the server sent a malformed chunk");
    case CHUNK_TRAILER:
        if (c == '\r') {
            a->chunk_state = CHUNK_TRAILER_LF;
            return 0;
        }
        a->chunk_state = CHUNK_TRAILER_LINE;
        return 0;
    case CHUNK_TRAILER_LINE: /* trailers say nothing we use */
        if (++a->head_bytes > MAX_HEAD_BYTES) {
            return refuse(a, "the response's trailer is too large");
        }
        if (c == '\n') {
            a->chunk_state = CHUNK_TRAILER;
        }
        return 0;
    default: /* CHUNK_TRAILER_LF */
        a->chunk_state = CHUNK_DONE;
        return c == '\n' ? 0 : refuse(a, "the server sent a malformed chunk");
    }
}

int cosi_answer_chunks_done(const cosi_answer_t *a)
{
    return a->chunk_state == CHUNK_DONE;
}

int64_t cosi_answer_chunk(cosi_answer_t *a, const char *data, size_t size, const char **payload, size_t *payload_size)
{
    size_t at = 0;
    *payload = data;
    *payload_size = 0;
    while (at < size && a->chunk_state != CHUNK_DONE) {
        if (a->chunk_state == CHUNK_DATA) {
            size_t piece = size - at;
            if ((int64_t)piece > a->chunk_left) {
                piece = (size_t)a->chunk_left;
            }
            *payload = data + at;
            *payload_size = piece;
            a->chunk_left -= (int64_t)piece;
            if (a->chunk_left == 0) {
                a->chunk_state = CHUNK_DATA_CR;
            }
            return (int64_t)(at + piece);
        }
        if (around(a, data[at++]) != 0) {
            return -1;
        }
    }
    return (int64_t)at;
}
