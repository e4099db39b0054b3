/* What the configurations of a bucket have in common: each is a document under a sub-resource of its own. */
#ifndef COSI_BUCKET_CONFIGURATION_H
#define COSI_BUCKET_CONFIGURATION_H

#include "pipeline/execute.h"
#include "xml/fields.h"

/* PUT the document of the structure at `in`. A NULL `bucket` or `in` is refused. */
cos_status_t *cosi_put_configuration(const cos_request_options_t *options, const cos_string_t *bucket,
    const char *resource, const cosi_xml_document_t *document, const void *in, cos_table_t **resp_headers);

/* GET it, and decode it into `out`. A NULL `bucket` or `out` is refused. */
cos_status_t *cosi_get_configuration(const cos_request_options_t *options, const cos_string_t *bucket,
    const char *resource, cosi_decode_pt decode, void *out, cos_table_t **resp_headers);

/* DELETE it. */
cos_status_t *cosi_delete_configuration(const cos_request_options_t *options, const cos_string_t *bucket,
    const char *resource, cos_table_t **resp_headers);

#endif
