/* Our own functions under the names renames.h gives them. */
#ifndef STAND_IN_KEPT_H
#define STAND_IN_KEPT_H

#include "cos_define.h"
#include "cos_http_io.h"
#include "cos_log.h"
#include "cos_utility.h"

cos_config_t *cosi_kept_config_create(cos_pool_t *p);
int cosi_kept_transport_perform(cos_http_transport_t *t);
cos_http_controller_t *cosi_kept_controller_create(cos_pool_t *p, int owner);
int cosi_kept_initialize(const char *user_agent_info, int flag);
void cosi_kept_deinitialize(void);
int cosi_kept_init_object_request(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, http_method_e method, cos_http_request_t **req, cos_table_t *params,
    cos_table_t *headers, cos_progress_callback cb, uint64_t initcrc, cos_http_response_t **resp, char **error_msg);
cos_status_t *cosi_kept_process_request(const cos_request_options_t *options, cos_http_request_t *req,
    cos_http_response_t *resp, const int retry);

/* The faults of the official library that are fatal there end the process here, in one line. */
void cosi_stand_in_dies(const char *why);

#endif
