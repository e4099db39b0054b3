#include "cos_api.h"

#include <string.h>

#include "base/memory.h"
#include "pipeline/execute.h"
#include "service/arguments.h"
#include "xml/decode.h"
#include "xml/read.h"
#include "xml/request_body.h"

/* The most the server takes in one request. */
#define KEYS_PER_REQUEST 1000

/* One line that names every key the server did not delete. NULL when memory ran out. */
static char *describe_errors(cos_pool_t *pool, const cosi_delete_result_t *result)
{
    static const char opening[] = "not deleted: ";
    cosi_delete_error_t *error;
    size_t size = sizeof(opening);
    char *text;
    char *at;

    cos_list_for_each_entry(cosi_delete_error_t, error, &result->errors, node) {
        size += (size_t)error->key.len + (size_t)error->code.len + (size_t)error->message.len + sizeof(" (: ), ");
    }
    text = cosi_calloc(pool, size);
    if (text == NULL) {
        return NULL;
    }
    at = text + apr_snprintf(text, size, "%s", opening);
    cos_list_for_each_entry(cosi_delete_error_t, error, &result->errors, node) {
        at += apr_snprintf(at, size - (size_t)(at - text), "%s%s (%s: %s)", at[-1] == ')' ? ", " : "",
                           error->key.data ? error->key.data : "", error->code.data ? error->code.data : "",
                           error->message.data ? error->message.data : "");
    }
    return text;
}

/* The answer was 200, yet some keys are still there. */
static cos_status_t *status_of_errors(cos_pool_t *pool, const cosi_delete_result_t *result, const cos_status_t *answer)
{
    const cosi_delete_error_t *first = cos_list_entry(result->errors.next, cosi_delete_error_t, node);
    const char *code = first->code.len > 0 ? first->code.data : COS_SERVER_ERROR_CODE;
    const char *message = describe_errors(pool, result);
    cos_status_t *status = message == NULL ? cosi_status_refused(pool, COSE_OUT_MEMORY, NULL, NULL)
                                           : cosi_status_refused(pool, COSE_SERVICE_ERROR, code, message);
    status->req_id = answer->req_id;
    return status;
}

cos_status_t *cos_delete_objects(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_t *object_list, int is_quiet, cos_table_t **resp_headers, cos_list_t *deleted_object_list)
{
    return cos_do_delete_objects(options, bucket, object_list, is_quiet, NULL, resp_headers, deleted_object_list);
}

cos_status_t *cos_do_delete_objects(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_t *object_list, int is_quiet, cos_table_t *headers, cos_table_t **resp_headers,
    cos_list_t *deleted_object_list)
{
    cosi_delete_request_t request;
    cosi_delete_result_t result;
    cos_object_key_t *item;
    cos_status_t *status;
    cosi_call_t call;

    cosi_xml_clear(&cosi_xml_delete_result, &result);
    cosi_call_init(&call, options, HTTP_POST, bucket, NULL);
    if (bucket == NULL || object_list == NULL) {
        return cosi_refuse(&call, bucket == NULL ? "the bucket is missing" : "the list of keys is missing");
    }
    cos_list_for_each_entry(cos_object_key_t, item, object_list, node) {
        if (cosi_is_missing(&item->key)) {
            return cosi_refuse(&call, COSI_EMPTY_KEY);
        }
    }
    request.quiet = is_quiet;
    request.objects = *object_list;
    call.headers = headers;
    call.resp_headers = resp_headers;
    call.flags = COSI_IDEMPOTENT | COSI_BODY_MAY_FAIL;
    call.decode = cosi_decode_delete_result;
    call.out = &result;
    cosi_call_param(&call, COS_DELETE, "");
    cosi_call_document(&call, &cosi_xml_delete_request, &request);
    status = cosi_execute(&call);
    if (cos_status_is_ok(status)) {
        if (deleted_object_list != NULL) {
            cosi_list_append(&result.deleted, deleted_object_list);
        }
        if (!cos_list_empty(&result.errors)) {
            status = status_of_errors(call.pool, &result, status);
        }
    }
    return status;
}

/* Keys of one page of a list, as the request to delete them wants them. */
static int keys_of(cos_pool_t *pool, cos_list_t *objects, cos_list_t *keys)
{
    cos_list_object_content_t *object;

    cos_list_init(keys);
    cos_list_for_each_entry(cos_list_object_content_t, object, objects, node) {
        cos_object_key_t *key = cosi_calloc(pool, sizeof(*key));
        if (key == NULL) {
            return COSE_OUT_MEMORY;
        }
        key->key = object->key;
        cos_list_add_tail(&key->node, keys);
    }
    return COSE_OK;
}

/* List one page behind `marker` and delete it. *next is the marker of the page behind, in
   options->pool; without data at the end. */
static cos_status_t *delete_page(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *prefix, const cos_string_t *marker, cos_string_t *next)
{
    cos_list_object_params_t page;
    cos_status_t *status;
    cos_list_t keys;

    cos_str_null(next);
    memset(&page, 0, sizeof(page));
    if (prefix != NULL) {
        page.prefix = *prefix;
    }
    page.marker = *marker;
    page.max_ret = KEYS_PER_REQUEST;
    status = cos_list_object(options, bucket, &page, NULL);
    if (!cos_status_is_ok(status) || cos_list_empty(&page.object_list)) {
        return status;
    }
    if (keys_of(options->pool, &page.object_list, &keys) != COSE_OK) {
        return cosi_status_refused(options->pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    status = cos_delete_objects(options, bucket, &keys, COS_TRUE, NULL, NULL);
    if (page.truncated) {
        *next = page.next_marker;
    }
    return status;
}

cos_status_t *cos_delete_objects_by_prefix(cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *prefix)
{
    /* Two pools take turns: a page's marker lives until the next page is done, nothing longer. */
    cos_pool_t *pools[2] = { NULL, NULL };
    cos_request_options_t page_options;
    cos_string_t marker = cos_null_string;
    cos_status_t *status;
    int turn = 0;
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, NULL);
    if (bucket == NULL || call.pool == NULL) {
        return cosi_refuse(&call, "the bucket is missing");
    }
    if (apr_pool_create(&pools[0], options->pool) != APR_SUCCESS ||
        apr_pool_create(&pools[1], options->pool) != APR_SUCCESS) {
        status = cosi_status_refused(options->pool, COSE_OUT_MEMORY, NULL, NULL);
        goto cleanup;
    }
    page_options = *options;
    do {
        cos_string_t next;
        apr_pool_clear(pools[turn]);
        page_options.pool = pools[turn];
        status = delete_page(&page_options, bucket, prefix, &marker, &next);
        marker = next;
        turn = 1 - turn;
    } while (cos_status_is_ok(status) && marker.len > 0);
    status = cos_status_dup(options->pool, status);

cleanup:
    if (pools[1] != NULL) {
        apr_pool_destroy(pools[1]);
    }
    if (pools[0] != NULL) {
        apr_pool_destroy(pools[0]);
    }
    return status;
}
