#include "multipart/part_copy.h"

#include <pthread.h>

#include "base/memory.h"
#include "cos_api.h"
#include "cosx_context.h"
#include "multipart/multipart.h"
#include "object/copy_source.h"
#include "pipeline/execute.h"
#include "service/arguments.h"

/* A part may have 5 GiB at most. Small enough for several to run side by side, large enough
   that the server's time goes into copying: 128 MiB when the caller has no wish. */
#define LARGEST_PART ((int64_t)5 * 1024 * 1024 * 1024)
#define USUAL_PART ((int64_t)128 * 1024 * 1024)
#define MOST_THREADS 1024

typedef struct {
    /* set before the workers start */
    const cos_request_options_t *options;
    const cosi_copy_origin_t *origin;
    const cos_string_t *bucket;
    const cos_string_t *object;
    cos_string_t upload_id;
    int64_t part_size;
    int count;

    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* under the lock */
    int next;             /* first part nobody has taken */
    int running;          /* workers that have not ended */
    int64_t done;         /* bytes copied */
    cos_status_t *failed; /* of the first part that failed; in a worker's pool */
    cos_string_t *etags;  /* one per part, in the workers' pools */
} job_t;

typedef struct {
    job_t *job;
    pthread_t thread;
    int started;
    cos_pool_t *pool; /* what must outlive the worker */
    cosx_context_t context;
    cos_request_options_t options;
} worker_t;

static int64_t size_of_part(const job_t *job, int index)
{
    int64_t start = (int64_t)index * job->part_size;
    int64_t left = job->origin->size - start;
    return left < job->part_size ? left : job->part_size;
}

/* Index of a part to copy; -1 when there is none left or one has failed. */
static int take_part(job_t *job)
{
    int index = -1;

    pthread_mutex_lock(&job->lock);
    if (job->failed == NULL && job->next < job->count) {
        index = job->next++;
    }
    pthread_mutex_unlock(&job->lock);
    return index;
}

static void report_part(job_t *job, int index, const cos_string_t *etag, cos_status_t *failed)
{
    pthread_mutex_lock(&job->lock);
    if (failed != NULL && job->failed == NULL) {
        job->failed = failed;
    }
    if (failed == NULL) {
        job->etags[index] = *etag;
        job->done += size_of_part(job, index);
    }
    pthread_cond_signal(&job->changed);
    pthread_mutex_unlock(&job->lock);
}

/* Copy one part in a pool of its own; what is kept goes to `keep`. */
static void copy_one(job_t *job, const cos_request_options_t *options, cos_pool_t *keep, int index)
{
    cos_request_options_t part_options = *options;
    cos_copy_object_params_t result;
    cos_string_t etag = cos_null_string;
    cos_status_t *status;
    int64_t start = (int64_t)index * job->part_size;

    part_options.pool = NULL;
    if (apr_pool_create(&part_options.pool, keep) != APR_SUCCESS) {
        report_part(job, index, NULL, cosi_status_refused(keep, COSE_OUT_MEMORY, NULL, NULL));
        return;
    }
    status = cosi_copy_part(&part_options, job->origin->source, job->origin->etag, job->bucket, job->object,
                            &job->upload_id, index + 1, start, start + size_of_part(job, index) - 1, NULL, &result,
                            NULL);
    if (cos_status_is_ok(status)) {
        etag.data = cosi_strndup(keep, result.etag.data, (size_t)result.etag.len);
        etag.len = result.etag.len;
        status = etag.data != NULL ? NULL : cosi_status_refused(keep, COSE_OUT_MEMORY, NULL, NULL);
    } else {
        status = cos_status_dup(keep, status);
    }
    report_part(job, index, &etag, status);
    apr_pool_destroy(part_options.pool);
}

static void *run_worker(void *data)
{
    worker_t *worker = data;
    job_t *job = worker->job;
    int index;

    while ((index = take_part(job)) >= 0) {
        copy_one(job, &worker->options, worker->pool, index);
    }
    pthread_mutex_lock(&job->lock);
    job->running--;
    pthread_cond_signal(&job->changed);
    pthread_mutex_unlock(&job->lock);
    return NULL;
}

