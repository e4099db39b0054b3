#include "framing.h"

#include <string.h>
#include <strings.h>

/* More digits are no length of anything, and these do not overflow. */
#define MAX_LENGTH_DIGITS 18

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "HTTP/1.1 200 OK". A head begins anew behind each announcement (1xx). */
static const char *note_status(cosi_framing_t *f, const char *line, size_t size)
{
    if (f->lines > 0 || size < 12 || memcmp(line, "HTTP/1.", 7) != 0 || !is_digit(line[7]) || line[8] != ' ' ||
        !is_digit(line[9]) || !is_digit(line[10]) || !is_digit(line[11]) || (size > 12 && is_digit(line[12]))) {
        return "a malformed status line";
    }
    f->status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    f->keep = line[7] != '0';
    f->coded = 0;
    f->length = -1;
    return f->status < 100 || f->status == 101 ? "a status that nobody asked for" : NULL;
}

static const char *note_length(cosi_framing_t *f, const cosi_field_t *field)
{
    int64_t length = 0;
    size_t i;
    for (i = 0; i < field->value_size; i++) {
        if (!is_digit(field->value[i]) || i == MAX_LENGTH_DIGITS) {
            return "a malformed Content-Length";
        }
        length = length * 10 + (field->value[i] - '0');
    }
    if (field->value_size == 0 || (f->length >= 0 && f->length != length)) {
        return "a malformed Content-Length";
    }
    f->length = length;
    return NULL;
}

static int is_word(const char *text, size_t size, const char *word, size_t word_size)
{
    return size == word_size && strncasecmp(text, word, size) == 0;
}

#define IS_WORD(text, size, word) is_word(text, size, word, sizeof(word) - 1)

/* 1 when `word` is one of the comma-separated words of the value. */
static int holds_word(const cosi_field_t *field, const char *word)
{
    const char *text = field->value;
    const char *end = text + field->value_size;
    while (text < end) {
        const char *stop = text;
        const char *last;
        while (stop < end && *stop != ',') {
            stop++;
        }
        while (text < stop && (*text == ' ' || *text == '\t')) {
            text++;
        }
        last = stop;
        while (last > text && (last[-1] == ' ' || last[-1] == '\t')) {
            last--;
        }
        if (is_word(text, (size_t)(last - text), word, strlen(word))) {
            return 1;
        }
        text = stop < end ? stop + 1 : end;
    }
    return 0;
}

static const char *note_field(cosi_framing_t *f, const cosi_field_t *field)
{
    if (IS_WORD(field->name, field->name_size, "Content-Length")) {
        return note_length(f, field);
    }
    if (IS_WORD(field->name, field->name_size, "Transfer-Encoding")) {
        if (f->coded || !IS_WORD(field->value, field->value_size, "chunked")) {
            return "a transfer coding that nobody asked for";
        }
        f->coded = 1;
    } else if (IS_WORD(field->name, field->name_size, "Connection")) {
        if (holds_word(field, "close")) {
            f->keep = 0;
        } else if (holds_word(field, "keep-alive")) {
            f->keep = 1;
        }
    }
    return NULL;
}

const char *cosi_framing_note(cosi_framing_t *f, cosi_line_e kind, const char *line, size_t size, const cosi_field_t *field)
{
    const char *wrong = NULL;
    if (kind == COSI_LINE_STATUS) {
        wrong = note_status(f, line, size);
    } else if (f->lines == 0) {
        return "an answer that does not begin with a status line";
    } else if (kind == COSI_LINE_BAD) {
        return "a malformed header line";
    } else if (kind == COSI_LINE_FIELD) {
        wrong = note_field(f, field);
    }
    f->lines++;
    if (kind == COSI_LINE_END) {
        f->lines = 0;
        if (f->coded) {
            /* a length beside a coding is a trap for whoever reads behind us */
            f->keep = f->keep && f->length < 0;
            f->length = -1;
        }
    }
    return wrong;
}

cosi_frame_e cosi_framing_of_body(const cosi_framing_t *f, int is_head)
{
    if (is_head || f->status == 204 || f->status == 304) {
        return COSI_FRAME_NONE;
    }
    if (f->coded) {
        return COSI_FRAME_CHUNKED;
    }
    return f->length >= 0 ? COSI_FRAME_LENGTH : COSI_FRAME_CLOSE;
}
