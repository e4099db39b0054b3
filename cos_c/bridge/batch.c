/* Items of a batch from flat arrays, results into flat arrays: one call for many. */
#include "cosc.h"

#include <stdlib.h>
#include <string.h>

static const char *next_word(const char **cursor)
{
    const char *word = *cursor;

    *cursor += strlen(word) + 1;
    return word;
}

static void read_item(cosx_batch_item_t *item, const char **cursor, int32_t pairs, const void *data, int64_t size)
{
    const char *headers;

    memset(item, 0, sizeof(*item));
    item->key = next_word(cursor);
    if (item->key[0] == '\0') {
        item->key = NULL;
    }
    if (size == COSC_BODY_PATH) {
        item->path = next_word(cursor);
    } else if (size >= 0) {
        item->data = data != NULL ? data : "";
        item->size = size;
    }
    headers = *cursor;
    for (; pairs > 0; pairs--) {
        next_word(cursor);
        next_word(cursor);
    }
    item->headers = headers;
    item->headers_size = (size_t)(*cursor - headers);
}

int cosc_batch_submit(cosx_batch_t *batch, uint64_t first_tag, int count, const char *words, const int32_t *pairs,
                      const void *const *data, const int64_t *sizes)
{
    cosx_batch_item_t *items = malloc(sizeof(*items) * (size_t)(count > 0 ? count : 1));
    int res;
    int i;

    if (items == NULL) {
        return COSE_OUT_MEMORY;
    }
    for (i = 0; i < count; i++) {
        read_item(&items[i], &words, pairs != NULL ? pairs[i] : 0, data != NULL ? data[i] : NULL, sizes != NULL ? sizes[i] : COSC_BODY_NONE);
        items[i].tag = first_tag + (uint64_t)i;
    }
    res = cosx_batch_submit(batch, items, count);
    free(items);
    return res;
}

/* A 2xx may carry an error in its body. */
static int is_failure(const cosx_batch_result_t *r)
{
    return r->code < 200 || r->code >= 300 || r->error_code[0] != '\0' || r->detail[0] != '\0' || r->message[0] != '\0';
}

static char *put(char *at, const char *text, size_t size)
{
    if (size > 0) {
        memcpy(at, text, size);
    }
    return at + size;
}

static char *put_word(char *at, const char *word)
{
    return put(at, word, strlen(word) + 1);
}

static size_t words_size(const cosx_batch_result_t *r)
{
    return strlen(r->error_code) + strlen(r->message) + strlen(r->request_id) + strlen(r->detail) + 4;
}

/* The columns of numbers; the sizes of both texts. */
static void put_numbers(cosc_results_t *results)
{
    int i;

    results->headers_size = results->words_size = 0;
    results->failed = 0;
    for (i = 0; i < results->count; i++) {
        const cosx_batch_result_t *r = results->items[i];

        results->tags[i] = (int64_t)r->tag;
        results->codes[i] = r->code;
        results->attempts[i] = r->attempts;
        results->body_sizes[i] = (int64_t)r->body_size;
        results->bodies[i] = r->body_size > 0 ? r->body : "";
        results->header_sizes[i] = (int64_t)r->headers_size;
        results->headers_size += r->headers_size;
        if (is_failure(r)) {
            int64_t *numbers = &results->failures[results->failed++ * COSC_BATCH_NUMBERS];

            numbers[0] = i;
            numbers[1] = r->http_status;
            numbers[2] = r->os_errno;
            numbers[3] = r->curl_code;
            numbers[4] = r->sent_any;
            results->words_size += words_size(r);
        }
    }
}

static void put_texts(cosc_results_t *results)
{
    char *at = results->headers;
    char *word = results->words;
    int i;

    for (i = 0; i < results->count; i++) {
        const cosx_batch_result_t *r = results->items[i];

        at = put(at, r->headers, r->headers_size);
        if (is_failure(r)) {
            word = put_word(put_word(put_word(put_word(word, r->error_code), r->message), r->request_id), r->detail);
        }
    }
}

int cosc_batch_next(cosx_batch_t *batch, cosc_results_t *results, int64_t timeout_ms)
{
    results->count = cosx_batch_next(batch, results->items, COSC_BATCH_RESULTS, timeout_ms);
    put_numbers(results);
    results->headers = malloc(results->headers_size + results->words_size + 1);
    if (results->headers == NULL) {
        results->headers_size = results->words_size = 0;
        return COSE_OUT_MEMORY;
    }
    results->words = results->headers + results->headers_size;
    put_texts(results);
    return COSE_OK;
}

void cosc_batch_release(cosc_results_t *results)
{
    cosx_batch_release(results->items, results->count);
    free(results->headers);
    results->headers = results->words = NULL;
    results->headers_size = results->words_size = 0;
    results->count = results->failed = 0;
}
