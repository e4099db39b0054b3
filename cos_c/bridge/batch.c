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

static size_t words_size(const cosx_batch_result_t *r)
{
    return r->error_code[0] == '\0' && r->detail[0] == '\0' && r->message[0] == '\0' && r->code > 0
        ? 0 : strlen(r->error_code) + strlen(r->message) + strlen(r->request_id) + strlen(r->detail) + 4;
}

static char *put_word(char *at, const char *word)
{
    size_t size = strlen(word) + 1;

    memcpy(at, word, size);
    return at + size;
}

static void put_facts(int64_t *facts, const cosx_batch_result_t *r)
{
    facts[0] = (int64_t)r->tag;
    facts[1] = r->code;
    facts[2] = r->attempts;
    facts[3] = (int64_t)r->headers_size;
    facts[4] = (int64_t)r->body_size;
    facts[5] = (int64_t)words_size(r);
    facts[6] = r->http_status;
    facts[7] = r->os_errno;
    facts[8] = r->curl_code;
    facts[9] = r->sent_any;
}

int cosc_batch_next(cosx_batch_t *batch, cosc_results_t *results, int64_t timeout_ms)
{
    size_t size = 0;
    char *at;
    int i;

    results->count = cosx_batch_next(batch, results->items, COSC_BATCH_RESULTS, timeout_ms);
    for (i = 0; i < results->count; i++) {
        put_facts(&results->facts[i * COSC_BATCH_FACTS], results->items[i]);
        results->bodies[i] = results->items[i]->body;
        size += results->items[i]->headers_size + (size_t)results->facts[i * COSC_BATCH_FACTS + 5];
    }
    at = results->text = malloc(size > 0 ? size : 1);
    results->text_size = at != NULL ? size : 0;
    if (at == NULL) {
        return COSE_OUT_MEMORY;
    }
    for (i = 0; i < results->count; i++) {
        const cosx_batch_result_t *r = results->items[i];

        if (r->headers_size > 0) {
            memcpy(at, r->headers, r->headers_size);
            at += r->headers_size;
        }
        if (results->facts[i * COSC_BATCH_FACTS + 5] > 0) {
            at = put_word(put_word(put_word(put_word(at, r->error_code), r->message), r->request_id), r->detail);
        }
    }
    return COSE_OK;
}

void cosc_batch_release(cosc_results_t *results)
{
    cosx_batch_release(results->items, results->count);
    free(results->text);
    results->text = NULL;
    results->text_size = 0;
    results->count = 0;
}
