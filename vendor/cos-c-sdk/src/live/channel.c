#include "cos_utility.h"

void cos_init_live_channel_request(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *live_channel, http_method_e method, cos_http_request_t **req, cos_table_t *params,
    cos_table_t *headers, cos_http_response_t **resp)
{
    /* The path of a channel is made like that of an object. */
    if (cos_init_object_request(options, bucket, live_channel, method, req, params, headers, NULL, 0, resp, NULL)
        != COSE_OK) {
        *req = NULL;
        *resp = NULL;
    }
}
