/* Memory that runs out, at each allocation in turn: a clean error each time, no leak, no crash,
   and everything works again afterwards. */
#include <unistd.h>

#include "call.h"
#include "failing_memory.h"
#include "test.h"

static test_server_t *server;
static call_t call;
static int64_t streamed; /* bytes, or an error */
static const char *sent_method;
static int misdirected; /* a request arrived that is not the one meant */

/* A request that lost a parameter on its way out is another request: DELETE of an upload would be
   DELETE of the object. One that lost a header may be, too. */
static int is_as_meant(const test_request_t *request)
{
    char *metadata = test_request_header(request, "x-cos-meta-a");
    char *signature = test_request_header(request, "Authorization");
    char line[64];
    int as_meant;
    (void)snprintf(line, sizeof(line), "%s /b-125/k?p=q HTTP/1.1\r\n", sent_method);
    as_meant = test_request_starts(request, line) && metadata != NULL && strcmp(metadata, "b") == 0 && signature != NULL;
    free(metadata);
    free(signature);
    return as_meant;
}

static void answer(void *data, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    if (!is_as_meant(request)) {
        __atomic_store_n(&misdirected, 1, __ATOMIC_RELAXED);
    }
    if (test_request_starts(request, "GET ")) {
        test_reply_body(reply, "200 OK", "x-cos-hash-crc64ecma: 11051210869376104954\r\nETag: \"e\"\r\n", "123456789", 9);
    } else if (test_request_starts(request, "DELETE ")) {
        test_reply_body(reply, "404 Not Found", "", "<Error><Code>NoSuchKey</Code><Message>m</Message></Error>", 57);
    } else {
        test_reply_body(reply, "200 OK", "x-cos-request-id: r\r\n", request->body, request->body_size);
    }
}

static int make_options(void)
{
    return call_options(&call) != NULL;
}

static void execute(void)
{
    if (make_options()) {
        (void)call_execute(&call);
    }
}

static void stream(void)
{
    char out[4];
    cosx_stream_t *s = NULL;
    if (!make_options() || cosx_stream_open(call.options, &call.request, &call.response, &s) != 200) {
        return;
    }
    while ((streamed = cosx_stream_read(s, out, sizeof(out))) > 0) {
    }
    cosx_stream_close(s);
}

static void presign(void)
{
    const char *error = NULL;
    if (make_options() && cosx_presign(call.options, &call.request, 60, 1, &error) == NULL && error == NULL) {
        abort();
    }
}

/* Run `work` with its first allocation failing, then its second …, until none is left to fail.
   The last run, in which nothing failed, has to bring `code` (0: no response is looked at). */
static void check_each_failure(const char *method, void (*work)(void), int code)
{
    long number;
    long made;
    int again = 1;
    sent_method = method;
    for (number = 1; again; number++) {
        call_open(&call, "http", test_server_authority(server));
        call.settings.secret_id = "id";
        call.settings.secret_key = "key";
        call.settings.token = "token";
        call.settings.user_agent = "agent";
        call_header(&call, "x-cos-meta-a", "b");
        call_param(&call, "p", "q");
        call.request.method = method;
        if (strcmp(method, "PUT") == 0) {
            call_put_memory(&call, "body", 4);
        }
        failing_memory_start(number);
        work();
        made = failing_memory_stop();
        again = made >= number;
        if (again && call.options != NULL && code != 0) {
            const cos_status_t *status = call.response.status;
            CHECK(status != NULL);
            /* an allocation may fail without harm: then all is as it should be */
            CHECK(status->code == code || status->code < 0);
            CHECK(call.response.body != NULL);
        }
        if (!again && code != 0) {
            CHECK_INT_EQ(code, call.response.status->code);
        }
        call_close(&call);
        cosx_transport_shutdown();
        CHECK_INT_EQ(0, __atomic_load_n(&misdirected, __ATOMIC_RELAXED));
    }
    CHECK(number > 10);
}

static void begin(void)
{
    server = test_server_start(answer, NULL);
}

static void end(void)
{
    test_server_stop(server);
}

TEST(a_download_ends_cleanly_whichever_allocation_fails)
{
    begin();
    check_each_failure("GET", execute, 200);
    end();
}

TEST(an_upload_ends_cleanly_whichever_allocation_fails)
{
    begin();
    check_each_failure("PUT", execute, 200);
    end();
}

TEST(a_refusal_ends_cleanly_whichever_allocation_fails)
{
    begin();
    check_each_failure("DELETE", execute, 404);
    end();
}

TEST(a_stream_ends_cleanly_whichever_allocation_fails)
{
    begin();
    check_each_failure("GET", stream, 200);
    CHECK_INT_EQ(0, streamed);
    end();
}

TEST(presigning_ends_cleanly_whichever_allocation_fails)
{
    begin();
    check_each_failure("GET", presign, 0);
    end();
}

static const char document[] = "<a><b>text &amp; more</b><c><![CDATA[x]]></c></a>";

static void scan(void)
{
    cosx_xml_t *xml = cosx_xml_open(document, strlen(document));
    if (xml == NULL) {
        return;
    }
    while (cosx_xml_next(xml) > COSX_XML_END) {
        (void)cosx_xml_name(xml);
        (void)cosx_xml_text(xml, NULL);
    }
    cosx_xml_close(xml);
}

TEST(scanning_ends_cleanly_whichever_allocation_fails)
{
    long number = 0;
    do {
        failing_memory_start(++number);
        scan();
    } while (failing_memory_stop() >= number);
}

TEST_MAIN(library_start, library_stop)
