#include "cosx_execute.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cos_utility.h"
#include "execute_parts.h"
#include "fault.h"
#include "pool_memory.h"
#include "request_build.h"

/* When not even a status can be had. Nobody writes to it. */
static cos_status_t no_memory_status = {COSE_OUT_MEMORY, (char *)(uintptr_t)"OutOfMemory", (char *)(uintptr_t)"out of memory",
                                        (char *)(uintptr_t)""};

cos_status_t *cosi_response_status(cos_pool_t *pool, int code, const char *error_code, const char *message)
{
    cos_status_t *status = cosi_pool_zeroed(pool, sizeof(*status));
    if (status == NULL) {
        return &no_memory_status;
    }
    status->code = code;
    status->error_code = (char *)(uintptr_t)error_code;
    status->error_msg = cosi_pool_text(pool, message);
    status->req_id = (char *)(uintptr_t)"";
    return status;
}

cosx_context_t *cosi_context_of(const cos_request_options_t *options)
{
    cosx_context_t *context = cosx_context_find(options->pool);
    if (context == NULL) {
        context = cosi_pool_zeroed(options->pool, sizeof(*context));
        if (context == NULL) {
            return NULL;
        }
        cosx_context_init(context);
        if (cosx_context_attach(options->pool, context) != COSE_OK) {
            return NULL;
        }
    }
    return context;
}

static char *joined(cos_pool_t *pool, cos_list_t *list, size_t size)
{
    char *text = apr_palloc(pool, size + 1);
    char *end = text;
    cos_buf_t *buffer;
    if (text == NULL) {
        return NULL;
    }
    cos_list_for_each_entry(cos_buf_t, buffer, list, node) {
        memcpy(end, buffer->pos, (size_t)cos_buf_size(buffer));
        end += cos_buf_size(buffer);
    }
    *end = '\0';
    return text;
}

/* cosx_transport leaves one contiguous buffer with a NUL behind; another one may leave several. */
static void take_body(const cos_request_options_t *options, cos_http_response_t *resp, cosx_response_t *response)
{
    cos_buf_t *first = cos_list_get_first(&resp->body, cos_buf_t, node);
    if (first == NULL) {
        return;
    }
    if (first->node.next == &resp->body && first->end > first->last && *first->last == '\0') {
        response->body = (const char *)first->pos;
        response->body_size = (size_t)cos_buf_size(first);
        return;
    }
    response->body_size = (size_t)cos_buf_list_len(&resp->body);
    response->body = joined(options->pool, &resp->body, response->body_size);
    if (response->body == NULL) {
        response->body = "";
        response->body_size = 0;
        response->status = cosi_response_status(options->pool, COSE_OUT_MEMORY, "OutOfMemory", "out of memory");
    }
}

void cosi_execute_unchecked(const cos_request_options_t *options, const cosx_request_t *request, cosx_context_t *context,
                            cosx_response_t *response)
{
    cosi_built_t built;
    cosi_fault_t fault;
    memset(&fault, 0, sizeof(fault));
    response->headers = NULL;
    response->body = "";
    response->body_size = 0;
    context->http_status = 0;
    context->error[0] = '\0';
    if (cosi_request_build(options, request, context, 1, &built, &fault) != COSE_OK) {
        memcpy(context->error, fault.text, sizeof(context->error));
        response->status = cosi_response_status(options->pool, fault.code,
                                            fault.code == COSE_OUT_MEMORY ? "OutOfMemory" : COS_CLIENT_ERROR_CODE, fault.text);
        return;
    }
    response->status = cos_process_request(options, built.req, built.resp, 0);
    if (response->status == NULL) {
        response->status = &no_memory_status;
    }
    if (context->http_status > 0) {
        response->headers = built.resp->headers;
    }
    take_body(options, built.resp, response);
}

