/* What came of an attempt: a result, or another attempt. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

int cosi_memory_ask(cosx_batch_t *b, cosi_item_t *item, int64_t more)
{
    int64_t held = __atomic_load_n(&b->held, __ATOMIC_RELAXED);
    if (item != b->oldest && held + more > b->spec.memory_limit) {
        __atomic_store_n(&b->memory_wanted, 1, __ATOMIC_SEQ_CST);
        return 0;
    }
    (void)__atomic_add_fetch(&b->held, more, __ATOMIC_RELAXED);
    item->held += more;
    return 1;
}

static void give_memory_back(cosx_batch_t *b, cosi_item_t *item)
{
    if (item->held > 0) {
        (void)__atomic_sub_fetch(&b->held, item->held, __ATOMIC_RELAXED);
        item->held = 0;
    }
}

/* ---- texts ---- */

typedef struct verdict_s {
    int code;
    const char *error_code;
    const char *message;
    const char *request_id;
    const char *detail;
} verdict_t;

static char *add_word(char *at, const char **word)
{
    size_t size = strlen(*word) + 1;
    memcpy(at, *word, size);
    *word = at;
    return at + size;
}

static void keep_words(cosi_item_t *item, const verdict_t *v)
{
    cosx_batch_result_t *r = &item->result;
    char *at = malloc(strlen(v->error_code) + strlen(v->message) + strlen(v->request_id) + strlen(v->detail) + 4);
    r->code = v->code;
    item->words = at;
    if (at == NULL) {
        return; /* the code says enough */
    }
    r->error_code = v->error_code;
    r->message = v->message;
    r->request_id = v->request_id;
    r->detail = v->detail;
    at = add_word(at, &r->error_code);
    at = add_word(at, &r->message);
    at = add_word(at, &r->request_id);
    (void)add_word(at, &r->detail);
}

static int keep_fields(cosi_item_t *item, const cosi_answer_t *answer)
{
    if (answer->fields.size == 0) {
        return 1;
    }
    item->fields = malloc(answer->fields.size);
    if (item->fields == NULL) {
        return 0;
    }
    memcpy(item->fields, answer->fields.data, answer->fields.size);
    item->result.headers = item->fields;
    item->result.headers_size = answer->fields.size;
    return 1;
}

static const char *text_or_empty(const char *text)
{
    return text != NULL ? text : "";
}

/* ---- finishing ---- */

static void finish_item(cosx_batch_t *b, cosi_item_t *item)
{
    if (item->begun) {
        if (item->older != NULL) {
            item->older->newer = item->newer;
        } else {
            b->oldest = item->newer;
        }
        if (item->newer != NULL) {
            item->newer->older = item->older;
        } else {
            b->newest = item->older;
        }
        if (b->oldest == item->newer) {
            __atomic_store_n(&b->memory_wanted, 1, __ATOMIC_SEQ_CST); /* another one may go on now */
        }
    }
    cosi_queue_add(&b->done, item);
}

void cosi_item_fail(cosx_batch_t *b, cosi_item_t *item, const cosi_fault_t *fault, int curl_code)
{
    verdict_t v = {fault->code, "", "", "", fault->text};
    cosi_item_forget_answer(item);
    give_memory_back(b, item);
    item->result.os_errno = fault->os_errno;
    item->result.curl_code = curl_code;
    keep_words(item, &v);
    finish_item(b, item);
}

static void try_again(cosx_batch_t *b, cosi_item_t *item, int64_t due)
{
    cosi_item_forget_answer(item);
    give_memory_back(b, item);
    item->due_us = due;
    cosi_queue_add(&b->again, item);
}

/* ---- judging ---- */

/* A kept-alive connection that turned out to be dead: nothing was tried yet. */
static int was_stale(const cosi_lane_t *l, const cosi_fault_t *fault)
{
    return fault != NULL && fault->code == COSE_CONNECTION_FAILED && l->served > 0 && !l->received_any &&
           (l->batch->spec.idempotent || !l->sent_any);
}

