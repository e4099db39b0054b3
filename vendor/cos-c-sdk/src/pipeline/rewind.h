/* Putting a request and its response back to where they were before an attempt. */
#ifndef COSI_PIPELINE_REWIND_H
#define COSI_PIPELINE_REWIND_H

#include "cos_transport.h"

typedef struct cosi_start_s {
    cos_buf_t **buffers; /* of the request's memory body, in their order */
    uint8_t **positions;
    int buffer_count;
    int64_t file_pos;
    int64_t file_last;
    uint64_t crc64;
    int64_t consumed_bytes;
    int64_t sink_pos;
    int64_t sink_body_len;
} cosi_start_t;

/* COSE_OK or COSE_OUT_MEMORY. */
int cosi_remember_start(cos_pool_t *pool, cos_http_request_t *req, cos_http_response_t *resp, cosi_start_t *start);
/* Also drops what the response holds. COSE_OK or COSE_FILE_TRUNC_ERROR. */
int cosi_return_to_start(const cosi_start_t *start, cos_http_request_t *req, cos_http_response_t *resp);

#endif
