/* What a call is given: its own parameters, headers and body, and small translations. */
#include <stdlib.h>

#include "base/memory.h"
#include "cos_utility.h"
#include "pipeline/execute.h"

void cosi_call_init(cosi_call_t *call, const cos_request_options_t *options, http_method_e method,
    const cos_string_t *bucket, const cos_string_t *object)
{
    memset(call, 0, sizeof(*call));
    call->options = options;
    call->pool = options != NULL ? options->pool : NULL;
    call->method = method;
    call->bucket = bucket;
    call->object = object;
}

static void put(cosi_call_t *call, cos_table_t **table, const char *name, const char *value)
{
    if (call->pool == NULL || call->error != COSE_OK) {
        return;
    }
    if (*table == NULL) {
        *table = cosi_table_make(call->pool, 8);
    }
    call->error = *table != NULL ? cosi_table_set(*table, name, value) : COSE_OUT_MEMORY;
}

const char *cosi_call_text(cosi_call_t *call, const cos_string_t *value)
{
    char *text;

    if (cos_is_null_string(value) || call->pool == NULL) {
        return "";
    }
    if (memchr(value->data, '\0', (size_t)value->len) != NULL) {
        call->error = COSE_INVALID_ARGUMENT;
        return "";
    }
    text = cosi_string_text(call->pool, value);
    if (text == NULL) {
        call->error = COSE_OUT_MEMORY;
        return "";
    }
    return text;
}

void cosi_call_param(cosi_call_t *call, const char *name, const char *value)
{
    put(call, &call->own_params, name, value);
}

void cosi_call_param_int(cosi_call_t *call, const char *name, int64_t value)
{
    char text[COS_MAX_INT64_STRING_LEN];

    apr_snprintf(text, sizeof(text), "%" APR_INT64_T_FMT, (apr_int64_t)value);
    put(call, &call->own_params, name, text);
}

void cosi_call_param_string(cosi_call_t *call, const char *name, const cos_string_t *value)
{
    if (!cos_is_null_string(value)) {
        put(call, &call->own_params, name, cosi_call_text(call, value));
    }
}

void cosi_call_header(cosi_call_t *call, const char *name, const char *value)
{
    put(call, &call->own_headers, name, value);
}

void cosi_call_header_string(cosi_call_t *call, const char *name, const cos_string_t *value)
{
    if (!cos_is_null_string(value)) {
        put(call, &call->own_headers, name, cosi_call_text(call, value));
    }
}

void cosi_call_header_default(cosi_call_t *call, const char *name, const char *value)
{
    if (call->headers == NULL || apr_table_get(call->headers, name) == NULL) {
        put(call, &call->own_headers, name, value);
    }
}

void cosi_call_bytes(cosi_call_t *call, const char *data, size_t size)
{
    call->source.kind = COSI_SOURCE_BYTES;
    call->source.data = data;
    call->source.size = (int64_t)size;
}

const char *get_cos_acl_str(cos_acl_e cos_acl)
{
    switch (cos_acl) {
    case COS_ACL_PRIVATE:
        return "private";
    case COS_ACL_PUBLIC_READ:
        return "public-read";
    case COS_ACL_PUBLIC_READ_WRITE:
        return "public-read-write";
    case COS_ACL_DEFAULT:
        return "default";
    default:
        return NULL;
    }
}

/* Unless `headers` has a type already. */
void cos_set_multipart_content_type(cos_table_t *headers)
{
    if (apr_table_get(headers, COS_CONTENT_TYPE) == NULL) {
        cosi_table_set(headers, COS_CONTENT_TYPE, COS_MULTIPART_CONTENT_TYPE);
    }
}

/* For qsort: arrays of cos_upload_part_t by part number. */
int part_sort_cmp(const void *a, const void *b)
{
    const cos_upload_part_t *left = a;
    const cos_upload_part_t *right = b;

    return (left->part_num > right->part_num) - (left->part_num < right->part_num);
}
