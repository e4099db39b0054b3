#include "cos_api.h"
#include "media/result.h"
#include "service/arguments.h"
#include "xml/decode_media.h"

cos_status_t *ci_get_qrcode(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, int cover, cos_table_t *headers, cos_table_t *query_params,
    cos_table_t **resp_headers, ci_qrcode_result_t **results)
{
    ci_qrcode_result_t *result;
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, object);
    result = cosi_media_result(&call, sizeof(*result));
    if (result != NULL) {
        cos_list_init(&result->qrcode_info);
    }
    if (results != NULL) {
        *results = result;
    }
    if (cosi_is_missing(object)) {
        return cosi_refuse(&call, COSI_EMPTY_KEY);
    }
    call.headers = headers;
    call.params = query_params;
    call.resp_headers = resp_headers;
    call.decode = cosi_decode_qrcode_result;
    call.flags = COSI_BODY_MAY_FAIL;
    cosi_call_param(&call, COSI_CI_PROCESS, "QRcode");
    cosi_call_param_int(&call, "cover", cover != 0);
    return cosi_execute(&call);
}
