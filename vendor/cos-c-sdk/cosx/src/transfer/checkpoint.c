#include "checkpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cosx_crc64.h"

#define MAGIC "cosx-checkpoint "
#define VERSION "1"
#define CHECKSUM_DIGITS 16

/* One table for writer and reader; the order is the order in the file. */
typedef enum { FIELD_TEXT, FIELD_SIGNED, FIELD_UNSIGNED } field_e;

typedef struct field_s {
    const char *name;
    field_e type;
    size_t offset;
} field_t;

#define FIELD(type, name) {#name, type, offsetof(cosi_checkpoint_header_t, name)}

static const field_t fields[] = {
    FIELD(FIELD_SIGNED, kind), FIELD(FIELD_TEXT, endpoint), FIELD(FIELD_TEXT, bucket),
    FIELD(FIELD_TEXT, key), FIELD(FIELD_TEXT, params), FIELD(FIELD_TEXT, path),
    FIELD(FIELD_SIGNED, size), FIELD(FIELD_SIGNED, mtime_ns), FIELD(FIELD_UNSIGNED, inode),
    FIELD(FIELD_SIGNED, first), FIELD(FIELD_SIGNED, part), FIELD(FIELD_TEXT, upload_id),
    FIELD(FIELD_TEXT, etag), FIELD(FIELD_TEXT, last_modified), FIELD(FIELD_TEXT, version_id),
    FIELD(FIELD_TEXT, crc64), FIELD(FIELD_TEXT, temp),
};

#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

/* ---- writing ---- */

static int plain(unsigned char byte)
{
    return byte > 0x20 && byte < 0x7f && byte != '%';
}

static size_t escaped_size(const char *text)
{
    size_t size = 0;

    for (; *text != '\0'; text++) {
        size += plain((unsigned char)*text) ? 1 : 3;
    }
    return size;
}

static char *escape(char *out, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";

    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (plain(byte)) {
            *out++ = (char)byte;
        } else {
            *out++ = '%';
            *out++ = digits[byte >> 4];
            *out++ = digits[byte & 15];
        }
    }
    return out;
}

static const char *text_of(const cosi_checkpoint_header_t *header, const field_t *field)
{
    char *const *slot = (char *const *)(const void *)((const char *)header + field->offset);

    return *slot == NULL ? "" : *slot;
}

static uint64_t number_of(const cosi_checkpoint_header_t *header, const field_t *field)
{
    uint64_t number;

    memcpy(&number, (const char *)header + field->offset, sizeof(number));
    return number;
}

char *cosi_checkpoint_header_line(const cosi_checkpoint_header_t *header, uint64_t *seed)
{
    size_t room = sizeof(MAGIC) + sizeof(VERSION) + CHECKSUM_DIGITS + 2;
    char *line;
    char *out;
    size_t i;

    for (i = 0; i < FIELD_COUNT; i++) {
        room += strlen(fields[i].name) + 2;
        room += fields[i].type == FIELD_TEXT ? escaped_size(text_of(header, &fields[i])) : 21;
    }
    line = malloc(room);
    if (line == NULL) {
        return NULL;
    }
    out = line + sprintf(line, MAGIC VERSION " ");
    for (i = 0; i < FIELD_COUNT; i++) {
        out += sprintf(out, "%s=", fields[i].name);
        if (fields[i].type == FIELD_TEXT) {
            out = escape(out, text_of(header, &fields[i]));
        } else if (fields[i].type == FIELD_SIGNED) {
            out += sprintf(out, "%" PRId64, (int64_t)number_of(header, &fields[i]));
        } else {
            out += sprintf(out, "%" PRIu64, number_of(header, &fields[i]));
        }
        *out++ = ' ';
    }
    *seed = cosx_crc64(0, line, (size_t)(out - line));
    sprintf(out, "%016" PRIx64 "\n", *seed);
    return line;
}

char *cosi_checkpoint_part_line(uint64_t seed, int32_t index, int64_t length, uint64_t crc, const char *etag)
{
    size_t room = escaped_size(etag) + 96;
    char *line = malloc(room);
    char *out;

    if (line == NULL) {
        return NULL;
    }
    out = line + sprintf(line, "part %" PRId32 " %" PRId64 " %016" PRIx64 " ", index, length, crc);
    out = escape(out, etag);
    *out++ = ' ';
    sprintf(out, "%016" PRIx64 "\n", cosx_crc64(seed, line, (size_t)(out - line)));
    return line;
}

