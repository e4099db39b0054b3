#include "pipeline/execute.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/content_md5.h"
#include "base/memory.h"
#include "base/status.h"
#include "cos_http_io.h"
#include "cos_sys_util.h"
#include "cos_utility.h"
#include "cosx_context.h"
#include "pipeline/checks.h"
#include "pipeline/process.h"
#include "pipeline/sink.h"
#include "pipeline/validate.h"

/* One call while it runs. */
typedef struct run_s {
    cosi_call_t *call;
    cos_request_options_t options; /* with the call's pool */
    cos_http_request_t *req;
    cos_http_response_t *resp;
    cos_table_t *params;
    cos_table_t *headers;
    cosi_file_sink_t sink;
    const char *refusal; /* for the user, when a step says COSE_INVALID_ARGUMENT */
} run_t;

cos_status_t *cosi_status_refused(cos_pool_t *pool, int code, const char *error_code, const char *message)
{
    cos_status_t *s = cosi_status_make(pool);

    if (code == COSE_OUT_MEMORY && message == NULL) {
        message = "out of memory";
    }
    s->code = code;
    s->error_code = (char *)(uintptr_t)cosi_status_word(code);
    if (pool != NULL && error_code != NULL) {
        char *own = cosi_strdup(pool, error_code);
        s->error_code = own != NULL ? own : s->error_code;
    }
    s->error_msg = pool != NULL && message != NULL ? cosi_strdup(pool, message) : NULL;
    return s;
}

/* ------------------------------------------------------------------ preparing */

static int merge(cos_pool_t *pool, cos_table_t **table, const cos_table_t *user, const cos_table_t *own)
{
    const cos_array_header_t *entries = own != NULL ? apr_table_elts(own) : NULL;
    int res;
    int i;

    *table = cosi_table_make(pool, 16);
    res = *table != NULL ? cosi_table_add_all(*table, user) : COSE_OUT_MEMORY;
    for (i = 0; entries != NULL && i < entries->nelts && res == COSE_OK; i++) {
        const cos_table_entry_t *entry = &((const cos_table_entry_t *)(void *)entries->elts)[i];
        res = cosi_table_set(*table, entry->key, entry->val);
    }
    return res;
}

static int check_arguments(run_t *run)
{
    const cosi_call_t *call = run->call;

    run->refusal = cosi_check_options(call->options);
    if (run->refusal == NULL && call->object != NULL) {
        /* without a bucket it would go out as a service request */
        run->refusal = call->bucket == NULL ? "bucket is null or empty, please check it"
                                            : cosi_check_object(call->object);
    }
    if (run->refusal == NULL && (call->flags & COSI_CHECK_KEY) != 0 && get_object_key_simplify_check()
        && cosi_simplifies_to_root(call->object)) {
        run->refusal = "The Getobject Key is illegal";
    }
    if (run->refusal == NULL && call->error == COSE_INVALID_ARGUMENT) {
        run->refusal = "an argument holds a character that cannot be sent";
    }
    return run->refusal != NULL ? COSE_INVALID_ARGUMENT : call->error;
}

static int make_request(run_t *run)
{
    cosi_call_t *call = run->call;
    char *wrong = NULL;
    int res;

    if (call->bucket == NULL) {
        res = cos_init_service_request(&run->options, call->method, &run->req, run->params, run->headers,
                                       (call->flags & COSI_ALL_REGIONS) != 0, &run->resp, &wrong);
        if (res == COSE_OK && call->service_path != NULL) {
            run->req->uri = (char *)(uintptr_t)call->service_path;
            run->req->resource = run->req->uri;
        }
    } else if (call->object == NULL) {
        res = cos_init_bucket_request(&run->options, call->bucket, call->method, &run->req, run->params, run->headers,
                                      &run->resp, &wrong);
    } else {
        res = cos_init_object_request(&run->options, call->bucket, call->object, call->method, &run->req, run->params,
                                      run->headers, NULL, call->initial_crc, &run->resp, &wrong);
    }
    run->refusal = wrong;
    return res;
}

static int set_type(run_t *run)
{
    cosi_call_t *call = run->call;
    const cos_string_t *name = call->source.kind == COSI_SOURCE_FILE ? call->source.path : call->object;
    const char *type = NULL;

    if (apr_table_get(run->headers, COS_CONTENT_TYPE) != NULL) {
        return COSE_OK;
    }
    if ((call->flags & COSI_GUESS_TYPE) != 0) {
        type = get_content_type(cosi_call_text(call, name));
    } else if ((call->flags & COSI_MULTIPART_TYPE) != 0) {
        type = COS_MULTIPART_CONTENT_TYPE;
    }
    return type != NULL ? cosi_table_set(run->headers, COS_CONTENT_TYPE, type) : COSE_OK;
}

