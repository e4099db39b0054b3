/* Attaching bodies to requests and taking them from responses. */
#include "base/memory.h"
#include "cos_utility.h"

/* The list and its buffers stay as they are: the request gets nodes of its own over the same
   bytes. When memory runs out the request is left with read_body NULL, and sending refuses it. */
void cos_write_request_body_from_buffer(cos_pool_t *p, cos_list_t *buffer, cos_http_request_t *req,
    cos_table_t *headers)
{
    cos_buf_t *b;

    (void)headers; /* Content-Length goes into the copy that is sent */
    cos_list_init(&req->body);
    req->body_len = 0;
    req->type = BODY_IN_MEMORY;
    req->read_body = cos_read_http_body_memory;
    cos_list_for_each_entry(cos_buf_t, b, buffer, node) {
        cos_buf_t *own = apr_palloc(p, sizeof(*own));
        if (own == NULL) {
            req->read_body = NULL;
            return;
        }
        *own = *b;
        own->start = own->pos;
        cos_list_add_tail(&own->node, &req->body);
        req->body_len += cos_buf_size(own);
    }
}

static void use_file(cos_http_request_t *req, char *path, cos_file_buf_t *fb)
{
    req->file_path = path;
    req->file_buf = fb;
    req->body_len = fb->file_last - fb->file_pos;
    req->type = BODY_IN_FILE;
    req->read_body = cos_read_http_body_file;
}

int cos_write_request_body_from_file(cos_pool_t *p, const cos_string_t *filename, cos_http_request_t *req,
    cos_table_t *headers)
{
    cos_file_buf_t *fb = cos_create_file_buf(p);
    char *path = cosi_string_text(p, filename);
    int res;

    (void)headers;
    if (fb == NULL || path == NULL) {
        return COSE_OUT_MEMORY;
    }
    res = cos_open_file_for_all_read(p, path, fb);
    if (res == COSE_OK) {
        use_file(req, path, fb);
    }
    return res;
}

int cos_write_request_body_from_upload_file(cos_pool_t *p, cos_upload_file_t *upload_file, cos_http_request_t *req,
    cos_table_t *headers)
{
    cos_file_buf_t *fb = cos_create_file_buf(p);
    char *path = cosi_string_text(p, &upload_file->filename);
    int res;

    (void)headers;
    if (fb == NULL || path == NULL) {
        return COSE_OUT_MEMORY;
    }
    res = cos_open_file_for_range_read(p, path, upload_file->file_pos, upload_file->file_last, fb);
    if (res == COSE_OK) {
        use_file(req, path, fb);
    }
    return res;
}

/* The buffers of the response move to the end of `buffer`. */
void cos_fill_read_response_body(cos_http_response_t *resp, cos_list_t *buffer)
{
    cos_buf_t *b;
    cos_buf_t *next;

    if (resp == NULL || buffer == NULL) {
        return;
    }
    cos_list_for_each_entry_safe(cos_buf_t, b, next, &resp->body, node) {
        cos_list_del(&b->node);
        cos_list_add_tail(&b->node, buffer);
    }
}

void cos_fill_read_response_header(cos_http_response_t *resp, cos_table_t **headers)
{
    if (resp != NULL && headers != NULL) {
        *headers = resp->headers;
    }
}

static void write_to(cos_http_response_t *resp, char *path, cos_file_buf_t *fb, cos_write_http_body_pt write)
{
    resp->file_path = path;
    resp->file_buf = fb;
    resp->type = BODY_IN_FILE;
    resp->write_body = write;
}

/* The file is emptied, or made. */
int cos_init_read_response_body_to_file(cos_pool_t *p, const cos_string_t *filename, cos_http_response_t *resp)
{
    cos_file_buf_t *fb = cos_create_file_buf(p);
    char *path = cosi_string_text(p, filename);
    int res;

    if (fb == NULL || path == NULL) {
        return COSE_OUT_MEMORY;
    }
    res = cos_open_file_for_write(p, path, fb);
    if (res == COSE_OK) {
        write_to(resp, path, fb, cos_write_http_body_file);
    }
    return res;
}

/* From file_pos up to file_last of a file that keeps its other bytes. */
int cos_init_read_response_body_to_file_part(cos_pool_t *p, cos_upload_file_t *download_file,
    cos_http_response_t *resp)
{
    cos_file_buf_t *fb = cos_create_file_buf(p);
    char *path = cosi_string_text(p, &download_file->filename);
    int res;

    if (fb == NULL || path == NULL) {
        return COSE_OUT_MEMORY;
    }
    res = cos_open_file_for_range_write(p, path, download_file->file_pos, download_file->file_last, fb);
    if (res == COSE_OK) {
        write_to(resp, path, fb, cos_write_http_body_file_part);
    }
    return res;
}
