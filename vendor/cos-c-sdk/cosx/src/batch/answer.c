#include "answer.h"

#include <string.h>
#include <strings.h>

#include "cos_define.h"

void cosi_answer_reset(cosi_answer_t *a)
{
    memset(&a->framing, 0, sizeof(a->framing));
    a->frame = COSI_FRAME_NONE;
    a->fields.size = 0;
    a->fault.code = 0;
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

static int64_t refuse(cosi_answer_t *a, const char *what)
{
    cosi_fault_set(&a->fault, COSE_CONNECTION_FAILED, 0, "the server sent %s", what);
    return -1;
}

/* No NUL is in either: cosi_header_line sees to that. */
static int keep_field(cosi_answer_t *a, const cosi_field_t *field)
{
    return cosi_bytes_append(&a->fields, field->name, field->name_size) && cosi_bytes_append(&a->fields, "", 1) &&
           cosi_bytes_append(&a->fields, field->value, field->value_size) && cosi_bytes_append(&a->fields, "", 1);
}

/* All of it is there. 0: it was an announcement. */
static int complete(cosi_answer_t *a, int is_head)
{
    if (a->framing.status < 200) {
        a->fields.size = 0;
        return 0;
    }
    a->frame = cosi_framing_of_body(&a->framing, is_head);
    a->framing.keep = a->framing.keep && a->frame != COSI_FRAME_CLOSE;
    return 1;
}

int64_t cosi_answer_head(cosi_answer_t *a, const char *data, size_t size, int is_head)
{
    size_t at = 0;
    int lines = 0;
    cosi_answer_reset(a);
    while (at < size) {
        const char *line = data + at;
        const char *end = memchr(line, '\n', size - at);
        size_t line_size = end != NULL ? (size_t)(end + 1 - line) : size - at;
        const char *wrong;
        cosi_field_t field;
        cosi_line_e kind;
        if (at + line_size > COSI_MAX_HEAD_BYTES || ++lines > COSI_MAX_HEAD_LINES) {
            return refuse(a, "headers that are too large");
        }
        if (end == NULL) {
            return 0;
        }
        at += line_size;
        kind = cosi_header_line(line, line_size, &field);
        wrong = cosi_framing_note(&a->framing, kind, line, line_size, &field);
        if (wrong != NULL) {
            return refuse(a, wrong);
        }
        if (kind == COSI_LINE_FIELD && !keep_field(a, &field)) {
            cosi_fault_set(&a->fault, COSE_OUT_MEMORY, 0, "out of memory");
            return -1;
        }
        if (kind == COSI_LINE_END && complete(a, is_head)) {
            return (int64_t)at;
        }
    }
    return 0;
}