/* A worker needs its own pool, controller and context: none of them may be shared. */
static int start_worker(worker_t *worker, job_t *job)
{
    cosx_context_t *context = cosx_context_find(job->options->pool);

    worker->job = job;
    if (apr_pool_create(&worker->pool, NULL) != APR_SUCCESS) {
        worker->pool = NULL;
        return 0;
    }
    if (context != NULL) {
        cosx_context_init(&worker->context);
        worker->context.settings = context->settings;
        worker->context.cancel = context->cancel;
        worker->context.deadline_us = context->deadline_us;
        if (cosx_context_attach(worker->pool, &worker->context) != COSE_OK) {
            return 0;
        }
    }
    worker->options = *job->options;
    worker->options.pool = worker->pool;
    worker->options.ctl = cos_http_controller_create(worker->pool, 0);
    if (worker->options.ctl == NULL) {
        return 0;
    }
    *worker->options.ctl->options = *job->options->ctl->options;
    pthread_mutex_lock(&job->lock);
    job->running++;
    pthread_mutex_unlock(&job->lock);
    worker->started = pthread_create(&worker->thread, NULL, run_worker, worker) == 0;
    if (!worker->started) {
        pthread_mutex_lock(&job->lock);
        job->running--;
        pthread_mutex_unlock(&job->lock);
    }
    return worker->started;
}

/* Wait for the workers; the user's callback runs here, on the thread that made the call. */
static void follow(job_t *job, cos_progress_callback progress)
{
    int64_t told = 0;

    pthread_mutex_lock(&job->lock);
    while (job->running > 0 || job->done != told) {
        if (job->done == told) {
            pthread_cond_wait(&job->changed, &job->lock);
            continue;
        }
        told = job->done;
        if (progress != NULL) {
            pthread_mutex_unlock(&job->lock);
            progress(told, job->origin->size);
            pthread_mutex_lock(&job->lock);
        }
    }
    pthread_mutex_unlock(&job->lock);
}

/* COSE_OK, or COSE_OUT_MEMORY when not one worker could be started. */
static int copy_on_threads(job_t *job, worker_t *workers, int threads, cos_progress_callback progress)
{
    int started = 0;
    int i;

    while (started < threads && start_worker(&workers[started], job)) {
        started++;
    }
    follow(job, progress);
    for (i = 0; i < started; i++) {
        pthread_join(workers[i].thread, NULL);
    }
    return started > 0 ? COSE_OK : COSE_OUT_MEMORY;
}

static void copy_here(job_t *job, cos_progress_callback progress)
{
    int index;

    while ((index = take_part(job)) >= 0) {
        copy_one(job, job->options, job->options->pool, index);
        if (progress != NULL && job->failed == NULL) {
            progress(job->done, job->origin->size);
        }
    }
}

