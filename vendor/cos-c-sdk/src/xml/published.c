/* Bodies of cos_xml.h, objects and parts: thin forwards into the tables. */
#include "cos_xml.h"

#include <string.h>

#include "xml/bodies.h"
#include "xml/decode.h"
#include "xml/read.h"

char *build_complete_multipart_upload_xml(cos_pool_t *p, cos_list_t *bc)
{
    cosi_complete_request_t request;
    request.parts = *bc;
    return cosi_build_text(p, &cosi_xml_complete_request, &request);
}

void build_complete_multipart_upload_body(cos_pool_t *p, cos_list_t *part_list, cos_list_t *body)
{
    cosi_add_to_body(p, build_complete_multipart_upload_xml(p, part_list), body);
}

void build_object_restore_body(cos_pool_t *p, cos_object_restore_params_t *params, cos_list_t *body)
{
    cosi_build_body(p, &cosi_xml_restore_request, params, body);
}

char *build_objects_xml(cos_pool_t *p, cos_list_t *object_list, const char *quiet)
{
    cosi_delete_request_t request;
    request.quiet = quiet != NULL && strcmp(quiet, "true") == 0;
    request.objects = *object_list;
    return cosi_build_text(p, &cosi_xml_delete_request, &request);
}

void build_delete_objects_body(cos_pool_t *p, cos_list_t *object_list, int is_quiet, cos_list_t *body)
{
    cosi_add_to_body(p, build_objects_xml(p, object_list, is_quiet ? "true" : "false"), body);
}

int cos_copy_object_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_copy_object_params_t *content)
{
    return cosi_parse_body(p, bc, cosi_decode_copy_result, content);
}

int cos_upload_id_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_string_t *upload_id)
{
    return cosi_parse_body(p, bc, cosi_decode_upload_id, upload_id);
}

int cos_get_service_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_get_service_params_t *params)
{
    return cosi_parse_body(p, bc, cosi_decode_service, params);
}

int cos_list_objects_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *object_list,
    cos_list_t *common_prefix_list, cos_string_t *marker, int *truncated)
{
    cos_list_object_params_t page;
    int code;

    memset(&page, 0, sizeof(page));
    code = cosi_parse_body(p, bc, cosi_decode_list_objects, &page);
    if (code == COSE_OK) {
        cosi_list_append(&page.object_list, object_list);
        cosi_list_append(&page.common_prefix_list, common_prefix_list);
        *marker = page.next_marker;
        *truncated = page.truncated;
    }
    return code;
}

int cos_list_parts_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *part_list,
    cos_string_t *part_number_marker, int *truncated)
{
    cos_list_upload_part_params_t page;
    int code;

    memset(&page, 0, sizeof(page));
    code = cosi_parse_body(p, bc, cosi_decode_list_parts, &page);
    if (code == COSE_OK) {
        cosi_list_append(&page.part_list, part_list);
        *part_number_marker = page.next_part_number_marker;
        *truncated = page.truncated;
    }
    return code;
}

int cos_list_multipart_uploads_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *upload_list,
    cos_string_t *key_marker, cos_string_t *upload_id_marker, int *truncated)
{
    cos_list_multipart_upload_params_t page;
    int code;

    memset(&page, 0, sizeof(page));
    code = cosi_parse_body(p, bc, cosi_decode_list_uploads, &page);
    if (code == COSE_OK) {
        cosi_list_append(&page.upload_list, upload_list);
        *key_marker = page.next_key_marker;
        *upload_id_marker = page.next_upload_id_marker;
        *truncated = page.truncated;
    }
    return code;
}

int cos_delete_objects_parse_from_body(cos_pool_t *p, cos_list_t *bc, cos_list_t *object_list)
{
    cosi_delete_result_t result;
    int code = cosi_parse_body(p, bc, cosi_decode_delete_result, &result);

    if (code == COSE_OK) {
        cosi_list_append(&result.deleted, object_list);
        if (!cos_list_empty(&result.errors)) {
            code = COSE_SERVICE_ERROR;
        }
    }
    return code;
}