static int crc_differs(const cosi_lane_t *l, char *text, size_t size)
{
    cosx_batch_t *b = l->batch;
    int sent = b->checks_sent && l->item->size >= 0;
    int received = b->checks_received && l->answer.framing.status == 200;
    uint64_t got = sent ? l->sent_crc : l->received_crc;
    const char *said;
    char *end;
    uint64_t wanted;
    if (!b->spec.check_crc || l->answer.framing.status / 100 != 2 || !(sent || received)) {
        return 0;
    }
    said = cosi_answer_field(&l->answer, COS_HASH_CRC64_ECMA);
    if (said == NULL || said[0] < '0' || said[0] > '9') {
        return 0;
    }
    errno = 0;
    wanted = strtoull(said, &end, 10);
    if (errno != 0 || *end != '\0' || wanted == got) {
        return 0;
    }
    (void)snprintf(text, size, "the CRC64 of the body is %" PRIu64 ", the server says %" PRIu64, got, wanted);
    return 1;
}

/* The server refused because of this machine's clock: go by the server's from now on. */
static int corrected_clock(cosi_lane_t *l, const verdict_t *v)
{
    cosx_batch_t *b = l->batch;
    const char *date = cosi_answer_field(&l->answer, "Date");
    time_t theirs = date != NULL ? curl_getdate(date, NULL) : -1;
    int64_t offset;
    if (v->code != 403 || l->item->clock_corrected || theirs == -1 ||
        (strcmp(v->error_code, "RequestTimeTooSkewed") != 0 && strcmp(v->message, "Request has expired") != 0)) {
        return 0;
    }
    l->item->clock_corrected = 1;
    offset = (int64_t)theirs - apr_time_sec(apr_time_now());
    if (llabs(offset - b->writer.clock_offset_s) >= 30) {
        b->writer.clock_offset_s = offset;
        b->writer.window_start_s = 0;
    }
    return 1;
}

static int64_t retry_after(const cosi_answer_t *answer)
{
    const char *text = cosi_answer_field(answer, "Retry-After");
    time_t moment;
    if (text == NULL) {
        return 0;
    }
    if (text[0] >= '0' && text[0] <= '9' && strlen(text) < 10) {
        return atoll(text);
    }
    moment = curl_getdate(text, NULL);
    return moment == -1 ? 0 : (int64_t)moment - apr_time_sec(apr_time_now());
}

/* 1 when the item waits for another attempt now. */
static int goes_again(cosi_lane_t *l, const verdict_t *v, int curl_code)
{
    cosx_batch_t *b = l->batch;
    cosi_item_t *item = l->item;
    cos_status_t status;
    int64_t due;
    if (b->cancelled || v->code == COSE_ABORT_CALLBACK || (item->deadline_us > 0 && b->now_us >= item->deadline_us)) {
        return 0;
    }
    if (corrected_clock(l, v)) {
        item->result.attempts--;
        try_again(b, item, b->now_us);
        return 1;
    }
    memset(&status, 0, sizeof(status));
    status.code = v->code;
    status.error_code = (char *)(uintptr_t)v->error_code;
    if (item->result.attempts >= b->spec.retry.max_attempts || curl_code == CURLE_SSL_CONNECT_ERROR ||
        !cosx_retry_wanted(&status, b->spec.idempotent, l->sent_any)) {
        return 0;
    }
    due = b->now_us + cosx_retry_delay_us(&b->spec.retry, item->result.attempts, v->code > 0 ? retry_after(&l->answer) : 0);
    if (item->deadline_us > 0 && due >= item->deadline_us) {
        return 0;
    }
    try_again(b, item, due);
    return 1;
}

static void read_error(cosi_lane_t *l, cos_pool_t *pool, verdict_t *v)
{
    cos_status_t status;
    memset(&status, 0, sizeof(status));
    status.req_id = (char *)(uintptr_t)v->request_id;
    if (l->body_size > 0 && cosx_body_is_error(pool, l->body, (size_t)l->body_size, &status)) {
        v->error_code = text_or_empty(status.error_code);
        v->message = text_or_empty(status.error_msg);
        v->request_id = text_or_empty(status.req_id);
        if (v->code / 100 == 2 && v->error_code[0] == '\0') {
            v->error_code = "UnknownError";
        }
    }
}

