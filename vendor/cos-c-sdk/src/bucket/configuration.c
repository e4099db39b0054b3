#include "bucket/configuration.h"

#include "service/arguments.h"
#include "xml/request_body.h"

#define NO_BUCKET "the bucket is missing"

cos_status_t *cosi_put_configuration(const cos_request_options_t *options, const cos_string_t *bucket,
    const char *resource, const cosi_xml_document_t *document, const void *in, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, bucket, NULL);
    if (bucket == NULL || in == NULL) {
        return cosi_refuse(&call, bucket == NULL ? NO_BUCKET : "the configuration is missing");
    }
    call.resp_headers = resp_headers;
    cosi_call_param(&call, resource, "");
    cosi_call_document(&call, document, in);
    return cosi_execute(&call);
}

cos_status_t *cosi_get_configuration(const cos_request_options_t *options, const cos_string_t *bucket,
    const char *resource, cosi_decode_pt decode, void *out, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_GET, bucket, NULL);
    if (bucket == NULL || out == NULL) {
        return cosi_refuse(&call, bucket == NULL ? NO_BUCKET : "there is nothing to put the configuration into");
    }
    call.resp_headers = resp_headers;
    call.decode = decode;
    call.out = out;
    cosi_call_param(&call, resource, "");
    return cosi_execute(&call);
}

cos_status_t *cosi_delete_configuration(const cos_request_options_t *options, const cos_string_t *bucket,
    const char *resource, cos_table_t **resp_headers)
{
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_DELETE, bucket, NULL);
    if (bucket == NULL) {
        return cosi_refuse(&call, NO_BUCKET);
    }
    call.resp_headers = resp_headers;
    cosi_call_param(&call, resource, "");
    return cosi_execute(&call);
}
