/* Downloads to files: nothing shows at the target before it is complete. */
#ifndef COSI_PIPELINE_SINK_H
#define COSI_PIPELINE_SINK_H

#include "cos_define.h"

typedef struct cosi_file_sink_s {
    char *path;
    char *temporary; /* beside path; NULL when there is none */
} cosi_file_sink_t;

/* Make a temporary file of a name nobody else uses and let the response write into it. */
int cosi_sink_open(cos_pool_t *pool, const cos_string_t *path, cos_http_response_t *resp, cosi_file_sink_t *sink);
/* Close; rename to the target (`keep`) or remove. COSE_OK, or why the file is not there. */
int cosi_sink_close(cosi_file_sink_t *sink, cos_http_response_t *resp, int keep);

#endif
