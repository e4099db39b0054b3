/* Heads, byte by byte and at once. */
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
    CHECK_INT_EQ(200, answer.framing.status);
    CHECK_INT_EQ(COSI_FRAME_LENGTH, answer.frame);
    CHECK_INT_EQ(3, answer.framing.length);
    CHECK_INT_EQ(1, answer.framing.keep);
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
    CHECK_INT_EQ(404, answer.framing.status);
}

TEST(announcements_are_passed_over)
{
    CHECK(head_of("HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(200, answer.framing.status);
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
    CHECK_INT_EQ(1, answer.framing.keep);
    CHECK(head_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(COSI_FRAME_CHUNKED, answer.frame);
    CHECK_INT_EQ(0, answer.framing.keep);
    CHECK(head_of("HTTP/1.1 200 OK\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(COSI_FRAME_CLOSE, answer.frame);
    CHECK_INT_EQ(0, answer.framing.keep);
}

TEST(whether_the_connection_stays)
{
    CHECK(head_of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(0, answer.framing.keep);
    CHECK(head_of("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(0, answer.framing.keep);
    CHECK(head_of("HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(1, answer.framing.keep);
    CHECK(head_of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: upgrade , CLOSE\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(0, answer.framing.keep);
    CHECK(head_of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: never-close, closed\r\n\r\n", 0) > 0);
    CHECK_INT_EQ(1, answer.framing.keep);
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
        CHECK(answer.fault.code != 0);
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

TEST_MAIN(NULL, end)
