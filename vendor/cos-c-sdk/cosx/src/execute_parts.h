/* Between execute.c and stream.c. */
#ifndef COSX_EXECUTE_PARTS_H
#define COSX_EXECUTE_PARTS_H

#include "cosx_execute.h"

/* The context of options->pool, made there when there is none; NULL when memory ran out. */
cosx_context_t *cosi_context_of(const cos_request_options_t *options);

/* Everything of cosx_execute but the comparison of the checksum. */
void cosi_execute_unchecked(const cos_request_options_t *options, const cosx_request_t *request, cosx_context_t *context,
                            cosx_response_t *response);

/* 1 when the response names the CRC of the whole body that passed: then *wanted is it. */
int cosi_wanted_crc(const cosx_request_t *request, const cosx_context_t *context, const cosx_response_t *response,
                    uint64_t *wanted);

/* The text that names both values, into the context; the status too if it is not NULL. */
void cosi_report_crc_mismatch(cos_pool_t *pool, cosx_context_t *context, cos_status_t *status, uint64_t wanted, uint64_t got);

/* A status that was not to be had from the SDK. Never NULL. */
cos_status_t *cosi_response_status(cos_pool_t *pool, int code, const char *error_code, const char *message);

#endif
