/* One request from flat arguments to flat results. */
#include "cosc.h"

#include <string.h>

static void on_progress(void *data, int64_t sent, int64_t to_send, int64_t received, int64_t to_receive)
{
    cosc_call_t *call = data;

    if (call->tick_us > 0) {
        int64_t now = cosx_clock_us();

        if (now - call->last_tick_us < call->tick_us) {
            return;
        }
        call->last_tick_us = now;
    }
    if (cosc_on_progress(call->handle, sent, to_send, received, to_receive) != 0) {
        /* Python raised. The caller's flag may be shared with other calls, so this call alone
           changes over to its own; progress runs on the thread that reads the pointer. */
        cosx_cancel_set(&call->stop);
        call->context->cancel = &call->stop;
    }
}

static const char *text_or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static void out_of_memory(cosc_call_t *call)
{
    static const char texts[] = "OutOfMemory\0out of memory\0\0out of memory";

    memset(call->facts, 0, sizeof(call->facts));
    call->facts[COSC_CODE] = COSE_OUT_MEMORY;
    call->facts[COSC_TEXTS_SIZE] = sizeof(texts) - 1;
    call->texts = texts;
    call->request_id = call->body = "";
    call->error = "out of memory";
    call->has_listing = 0;
}

/* The next NUL-terminated word; moves *cursor behind it. */
static const char *next_word(const char **cursor)
{
    const char *word = *cursor;

    *cursor += strlen(word) + 1;
    return word;
}

static cosx_pair_t *read_pairs(cos_pool_t *pool, const char **cursor, int count)
{
    cosx_pair_t *pairs = apr_palloc(pool, sizeof(*pairs) * (size_t)(count > 0 ? count : 1));
    int i;

    if (pairs == NULL) {
        return NULL;
    }
    for (i = 0; i < count; i++) {
        pairs[i].name = next_word(cursor);
        pairs[i].value = next_word(cursor);
    }
    return pairs;
}

/* What was set for this request goes into its context, and is gone from the call. */
static void take_over(cosc_call_t *call, cosx_context_t *context, int what)
{
    cosx_context_init(context);
    context->settings = call->settings;
    context->cancel = call->cancel;
    context->deadline_us = call->deadline_us;
    context->source = call->source;
    context->sink = call->sink;
    context->check_crc = (what & COSC_CHECK_CRC) != 0;
    context->initial_crc = call->initial_crc;
    call->tick_us = 0;
    if ((what & (COSC_SIGNALS | COSC_PROGRESS)) != 0) {
        context->progress_interval_us = call->progress_interval_us > 0 ? call->progress_interval_us : COSC_TICK_US;
        context->progress = on_progress;
        context->progress_data = call;
        if ((what & COSC_PROGRESS) == 0) {
            call->tick_us = context->progress_interval_us;
            call->last_tick_us = cosx_clock_us();
        }
    }
    call->cancel = NULL;
    call->deadline_us = 0;
    call->progress_interval_us = 0;
    call->initial_crc = 0;
    call->source.kind = COSX_BODY_NONE;
    call->sink.kind = COSX_BODY_NONE;
    memset(&call->stop, 0, sizeof(call->stop));
}

/* Pool, context, options and request; NULL when memory ran out. */
static cos_request_options_t *begin(cosc_call_t *call, cosx_request_t *request, const char *words, size_t size,
                                    int what, int params, int headers)
{
    cos_request_options_t *options;
    cosx_context_t *context;
    const char *cursor;

    cosc_end(call);
    out_of_memory(call);
    if (call->pool == NULL) {
        call->pool = cosc_pool_for_calls();
    }
    if (call->pool == NULL) {
        return NULL;
    }
    context = call->context = apr_palloc(call->pool, sizeof(*context));
    cursor = apr_pmemdup(call->pool, words, size);
    if (context == NULL || cursor == NULL) {
        return NULL;
    }
    take_over(call, context, what);
    options = cosx_options_create(call->pool, call->settings);
    if (options == NULL || cosx_context_attach(call->pool, context) != COSE_OK) {
        return NULL;
    }
    request->method = next_word(&cursor);
    request->bucket = next_word(&cursor);
    request->key = next_word(&cursor);
    if (!(what & COSC_HAS_BUCKET)) {
        request->bucket = NULL;
    }
    if (!(what & COSC_HAS_KEY)) {
        request->key = NULL;
    }
    request->params = read_pairs(call->pool, &cursor, params);
    request->headers = read_pairs(call->pool, &cursor, headers);
    request->param_count = params;
    request->header_count = headers;
    return request->params != NULL && request->headers != NULL ? options : NULL;
}

