/* One request from flat arguments to flat results. */
#include "cosc.h"

#include <string.h>

static void on_progress(void *data, int64_t sent, int64_t to_send, int64_t received, int64_t to_receive)
{
    cosc_call_t *call = data;

    if (call->only_signals) {
        int64_t now = cosx_clock_us();

        if (now - call->last_tick_us < call->progress_interval_us) {
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

static void set_failure(cosc_call_t *call, int code)
{
    static const char texts[] = "OutOfMemory\0out of memory\0\0out of memory";

    call->code = code;
    call->texts = texts;
    call->texts_size = sizeof(texts) - 1;
    call->request_id = call->body = "";
    call->body_size = 0;
    call->error = "out of memory";
    call->ahead = NULL;
    call->ahead_size = 0;
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

/* Pool, context, options and request of one call; NULL when memory ran out. */
static cos_request_options_t *begin(cosc_call_t *call, cosx_request_t *request, const char *words, size_t size,
                                    int has, int params, int headers)
{
    cos_request_options_t *options;
    cosx_context_t *context;
    const char *cursor;

    set_failure(call, COSE_OUT_MEMORY);
    call->pool = cosc_pool_take();
    if (call->pool == NULL) {
        return NULL;
    }
    context = call->context = apr_palloc(call->pool, sizeof(*context));
    cursor = apr_pmemdup(call->pool, words, size);
    if (context == NULL || cursor == NULL) {
        return NULL;
    }
    cosx_context_init(context);
    context->settings = call->settings;
    context->cancel = call->cancel;
    context->deadline_us = call->deadline_us;
    context->source = call->source;
    context->sink = call->sink;
    context->check_crc = call->check_crc;
    context->initial_crc = call->initial_crc;
    if (call->handle != NULL) {
        call->last_tick_us = cosx_clock_us();
        context->progress = on_progress;
        context->progress_data = call;
        context->progress_interval_us = call->progress_interval_us;
    }
    options = cosx_options_create(call->pool, call->settings);
    if (options == NULL || cosx_context_attach(call->pool, context) != COSE_OK) {
        return NULL;
    }
    request->method = next_word(&cursor);
    request->bucket = next_word(&cursor);
    request->key = next_word(&cursor);
    if (!(has & COSC_HAS_BUCKET)) {
        request->bucket = NULL;
    }
    if (!(has & COSC_HAS_KEY)) {
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

/* All texts in one piece of memory, so that Python splits once instead of asking for each. */
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
        size += strlen(entries[i].key) + strlen(text_or_empty(entries[i].val)) + 2;
    }
    to = start = apr_palloc(call->pool, size);
    if (start == NULL) {
        set_failure(call, COSE_OUT_MEMORY);
        return;
    }
    for (i = 0; i < 4; i++) {
        to = put_text(to, first[i]);
    }
    for (i = 0; i < count; i++) {
        to = put_text(put_text(to, entries[i].key), text_or_empty(entries[i].val));
    }
    call->texts = start;
    call->texts_size = size - 1;
}

static void fill_counts(cosc_call_t *call)
{
    const cosx_context_t *context = call->context;

    call->sent = context->sent;
    call->received = context->received;
    call->sent_crc = context->sent_crc;
    call->received_crc = context->received_crc;
    call->http_status = context->http_status;
    call->os_errno = context->os_errno;
    call->curl_code = context->curl_code;
    call->sent_any = context->sent_any;
    call->error = context->error;
}

static void fill_response(cosc_call_t *call, const cosx_response_t *response)
{
    call->code = response->status->code;
    call->request_id = text_or_empty(response->status->req_id);
    call->body = text_or_empty(response->body);
    call->body_size = response->body != NULL ? response->body_size : 0;
    fill_counts(call);
    pack_texts(call, response->status, response->headers);
}

void cosc_execute(cosc_call_t *call, const char *words, size_t size, int has, int params, int headers)
{
    cosx_request_t request = {0};
    cosx_response_t response = {0};
    cos_request_options_t *options = begin(call, &request, words, size, has, params, headers);

    if (options != NULL) {
        cosx_execute(options, &request, &response);
        fill_response(call, &response);
        call->has_listing = call->read_listing && call->code / 100 == 2
            && cosx_listing_read(call->pool, call->body, call->body_size, &call->listing);
    }
}

/* The whole of a small body that came together with the headers: its end is seen, and the connection
   free, before Python knows of it. Nothing is waited for: of a slow server the headers are to be had
   at once. What goes wrong is kept for the first read. */
static void read_ahead(cosc_call_t *call)
{
    int64_t size = call->context->content_length;
    char *body;

    if (size <= 0 || size > call->read_ahead || cosx_stream_ready(call->stream) < size || (body = apr_palloc(call->pool, (size_t)size)) == NULL) {
        return;
    }
    call->ahead = body;
    call->ahead_size = cosx_stream_read(call->stream, body, size);
    if (call->ahead_size > 0) {
        call->ahead_crc = cosx_crc64(0, body, (size_t)call->ahead_size);
    } else if (call->ahead_size == 0) {
        call->ahead = NULL;
    }
    fill_counts(call);
}

int cosc_open_stream(cosc_call_t *call, const char *words, size_t size, int has, int params, int headers)
{
    cosx_request_t request = {0};
    cosx_response_t response = {0};
    cos_request_options_t *options = begin(call, &request, words, size, has, params, headers);

    if (options == NULL) {
        return 0;
    }
    cosx_stream_open(options, &request, &response, &call->stream);
    fill_response(call, &response);
    if (call->stream != NULL) {
        read_ahead(call);
    }
    return call->stream != NULL;
}

int64_t cosc_read_stream(cosc_call_t *call, void *buffer, int64_t size)
{
    int64_t count = cosx_stream_read(call->stream, buffer, size);

    fill_counts(call);
    return count;
}

const char *cosc_presign(cosc_call_t *call, const char *words, size_t size, int has, int params, int headers,
                         int64_t expires_s, int sign_host)
{
    cosx_request_t request = {0};
    cos_request_options_t *options = begin(call, &request, words, size, has, params, headers);
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

cosx_presigner_t *cosc_presigner(cosc_call_t *call, const char *words, size_t size, int has, int params, int headers,
                                 int64_t expires_s, int sign_host)
{
    cosx_request_t request = {0};
    cos_request_options_t *options = begin(call, &request, words, size, has, params, headers);
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
    if (call->stream != NULL) {
        cosx_stream_close(call->stream);
        call->stream = NULL;
    }
    if (call->pool != NULL) {
        cosc_pool_give(call->pool);
        call->pool = NULL;
    }
}
