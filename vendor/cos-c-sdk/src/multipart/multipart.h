/* What the composite multipart calls share. */
#ifndef COSI_MULTIPART_MULTIPART_H
#define COSI_MULTIPART_MULTIPART_H

#include "cos_define.h"

/* One part copied: its ETag goes to *result, in options->pool. if_match may be NULL; range_end
   is inclusive, range_start < 0: the whole object. */
cos_status_t *cosi_copy_part(const cos_request_options_t *options, const char *source, const char *if_match,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id, int part_number,
    int64_t range_start, int64_t range_end, cos_table_t *headers, cos_copy_object_params_t *result,
    cos_table_t **resp_headers);

/* Complete with parts 1 … count, whose ETags these are. */
cos_status_t *cosi_complete_parts(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *upload_id, const cos_string_t *etags, int count,
    cos_table_t *headers);

/* cos_do_download_part_to_file that also tells the CRC64 of what came (0 with enable_crc off). */
cos_status_t *cosi_download_range(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_upload_file_t *range, cos_table_t *headers, cos_table_t *params,
    cos_table_t **resp_headers, uint64_t *crc);

#endif