static char *put_text(char *to, const char *text)
{
    size_t size = strlen(text) + 1;

    memcpy(to, text, size);
    return to + size;
}

/* The name of a header, in lower case: upper case and lower case are the same there. The line end before it
   sets it apart from values, which have none. */
static char *put_name(char *to, const char *name)
{
    *to++ = '\n';
    for (; *name != '\0'; name++) {
        *to++ = *name >= 'A' && *name <= 'Z' ? (char)(*name | 0x20) : *name;
    }
    *to++ = '\0';
    return to;
}

/* All texts in one piece of memory, so that Python takes them at once, and looks into them when it has to. */
static void pack_texts(cosc_call_t *call, const cos_status_t *status, const cos_table_t *table)
{
    const char *first[] = {text_or_empty(status->error_code), text_or_empty(status->error_msg),
                           text_or_empty(status->req_id), text_or_empty(call->error)};
    const cos_array_header_t *array = table != NULL ? apr_table_elts(table) : NULL;
    const cos_table_entry_t *entries = array != NULL ? (const cos_table_entry_t *)(const void *)array->elts : NULL;
    int count = array != NULL ? array->nelts : 0;
    size_t size = 0;
    char *start;
    char *to;
    int i;

    for (i = 0; i < 4; i++) {
        size += strlen(first[i]) + 1;
    }
    for (i = 0; i < count; i++) {
        size += strlen(entries[i].key) + strlen(text_or_empty(entries[i].val)) + 3;
    }
    to = start = apr_palloc(call->pool, size);
    if (start == NULL) {
        out_of_memory(call);
        return;
    }
    for (i = 0; i < 4; i++) {
        to = put_text(to, first[i]);
    }
    for (i = 0; i < count; i++) {
        to = put_text(put_name(to, entries[i].key), text_or_empty(entries[i].val));
    }
    call->texts = start;
    call->facts[COSC_TEXTS_SIZE] = (int64_t)size - 1;
}

static void fill_counts(cosc_call_t *call)
{
    const cosx_context_t *context = call->context;
    int64_t *facts = call->facts;

    facts[COSC_SENT] = context->sent;
    facts[COSC_RECEIVED] = context->received;
    facts[COSC_SENT_CRC] = (int64_t)context->sent_crc;
    facts[COSC_RECEIVED_CRC] = (int64_t)context->received_crc;
    facts[COSC_HTTP_STATUS] = context->http_status;
    facts[COSC_OS_ERRNO] = context->os_errno;
    facts[COSC_CURL_CODE] = context->curl_code;
    facts[COSC_SENT_ANY] = context->sent_any;
    facts[COSC_CONTENT_LENGTH] = context->content_length;
    call->error = context->error;
}

static void fill_response(cosc_call_t *call, const cosx_response_t *response)
{
    call->facts[COSC_CODE] = response->status->code;
    call->facts[COSC_BODY_SIZE] = response->body != NULL ? (int64_t)response->body_size : 0;
    call->request_id = text_or_empty(response->status->req_id);
    call->body = text_or_empty(response->body);
    fill_counts(call);
    pack_texts(call, response->status, response->headers);
}

int cosc_execute(cosc_call_t *call, const char *words, size_t size, int what, int params, int headers)
{
    cosx_request_t request = {0};
    cosx_response_t response = {0};
    cos_request_options_t *options = begin(call, &request, words, size, what, params, headers);

    if (options != NULL) {
        cosx_execute(options, &request, &response);
        fill_response(call, &response);
        call->has_listing = (what & COSC_LISTING) != 0 && call->facts[COSC_CODE] / 100 == 2
            && cosx_listing_read(call->pool, call->body, (size_t)call->facts[COSC_BODY_SIZE], &call->listing);
    }
    return (int)call->facts[COSC_CODE];
}

