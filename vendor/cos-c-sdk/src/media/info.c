#include "cos_api.h"
#include "media/result.h"
#include "service/arguments.h"
#include "xml/decode_media.h"

cos_status_t *ci_get_media_info(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t **resp_headers,
    ci_media_info_result_t **media_result)
{
    ci_media_info_result_t *result;
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, object);
    result = cosi_media_result(&call, sizeof(*result));
    if (media_result != NULL) {
        *media_result = result;
    }
    if (cosi_is_missing(object)) {
        return cosi_refuse(&call, COSI_EMPTY_KEY);
    }
    call.headers = headers;
    call.resp_headers = resp_headers;
    call.decode = cosi_decode_media_info;
    call.flags = COSI_BODY_MAY_FAIL;
    cosi_call_param(&call, COSI_CI_PROCESS, "videoinfo");
    return cosi_execute(&call);
}
