/* The buckets that media processing is on for: asked of the service of a region, not of a bucket. */
#include "cos_api.h"
#include "cos_utility.h"
#include "media/result.h"
#include "service/arguments.h"
#include "xml/decode_media.h"

#define MEDIA_BUCKETS "mediabucket"

int cos_init_media_buckets_request(const cos_request_options_t *options, http_method_e method,
    cos_http_request_t **req, cos_table_t *params, cos_table_t *headers, cos_http_response_t **resp,
    char **error_msg)
{
    int res = cos_init_service_request(options, method, req, params, headers, 0, resp, error_msg);

    if (res == COSE_OK) {
        (*req)->uri = (char *)(uintptr_t)MEDIA_BUCKETS;
        (*req)->resource = (*req)->uri;
    }
    return res;
}

cos_status_t *ci_describe_media_buckets(const cos_request_options_t *options,
    const ci_media_buckets_request_t *media_request, cos_table_t *headers, cos_table_t **resp_headers,
    ci_media_buckets_result_t **media_result)
{
    ci_media_buckets_result_t *result;
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, NULL, NULL);
    result = cosi_media_result(&call, sizeof(*result));
    if (result != NULL) {
        cos_list_init(&result->media_bucket_list);
    }
    if (media_result != NULL) {
        *media_result = result;
    }
    if (media_request == NULL) {
        return cosi_refuse(&call, "what to ask for is missing");
    }
    call.headers = headers;
    call.resp_headers = resp_headers;
    call.service_path = MEDIA_BUCKETS;
    call.decode = cosi_decode_media_buckets;
    call.flags = COSI_BODY_MAY_FAIL;
    cosi_call_param_string(&call, "regions", &media_request->regions);
    cosi_call_param_string(&call, "bucketNames", &media_request->bucket_names);
    cosi_call_param_string(&call, "bucketName", &media_request->bucket_name);
    cosi_call_param_string(&call, "pageNumber", &media_request->page_number);
    cosi_call_param_string(&call, "pageSize", &media_request->page_size);
    return cosi_execute(&call);
}