static void close_stream(cosc_call_t *call)
{
    if (call->stream != NULL) {
        cosx_stream_close(call->stream);
        call->stream = NULL;
        call->facts[COSC_STREAMING] = 0;
    }
}

/* The whole of a small body that came together with the headers: its end is seen, and the connection
   free, before Python knows of it. Nothing is waited for: of a slow server the headers are to be had
   at once. What goes wrong comes out of the first read. */
static void read_at_once(cosc_call_t *call, int64_t most)
{
    int64_t size = call->context->content_length;
    char *body;

    if (size <= 0 || size > most || cosx_stream_ready(call->stream) < size
        || (body = apr_palloc(call->pool, (size_t)size)) == NULL || cosx_stream_read(call->stream, body, size) != size) {
        return;
    }
    close_stream(call);
    fill_counts(call);
    call->body = body;
    call->facts[COSC_BODY_SIZE] = size;
    if (!call->context->check_crc) {
        call->facts[COSC_RECEIVED_CRC] = (int64_t)cosx_crc64(0, body, (size_t)size);
    }
}

int cosc_open_stream(cosc_call_t *call, const char *words, size_t size, int what, int params, int headers,
                     int64_t read_ahead)
{
    cosx_request_t request = {0};
    cosx_response_t response = {0};
    cos_request_options_t *options = begin(call, &request, words, size, what, params, headers);

    if (options != NULL) {
        cosx_stream_open(options, &request, &response, &call->stream);
        fill_response(call, &response);
        if (call->stream != NULL) {
            call->facts[COSC_STREAMING] = 1;
            read_at_once(call, read_ahead);
        }
    }
    return (int)call->facts[COSC_CODE];
}

int64_t cosc_read_stream(cosc_call_t *call, void *buffer, int64_t size)
{
    int64_t count = cosx_stream_read(call->stream, buffer, size);

    fill_counts(call);
    return count;
}

const char *cosc_presign(cosc_call_t *call, const char *words, size_t size, int what, int params, int headers,
                         int64_t expires_s, int sign_host)
{
    cosx_request_t request = {0};
    cos_request_options_t *options = begin(call, &request, words, size, what, params, headers);
    const char *error = NULL;
    const char *url;

    if (options == NULL) {
        return NULL;
    }
    url = cosx_presign(options, &request, expires_s, sign_host, &error);
    if (url == NULL) {
        call->error = error != NULL ? error : "out of memory";
    }
    return url;
}

cosx_presigner_t *cosc_presigner(cosc_call_t *call, const char *words, size_t size, int what, int params, int headers,
                                 int64_t expires_s, int sign_host)
{
    cosx_request_t request = {0};
    cos_request_options_t *options = begin(call, &request, words, size, what, params, headers);
    const char *error = NULL;
    cosx_presigner_t *presigner;

    if (options == NULL) {
        return NULL;
    }
    presigner = cosx_presigner_create(options, &request, expires_s, sign_host, &error);
    if (presigner == NULL) {
        call->error = error != NULL ? error : "out of memory";
    }
    return presigner;
}

size_t cosc_presign_keys(const cosx_presigner_t *presigner, const char *keys, int64_t count, char *out, int64_t *done)
{
    char *to = out;

    for (*done = 0; *done < count; (*done)++) {
        size_t size = strlen(keys);
        char *end = cosx_presigner_write(presigner, keys, size, to);

        if (end == NULL) {
            break;
        }
        to = end + 1;
        keys += size + 1;
    }
    return (size_t)(to - out);
}

void cosc_end(cosc_call_t *call)
{
    close_stream(call);
    if (call->pool != NULL) {
        apr_pool_clear(call->pool);
    }
}

void cosc_free(cosc_call_t *call)
{
    close_stream(call);
    if (call->pool != NULL) {
        apr_pool_destroy(call->pool);
        call->pool = NULL;
    }
}
