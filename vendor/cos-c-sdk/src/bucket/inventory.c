#include "bucket/configuration.h"
#include "cos_api.h"
#include "service/arguments.h"
#include "xml/decode_configuration.h"
#include "xml/documents_configuration.h"
#include "xml/request_body.h"

#define CONTINUATION_TOKEN "continuation-token"

/* What is wrong with the arguments of a call for the inventory job `id`; NULL: nothing. */
static const char *refusal(const cos_string_t *bucket, const cos_string_t *id)
{
    if (bucket == NULL) {
        return "the bucket is missing";
    }
    return cosi_is_missing(id) ? "the id of the inventory job is missing" : NULL;
}

static void name_job(cosi_call_t *call, const cos_string_t *id, cos_table_t **resp_headers)
{
    call->resp_headers = resp_headers;
    cosi_call_param(call, COS_INVENTORY, "");
    cosi_call_param_string(call, "id", id);
}

cos_status_t *cos_put_bucket_inventory(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_inventory_params_t *inventory_params, cos_table_t **resp_headers)
{
    const cos_string_t *id = inventory_params == NULL ? NULL : &inventory_params->id;
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, bucket, NULL);
    if (refusal(bucket, id) != NULL) {
        return cosi_refuse(&call, refusal(bucket, id));
    }
    name_job(&call, id, resp_headers);
    cosi_call_document(&call, &cosi_xml_inventory, inventory_params);
    return cosi_execute(&call);
}

cos_status_t *cos_get_bucket_inventory(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_inventory_params_t *inventory_params, cos_table_t **resp_headers)
{
    const cos_string_t *id = inventory_params == NULL ? NULL : &inventory_params->id;
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, NULL);
    if (refusal(bucket, id) != NULL) {
        return cosi_refuse(&call, refusal(bucket, id));
    }
    name_job(&call, id, resp_headers);
    call.decode = cosi_decode_inventory;
    call.out = inventory_params;
    return cosi_execute(&call);
}

cos_status_t *cos_list_bucket_inventory(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_inventory_params_t *inventory_params, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, NULL);
    if (bucket == NULL || inventory_params == NULL) {
        return cosi_refuse(&call, bucket == NULL ? "the bucket is missing" : "the parameters of the list are missing");
    }
    call.resp_headers = resp_headers;
    call.decode = cosi_decode_list_inventory;
    call.out = inventory_params;
    cosi_call_param(&call, COS_INVENTORY, "");
    cosi_call_param_string(&call, CONTINUATION_TOKEN, &inventory_params->continuation_token);
    return cosi_execute(&call);
}

cos_status_t *cos_delete_bucket_inventory(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *id, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_DELETE, bucket, NULL);
    if (refusal(bucket, id) != NULL) {
        return cosi_refuse(&call, refusal(bucket, id));
    }
    name_job(&call, id, resp_headers);
    return cosi_execute(&call);
}
