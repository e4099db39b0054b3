/* Any bytes as the head of an HTTP response: what is found lies inside them, the fields are pairs of texts, and
   a byte less is not enough. */
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    cosi_answer_t answer;
    int64_t used;
    memset(&answer, 0, sizeof(answer));
    cosi_answer_reset(&answer);
    used = cosi_answer_head(&answer, text, size, 0);
    check(used >= -1 && used <= (int64_t)size);
    if (used < 0) {
        check(answer.fault.code != 0);
    } else if (used > 0) {
        check(answer.framing.status >= 200 && answer.framing.status <= 999);
        check(answer.frame != COSI_FRAME_LENGTH || answer.framing.length >= 0);
        check_fields(&answer);
        check(cosi_answer_head(&answer, text, (size_t)used, 0) == used);
        check(cosi_answer_head(&answer, text, (size_t)used - 1, 0) == 0);
    }
    cosi_bytes_free(&answer.fields);
    return 0;
}
