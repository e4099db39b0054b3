#include "cos_api.h"
#include "pipeline/execute.h"
#include "service/arguments.h"
#include "xml/decode.h"

cos_status_t *cos_get_service(const cos_request_options_t *options, cos_get_service_params_t *params,
    cos_table_t **resp_headers)
{
    return cos_do_get_service(options, params, NULL, resp_headers);
}

cos_status_t *cos_do_get_service(const cos_request_options_t *options, cos_get_service_params_t *params,
    cos_table_t *header, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, NULL, NULL);
    if (params == NULL) {
        return cosi_refuse(&call, "the parameters of the bucket list are missing");
    }
    call.headers = header;
    call.resp_headers = resp_headers;
    call.decode = cosi_decode_service;
    call.out = params;
    if (params->all_region) {
        call.flags |= COSI_ALL_REGIONS;
    }
    return cosi_execute(&call);
}
