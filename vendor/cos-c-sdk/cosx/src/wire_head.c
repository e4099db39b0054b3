/* What the head of a response says about its body: RFC 9112, section 6. */
#include <string.h>
#include <strings.h>

#include "cos_define.h"
#include "exchange.h"

static int malformed(cosi_exchange_t *x, const char *what)
{
    x->result = CURLE_WEIRD_SERVER_REPLY;
    cosi_fault_set(&x->fault, COSE_CONNECTION_FAILED, 0, "the server sent %s", what);
    return 0;
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "HTTP/1.1 200 OK". A head begins anew behind each announcement (1xx). */
static int note_status(cosi_exchange_t *x, const char *line, size_t size)
{
    cosi_wire_t *w = &x->wire;
    if (w->lines > 0 || size < 12 || memcmp(line, "HTTP/1.", 7) != 0 || !is_digit(line[7]) || line[8] != ' ' ||
        !is_digit(line[9]) || !is_digit(line[10]) || !is_digit(line[11]) || (size > 12 && is_digit(line[12]))) {
        return malformed(x, "a malformed status line");
    }
    w->status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    if (w->status < 100 || w->status == 101) {
        return malformed(x, "a status that nobody asked for");
    }
    w->keep = line[7] != '0';
    w->has_length = 0;
    w->coded = 0;
    w->length = -1;
    return 1;
}

static int note_length(cosi_exchange_t *x, const cosi_field_t *field)
{
    cosi_wire_t *w = &x->wire;
    int64_t length = 0;
    size_t i;
    for (i = 0; i < field->value_size; i++) {
        if (!is_digit(field->value[i]) || length > (INT64_MAX - 9) / 10) {
            return malformed(x, "a malformed Content-Length");
        }
        length = length * 10 + (field->value[i] - '0');
    }
    if (field->value_size == 0 || (w->has_length && w->length != length)) {
        return malformed(x, "a malformed Content-Length");
    }
    w->has_length = 1;
    w->length = length;
    return 1;
}

static int is_word(const char *text, size_t size, const char *word)
{
    return size == strlen(word) && strncasecmp(text, word, size) == 0;
}

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
        if (is_word(text, (size_t)(last - text), word)) {
            return 1;
        }
        text = stop < end ? stop + 1 : end;
    }
    return 0;
}

static int note_field(cosi_exchange_t *x, const cosi_field_t *field)
{
    cosi_wire_t *w = &x->wire;
    if (is_word(field->name, field->name_size, COS_CONTENT_LENGTH)) {
        return note_length(x, field);
    }
    if (is_word(field->name, field->name_size, COS_TRANSFER_ENCODING)) {
        if (w->coded || !is_word(field->value, field->value_size, "chunked")) {
            return malformed(x, "a transfer coding that nobody asked for");
        }
        w->coded = 1;
    } else if (is_word(field->name, field->name_size, "Connection")) {
        if (holds_word(field, "close")) {
            w->keep = 0;
        } else if (holds_word(field, "keep-alive")) {
            w->keep = 1;
        }
    }
    return 1;
}

int cosi_wire_note(cosi_exchange_t *x, cosi_line_e kind, const char *line, size_t size, const cosi_field_t *field)
{
    cosi_wire_t *w = &x->wire;
    if (kind == COSI_LINE_STATUS ? !note_status(x, line, size) : w->lines == 0) {
        return malformed(x, "an answer that does not begin with a status line");
    }
    w->lines++;
    if (kind == COSI_LINE_FIELD) {
        return note_field(x, field);
    }
    if (kind == COSI_LINE_END) {
        w->lines = 0;
        if (w->coded) {
            /* a length beside a coding is a trap for whoever reads behind us */
            w->keep = w->keep && !w->has_length;
            w->length = -1;
        }
    }
    return 1;
}

int cosi_wire_has_body(const cosi_exchange_t *x)
{
    return x->req->method != HTTP_HEAD && x->status != 204 && x->status != 304;
}
