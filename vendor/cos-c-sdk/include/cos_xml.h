/* Request bodies to XML, response bodies from XML. */
#ifndef COS_C_SDK_XML_H
#define COS_C_SDK_XML_H

#include "cos_define.h"

COS_CPP_START

COS_API char *build_complete_multipart_upload_xml(cos_pool_t *p, cos_list_t *bc);
COS_API void build_complete_multipart_upload_body(cos_pool_t *p, cos_list_t *part_list, cos_list_t *body);
COS_API void build_object_restore_body(cos_pool_t *p, cos_object_restore_params_t *params, cos_list_t *body);
COS_API char *build_objects_xml(cos_pool_t *p, cos_list_t *object_list, const char *quiet);

COS_API void build_delete_objects_body(cos_pool_t *p, cos_list_t *object_list, int is_quiet,
    cos_list_t *body);

COS_API int cos_copy_object_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_copy_object_params_t *content);
COS_API int cos_upload_id_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_string_t *upload_id);
COS_API int cos_get_service_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_get_service_params_t *params);

COS_API int cos_list_objects_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *object_list,
    cos_list_t *common_prefix_list, cos_string_t *marker, int *truncated);

COS_API int cos_list_parts_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *part_list,
    cos_string_t *part_number_marker, int *truncated);

COS_API int cos_list_multipart_uploads_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *upload_list,
    cos_string_t *key_marker, cos_string_t *upload_id_marker, int *truncated);

COS_API int cos_delete_objects_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *object_list);

COS_CPP_END

#endif
