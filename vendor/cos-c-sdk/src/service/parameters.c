/* Makers of the structures that calls take and fill: zeroed, lists empty, documented defaults.
   All return NULL when memory ran out. */
#include <string.h>

#include "base/memory.h"
#include "cos_utility.h"

/* Programs compare and print what they did not set; an empty text serves them better than NULL. */
static void set_empty(cos_string_t *string)
{
    string->data = (char *)(uintptr_t)"";
    string->len = 0;
}

void *cos_create_api_result_content(cos_pool_t *p, size_t size)
{
    return cosi_calloc(p, size);
}

cos_get_service_content_t *cos_create_get_service_content(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_get_service_content_t));
}

cos_list_object_content_t *cos_create_list_object_content(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_list_object_content_t));
}

cos_list_object_common_prefix_t *cos_create_list_object_common_prefix(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_list_object_common_prefix_t));
}

cos_list_part_content_t *cos_create_list_part_content(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_list_part_content_t));
}

cos_list_multipart_upload_content_t *cos_create_list_multipart_upload_content(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_list_multipart_upload_content_t));
}

cos_complete_part_content_t *cos_create_complete_part_content(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_complete_part_content_t));
}

cos_object_key_t *cos_create_cos_object_key(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_object_key_t));
}

cos_copy_object_params_t *cos_create_copy_object_params(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_copy_object_params_t));
}

cos_upload_file_t *cos_create_upload_file(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_upload_file_t));
}

cos_object_restore_params_t *cos_create_object_restore_params(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_object_restore_params_t));
}

cos_get_service_params_t *cos_create_get_service_params(cos_pool_t *p)
{
    cos_get_service_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params != NULL) {
        params->all_region = 1;
        cos_list_init(&params->bucket_list);
    }
    return params;
}

cos_list_object_params_t *cos_create_list_object_params(cos_pool_t *p)
{
    cos_list_object_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params != NULL) {
        set_empty(&params->encoding_type);
        set_empty(&params->prefix);
        set_empty(&params->marker);
        set_empty(&params->delimiter);
        set_empty(&params->next_marker);
        params->max_ret = COS_PER_RET_NUM;
        cos_list_init(&params->object_list);
        cos_list_init(&params->common_prefix_list);
    }
    return params;
}

cos_list_upload_part_params_t *cos_create_list_upload_part_params(cos_pool_t *p)
{
    cos_list_upload_part_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params != NULL) {
        set_empty(&params->encoding_type);
        set_empty(&params->part_number_marker);
        set_empty(&params->next_part_number_marker);
        params->max_ret = COS_PER_RET_NUM;
        cos_list_init(&params->part_list);
    }
    return params;
}

cos_list_multipart_upload_params_t *cos_create_list_multipart_upload_params(cos_pool_t *p)
{
    cos_list_multipart_upload_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params != NULL) {
        set_empty(&params->encoding_type);
        set_empty(&params->prefix);
        set_empty(&params->key_marker);
        set_empty(&params->upload_id_marker);
        set_empty(&params->delimiter);
        set_empty(&params->next_key_marker);
        set_empty(&params->next_upload_id_marker);
        params->max_ret = COS_PER_RET_NUM;
        cos_list_init(&params->upload_list);
    }
    return params;
}

cos_upload_part_copy_params_t *cos_create_upload_part_copy_params(cos_pool_t *p)
{
    cos_upload_part_copy_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params != NULL) {
        params->range_start = -1;
        params->range_end = -1;
        params->rsp_content = cos_create_copy_object_params(p);
    }
    return params == NULL || params->rsp_content == NULL ? NULL : params;
}

cos_resumable_clt_params_t *cos_create_resumable_clt_params_content(cos_pool_t *p, int64_t part_size,
    int32_t thread_num, int enable_checkpoint, const char *checkpoint_path)
{
    cos_resumable_clt_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params == NULL) {
        return NULL;
    }
    params->part_size = part_size;
    params->thread_num = thread_num;
    params->enable_checkpoint = enable_checkpoint;
    if (checkpoint_path != NULL) {
        params->checkpoint_path.data = cosi_strdup(p, checkpoint_path);
        if (params->checkpoint_path.data == NULL) {
            return NULL;
        }
        params->checkpoint_path.len = (int)strlen(checkpoint_path);
    }
    return params;
}