static int set_md5(run_t *run)
{
    cosi_call_t *call = run->call;
    int wanted = (call->flags & COSI_NEED_MD5) != 0
        || ((call->flags & COSI_CONTENT_MD5) != 0 && is_enable_md5(&run->options));

    if (!wanted) {
        return COSE_OK;
    }
    if (call->source.kind == COSI_SOURCE_FILE) {
        return cosi_content_md5_of_file(call->pool, run->req->file_path, run->req->file_buf->file_pos,
                                        run->req->body_len, run->headers);
    }
    return cosi_content_md5_of_buffers(&run->req->body, run->headers);
}

static int attach_bytes(run_t *run)
{
    cosi_call_t *call = run->call;
    const char *at = call->source.data;
    int64_t left;
    cos_list_t list;

    cos_list_init(&list);
    for (left = call->source.size; left > 0;) {
        int piece = (int)cos_min(left, (int64_t)INT32_MAX / 2);
        cos_buf_t *b = cos_buf_pack(call->pool, at, piece);
        if (b == NULL) {
            return COSE_OUT_MEMORY;
        }
        cos_list_add_tail(&b->node, &list);
        at += piece;
        left -= piece;
    }
    cos_write_request_body_from_buffer(call->pool, &list, run->req, run->headers);
    return run->req->read_body != NULL ? COSE_OK : COSE_OUT_MEMORY;
}

static int attach_source(run_t *run)
{
    cosi_call_t *call = run->call;
    cos_upload_file_t file;

    switch (call->source.kind) {
    case COSI_SOURCE_BYTES:
        return attach_bytes(run);
    case COSI_SOURCE_BUFFERS:
        cos_write_request_body_from_buffer(call->pool, call->source.buffers, run->req, run->headers);
        return run->req->read_body != NULL ? COSE_OK : COSE_OUT_MEMORY;
    case COSI_SOURCE_FILE:
        file.filename = *call->source.path;
        file.file_pos = call->source.offset;
        file.file_last = call->source.size < 0 ? INT64_MAX : call->source.offset + call->source.size;
        return cos_write_request_body_from_upload_file(call->pool, &file, run->req, run->headers);
    default:
        return COSE_OK;
    }
}

static int attach_sink(run_t *run)
{
    cosi_call_t *call = run->call;
    cos_upload_file_t file;

    switch (call->sink.kind) {
    case COSI_SINK_FILE:
        return cosi_sink_open(call->pool, call->sink.path, run->resp, &run->sink);
    case COSI_SINK_FILE_PART:
        file.filename = *call->sink.path;
        file.file_pos = call->sink.offset;
        file.file_last = call->sink.size < 0 ? INT64_MAX : call->sink.offset + call->sink.size;
        return cos_init_read_response_body_to_file_part(call->pool, &file, run->resp);
    default:
        return COSE_OK;
    }
}

/* "cannot open /a/b: No such file or directory" */
static cos_status_t *file_refused(run_t *run, int code, const cos_string_t *path, int os_errno)
{
    const char *name = cosi_call_text(run->call, path);
    const char *why = os_errno != 0 ? strerror(os_errno) : "it cannot be used";
    char *message = cosi_join(run->call->pool, "cannot open ", name, ": ", why, (char *)NULL);

    return cosi_status_refused(run->call->pool, code, NULL, message);
}

static cos_status_t *refused(run_t *run, int code)
{
    return cosi_status_refused(run->call->pool, code, NULL, code == COSE_INVALID_ARGUMENT ? run->refusal : NULL);
}

/* NULL: go on. */
static cos_status_t *prepare(run_t *run)
{
    cosi_call_t *call = run->call;
    int res = check_arguments(run);

    if (res == COSE_OK) {
        run->options = *call->options;
        run->options.pool = call->pool;
        res = merge(call->pool, &run->params, call->params, call->own_params);
    }
    if (res == COSE_OK) {
        res = merge(call->pool, &run->headers, call->headers, call->own_headers);
    }
    if (res == COSE_OK) {
        res = make_request(run);
    }
    if (res == COSE_OK) {
        res = set_type(run);
    }
    if (res != COSE_OK) {
        return refused(run, res);
    }
    errno = 0;
    res = attach_source(run);
    if (res == COSE_OK) {
        res = set_md5(run);
    }
    if (res != COSE_OK) {
        return call->source.kind == COSI_SOURCE_FILE && res != COSE_OUT_MEMORY
            ? file_refused(run, res, call->source.path, errno) : refused(run, res);
    }
    errno = 0;
    res = attach_sink(run);
    if (res != COSE_OK) {
        return res != COSE_OUT_MEMORY ? file_refused(run, res, call->sink.path, errno) : refused(run, res);
    }
    return NULL;
}

