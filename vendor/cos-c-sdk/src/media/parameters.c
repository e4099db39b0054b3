/* Makers of what data processing takes and fills: zeroed, lists empty. NULL when memory ran out. */
#include "base/memory.h"
#include "cos_utility.h"

ci_qrcode_info_t *ci_create_qrcode_info(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(ci_qrcode_info_t));
}

ci_operation_result_t *ci_create_operation_result(cos_pool_t *p)
{
    ci_operation_result_t *result = cosi_calloc(p, sizeof(*result));

    if (result != NULL) {
        cos_list_init(&result->object.qrcode_info);
    }
    return result;
}

ci_qrcode_result_t *ci_create_qrcode_result(cos_pool_t *p)
{
    ci_qrcode_result_t *result = cosi_calloc(p, sizeof(*result));

    if (result != NULL) {
        cos_list_init(&result->qrcode_info);
    }
    return result;
}

ci_video_auditing_job_options_t *ci_video_auditing_job_options_create(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(ci_video_auditing_job_options_t));
}

ci_media_buckets_request_t *ci_media_buckets_request_create(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(ci_media_buckets_request_t));
}

ci_get_snapshot_request_t *ci_snapshot_request_create(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(ci_get_snapshot_request_t));
}
