/* One transfer of a whole file, run to its end on the calling thread's time. */
#ifndef COSI_RESUMABLE_RUN_H
#define COSI_RESUMABLE_RUN_H

#include "cos_define.h"
#include "cosx_transfer.h"

typedef struct {
    cos_request_options_t *options;
    cosx_transfer_kind_e kind;
    const cos_string_t *bucket;
    const cos_string_t *object;
    const cos_string_t *path;
    const cos_table_t *headers;
    const cos_table_t *params;
    int threads;
    int64_t part_size;                /* 0: chosen */
    const cos_string_t *checkpoint;   /* NULL: none */
    cos_progress_callback progress;   /* runs on the calling thread */
    cos_table_t **resp_headers;       /* may be NULL: ETag and the like of what is on the server now */
} cosi_file_transfer_t;

/* A thread_num as users give it: 1 for 0 and less, no more than 1024. */
int cosi_threads(int32_t thread_num);

/* Never NULL; status and headers are in options->pool. */
cos_status_t *cosi_file_transfer(const cosi_file_transfer_t *transfer);

#endif
