#include "base/status.h"
#include "cos_buf.h"
#include "cos_define.h"
#include "test.h"

static cos_pool_t *pool;

static void start(void)
{
    apr_initialize();
    apr_pool_create(&pool, NULL);
}

static void stop(void)
{
    apr_pool_destroy(pool);
    apr_terminate();
}

static cos_status_t *parsed(int code, const char *body)
{
    cos_list_t list;

    cos_list_init(&list);
    cos_list_add_tail(&cos_buf_pack(pool, body, (int)strlen(body))->node, &list);
    return cos_status_parse_from_body(pool, &list, code, cos_status_create(pool));
}

TEST(an_error_document_fills_the_status)
{
    cos_status_t *s = parsed(404, "<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n<Code>NoSuchKey</Code>"
                                  "<Message>a &lt; b</Message><Resource>r</Resource><RequestId>NWQ=</RequestId></Error>");

    CHECK_INT_EQ(404, s->code);
    CHECK_STR_EQ("NoSuchKey", s->error_code);
    CHECK_STR_EQ("a < b", s->error_msg);
    CHECK_STR_EQ("NWQ=", s->req_id);
    CHECK(!cos_status_is_ok(s));
}

TEST(a_page_of_a_proxy_is_an_unknown_error)
{
    cos_status_t *s = parsed(502, "<html><body>Bad gateway</body></html>");

    CHECK_INT_EQ(502, s->code);
    CHECK_STR_EQ("UnknownError", s->error_code);
    CHECK(s->error_msg == NULL);
}

TEST(a_cut_document_gives_what_was_there)
{
    cos_status_t *s = parsed(503, "<Error><Code>SlowDown</Code><Messa");

    CHECK_STR_EQ("SlowDown", s->error_code);
}

TEST(an_error_deeper_in_another_document_is_none)
{
    cos_status_t s = { 200, NULL, NULL, NULL };
    const char *body = "<DeleteResult><Error><Code>AccessDenied</Code></Error></DeleteResult>";

    CHECK_INT_EQ(0, cosi_status_from_error_body(pool, body, strlen(body), &s));
    CHECK(s.error_code == NULL);
}

TEST(a_copy_does_not_share_its_texts)
{
    char code[] = "NoSuchKey";
    cos_status_t s = { 404, code, NULL, NULL };
    cos_status_t *dup = cos_status_dup(pool, &s);

    code[0] = 'X';
    CHECK_STR_EQ("NoSuchKey", dup->error_code);
    CHECK(dup->error_msg == NULL);
    CHECK_INT_EQ(404, dup->code);
}

TEST(only_what_may_pass_is_worth_a_retry)
{
    static const int again[] = { 500, 503, COSE_FAILED_CONNECT, COSE_REQUEST_TIMEOUT, COSE_CONNECTION_FAILED };
    static const int never[] = { 200, 404, COSE_INVALID_ARGUMENT, COSE_FAILED_VERIFICATION };
    cos_status_t s = { 0, NULL, NULL, NULL };
    size_t i;

    for (i = 0; i < sizeof(again) / sizeof(again[0]); i++) {
        s.code = again[i];
        CHECK(cos_should_retry(&s));
    }
    for (i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
        s.code = never[i];
        CHECK(!cos_should_retry(&s));
    }
}

TEST_MAIN(start, stop)