/* ------------------------------------------------------------------ sending */

static void check_answer(void *data, cos_pool_t *pool, cos_http_request_t *req, cos_http_response_t *resp,
    cos_status_t *status)
{
    const run_t *run = data;

    if ((run->call->flags & COSI_BODY_MAY_FAIL) != 0) {
        cosi_check_error_body(NULL, pool, req, resp, status);
    }
    if ((run->call->flags & COSI_CHECK_CRC) != 0 && cos_status_is_ok(status) && is_enable_crc(&run->options)) {
        cosi_check_crc(pool, req, resp, status);
    }
}

static cos_status_t *send_call(run_t *run)
{
    cosi_call_t *call = run->call;
    cosi_policy_t policy = { .pool = call->pool, .sign = 1, .check = check_answer, .check_data = run };

    policy.idempotent = (cosi_is_idempotent(call->method) || (call->flags & COSI_IDEMPOTENT) != 0)
        && (call->flags & COSI_NOT_IDEMPOTENT) == 0;
    if (call->source.kind != COSI_SOURCE_NONE) {
        run->req->progress_callback = call->progress;
    } else {
        run->resp->progress_callback = call->progress;
    }
    return cosi_process(&run->options, run->req, run->resp, &policy, &call->attempts);
}

/* ------------------------------------------------------------------ finishing */

/* The body in one piece: the only buffer itself, or a copy of several. */
static const char *whole_body(run_t *run, size_t *size)
{
    cos_list_t *body = &run->resp->body;
    const cos_buf_t *first = cos_list_get_first(body, cos_buf_t, node);

    *size = (size_t)cos_buf_list_len(body);
    if (first == NULL) {
        return "";
    }
    if (first->node.next == body) {
        return (const char *)first->pos;
    }
    return cos_buf_list_content(run->call->pool, body);
}

static void decode(run_t *run, cos_status_t *s)
{
    size_t size;
    const char *body = whole_body(run, &size);
    int res = body != NULL ? run->call->decode(run->call->pool, body, size, run->call->out) : COSE_OUT_MEMORY;

    if (res != COSE_OK) {
        cos_status_set(s, res, cosi_status_word(res), res == COSE_XML_PARSE_ERROR ? "the answer cannot be read" : NULL);
    }
}

static void close_files(run_t *run, cos_status_t *s)
{
    cosi_call_t *call = run->call;
    cos_file_buf_t *source = run->req != NULL ? run->req->file_buf : NULL;
    int res;

    if (source != NULL && source->file != NULL) {
        apr_file_close(source->file);
        source->file = NULL;
    }
    if (run->resp == NULL || run->resp->file_buf == NULL) {
        return;
    }
    if (call->sink.kind == COSI_SINK_FILE) {
        res = cosi_sink_close(&run->sink, run->resp, cos_status_is_ok(s));
    } else {
        res = apr_file_close(run->resp->file_buf->file) == APR_SUCCESS ? COSE_OK : COSE_FILE_FLUSH_ERROR;
        run->resp->file_buf->file = NULL;
    }
    if (res != COSE_OK && cos_status_is_ok(s)) {
        const char *word = res == COSE_FILE_WRITE_ERROR ? COS_RENAME_FILE_ERROR_CODE : COS_WRITE_FILE_ERROR_CODE;
        cos_status_set(s, res, word, cosi_join(call->pool, "cannot finish ", cosi_call_text(call, call->sink.path), ": ",
                                               strerror(errno), (char *)NULL));
    }
}

static void hand_over(run_t *run, cos_status_t *s)
{
    cosi_call_t *call = run->call;

    if (call->attempts == 0) {
        return;
    }
    call->crc64 = call->source.kind != COSI_SOURCE_NONE ? run->req->crc64 : run->resp->crc64;
    if (run->resp->status != 0) {
        call->answer_headers = run->resp->headers;
    }
    if (call->resp_headers != NULL) {
        *call->resp_headers = run->resp->headers;
    }
    if (call->decode != NULL && cos_status_is_ok(s)) {
        decode(run, s);
    }
    if (call->resp_body != NULL) {
        cos_fill_read_response_body(run->resp, call->resp_body);
    }
}

cos_status_t *cosi_execute(cosi_call_t *call)
{
    run_t run = { .call = call };
    cos_status_t *s;

    call->attempts = 0;
    call->answer_headers = NULL;
    s = prepare(&run);
    if (s == NULL) {
        s = send_call(&run);
    }
    close_files(&run, s);
    hand_over(&run, s);
    return s;
}
