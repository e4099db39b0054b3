/* What operations check before the pipeline does. */
#ifndef COSI_SERVICE_ARGUMENTS_H
#define COSI_SERVICE_ARGUMENTS_H

#include "pipeline/execute.h"

#define COSI_EMPTY_KEY "the object key is empty"
#define COSI_EMPTY_PATH "the name of the local file is empty"
#define COSI_EMPTY_UPLOAD_ID "the upload id is empty"

/* The status of a call whose arguments cannot be used: COSE_INVALID_ARGUMENT, "ClientError" and
   `message` (copied). Never NULL. */
cos_status_t *cosi_refuse(cosi_call_t *call, const char *message);

/* 1 for NULL, no data and no bytes: what must not be sent as a key, an upload id or a name. */
int cosi_is_missing(const cos_string_t *string);

/* The same options with no retries: `once` and `config` are the caller's, filled in. Returns
   `options` itself when there is nothing to copy. */
const cos_request_options_t *cosi_without_retry(const cos_request_options_t *options, cos_request_options_t *once,
    cos_config_t *config);

#endif
