#include "pipeline/rewind.h"

#include "base/memory.h"
#include "cos_http_io.h"

static int remember_buffers(cos_pool_t *pool, cos_http_request_t *req, cosi_start_t *start)
{
    cos_buf_t *b;
    int count = 0;

    cos_list_for_each_entry(cos_buf_t, b, &req->body, node) {
        count++;
    }
    start->buffers = apr_palloc(pool, (size_t)count * sizeof(*start->buffers) + 1);
    start->positions = apr_palloc(pool, (size_t)count * sizeof(*start->positions) + 1);
    if (start->buffers == NULL || start->positions == NULL) {
        return COSE_OUT_MEMORY;
    }
    count = 0;
    cos_list_for_each_entry(cos_buf_t, b, &req->body, node) {
        start->buffers[count] = b;
        start->positions[count] = b->pos;
        count++;
    }
    start->buffer_count = count;
    return COSE_OK;
}

int cosi_remember_start(cos_pool_t *pool, cos_http_request_t *req, cos_http_response_t *resp, cosi_start_t *start)
{
    memset(start, 0, sizeof(*start));
    start->crc64 = req->crc64;
    start->consumed_bytes = req->consumed_bytes;
    start->sink_body_len = resp->body_len;
    if (req->file_buf != NULL) {
        start->file_pos = req->file_buf->file_pos;
        start->file_last = req->file_buf->file_last;
    }
    if (resp->file_buf != NULL) {
        start->sink_pos = resp->file_buf->file_pos;
    }
    return remember_buffers(pool, req, start);
}

int cosi_return_to_start(const cosi_start_t *start, cos_http_request_t *req, cos_http_response_t *resp)
{
    int i;

    /* Reading turns the list round: it is put together again in its first order. */
    cos_list_init(&req->body);
    for (i = 0; i < start->buffer_count; i++) {
        start->buffers[i]->pos = start->positions[i];
        cos_list_add_tail(&start->buffers[i]->node, &req->body);
    }
    if (req->file_buf != NULL) {
        req->file_buf->file_pos = start->file_pos;
        req->file_buf->file_last = start->file_last;
    }
    req->crc64 = start->crc64;
    req->consumed_bytes = start->consumed_bytes;

    resp->status = 0;
    resp->crc64 = 0;
    resp->content_length = -1;
    resp->body_len = start->sink_body_len;
    apr_table_clear(resp->headers);
    cos_list_init(&resp->body);
    if (resp->file_buf != NULL) {
        resp->file_buf->file_pos = start->sink_pos;
        /* A body that is shorter this time must not keep the end of the last one. */
        if (resp->write_body == cos_write_http_body_file
            && apr_file_trunc(resp->file_buf->file, start->sink_pos) != APR_SUCCESS) {
            return COSE_FILE_TRUNC_ERROR;
        }
    }
    return COSE_OK;
}
