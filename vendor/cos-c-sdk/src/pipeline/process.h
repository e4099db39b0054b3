/* Sending a prepared request until it is through or not worth another attempt. */
#ifndef COSI_PIPELINE_PROCESS_H
#define COSI_PIPELINE_PROCESS_H

#include "cos_define.h"

/* Looks at a 2xx answer; may turn the status into a failure, which may then be tried again. */
typedef void (*cosi_check_pt)(void *data, cos_pool_t *pool, cos_http_request_t *req, cos_http_response_t *resp,
                              cos_status_t *status);

typedef struct cosi_policy_s {
    cos_pool_t *pool;    /* of the status */
    int sign;            /* 0: the request's URL is signed already */
    int idempotent;      /* 1: may be repeated even if the server may have carried it out */
    cosi_check_pt check; /* may be NULL */
    void *check_data;
} cosi_policy_t;

/* Never NULL. `attempts` (may be NULL) gets the number of attempts made, 0 when refused. */
cos_status_t *cosi_process(const cos_request_options_t *options, cos_http_request_t *req, cos_http_response_t *resp,
                           const cosi_policy_t *policy, int *attempts);

/* Put the proxy of the configuration into `options`, where they name none. COSE_OK or COSE_OUT_MEMORY. */
int cosi_use_configured_proxy(cos_pool_t *pool, const cos_config_t *config, cos_http_request_options_t *options);

/* The status of one attempt that ended with `res` (COSE_OK: resp->status counts). */
cos_status_t *cosi_status_of_attempt(cos_pool_t *pool, const cos_http_controller_t *ctl,
                                     const cos_http_request_t *req, cos_http_response_t *resp, int res);

/* Turns a 2xx whose body is an <Error> document into COSE_SERVICE_ERROR with the server's words. */
void cosi_check_error_body(void *data, cos_pool_t *pool, cos_http_request_t *req, cos_http_response_t *resp,
                           cos_status_t *status);

/* GET, HEAD, PUT and DELETE may be repeated. */
int cosi_is_idempotent(http_method_e method);

#endif
