/* Between upload.c (files, single PUT, the end) and upload_parts.c (the multipart requests). */
#ifndef COSI_TRANSFER_UPLOAD_H
#define COSI_TRANSFER_UPLOAD_H

#include "request.h"

cosi_outcome_e cosi_upload_initiate(cosi_attempt_t *attempt);
cosi_outcome_e cosi_upload_list(cosi_attempt_t *attempt);
cosi_outcome_e cosi_upload_part(cosi_attempt_t *attempt);
cosi_outcome_e cosi_upload_complete(cosi_attempt_t *attempt);
cosi_outcome_e cosi_upload_confirm(cosi_attempt_t *attempt);
cosi_outcome_e cosi_upload_restart(cosi_attempt_t *attempt);
cosi_outcome_e cosi_upload_abort(cosi_attempt_t *attempt);

/* DONE while the file is what it was, else FAILED. */
cosi_outcome_e cosi_upload_check_file(cosi_attempt_t *attempt);
/* The object is there: keep what the answer says of it, close everything. */
cosi_outcome_e cosi_upload_finished(cosi_request_t *request, const char *etag, uint64_t crc);
/* SSE-C: the key must come with every request about the object's bytes. */
int cosi_upload_is_customer_key(const char *name);

#endif
