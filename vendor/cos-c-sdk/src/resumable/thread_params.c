/* What the part functions are given: for each part options of its own, so that many may run at once. */
#include <string.h>

#include "base/memory.h"
#include "cos_http_io.h"
#include "cos_resumable.h"
#include "cosx_context.h"

/* A pool, a copy of the configuration, a controller with the same options, and what bounds the call: nothing
   that two threads would change. COSE_OUT_MEMORY leaves options->pool NULL, which the part functions report. */
static int own_options(cos_pool_t *parent, const cos_request_options_t *options, cos_request_options_t *own)
{
    const cosx_context_t *context = cosx_context_find(options->pool);
    cosx_context_t *bounds;

    memset(own, 0, sizeof(*own));
    if (apr_pool_create(&own->pool, parent) != APR_SUCCESS) {
        own->pool = NULL;
        return COSE_OUT_MEMORY;
    }
    own->config = cosi_calloc(own->pool, sizeof(*own->config));
    own->ctl = cos_http_controller_create(own->pool, 0);
    bounds = cosi_calloc(own->pool, sizeof(*bounds));
    if (own->config == NULL || own->ctl == NULL || bounds == NULL) {
        goto failed;
    }
    *own->config = *options->config;
    *own->ctl->options = *options->ctl->options;
    if (context != NULL) {
        cosx_context_init(bounds);
        bounds->settings = context->settings;
        bounds->cancel = context->cancel;
        bounds->deadline_us = context->deadline_us;
        if (cosx_context_attach(own->pool, bounds) != COSE_OK) {
            goto failed;
        }
    }
    return COSE_OK;

failed:
    apr_pool_destroy(own->pool);
    memset(own, 0, sizeof(*own));
    return COSE_OUT_MEMORY;
}

static void pair(cos_checkpoint_part_t *part, cos_part_task_result_t *result)
{
    memset(result, 0, sizeof(*result));
    result->part = part;
}

void cos_build_thread_params(cos_transport_thread_params_t *thr_params, int part_num, cos_pool_t *parent_pool,
    cos_request_options_t *options, cos_string_t *bucket, cos_string_t *object, cos_string_t *filepath,
    cos_table_t *headers, cos_table_t *params, cos_string_t *upload_id, cos_checkpoint_part_t *parts,
    cos_part_task_result_t *result)
{
    int i;

    for (i = 0; i < part_num; i++) {
        cos_transport_thread_params_t *one = &thr_params[i];
        memset(one, 0, sizeof(*one));
        own_options(parent_pool, options, &one->options);
        one->bucket = bucket;
        one->object = object;
        one->filepath = filepath;
        one->upload_id = upload_id;
        one->headers = headers;
        one->params = params;
        one->part = &parts[i];
        one->result = &result[i];
        pair(one->part, one->result);
    }
}

void cos_build_copy_thread_params(cos_upload_copy_thread_params_t *thr_params, int part_num, cos_pool_t *parent_pool,
    cos_request_options_t *options, cos_string_t *bucket, cos_string_t *object, cos_string_t *copy_source,
    cos_string_t *upload_id, cos_checkpoint_part_t *parts, cos_part_task_result_t *result)
{
    int i;

    for (i = 0; i < part_num; i++) {
        cos_upload_copy_thread_params_t *one = &thr_params[i];
        memset(one, 0, sizeof(*one));
        own_options(parent_pool, options, &one->options);
        one->bucket = bucket;
        one->object = object;
        one->copy_source = copy_source;
        one->upload_id = upload_id;
        one->part = &parts[i];
        one->result = &result[i];
        pair(one->part, one->result);
    }
}

void cos_set_task_tracker(cos_transport_thread_params_t *thr_params, int part_num, apr_uint32_t *launched,
    apr_uint32_t *failed, apr_uint32_t *completed, apr_queue_t *failed_parts, apr_queue_t *completed_parts)
{
    int i;

    for (i = 0; i < part_num; i++) {
        thr_params[i].launched = launched;
        thr_params[i].failed = failed;
        thr_params[i].completed = completed;
        thr_params[i].failed_parts = failed_parts;
        thr_params[i].completed_parts = completed_parts;
    }
}

void cos_destroy_thread_pool(cos_transport_thread_params_t *thr_params, int part_num)
{
    int i;

    for (i = 0; i < part_num; i++) {
        if (thr_params[i].options.pool != NULL) {
            apr_pool_destroy(thr_params[i].options.pool);
            memset(&thr_params[i].options, 0, sizeof(thr_params[i].options));
        }
    }
}
