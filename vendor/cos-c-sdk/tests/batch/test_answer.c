/* Heads and chunks, byte by byte and at once. */
#include "batch/answer.h"
#include "test.h"

static cosi_answer_t answer;

static int64_t head_of(const char *text, int is_head)
{
    cosi_answer_reset(&answer);
    return cosi_answer_head(&answer, text, strlen(text), is_head);
}

static void end(void)
{
    cosi_bytes_free(&answer.fields);
}

TEST(a_head_is_read_to_its_empty_line)
{
    const char *text = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nETag: \"x\" \r\nX-Empty:\r\n\r\nabc";
    CHECK_INT_EQ(strlen(text) - 3, head_of(text, 0));
    CHECK_INT_EQ(200, answer.status);
    CHECK_INT_EQ(COSI_FRAME_LENGTH, answer.frame);
    CHECK_INT_EQ(3, answer.length);
    CHECK_INT_EQ(0, answer.close);
    CHECK_STR_EQ("\"x\"", cosi_answer_field(&answer, "etag"));
    CHECK_STR_EQ("", cosi_answer_field(&answer, "X-Empty"));
    CHECK(cosi_answer_field(&answer, "X") == NULL);
}

TEST(a_head_that_is_not_all_there_asks_for_more)
{
    const char *text = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    size_t size;
    cosi_answer_reset(&answer);
    for (size = 0; size < strlen(text); size++) {
        CHECK_INT_EQ(0, cosi_answer_head(&answer, text, size, 0));
    }
    CHECK_INT_EQ(size, cosi_answer_head(&answer, text, size, 0));
    CHECK_INT_EQ(404, answer.status);
}

TEST(announcements_are_passed_over)
{
    CHECK(head_of("HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(200, answer.status);
    CHECK_INT_EQ(0, answer.fields.size);
    CHECK_INT_EQ(-1, head_of("HTTP/1.1 101 Switching\r\n\r\n", 0));
}

TEST(the_frame_of_the_body)
{
    CHECK(head_of("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", 1) > 0);
    CHECK_INT_EQ(COSI_FRAME_NONE, answer.frame);
    CHECK(head_of("HTTP/1.1 204 No\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(COSI_FRAME_NONE, answer.frame);
    CHECK(head_of("HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(COSI_FRAME_NONE, answer.frame);
    CHECK(head_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(COSI_FRAME_CHUNKED, answer.frame);
    CHECK_INT_EQ(0, answer.close);
    CHECK(head_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(COSI_FRAME_CHUNKED, answer.frame);
    CHECK_INT_EQ(1, answer.close);
    CHECK(head_of("HTTP/1.1 200 OK\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(COSI_FRAME_CLOSE, answer.frame);
    CHECK_INT_EQ(1, answer.close);
}

TEST(whether_the_connection_stays)
{
    CHECK(head_of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(1, answer.close);
    CHECK(head_of("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(1, answer.close);
    CHECK(head_of("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(0, answer.close);
}

TEST(what_is_no_answer)
{
    static const char *const bad[] = {
        "garbage\r\n\r\n",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\n folded: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1234567890123456789\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nHTTP/1.1 200 OK\r\n\r\n",
    };
    size_t i;
    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (head_of(bad[i], 0) != -1) {
            fprintf(stderr, "taken: %s", bad[i]);
        }
        CHECK_INT_EQ(-1, head_of(bad[i], 0));
        CHECK(answer.fault != NULL);
    }
}

TEST(a_head_has_a_largest_size)
{
    size_t size = 300 * 1024;
    char *text = malloc(size);
    CHECK(text != NULL);
    memset(text, 'a', size);
    memcpy(text, "HTTP/1.1 200 OK\r\nA: ", 20);
    cosi_answer_reset(&answer);
    CHECK_INT_EQ(0, cosi_answer_head(&answer, text, 200 * 1024, 0));
    CHECK_INT_EQ(-1, cosi_answer_head(&answer, text, size, 0));
    free(text);
}

/* `step` bytes at a time; the decoded body, or NULL. */
static char *unchunk(const char *text, size_t step, size_t *used_up)
{
    static char body[256];
    size_t size = 0;
    size_t at = 0;
    cosi_answer_reset(&answer);
    while (at < strlen(text) && !cosi_answer_chunks_done(&answer)) {
        size_t left = strlen(text) - at < step ? strlen(text) - at : step;
        const char *payload;
        size_t payload_size;
        int64_t used = cosi_answer_chunk(&answer, text + at, left, &payload, &payload_size);
        if (used < 0) {
            return NULL;
        }
        memcpy(body + size, payload, payload_size);
        size += payload_size;
        at += (size_t)used;
    }
    body[size] = '\0';
    *used_up = at;
    return body;
}

TEST(chunks_in_steps_of_any_size)
{
    const char *text = "3\r\nabc\r\n0a;ext=\"1\"\r\n0123456789\r\n0\r\nTrailer: x\r\nB: c\r\n\r\nrest";
    size_t step;
    size_t used;
    for (step = 1; step < strlen(text); step++) {
        CHECK_STR_EQ("abc0123456789", unchunk(text, step, &used));
        CHECK_INT_EQ(strlen(text) - 4, used);
        CHECK(cosi_answer_chunks_done(&answer));
    }
}

TEST(what_are_no_chunks)
{
    static const char *const bad[] = {"x\r\n", "\r\n", "-1\r\n", "1\n", "1\rx", "1\r\nabc", "1\r\naX", "1\r\na\rX", "1234567890123456\r\n", "0\r\n\rX", "1;a\nb"};
    size_t used;
    size_t i;
    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        CHECK(unchunk(bad[i], 100, &used) == NULL);
        CHECK(unchunk(bad[i], 1, &used) == NULL);
    }
}

TEST_MAIN(NULL, end)
