/* The chunked coding, cut into pieces at every place. */
#include <string.h>

#include "chunked.h"
#include "test.h"

/* What is left of `text` when it comes in steps of `step` bytes; the stage it ends in. */
static cosi_chunk_stage_e decode(const char *text, size_t size, size_t step, char *out, size_t *out_size, size_t *used)
{
    cosi_chunked_t chunked;
    size_t at = 0;
    memset(&chunked, 0, sizeof(chunked));
    *out_size = 0;
    while (at < size && chunked.stage != COSI_CHUNK_DONE && chunked.stage != COSI_CHUNK_BAD) {
        size_t left = size - at < step ? size - at : step;
        while (left > 0 && chunked.stage != COSI_CHUNK_DONE && chunked.stage != COSI_CHUNK_BAD) {
            const char *piece;
            size_t piece_size;
            size_t n = cosi_chunked_next(&chunked, text + at, left, &piece, &piece_size);
            memcpy(out + *out_size, piece, piece_size);
            *out_size += piece_size;
            at += n;
            left -= n;
        }
    }
    *used = at;
    return chunked.stage;
}

static void check_body(const char *text, const char *wanted)
{
    char out[256];
    size_t size = strlen(text);
    size_t step;
    for (step = 1; step <= size; step++) {
        size_t out_size;
        size_t used;
        CHECK_INT_EQ(COSI_CHUNK_DONE, decode(text, size, step, out, &out_size, &used));
        CHECK_INT_EQ(strlen(wanted), out_size);
        CHECK_MEM_EQ(wanted, out, out_size);
        CHECK_INT_EQ(size, used);
    }
}

static void check_stage(const char *text, cosi_chunk_stage_e wanted)
{
    char out[256];
    size_t out_size;
    size_t used;
    size_t step;
    for (step = 1; step <= strlen(text); step++) {
        CHECK_INT_EQ(wanted, decode(text, strlen(text), step, out, &out_size, &used));
    }
}

TEST(chunks_are_joined_wherever_they_are_cut)
{
    check_body("5\r\nhello\r\n1\r\n,\r\nA\r\n 123456789\r\n0\r\n\r\n", "hello, 123456789");
    check_body("0\r\n\r\n", "");
    check_body("000a\r\n0123456789\r\n00\r\n\r\n", "0123456789");
}

TEST(extensions_and_trailers_are_skipped)
{
    check_body("3;name=\"v\"\r\nabc\r\n0;x\r\nX-Trailer: 1\r\nY: 2\r\n\r\n", "abc");
    check_body("3 \r\nabc\r\n0\r\n\r\n", "abc");
}

TEST(bare_line_ends_will_do)
{
    check_body("3\nabc\n0\n\n", "abc");
}

TEST(what_comes_behind_the_end_is_left_alone)
{
    char out[16];
    size_t out_size;
    size_t used;
    const char *text = "1\r\na\r\n0\r\n\r\nHTTP/1.1";
    CHECK_INT_EQ(COSI_CHUNK_DONE, decode(text, strlen(text), 100, out, &out_size, &used));
    CHECK_STR_EQ("HTTP/1.1", text + used);
}

TEST(what_is_no_chunk_is_refused)
{
    check_stage("\r\n", COSI_CHUNK_BAD);
    check_stage("x\r\n", COSI_CHUNK_BAD);
    check_stage("-1\r\n", COSI_CHUNK_BAD);
    check_stage(" 1\r\na\r\n", COSI_CHUNK_BAD);
    check_stage("1\rX", COSI_CHUNK_BAD);
    check_stage("1\r\nab\r\n", COSI_CHUNK_BAD);
    check_stage("1\r\na\rX", COSI_CHUNK_BAD);
    check_stage("1\r\naX", COSI_CHUNK_BAD);
    check_stage("0\r\n\rX", COSI_CHUNK_BAD);
    check_stage("1000000000000000\r\n", COSI_CHUNK_BAD);
}

TEST(a_body_that_breaks_off_is_not_done)
{
    check_stage("5\r\nhell", COSI_CHUNK_DATA);
    check_stage("5\r\nhello", COSI_CHUNK_DATA_CR);
    check_stage("5\r\nhello\r\n", COSI_CHUNK_SIZE);
    check_stage("0\r\n", COSI_CHUNK_TRAILER);
    check_stage("fffffffffffffff\r\na", COSI_CHUNK_DATA);
}

TEST(an_endless_extension_is_refused)
{
    cosi_chunked_t chunked;
    const char *piece;
    size_t piece_size;
    size_t i;
    memset(&chunked, 0, sizeof(chunked));
    (void)cosi_chunked_next(&chunked, "1;", 2, &piece, &piece_size);
    for (i = 0; i < 1000000 && chunked.stage != COSI_CHUNK_BAD; i++) {
        (void)cosi_chunked_next(&chunked, "x", 1, &piece, &piece_size);
    }
    CHECK_INT_EQ(COSI_CHUNK_BAD, chunked.stage);
}

TEST_MAIN(NULL, NULL)