static int has_name(const cosx_pair_t *pairs, int count, const char *name)
{
    int i;
    for (i = 0; i < count; i++) {
        if (pairs[i].name != NULL && strcasecmp(pairs[i].name, name) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Of most parameters it is not known whether the body they bring is the object: pictures and
   media are processed, sub-resources are documents. These do not change it. */
static int is_object_itself(const cosx_request_t *request)
{
    static const char *const harmless[] = {"versionId", "x-cos-security-token", "x-cos-traffic-limit"};
    int i;
    for (i = 0; i < request->param_count; i++) {
        const char *name = request->params[i].name;
        size_t w = 0;
        while (w < sizeof(harmless) / sizeof(harmless[0]) && strcasecmp(name, harmless[w]) != 0) {
            w++;
        }
        if (w == sizeof(harmless) / sizeof(harmless[0]) && strncasecmp(name, "response-", 9) != 0) {
            return 0;
        }
    }
    return 1;
}

/* 0 when what passed is not what the header of the response speaks of. */
static int concerns_body(const cosx_request_t *request, const cosx_context_t *context)
{
    if (request->key == NULL) {
        return 0;
    }
    if (strcmp(request->method, "PUT") == 0) {
        /* a copy's CRC is that of the copied object; sub-resources answer with none or the object's */
        int copies = has_name(request->headers, request->header_count, "x-cos-copy-source");
        int is_part = has_name(request->params, request->param_count, "partNumber");
        return !copies && (request->param_count == 0 || is_part) && context->source.kind != COSX_BODY_NONE;
    }
    if (strcmp(request->method, "POST") == 0) {
        return has_name(request->params, request->param_count, "append") && context->source.kind != COSX_BODY_NONE;
    }
    if (strcmp(request->method, "GET") == 0) {
        return context->http_status == 200 && !has_name(request->headers, request->header_count, "Range") && is_object_itself(request);
    }
    return 0;
}

int cosi_wanted_crc(const cosx_request_t *request, const cosx_context_t *context, const cosx_response_t *response, uint64_t *wanted)
{
    const char *text = response->headers != NULL ? apr_table_get(response->headers, COS_HASH_CRC64_ECMA) : NULL;
    char *end;
    if (text == NULL || text[0] < '0' || text[0] > '9' || !context->check_crc || !concerns_body(request, context)) {
        return 0;
    }
    errno = 0;
    *wanted = strtoull(text, &end, 10);
    return errno == 0 && *end == '\0';
}

void cosi_report_crc_mismatch(cos_pool_t *pool, cosx_context_t *context, cos_status_t *status, uint64_t wanted, uint64_t got)
{
    cosi_fault_t fault;
    memset(&fault, 0, sizeof(fault));
    cosi_fault_set(&fault, COSE_CRC_INCONSISTENT_ERROR, 0,
                   "the CRC64 of the body is %" PRIu64 ", the server says %" PRIu64, got, wanted);
    memcpy(context->error, fault.text, sizeof(context->error));
    if (status != NULL) {
        status->code = COSE_CRC_INCONSISTENT_ERROR;
        status->error_code = (char *)(uintptr_t)COS_INCONSISTENT_ERROR_CODE;
        status->error_msg = cosi_pool_text(pool, fault.text);
    }
}

int cosx_execute(const cos_request_options_t *options, const cosx_request_t *request, cosx_response_t *response)
{
    cosx_context_t *context = cosi_context_of(options);
    uint64_t wanted;
    if (context == NULL) {
        response->status = &no_memory_status;
        response->headers = NULL;
        response->body = "";
        response->body_size = 0;
        return COSE_OUT_MEMORY;
    }
    cosi_execute_unchecked(options, request, context, response);
    if (cos_status_is_ok(response->status) && cosi_wanted_crc(request, context, response, &wanted)) {
        uint64_t got = strcmp(request->method, "GET") == 0 ? context->received_crc : context->sent_crc;
        if (got != wanted) {
            cosi_report_crc_mismatch(options->pool, context, response->status, wanted, got);
        }
    }
    return response->status->code;
}
