/* From a cosx_request_t to the SDK's request, checked. */
#ifndef COSX_REQUEST_BUILD_H
#define COSX_REQUEST_BUILD_H

#include "cos_define.h"
#include "cosx_context.h"
#include "cosx_execute.h"
#include "fault.h"

typedef struct cosi_built_s {
    cos_http_request_t *req;
    cos_http_response_t *resp;
    http_method_e method;
} cosi_built_t;

/* The request, addressed as the context's settings say, not sent yet. `with_length`: add the
   Content-Length of the context's body. COSE_OK, or a code with its text in `fault`. Everything
   is in options->pool. */
int cosi_request_build(const cos_request_options_t *options, const cosx_request_t *request, const cosx_context_t *context,
                       int with_length, cosi_built_t *built, cosi_fault_t *fault);

/* The request's own headers and parameters as tables; NULL with the fault set. */
cos_table_t *cosi_request_headers(cos_pool_t *pool, const cosx_request_t *request, cosi_fault_t *fault);
cos_table_t *cosi_request_params(cos_pool_t *pool, const cosx_request_t *request, cosi_fault_t *fault);

#endif
