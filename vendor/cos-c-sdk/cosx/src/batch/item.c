/* Items and the queues they wait in. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

void cosi_queue_add(cosi_queue_t *q, cosi_item_t *item)
{
    item->next = NULL;
    if (q->last != NULL) {
        q->last->next = item;
    } else {
        q->first = item;
    }
    q->last = item;
    q->count++;
}

void cosi_queue_add_first(cosi_queue_t *q, cosi_item_t *item)
{
    item->next = q->first;
    q->first = item;
    if (q->last == NULL) {
        q->last = item;
    }
    q->count++;
}

cosi_item_t *cosi_queue_take(cosi_queue_t *q)
{
    cosi_item_t *item = q->first;
    if (item != NULL) {
        q->first = item->next;
        if (q->first == NULL) {
            q->last = NULL;
        }
        q->count--;
        item->next = NULL;
    }
    return item;
}

void cosi_queue_move(cosi_queue_t *to, cosi_queue_t *from)
{
    if (from->first == NULL) {
        return;
    }
    if (to->last != NULL) {
        to->last->next = from->first;
    } else {
        to->first = from->first;
    }
    to->last = from->last;
    to->count += from->count;
    from->first = NULL;
    from->last = NULL;
    from->count = 0;
}

static void no_texts(cosx_batch_result_t *result)
{
    result->error_code = result->message = result->request_id = result->detail = result->headers = result->body = "";
}

cosi_item_t *cosi_item_make(const cosx_batch_item_t *from)
{
    size_t key_size = from->key != NULL ? strlen(from->key) + 1 : 0;
    size_t path_size = from->path != NULL ? strlen(from->path) + 1 : 0;
    size_t headers_size = from->headers != NULL ? from->headers_size : 0;
    cosi_item_t *item = malloc(sizeof(*item) + key_size + path_size + headers_size);
    if (item == NULL) {
        return NULL;
    }
    memset(item, 0, sizeof(*item));
    no_texts(&item->result);
    item->result.tag = from->tag;
    if (from->key != NULL) {
        item->key = item->texts;
        memcpy(item->key, from->key, key_size);
    }
    if (from->path != NULL) {
        item->path = item->texts + key_size;
        memcpy(item->path, from->path, path_size);
    }
    if (headers_size > 0) {
        item->headers = item->texts + key_size + path_size;
        item->headers_size = headers_size;
        memcpy(item->headers, from->headers, headers_size);
    }
    item->data = from->data;
    item->size = from->data != NULL || from->path != NULL ? from->size : -1;
    return item;
}

void cosi_item_forget_answer(cosi_item_t *item)
{
    cosx_batch_result_t *r = &item->result;
    free(item->body);
    free(item->fields);
    free(item->words);
    item->body = item->fields = item->words = NULL;
    no_texts(r);
    r->headers_size = r->body_size = 0;
    r->code = r->http_status = r->os_errno = r->curl_code = r->sent_any = 0;
    r->sent = 0;
    r->crc64 = 0;
}

void cosi_item_free(cosi_item_t *item)
{
    free(item->body);
    free(item->fields);
    free(item->words);
    free(item);
}
