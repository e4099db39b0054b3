/* Request bodies to XML, response bodies from XML. */
#ifndef COS_C_SDK_XML_H
#define COS_C_SDK_XML_H

#include "cos_define.h"

COS_CPP_START

/* The request document of the cos_complete_part_content_t in `bc`, in `p`. NULL when memory ran out or a
   text holds what XML cannot. In all of these lists stay as they are. */
COS_API char *build_complete_multipart_upload_xml(cos_pool_t *p, cos_list_t *bc);

/* The same as a cos_buf_t, added to `body`; nothing is added when it cannot be made. So do the other …_body. */
COS_API void build_complete_multipart_upload_body(cos_pool_t *p, cos_list_t *part_list, cos_list_t *body);

/* The request document of a restore. */
COS_API void build_object_restore_body(cos_pool_t *p, cos_object_restore_params_t *params, cos_list_t *body);

/* The request document of a delete of the cos_object_key_t in object_list; `quiet` is "true" or "false". */
COS_API char *build_objects_xml(cos_pool_t *p, cos_list_t *object_list, const char *quiet);

/* The same as a body. */
COS_API void build_delete_objects_body(cos_pool_t *p, cos_list_t *object_list, int is_quiet,
    cos_list_t *body);

/* Read the answer of a copy. COSE_OK; COSE_XML_PARSE_ERROR for no or no such document (this and
   COSE_OUT_MEMORY for all that follow); COSE_SERVICE_ERROR when it has no ETag. What is read is copied
   into `p` and list entries are added; a failure leaves everything as it was. */
COS_API int cos_copy_object_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_copy_object_params_t *content);

/* Read the answer of the begin of an upload. */
COS_API int cos_upload_id_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_string_t *upload_id);

/* Read a list of buckets. */
COS_API int cos_get_service_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_get_service_params_t *params);

/* Read a page of objects; a page that is cut off has a marker even if the server sent none. */
COS_API int cos_list_objects_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *object_list,
    cos_list_t *common_prefix_list, cos_string_t *marker, int *truncated);

/* Read a page of parts. */
COS_API int cos_list_parts_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *part_list,
    cos_string_t *part_number_marker, int *truncated);

/* Read a page of uploads. */
COS_API int cos_list_multipart_uploads_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *upload_list,
    cos_string_t *key_marker, cos_string_t *upload_id_marker, int *truncated);

/* Read what was deleted. COSE_SERVICE_ERROR when the server kept some of the keys. */
COS_API int cos_delete_objects_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *object_list);

COS_CPP_END

#endif
