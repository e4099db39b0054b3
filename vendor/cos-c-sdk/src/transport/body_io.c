/* Bodies through the published callbacks: memory lists and files. */
#include <errno.h>
#include <unistd.h>

#include <apr_portable.h>

#include "base/files.h"
#include "base/memory.h"
#include "cos_http_io.h"

#define SMALLEST_PIECE (16 * 1024)
#define LARGEST_PIECE (1024 * 1024)

static cos_buf_t *first_of(cos_list_t *list)
{
    return cos_list_entry(list->next, cos_buf_t, node);
}

/* Buffers that have been read go to the end of the list, so that the one to read from is always
   the first; once all are read they are in their old order again. */
int cos_read_http_body_memory(cos_http_request_t *req, char *buffer, int len)
{
    cos_list_t *passed = NULL;
    int done = 0;

    while (done < len && !cos_list_empty(&req->body)) {
        cos_buf_t *b = first_of(&req->body);
        int left = (int)cos_min((int64_t)cos_buf_size(b), (int64_t)(len - done));

        if (left > 0) {
            memcpy(buffer + done, b->pos, (size_t)left);
            b->pos += left;
            done += left;
            passed = NULL;
        }
        if (b->pos >= b->last) {
            if (passed == &b->node) {
                break;
            }
            if (passed == NULL) {
                passed = &b->node;
            }
            cos_list_del(&b->node);
            cos_list_add_tail(&b->node, &req->body);
        }
    }
    return done;
}

/* Room for what is still to come, as far as that is known; larger pieces as the body grows. */
static int piece_size(const cos_http_response_t *resp, int len)
{
    int64_t wanted = cos_max(resp->body_len, (int64_t)SMALLEST_PIECE);

    if (resp->content_length > resp->body_len) {
        wanted = resp->content_length - resp->body_len;
    }
    return (int)cos_max(cos_min(wanted, (int64_t)LARGEST_PIECE), (int64_t)len);
}

int cos_write_http_body_memory(cos_http_response_t *resp, const char *buffer, int len)
{
    cos_buf_t *b = cos_list_get_last(&resp->body, cos_buf_t, node);
    int done = 0;

    if (b != NULL && b->last < b->end) {
        done = (int)cos_min((int64_t)(b->end - b->last), (int64_t)len);
        memcpy(b->last, buffer, (size_t)done);
        b->last += done;
    }
    if (done < len) {
        b = cos_create_buf(resp->pool, piece_size(resp, len - done));
        if (b == NULL) {
            return COSE_OUT_MEMORY;
        }
        memcpy(b->last, buffer + done, (size_t)(len - done));
        b->last += len - done;
        cos_list_add_tail(&b->node, &resp->body);
    }
    resp->body_len += len;
    return len;
}

int cos_read_http_body_file(cos_http_request_t *req, char *buffer, int len)
{
    return cosi_file_read(req->file_buf, buffer, len);
}

static int write_at_position(cos_http_response_t *resp, const char *buffer, int len)
{
    cos_file_buf_t *fb = resp->file_buf;
    apr_os_file_t descriptor;
    int done = 0;

    if (fb == NULL || fb->file == NULL || apr_os_file_get(&descriptor, fb->file) != APR_SUCCESS) {
        return COSE_OPEN_FILE_ERROR;
    }
    while (done < len) {
        ssize_t put = pwrite(descriptor, buffer + done, (size_t)(len - done), (off_t)fb->file_pos);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return COSE_FILE_WRITE_ERROR;
        }
        fb->file_pos += put;
        done += (int)put;
    }
    resp->body_len += len;
    return len;
}

int cos_write_http_body_file(cos_http_response_t *resp, const char *buffer, int len)
{
    return write_at_position(resp, buffer, len);
}

/* The same, but never past file_last: a server that sends more than was asked for must not
   overwrite the next part. */
int cos_write_http_body_file_part(cos_http_response_t *resp, const char *buffer, int len)
{
    if (resp->file_buf != NULL && resp->file_buf->file_last - resp->file_buf->file_pos < len) {
        return COSE_FILE_WRITE_ERROR;
    }
    return write_at_position(resp, buffer, len);
}
