/* Any bytes as an HTTP response: what is found lies inside them, the fields are pairs of texts, and how they
   are cut into pieces makes no difference. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../cosx/src/batch/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int condition)
{
    if (!condition) {
        abort();
    }
}

static void check_fields(const cosi_answer_t *answer)
{
    size_t words = 0;
    size_t i;
    for (i = 0; i < answer->fields.size; i++) {
        words += answer->fields.data[i] == '\0';
    }
    check(words % 2 == 0);
    check(answer->fields.size == 0 || answer->fields.data[answer->fields.size - 1] == '\0');
    (void)cosi_answer_field(answer, "Content-Length");
}

/* Decode in pieces of `step`; a digest of the body, and where it ended, or -1. */
static int64_t decode(const char *data, size_t size, size_t step, uint64_t *digest)
{
    cosi_answer_t answer;
    size_t at = 0;
    memset(&answer, 0, sizeof(answer));
    cosi_answer_reset(&answer);
    *digest = 0;
    while (at < size && !cosi_answer_chunks_done(&answer)) {
        size_t left = size - at < step ? size - at : step;
        const char *payload;
        size_t payload_size;
        size_t i;
        int64_t used = cosi_answer_chunk(&answer, data + at, left, &payload, &payload_size);
        if (used < 0) {
            check(answer.fault != NULL);
            return -1;
        }
        check(used > 0 && (size_t)used <= left);
        check(payload_size == 0 || (payload >= data + at && payload + payload_size <= data + at + used));
        for (i = 0; i < payload_size; i++) {
            *digest = *digest * 31 + (unsigned char)payload[i] + 1;
        }
        at += (size_t)used;
    }
    return (int64_t)at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    cosi_answer_t answer;
    int64_t used;
    uint64_t whole;
    uint64_t pieces;
    memset(&answer, 0, sizeof(answer));
    cosi_answer_reset(&answer);
    used = cosi_answer_head(&answer, text, size, 0);
    check(used >= -1 && used <= (int64_t)size);
    if (used < 0) {
        check(answer.fault != NULL);
    } else if (used > 0) {
        check(answer.status >= 200 && answer.status <= 999);
        check(answer.frame != COSI_FRAME_LENGTH || answer.length >= 0);
        check_fields(&answer);
        check(cosi_answer_head(&answer, text, (size_t)used, 0) == used);
        check(cosi_answer_head(&answer, text, (size_t)used - 1, 0) == 0);
    }
    used = decode(text, size, size > 0 ? size : 1, &whole);
    check(decode(text, size, 1, &pieces) == used && (used < 0 || pieces == whole));
    cosi_bytes_free(&answer.fields);
    return 0;
}
