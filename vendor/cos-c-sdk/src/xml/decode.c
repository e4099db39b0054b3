#include "xml/decode.h"

#include <string.h>

#include "xml/read.h"

int cosi_decode_service(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    cos_get_service_params_t *params = out;
    cos_get_service_params_t result;
    int code = cosi_xml_read(pool, &cosi_xml_service, body, size, &result);

    if (code == COSE_OK) {
        params->owner_id = result.owner_id;
        params->owner_display_name = result.owner_display_name;
        cosi_list_append(&result.bucket_list, &params->bucket_list);
    }
    return code;
}

/* The marker that continues behind the last entry of a page. */
static cos_string_t last_entry(const cos_list_object_params_t *page)
{
    cos_string_t key = cos_null_string;
    cos_string_t prefix = cos_null_string;

    if (!cos_list_empty(&page->object_list)) {
        key = cos_list_entry(page->object_list.prev, cos_list_object_content_t, node)->key;
    }
    if (!cos_list_empty(&page->common_prefix_list)) {
        prefix = cos_list_entry(page->common_prefix_list.prev, cos_list_object_common_prefix_t, node)->prefix;
    }
    if (key.data == NULL) {
        return prefix;
    }
    return prefix.data != NULL && strcmp(prefix.data, key.data) > 0 ? prefix : key;
}

int cosi_decode_list_objects(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    cos_list_object_params_t *params = out;
    cos_list_object_params_t page;
    int code = cosi_xml_read(pool, &cosi_xml_list_objects, body, size, &page);

    if (code == COSE_OK) {
        if (page.truncated && page.next_marker.len == 0) {
            page.next_marker = last_entry(&page);
        }
        params->truncated = page.truncated;
        params->next_marker = page.next_marker;
        cosi_list_append(&page.object_list, &params->object_list);
        cosi_list_append(&page.common_prefix_list, &params->common_prefix_list);
    }
    return code;
}

int cosi_decode_delete_result(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read(pool, &cosi_xml_delete_result, body, size, out);
}

int cosi_decode_copy_result(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    cos_copy_object_params_t result;
    int code = cosi_xml_read(pool, &cosi_xml_copy_result, body, size, &result);

    if (code == COSE_OK && result.etag.len == 0) {
        code = COSE_SERVICE_ERROR;
    }
    if (code == COSE_OK) {
        *(cos_copy_object_params_t *)out = result;
    }
    return code;
}

int cosi_decode_upload_id(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    cosi_initiate_result_t result;
    int code = cosi_xml_read(pool, &cosi_xml_initiate_result, body, size, &result);

    if (code == COSE_OK && result.upload_id.len == 0) {
        code = COSE_XML_PARSE_ERROR;
    }
    if (code == COSE_OK) {
        *(cos_string_t *)out = result.upload_id;
    }
    return code;
}

int cosi_decode_complete_result(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    cosi_complete_result_t result;
    int code = cosi_xml_read(pool, &cosi_xml_complete_result, body, size, &result);

    if (code == COSE_OK && result.etag.len == 0) {
        code = COSE_SERVICE_ERROR;
    }
    if (code == COSE_OK) {
        *(cosi_complete_result_t *)out = result;
    }
    return code;
}

int cosi_decode_list_parts(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    cos_list_upload_part_params_t *params = out;
    cos_list_upload_part_params_t page;
    int code = cosi_xml_read(pool, &cosi_xml_list_parts, body, size, &page);

    if (code == COSE_OK) {
        params->truncated = page.truncated;
        params->next_part_number_marker = page.next_part_number_marker;
        cosi_list_append(&page.part_list, &params->part_list);
    }
    return code;
}

int cosi_decode_list_uploads(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    cos_list_multipart_upload_params_t *params = out;
    cos_list_multipart_upload_params_t page;
    int code = cosi_xml_read(pool, &cosi_xml_list_uploads, body, size, &page);

    if (code == COSE_OK) {
        params->truncated = page.truncated;
        params->next_key_marker = page.next_key_marker;
        params->next_upload_id_marker = page.next_upload_id_marker;
        cosi_list_append(&page.upload_list, &params->upload_list);
    }
    return code;
}
