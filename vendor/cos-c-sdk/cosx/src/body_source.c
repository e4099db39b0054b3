#include "body_source.h"

#include <apr_portable.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cos_define.h"
#include "cos_http_io.h"
#include "cosx_crc64.h"

/* The published read functions move positions in the caller's buffers and files; where they are
   in use, the same bytes are read without them. */
static void from_request(cosi_body_source_t *source, cos_http_request_t *req)
{
    const char *length = apr_table_get(req->headers, COS_CONTENT_LENGTH);
    const char *coding = apr_table_get(req->headers, COS_TRANSFER_ENCODING);
    apr_os_file_t fd;

    if (req->type == BODY_IN_MEMORY && (req->read_body == NULL || req->read_body == cos_read_http_body_memory)) {
        source->kind = COSI_FROM_BUFFERS;
        source->size = cos_buf_list_len(&req->body);
        source->buffer = cos_list_get_first(&req->body, cos_buf_t, node);
        return;
    }
    if (req->type == BODY_IN_FILE && req->read_body == cos_read_http_body_file && req->file_buf != NULL &&
        req->file_buf->file != NULL && apr_os_file_get(&fd, req->file_buf->file) == APR_SUCCESS) {
        source->kind = COSI_FROM_FILE;
        source->fd = fd;
        source->offset = req->file_buf->file_pos;
        source->size = req->file_buf->file_last - req->file_buf->file_pos;
        return;
    }
    if (req->read_body == NULL) {
        return;
    }
    source->kind = COSI_FROM_CALLBACK;
    source->size = req->body_len;
    if (coding != NULL && strcasecmp(coding, "chunked") == 0) {
        source->size = -1;
    } else if (req->body_len <= 0 && length != NULL) {
        source->size = strtoll(length, NULL, 10);
    }
}

static void watch_file(cosi_body_source_t *source)
{
    struct stat status;
    if (fstat(source->fd, &status) == 0 && S_ISREG(status.st_mode)) {
        source->watched = 1;
        source->modified = status.st_mtim;
    }
}

/* Asked when all is read and the last bytes have not left: a request that stops here stores
   nothing, and one byte more would store a mixture of two files. */
static int file_changed(const cosi_body_source_t *source)
{
    struct stat status;
    return source->watched && (fstat(source->fd, &status) != 0 || status.st_mtim.tv_sec != source->modified.tv_sec ||
                               status.st_mtim.tv_nsec != source->modified.tv_nsec);
}

void cosi_body_source_init(cosi_body_source_t *source, const cosx_context_t *context, cos_http_request_t *req,
                           cosi_fault_t *fault)
{
    memset(source, 0, sizeof(*source));
    source->req = req;
    source->fault = fault;
    source->fd = -1;
    source->check_crc = context->check_crc;
    source->initial_crc = context->initial_crc;
    switch (context->source.kind) {
    case COSX_BODY_MEMORY:
        source->kind = COSI_FROM_MEMORY;
        source->data = context->source.data;
        source->size = context->source.size;
        break;
    case COSX_BODY_FILE:
        source->kind = COSI_FROM_FILE;
        source->fd = context->source.fd;
        source->offset = context->source.offset;
        source->size = context->source.size;
        watch_file(source);
        break;
    default:
        /* the published API puts the CRC to continue from into the request */
        source->initial_crc = req->crc64;
        from_request(source, req);
        break;
    }
    source->crc = source->initial_crc;
}

static int64_t read_file(cosi_body_source_t *source, char *buffer, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t n = pread(source->fd, buffer + done, size - done, (off_t)(source->offset + source->position) + (off_t)done);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            int code = errno;
            cosi_fault_set(source->fault, COSE_READ_BODY_ERROR, code, "reading the file failed: %s", strerror(code));
            return -1;
        }
        if (n == 0) {
            cosi_fault_set(source->fault, COSE_READ_BODY_ERROR, 0,
                           "the file is shorter than at the start: %lld bytes were promised, %lld are there",
                           (long long)source->size, (long long)(source->position + (int64_t)done));
            return -1;
        }
        done += (size_t)n;
    }
    if (source->position + (int64_t)done == source->size && file_changed(source)) {
        cosi_fault_set(source->fault, COSE_READ_BODY_ERROR, 0, "the file changed while it was read");
        return -1;
    }
    return (int64_t)done;
}

static int64_t read_buffers(cosi_body_source_t *source, char *out, size_t size)
{
    size_t done = 0;
    while (done < size && source->buffer != NULL) {
        cos_buf_t *buffer = source->buffer;
        size_t left = (size_t)(cos_buf_size(buffer) - source->buffer_position);
        size_t step = left < size - done ? left : size - done;
        if (step > 0) {
            memcpy(out + done, buffer->pos + source->buffer_position, step);
        }
        done += step;
        source->buffer_position += (int64_t)step;
        if (step == left) {
            source->buffer = buffer->node.next == &source->req->body ? NULL : cos_list_entry(buffer->node.next, cos_buf_t, node);
            source->buffer_position = 0;
        }
    }
    return (int64_t)done;
}

static int64_t read_callback(cosi_body_source_t *source, char *buffer, size_t size)
{
    int n = source->req->read_body(source->req, buffer, size > INT_MAX ? INT_MAX : (int)size);
    if (n < 0) {
        cosi_fault_set(source->fault, COSE_READ_BODY_ERROR, 0, "the function that supplies the body returned %d", n);
        return -1;
    }
    if (n == 0 && source->size >= 0 && size > 0) {
        cosi_fault_set(source->fault, COSE_READ_BODY_ERROR, 0, "the body ended after %lld of %lld bytes",
                       (long long)source->position, (long long)source->size);
        return -1;
    }
    return n;
}

int64_t cosi_body_source_read(cosi_body_source_t *source, char *buffer, size_t size)
{
    int64_t n = 0;
    if (source->size >= 0 && (int64_t)size > source->size - source->position) {
        size = (size_t)(source->size - source->position);
    }
    if (size == 0) {
        return 0;
    }
    switch (source->kind) {
    case COSI_FROM_NOTHING:
        return 0;
    case COSI_FROM_MEMORY:
        memcpy(buffer, source->data + source->position, size);
        n = (int64_t)size;
        break;
    case COSI_FROM_FILE:
        n = read_file(source, buffer, size);
        break;
    case COSI_FROM_BUFFERS:
        n = read_buffers(source, buffer, size);
        break;
    case COSI_FROM_CALLBACK:
        n = read_callback(source, buffer, size);
        break;
    }
    if (n > 0) {
        source->position += n;
        if (source->check_crc) {
            source->crc = cosx_crc64(source->crc, buffer, (size_t)n);
        }
    }
    return n;
}

const char *cosi_body_source_borrow(cosi_body_source_t *source, size_t size)
{
    const char *data;
    if (source->kind != COSI_FROM_MEMORY) {
        return NULL;
    }
    data = source->data + source->position;
    source->position += (int64_t)size;
    if (source->check_crc) {
        source->crc = cosx_crc64(source->crc, data, size);
    }
    return data;
}

int cosi_body_source_rewind(cosi_body_source_t *source)
{
    if (source->kind == COSI_FROM_CALLBACK && source->position > 0) {
        return 0;
    }
    if (source->kind == COSI_FROM_BUFFERS) {
        source->buffer = cos_list_get_first(&source->req->body, cos_buf_t, node);
        source->buffer_position = 0;
    }
    source->position = 0;
    source->crc = source->initial_crc;
    return 1;
}
