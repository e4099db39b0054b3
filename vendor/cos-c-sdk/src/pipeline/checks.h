/* Is what arrived what was sent? */
#ifndef COSI_PIPELINE_CHECKS_H
#define COSI_PIPELINE_CHECKS_H

#include "cos_define.h"

/* CRC64 against the answer's header: PUT and POST what was sent, GET the whole body received.
   A mismatch turns the status into COSE_CRC_INCONSISTENT_ERROR. */
void cosi_check_crc(cos_pool_t *pool, const cos_http_request_t *req, const cos_http_response_t *resp,
                    cos_status_t *status);

#endif
