/* Any bytes as a chunked body: pieces lie inside the input and in order, and how it is cut does
   not matter. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../cosx/src/chunked.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int condition)
{
    if (!condition) {
        abort();
    }
}

/* The first byte says how many bytes come at a time. */
static cosi_chunk_stage_e run(const char *text, size_t size, size_t step, char *out, size_t *out_size)
{
    cosi_chunked_t chunked;
    size_t at = 0;
    memset(&chunked, 0, sizeof(chunked));
    *out_size = 0;
    while (at < size && chunked.stage != COSI_CHUNK_DONE && chunked.stage != COSI_CHUNK_BAD) {
        const char *piece;
        size_t piece_size;
        size_t given = size - at < step ? size - at : step;
        size_t used = cosi_chunked_next(&chunked, text + at, given, &piece, &piece_size);
        check(used > 0 && used <= given);
        check(piece_size == 0 || (piece >= text + at && piece + piece_size == text + at + used));
        memcpy(out + *out_size, piece, piece_size);
        *out_size += piece_size;
        at += used;
    }
    return chunked.stage;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *whole;
    char *cut;
    size_t whole_size;
    size_t cut_size;
    if (size < 2) {
        return 0;
    }
    whole = malloc(size);
    cut = malloc(size);
    check(whole != NULL && cut != NULL);
    check(run((const char *)data + 1, size - 1, size, whole, &whole_size) ==
          run((const char *)data + 1, size - 1, (size_t)data[0] + 1, cut, &cut_size));
    check(whole_size == cut_size && memcmp(whole, cut, whole_size) == 0);
    free(whole);
    free(cut);
    return 0;
}
