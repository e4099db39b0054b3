/* Making a request and its response from the caller's options. */
#include "base/memory.h"
#include "cos_utility.h"
#include "pipeline/validate.h"

/* `table`, or a new one in options->pool when it is NULL. */
cos_table_t *cos_table_create_if_null(const cos_request_options_t *options, cos_table_t *table, int table_size)
{
    return table != NULL ? table : cosi_table_make(options->pool, table_size);
}

/* The tables are referred to, not copied, and never written to: what sending adds goes into
   copies (process.c). *req and *resp are NULL when memory ran out. */
void cos_init_request(const cos_request_options_t *options, http_method_e method, cos_http_request_t **req,
    cos_table_t *params, cos_table_t *headers, cos_http_response_t **resp)
{
    *req = cos_http_request_create(options->pool);
    *resp = cos_http_response_create(options->pool);
    if (*req == NULL || *resp == NULL) {
        *req = NULL;
        *resp = NULL;
        return;
    }
    (*req)->method = method;
    if (params != NULL) {
        (*req)->query_params = params;
    }
    if (headers != NULL) {
        (*req)->headers = headers;
    }
}

static int begin(const cos_request_options_t *options, http_method_e method, cos_http_request_t **req,
    cos_table_t *params, cos_table_t *headers, cos_http_response_t **resp, char **error_msg)
{
    const char *wrong = cosi_check_options(options);

    *req = NULL;
    *resp = NULL;
    if (wrong != NULL) {
        if (error_msg != NULL) {
            *error_msg = (char *)(uintptr_t)wrong;
        }
        return COSE_INVALID_ARGUMENT;
    }
    cos_init_request(options, method, req, params, headers, resp);
    return *req != NULL ? COSE_OK : COSE_OUT_MEMORY;
}

int cos_init_service_request(const cos_request_options_t *options, http_method_e method, cos_http_request_t **req,
    cos_table_t *params, cos_table_t *headers, const int all_region, cos_http_response_t **resp, char **error_msg)
{
    int res = begin(options, method, req, params, headers, resp, error_msg);

    return res == COSE_OK ? cos_get_service_uri(options, all_region, *req, error_msg) : res;
}

int cos_init_bucket_request(const cos_request_options_t *options, const cos_string_t *bucket, http_method_e method,
    cos_http_request_t **req, cos_table_t *params, cos_table_t *headers, cos_http_response_t **resp,
    char **error_msg)
{
    int res = begin(options, method, req, params, headers, resp, error_msg);

    return res == COSE_OK ? cos_get_bucket_uri(options, bucket, *req, error_msg) : res;
}

/* `cb` follows the body that moves: the request's for PUT and POST, else the response's.
   `initcrc`: CRC64 of what an appended object holds already. */
int cos_init_object_request(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, http_method_e method, cos_http_request_t **req, cos_table_t *params,
    cos_table_t *headers, cos_progress_callback cb, uint64_t initcrc, cos_http_response_t **resp, char **error_msg)
{
    int res = begin(options, method, req, params, headers, resp, error_msg);

    if (res != COSE_OK) {
        return res;
    }
    (*req)->crc64 = initcrc;
    if (method == HTTP_PUT || method == HTTP_POST) {
        (*req)->progress_callback = cb;
    } else {
        (*resp)->progress_callback = cb;
    }
    return cos_get_object_uri(options, bucket, object, *req, error_msg);
}

/* A request for a complete URL, for instance a presigned one; send it with
   cos_process_signed_request. */
void cos_init_signed_url_request(const cos_request_options_t *options, const cos_string_t *signed_url,
    http_method_e method, cos_http_request_t **req, cos_table_t *params, cos_table_t *headers,
    cos_http_response_t **resp)
{
    cos_init_request(options, method, req, params, headers, resp);
    if (*req == NULL) {
        return;
    }
    (*req)->signed_url = cosi_string_text(options->pool, signed_url);
    (*req)->host = (char *)(uintptr_t)"";
    (*req)->proto = (char *)(uintptr_t)"";
    (*req)->uri = (char *)(uintptr_t)"";
    (*req)->resource = (char *)(uintptr_t)"";
    if ((*req)->signed_url == NULL) {
        *req = NULL;
        *resp = NULL;
    }
}
