/* Where data processing puts its result. */
#ifndef COSI_MEDIA_RESULT_H
#define COSI_MEDIA_RESULT_H

#include "pipeline/execute.h"

/* Process: "?ci-process=…" */
#define COSI_CI_PROCESS "ci-process"

/* `size` zeroed bytes in the call's pool, which are the call's `out`. NULL when memory ran out, which the
   call remembers, and for a call without a pool, which cosi_execute finds out. */
void *cosi_media_result(cosi_call_t *call, size_t size);

#endif
