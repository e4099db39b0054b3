#include "cos_api.h"
#include "pipeline/execute.h"
#include "service/arguments.h"
#include "xml/decode_configuration.h"
#include "xml/documents_configuration.h"
#include "xml/request_body.h"

#define NO_TAGS "the tags are missing"

static void name_tags(cosi_call_t *call, const cos_string_t *version_id, const cos_table_t *headers,
    cos_table_t **resp_headers)
{
    call->headers = headers;
    call->resp_headers = resp_headers;
    cosi_call_param(call, COS_TAGGING, "");
    cosi_call_param_string(call, COS_VERSION_ID, version_id);
}

cos_status_t *cos_put_object_tagging(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *version_id, cos_table_t *headers,
    cos_tagging_params_t *tagging_params, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, bucket, object);
    if (cosi_is_missing(object) || tagging_params == NULL) {
        return cosi_refuse(&call, cosi_is_missing(object) ? COSI_EMPTY_KEY : NO_TAGS);
    }
    name_tags(&call, version_id, headers, resp_headers);
    cosi_call_document(&call, &cosi_xml_tagging, tagging_params);
    return cosi_execute(&call);
}

cos_status_t *cos_get_object_tagging(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *version_id, cos_table_t *headers,
    cos_tagging_params_t *tagging_params, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, object);
    if (cosi_is_missing(object) || tagging_params == NULL) {
        return cosi_refuse(&call, cosi_is_missing(object) ? COSI_EMPTY_KEY : NO_TAGS);
    }
    name_tags(&call, version_id, headers, resp_headers);
    call.decode = cosi_decode_tagging;
    call.out = tagging_params;
    return cosi_execute(&call);
}

cos_status_t *cos_delete_object_tagging(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *version_id, cos_table_t *headers, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_DELETE, bucket, object);
    if (cosi_is_missing(object)) {
        return cosi_refuse(&call, COSI_EMPTY_KEY);
    }
    name_tags(&call, version_id, headers, resp_headers);
    return cosi_execute(&call);
}
