/* Response documents into the structures of the published API. Each is a cosi_decode_pt: a
   document that cannot be read leaves what `out` points to as it was. */
#ifndef COSI_XML_DECODE_H
#define COSI_XML_DECODE_H

#include "cos_define.h"
#include "xml/documents.h"

/* cos_get_service_params_t: buckets are added to its list. */
int cosi_decode_service(cos_pool_t *pool, const char *body, size_t size, void *out);

/* cos_list_object_params_t: entries are added to its lists. A page that is cut off has a
   next_marker even if the server sent none: the last key or prefix. */
int cosi_decode_list_objects(cos_pool_t *pool, const char *body, size_t size, void *out);

/* cosi_delete_result_t: filled anew. */
int cosi_decode_delete_result(cos_pool_t *pool, const char *body, size_t size, void *out);

/* cos_copy_object_params_t, of an object or a part. COSE_SERVICE_ERROR when there is no ETag. */
int cosi_decode_copy_result(cos_pool_t *pool, const char *body, size_t size, void *out);

/* cos_string_t: the upload id. COSE_XML_PARSE_ERROR when there is none. */
int cosi_decode_upload_id(cos_pool_t *pool, const char *body, size_t size, void *out);

/* cosi_complete_result_t. COSE_SERVICE_ERROR when there is no ETag: nothing was completed. */
int cosi_decode_complete_result(cos_pool_t *pool, const char *body, size_t size, void *out);

/* cos_list_upload_part_params_t, cos_list_multipart_upload_params_t: entries are added. */
int cosi_decode_list_parts(cos_pool_t *pool, const char *body, size_t size, void *out);
int cosi_decode_list_uploads(cos_pool_t *pool, const char *body, size_t size, void *out);

#endif
