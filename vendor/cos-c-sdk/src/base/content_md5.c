#include "base/content_md5.h"

#include <apr_md5.h>
#include <stdlib.h>

#include "base/encoding.h"
#include "base/files.h"
#include "base/memory.h"
#include "cos_utility.h"

#define BLOCK_SIZE (256 * 1024)

static int set_header(cos_table_t *headers, apr_md5_ctx_t *md5)
{
    unsigned char digest[APR_MD5_DIGESTSIZE];
    char text[4 * ((APR_MD5_DIGESTSIZE + 2) / 3) + 1];

    apr_md5_final(digest, md5);
    text[cosi_base64_encode(text, digest, sizeof(digest))] = '\0';
    return cosi_table_set(headers, COS_CONTENT_MD5, text);
}

int cosi_content_md5_of_buffers(cos_list_t *buffers, cos_table_t *headers)
{
    apr_md5_ctx_t md5;
    cos_buf_t *b;

    if (apr_table_get(headers, COS_CONTENT_MD5) != NULL) {
        return COSE_OK;
    }
    apr_md5_init(&md5);
    cos_list_for_each_entry(cos_buf_t, b, buffers, node) {
        if (cos_buf_size(b) > 0) {
            apr_md5_update(&md5, b->pos, (apr_size_t)cos_buf_size(b));
        }
    }
    return set_header(headers, &md5);
}

int cosi_content_md5_of_file(cos_pool_t *pool, const char *path, int64_t offset, int64_t size, cos_table_t *headers)
{
    cos_file_buf_t fb = { 0 };
    apr_md5_ctx_t md5;
    char *block = NULL;
    int got;
    int res;

    if (apr_table_get(headers, COS_CONTENT_MD5) != NULL) {
        return COSE_OK;
    }
    if (size < 0) {
        res = cos_open_file_for_all_read(pool, path, &fb);
    } else {
        res = cos_open_file_for_range_read(pool, path, offset, offset + size, &fb);
    }
    if (res != COSE_OK) {
        return res;
    }
    block = malloc(BLOCK_SIZE);
    if (block == NULL) {
        res = COSE_OUT_MEMORY;
        goto cleanup;
    }
    apr_md5_init(&md5);
    while ((got = cosi_file_read(&fb, block, BLOCK_SIZE)) > 0) {
        apr_md5_update(&md5, block, (apr_size_t)got);
    }
    if (got < 0) {
        res = got;
        goto cleanup;
    }
    res = set_header(headers, &md5);

cleanup:
    free(block);
    apr_file_close(fb.file);
    return res;
}

int cos_add_content_md5_from_buffer(const cos_request_options_t *options, cos_list_t *buffer, cos_table_t *headers)
{
    return is_enable_md5(options) ? cosi_content_md5_of_buffers(buffer, headers) : COSE_OK;
}

static int add_from_file(const cos_request_options_t *options, const cos_string_t *filename, int64_t offset,
    int64_t size, cos_table_t *headers)
{
    char *path;

    if (!is_enable_md5(options)) {
        return COSE_OK;
    }
    path = cosi_string_text(options->pool, filename);
    return path != NULL ? cosi_content_md5_of_file(options->pool, path, offset, size, headers) : COSE_OUT_MEMORY;
}

int cos_add_content_md5_from_file(const cos_request_options_t *options, const cos_string_t *filename,
    cos_table_t *headers)
{
    return add_from_file(options, filename, 0, -1, headers);
}

int cos_add_content_md5_from_file_range(const cos_request_options_t *options, cos_upload_file_t *upload_file,
    cos_table_t *headers)
{
    return add_from_file(options, &upload_file->filename, upload_file->file_pos,
                         cos_max(upload_file->file_last - upload_file->file_pos, 0), headers);
}
