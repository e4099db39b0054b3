#include "cos_api.h"
#include "multipart/part_copy.h"
#include "object/copy_source.h"
#include "pipeline/execute.h"
#include "service/arguments.h"
#include "xml/decode.h"

/* The most the server copies in one request: 5 GiB. */
#define SINGLE_COPY_LIMIT ((int64_t)5 * 1024 * 1024 * 1024)

static const char *missing_argument(const cos_string_t *src_bucket, const cos_string_t *src_object,
    const cos_string_t *src_endpoint, const cos_string_t *dest_object)
{
    if (cosi_is_missing(src_bucket)) {
        return "the bucket of the copy source is missing";
    }
    if (cosi_is_missing(src_endpoint)) {
        return "the endpoint of the copy source is missing";
    }
    return cosi_is_missing(src_object) || cosi_is_missing(dest_object) ? COSI_EMPTY_KEY : NULL;
}

cos_status_t *cosi_copy_whole(const cos_request_options_t *options, const char *source,
    const cos_string_t *dest_bucket, const cos_string_t *dest_object, cos_table_t *headers,
    cos_copy_object_params_t *copy_object_param, cos_table_t **resp_headers)
{
    cos_copy_object_params_t unwanted;
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, dest_bucket, dest_object);
    call.headers = headers;
    call.resp_headers = resp_headers;
    call.flags = COSI_BODY_MAY_FAIL;
    call.decode = cosi_decode_copy_result;
    call.out = copy_object_param != NULL ? copy_object_param : &unwanted;
    cosi_call_header(&call, COS_COPY_SOURCE, source);
    return cosi_execute(&call);
}

cos_status_t *cos_copy_object(const cos_request_options_t *options, const cos_string_t *src_bucket,
    const cos_string_t *src_object, const cos_string_t *src_endpoint, const cos_string_t *dest_bucket,
    const cos_string_t *dest_object, cos_table_t *headers, cos_copy_object_params_t *copy_object_param,
    cos_table_t **resp_headers)
{
    const char *source;
    const char *missing = missing_argument(src_bucket, src_object, src_endpoint, dest_object);
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, dest_bucket, dest_object);
    if (missing != NULL || call.pool == NULL) {
        return cosi_refuse(&call, missing);
    }
    source = cosi_copy_source(call.pool, src_bucket, src_endpoint, src_object);
    if (source == NULL) {
        return cosi_status_refused(call.pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    return cosi_copy_whole(options, source, dest_bucket, dest_object, headers, copy_object_param, resp_headers);
}

cos_status_t *copy(cos_request_options_t *options, const cos_string_t *src_bucket, const cos_string_t *src_object,
    const cos_string_t *src_endpoint, const cos_string_t *dest_bucket, const cos_string_t *dest_object,
    int32_t thread_num)
{
    const char *missing = missing_argument(src_bucket, src_object, src_endpoint, dest_object);
    cosi_copy_origin_t origin;
    cos_status_t *status;
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, dest_bucket, dest_object);
    if (missing != NULL || call.pool == NULL || options->config == NULL || options->ctl == NULL) {
        return cosi_refuse(&call, missing != NULL ? missing : "the request options are not complete");
    }
    status = cosi_copy_origin_of_object(options, src_bucket, src_endpoint, src_object, &origin);
    if (!cos_status_is_ok(status)) {
        return status;
    }
    if (origin.size <= SINGLE_COPY_LIMIT) {
        return cosi_copy_whole(options, origin.source, dest_bucket, dest_object, NULL, NULL, NULL);
    }
    return cosi_part_copy(options, &origin, dest_bucket, dest_object, 0, thread_num, NULL);
}
