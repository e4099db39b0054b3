#include "cos_api.h"
#include "pipeline/execute.h"
#include "service/arguments.h"
#include "xml/decode.h"

cos_status_t *cos_list_object(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_object_params_t *params, cos_table_t **resp_headers)
{
    return cos_do_list_object(options, bucket, NULL, params, resp_headers);
}

cos_status_t *cos_do_list_object(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t *headers, cos_list_object_params_t *params, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, NULL);
    if (bucket == NULL || params == NULL) {
        return cosi_refuse(&call, bucket == NULL ? "the bucket is missing" : "the parameters of the list are missing");
    }
    call.headers = headers;
    call.resp_headers = resp_headers;
    call.decode = cosi_decode_list_objects;
    call.out = params;
    cosi_call_param_string(&call, COS_PREFIX, &params->prefix);
    cosi_call_param_string(&call, COS_DELIMITER, &params->delimiter);
    cosi_call_param_string(&call, COS_MARKER, &params->marker);
    cosi_call_param_string(&call, COS_ENCODING_TYPE, &params->encoding_type);
    if (params->max_ret > 0) {
        cosi_call_param_int(&call, COS_MAX_KEYS, params->max_ret);
    }
    return cosi_execute(&call);
}