/* ---- reading ---- */

/* The rest of one line: every take_… moves `at` on or returns 0. */
typedef struct cursor_s {
    const char *at;
    const char *end;
} cursor_t;

static int take_word(cursor_t *cursor, const char *word)
{
    size_t length = strlen(word);

    if ((size_t)(cursor->end - cursor->at) < length || memcmp(cursor->at, word, length) != 0) {
        return 0;
    }
    cursor->at += length;
    return 1;
}

static int take_unsigned(cursor_t *cursor, uint64_t most, uint64_t *value)
{
    const char *start = cursor->at;
    uint64_t number = 0;

    for (; cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9'; cursor->at++) {
        unsigned digit = (unsigned)(*cursor->at - '0');
        if (number > (most - digit) / 10) {
            return 0;
        }
        number = number * 10 + digit;
    }
    *value = number;
    return cursor->at > start;
}

static int take_signed(cursor_t *cursor, int64_t *value)
{
    int negative = take_word(cursor, "-"); /* mtime before 1970 */
    uint64_t number;

    if (!take_unsigned(cursor, INT64_MAX, &number)) {
        return 0;
    }
    *value = negative ? -(int64_t)number : (int64_t)number;
    return 1;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Sixteen digits as we write them: in lower case. */
static int take_hex(cursor_t *cursor, uint64_t *value)
{
    int i;

    *value = 0;
    if (cursor->end - cursor->at < CHECKSUM_DIGITS) {
        return 0;
    }
    for (i = 0; i < CHECKSUM_DIGITS; i++) {
        int digit = hex_digit(*cursor->at);
        if (digit < 0 || (*cursor->at >= 'A' && *cursor->at <= 'F')) {
            return 0;
        }
        cursor->at++;
        *value = *value << 4 | (uint64_t)digit;
    }
    return 1;
}

/* Up to the next blank. Sets *text (malloc'ed); 0 for a bad escape, a NUL, or no memory. */
static int take_text(cursor_t *cursor, char **text)
{
    const char *stop = memchr(cursor->at, ' ', (size_t)(cursor->end - cursor->at));
    const char *in = cursor->at;
    char *decoded;
    char *out;

    if (stop == NULL) {
        return 0;
    }
    decoded = malloc((size_t)(stop - in) + 1);
    if (decoded == NULL) {
        return 0;
    }
    for (out = decoded; in < stop; out++) {
        int high = 0;
        int low = 0;
        if (*in != '%') {
            *out = *in++;
        } else {
            high = stop - in < 3 ? -1 : hex_digit(in[1]);
            low = high < 0 ? -1 : hex_digit(in[2]);
            if (low < 0) {
                free(decoded);
                return 0;
            }
            *out = (char)(high << 4 | low);
            in += 3;
        }
        if (*out == '\0') {
            free(decoded);
            return 0;
        }
    }
    *out = '\0';
    free(*text);
    *text = decoded;
    cursor->at = stop;
    return 1;
}

/* The line's own checksum, at its end behind a blank. */
static int checksum_right(const char *line, const char *end, uint64_t seed, uint64_t *sum)
{
    cursor_t tail = {end - CHECKSUM_DIGITS, end};

    if (end - line <= CHECKSUM_DIGITS || end[-CHECKSUM_DIGITS - 1] != ' ' || !take_hex(&tail, sum)) {
        return 0;
    }
    return *sum == cosx_crc64(seed, line, (size_t)(end - line) - CHECKSUM_DIGITS);
}

static int take_field(cursor_t *cursor, const field_t *field, cosi_checkpoint_header_t *header)
{
    void *slot = (char *)header + field->offset;

    if (!take_word(cursor, field->name) || !take_word(cursor, "=")) {
        return 0;
    }
    switch (field->type) {
    case FIELD_TEXT:
        return take_text(cursor, slot) && take_word(cursor, " ");
    case FIELD_SIGNED:
        return take_signed(cursor, slot) && take_word(cursor, " ");
    default:
        return take_unsigned(cursor, UINT64_MAX, slot) && take_word(cursor, " ");
    }
}

static const char *parse_header(const char *line, const char *end, cosi_checkpoint_t *checkpoint)
{
    cursor_t cursor = {line, end};
    cosi_checkpoint_header_t *header = &checkpoint->header;
    size_t i;

    if (!take_word(&cursor, MAGIC)) {
        return "it is not a checkpoint";
    }
    if (!take_word(&cursor, VERSION " ")) {
        return "it was written by another version";
    }
    if (!checksum_right(line, end, 0, &checkpoint->seed)) {
        return "its header is damaged";
    }
    for (i = 0; i < FIELD_COUNT; i++) {
        if (!take_field(&cursor, &fields[i], header)) {
            return "its header is damaged";
        }
    }
    if (cursor.end - cursor.at != CHECKSUM_DIGITS || header->part < COSI_PART_MIN || header->part > COSI_PART_MAX
        || header->first < 1 || header->first > COSI_PART_MAX
        || cosi_plan_make(&checkpoint->plan, header->size, header->first, header->part) != 0) {
        return "its header makes no sense";
    }
    return NULL;
}

static const char *parse_part(const char *line, const char *end, cosi_checkpoint_t *checkpoint)
{
    static const char damaged[] = "a line of it is damaged";
    cursor_t cursor = {line, end};
    cosi_checkpoint_part_t *part;
    uint64_t index;
    uint64_t length;
    uint64_t crc;
    uint64_t sum;

    if (!checksum_right(line, end, checkpoint->seed, &sum)) {
        return damaged;
    }
    if (!take_word(&cursor, "part ") || !take_unsigned(&cursor, INT32_MAX, &index) || !take_word(&cursor, " ")
        || !take_unsigned(&cursor, INT64_MAX, &length) || !take_word(&cursor, " ") || !take_hex(&cursor, &crc)
        || !take_word(&cursor, " ")) {
        return damaged;
    }
    if (index >= (uint64_t)checkpoint->plan.count
        || (int64_t)length != cosi_plan_length(&checkpoint->plan, (int32_t)index)) {
        return "it speaks of a part that cannot be";
    }
    part = &checkpoint->parts[index];
    if (!take_text(&cursor, &part->etag) || !take_word(&cursor, " ")
        || cursor.end - cursor.at != CHECKSUM_DIGITS) {
        return damaged;
    }
    part->crc = crc; /* a part that was sent again: the later line counts */
    return NULL;
}

const char *cosi_checkpoint_parse(const char *data, size_t size, cosi_checkpoint_t *checkpoint)
{
    const char *end = data + size;
    const char *line = data;
    const char *stop;
    const char *problem = NULL;

    memset(checkpoint, 0, sizeof(*checkpoint));
    if (size == 0) {
        return "";
    }
    stop = memchr(line, '\n', size);
    if (stop == NULL) {
        return "its header is incomplete";
    }
    problem = parse_header(line, stop, checkpoint);
    if (problem != NULL) {
        goto cleanup;
    }
    checkpoint->parts = calloc((size_t)checkpoint->plan.count, sizeof(*checkpoint->parts));
    if (checkpoint->parts == NULL) {
        problem = "memory ran out";
        goto cleanup;
    }
    for (line = stop + 1; line < end; line = stop + 1) {
        stop = memchr(line, '\n', (size_t)(end - line));
        if (stop == NULL) {
            break; /* torn: the process died while it wrote this */
        }
        problem = parse_part(line, stop, checkpoint);
        if (problem != NULL) {
            goto cleanup;
        }
    }
    checkpoint->good_size = (size_t)(line - data);

cleanup:
    if (problem != NULL) {
        cosi_checkpoint_clear(checkpoint);
    }
    return problem;
}

void cosi_checkpoint_clear(cosi_checkpoint_t *checkpoint)
{
    size_t i;
    int32_t part;

    for (i = 0; i < FIELD_COUNT; i++) {
        if (fields[i].type == FIELD_TEXT) {
            free(*(char **)(void *)((char *)&checkpoint->header + fields[i].offset));
        }
    }
    for (part = 0; checkpoint->parts != NULL && part < checkpoint->plan.count; part++) {
        free(checkpoint->parts[part].etag);
    }
    free(checkpoint->parts);
    memset(checkpoint, 0, sizeof(*checkpoint));
}