/* All parts, then complete. */
static cos_status_t *copy_parts(job_t *job, int threads, cos_progress_callback progress)
{
    cos_pool_t *pool = job->options->pool;
    cos_status_t *status = NULL;
    worker_t *workers = NULL;
    int i;

    threads = cos_min(cos_min(threads, job->count), MOST_THREADS);
    job->etags = cosi_calloc(pool, sizeof(*job->etags) * (size_t)job->count);
    if (threads > 1) {
        workers = cosi_calloc(pool, sizeof(*workers) * (size_t)threads);
    }
    if (job->etags == NULL || (threads > 1 && workers == NULL)) {
        return cosi_status_refused(pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    if (workers == NULL || copy_on_threads(job, workers, threads, progress) != COSE_OK) {
        copy_here(job, progress);
    }
    if (job->failed != NULL) {
        status = cos_status_dup(pool, job->failed);
    } else {
        status = cosi_complete_parts(job->options, job->bucket, job->object, &job->upload_id, job->etags, job->count,
                                     NULL);
    }
    for (i = 0; workers != NULL && i < threads; i++) {
        if (workers[i].pool != NULL) {
            apr_pool_destroy(workers[i].pool);
        }
    }
    return status;
}

cos_status_t *cosi_part_copy(const cos_request_options_t *options, const cosi_copy_origin_t *origin,
    const cos_string_t *dest_bucket, const cos_string_t *dest_object, int64_t part_size, int threads,
    cos_progress_callback progress)
{
    cos_status_t *status;
    job_t job = { 0 };

    if (origin->size == 0) { /* there is no part of nothing */
        return cosi_copy_whole(options, origin->source, dest_bucket, dest_object, NULL, NULL, NULL);
    }
    job.options = options;
    job.origin = origin;
    job.bucket = dest_bucket;
    job.object = dest_object;
    job.part_size = part_size <= 0 ? USUAL_PART : cos_min(part_size, LARGEST_PART);
    cos_get_part_size(origin->size, &job.part_size);
    job.count = cos_get_part_num(origin->size, job.part_size);
    status = cos_init_multipart_upload(options, dest_bucket, dest_object, &job.upload_id, origin->headers, NULL);
    if (!cos_status_is_ok(status)) {
        return status;
    }
    pthread_mutex_init(&job.lock, NULL);
    pthread_cond_init(&job.changed, NULL);
    status = copy_parts(&job, threads, progress);
    pthread_cond_destroy(&job.changed);
    pthread_mutex_destroy(&job.lock);
    if (!cos_status_is_ok(status)) {
        cos_abort_multipart_upload(options, dest_bucket, dest_object, &job.upload_id, NULL);
    }
    return status;
}

cos_status_t *cos_upload_object_by_part_copy(cos_request_options_t *options, const cos_string_t *copy_source,
    const cos_string_t *dest_bucket, const cos_string_t *dest_object, int64_t part_size)
{
    cosi_copy_origin_t origin;
    cos_status_t *status;
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, dest_bucket, dest_object);
    if (cosi_is_missing(copy_source) || cosi_is_missing(dest_object)) {
        return cosi_refuse(&call, cosi_is_missing(dest_object) ? COSI_EMPTY_KEY : "the copy source is missing");
    }
    if (call.pool == NULL || options->config == NULL || options->ctl == NULL) {
        return cosi_refuse(&call, "the request options are not complete");
    }
    status = cosi_copy_origin_of_source(options, copy_source, &origin);
    return cos_status_is_ok(status) ? cosi_part_copy(options, &origin, dest_bucket, dest_object, part_size, 1, NULL)
                                    : status;
}

cos_status_t *cos_upload_object_by_part_copy_mt(cos_request_options_t *options, cos_string_t *src_bucket,
    cos_string_t *src_object, cos_string_t *src_endpoint, cos_string_t *dest_bucket, cos_string_t *dest_object,
    int64_t part_size, int32_t thread_num, cos_progress_callback progress_callback)
{
    cosi_copy_origin_t origin;
    cos_status_t *status;
    cosi_call_t call;

    cosi_call_init(&call, options, HTTP_PUT, dest_bucket, dest_object);
    if (cosi_is_missing(src_bucket) || cosi_is_missing(src_endpoint)) {
        return cosi_refuse(&call, "the bucket or the endpoint of the copy source is missing");
    }
    if (cosi_is_missing(src_object) || cosi_is_missing(dest_object)) {
        return cosi_refuse(&call, COSI_EMPTY_KEY);
    }
    if (call.pool == NULL || options->config == NULL || options->ctl == NULL) {
        return cosi_refuse(&call, "the request options are not complete");
    }
    status = cosi_copy_origin_of_object(options, src_bucket, src_endpoint, src_object, &origin);
    return cos_status_is_ok(status) ? cosi_part_copy(options, &origin, dest_bucket, dest_object, part_size,
                                                     thread_num, progress_callback)
                                    : status;
}
