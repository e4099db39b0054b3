/* What the user asked for: checked, and copied into one block of memory. */
#ifndef COSI_TRANSFER_SPEC_H
#define COSI_TRANSFER_SPEC_H

#include "transfer_internal.h"

/* NULL when `spec` can be carried out, else why not (static text). */
const char *cosi_spec_problem(const cosx_transfer_spec_t *spec);

/* A zeroed transfer with its own copies of all that `spec` points to; NULL when memory ran out. */
cosx_transfer_t *cosi_spec_copy(const cosx_transfer_spec_t *spec);

#endif