/* Everything that is not simply good. Takes the item out of the lane. */
static void judge(cosi_lane_t *l, verdict_t *v, int os_errno, int curl_code)
{
    cosx_batch_t *b = l->batch;
    cosi_item_t *item = l->item;
    cosx_batch_result_t *r = &item->result;
    int http_status = l->head_done ? l->answer.framing.status : 0;
    if (goes_again(l, v, curl_code)) {
        return;
    }
    give_memory_back(b, item);
    if (http_status != 0) {
        (void)keep_fields(item, &l->answer);
    }
    r->http_status = http_status;
    r->os_errno = os_errno;
    r->curl_code = curl_code;
    r->sent_any = l->sent_any;
    r->sent = l->body_sent > l->body_read ? l->body_sent : l->body_read;
    keep_words(item, v);
    finish_item(b, item);
}

static void refused(cosi_lane_t *l)
{
    verdict_t v = {l->answer.framing.status, "", "", "", ""};
    cos_pool_t *pool = NULL;
    v.request_id = text_or_empty(cosi_answer_field(&l->answer, "x-cos-request-id"));
    if (apr_pool_create_unmanaged_ex(&pool, NULL, NULL) == APR_SUCCESS) {
        read_error(l, pool, &v);
    }
    judge(l, &v, 0, 0);
    if (pool != NULL) {
        apr_pool_destroy(pool);
    }
}

static int is_error_inside(const cosi_lane_t *l)
{
    cos_pool_t *pool = NULL;
    cos_status_t status;
    int found;
    if (!l->batch->copies || l->body_size == 0 || apr_pool_create_unmanaged_ex(&pool, NULL, NULL) != APR_SUCCESS) {
        return 0;
    }
    memset(&status, 0, sizeof(status));
    found = cosx_body_is_error(pool, l->body, (size_t)l->body_size, &status);
    apr_pool_destroy(pool);
    return found;
}

static void succeeded(cosi_lane_t *l)
{
    cosi_item_t *item = l->item;
    cosx_batch_result_t *r = &item->result;
    r->code = r->http_status = l->answer.framing.status;
    r->sent_any = 1;
    r->sent = item->size > 0 ? item->size : 0;
    r->crc64 = item->size >= 0 ? l->sent_crc : l->received_crc;
    if (!keep_fields(item, &l->answer)) {
        verdict_t v = {COSE_OUT_MEMORY, "OutOfMemory", "out of memory", "", "out of memory"};
        give_memory_back(l->batch, item);
        keep_words(item, &v);
    } else if (l->body != NULL) {
        item->body = l->body;
        r->body = l->body;
        r->body_size = (size_t)l->body_size;
        l->body = NULL;
        l->body_room = l->body_size = 0;
    }
    finish_item(l->batch, item);
}

void cosi_attempt_over(cosi_lane_t *l, const cosi_fault_t *fault, int curl_code)
{
    cosi_item_t *item = l->item;
    cosx_batch_t *b = l->batch;
    char text[128];
    b->busy--;
    if (was_stale(l, fault)) {
        item->result.attempts--;
        try_again(b, item, b->now_us);
    } else if (fault != NULL) {
        verdict_t v = {fault->code, "", "", "", fault->text};
        judge(l, &v, fault->os_errno, curl_code);
    } else if (l->answer.framing.status / 100 != 2 || is_error_inside(l)) {
        refused(l);
    } else if (crc_differs(l, text, sizeof(text))) {
        verdict_t v = {COSE_CRC_INCONSISTENT_ERROR, COS_INCONSISTENT_ERROR_CODE, "", "", ""};
        v.message = v.detail = text;
        v.request_id = text_or_empty(cosi_answer_field(&l->answer, "x-cos-request-id"));
        judge(l, &v, 0, 0);
    } else {
        succeeded(l);
    }
    l->item = NULL;
}
