/* Between download.c (files, the end) and download_parts.c (the requests). */
#ifndef COSI_TRANSFER_DOWNLOAD_H
#define COSI_TRANSFER_DOWNLOAD_H

#include "request.h"

/* The first request asks for this much: it brings small objects whole, and the size of others
   without a HEAD before. */
#define COSI_DOWNLOAD_FIRST COSI_PART_MIN

cosi_outcome_e cosi_download_first(cosi_attempt_t *attempt);
cosi_outcome_e cosi_download_resume(cosi_attempt_t *attempt);
cosi_outcome_e cosi_download_part(cosi_attempt_t *attempt);
cosi_outcome_e cosi_download_finish(cosi_attempt_t *attempt);

/* Size and parts are known: reserve the space and begin the checkpoint. */
cosi_outcome_e cosi_download_begin_parts(cosi_attempt_t *attempt);

/* Parameters of the user as one text, for the checkpoint; malloc'ed. */
char *cosi_download_params(const cosx_transfer_spec_t *spec);

#endif
