/* One transfer as the user sees it. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cosx_crc64.h"
#include "engine.h"
#include "spec.h"

void cosx_transfer_spec_init(cosx_transfer_spec_t *spec)
{
    memset(spec, 0, sizeof(*spec));
    spec->check_crc = 1;
    cosx_retry_init(&spec->retry);
}

/* A guess only, so that large files can queue apart; the open step looks again. */
static int looks_large(const cosx_transfer_spec_t *spec)
{
    struct stat status;
    int64_t part = spec->part_size == 0 ? COSI_PART_DEFAULT : spec->part_size;
    int64_t threshold = spec->multipart_threshold == 0 ? part : spec->multipart_threshold;

    return spec->kind == COSX_UPLOAD && stat(spec->path, &status) == 0 && status.st_size > threshold;
}

static void prepare(cosx_transfer_t *transfer, cosx_engine_t *engine)
{
    const cosx_transfer_spec_t *spec = &transfer->spec;

    transfer->engine = engine;
    transfer->direction = spec->kind == COSX_UPLOAD ? &cosi_upload_direction : &cosi_download_direction;
    transfer->parallel = spec->max_parallel == 0 || spec->max_parallel > engine->threads ? engine->threads
                                                                                        : spec->max_parallel;
    /* a checkpoint keeps the parts' CRCs, so that a later run can check the whole */
    transfer->compute_crc = spec->check_crc || spec->checkpoint != NULL;
    atomic_store(&transfer->total_bytes, -1);
    transfer->references = 2;
    transfer->large = looks_large(spec);
    transfer->fd = -1;
    transfer->timer.transfer = transfer;
    pthread_mutex_init(&transfer->journal_lock, NULL);
    cosi_journal_init(&transfer->journal);
    cos_list_init(&transfer->running);
    cos_list_init(&transfer->delayed);
    cos_list_init(&transfer->ready);
    cos_list_init(&transfer->all);
    cos_list_init(&transfer->place);
    cos_list_init(&transfer->report);
}

cosx_transfer_t *cosx_transfer_submit(cosx_engine_t *engine, const cosx_transfer_spec_t *spec, char error[256])
{
    cosx_transfer_t *transfer = NULL;
    const char *problem = cosi_spec_problem(spec);

    error[0] = '\0';
    if (problem == NULL && cosi_engine_inherited(engine)) {
        problem = "the engine was made before fork(): make a new one in this process";
    }
    if (problem != NULL) {
        goto cleanup;
    }
    transfer = cosi_spec_copy(spec);
    if (transfer == NULL) {
        problem = "memory ran out";
        goto cleanup;
    }
    prepare(transfer, engine);
    pthread_mutex_lock(&engine->lock);
    if (engine->closing) {
        problem = "the engine is being destroyed";
    } else if (cosi_timers_reserve(engine) != COSE_OK) {
        problem = "memory ran out";
    } else {
        cosi_engine_ref(engine);
        transfer->inbox = spec->inbox;
        if (spec->inbox != NULL) {
            cosi_inbox_expect(spec->inbox);
        }
        cosi_schedule_enqueue(engine, transfer);
    }
    pthread_mutex_unlock(&engine->lock);

cleanup:
    if (problem != NULL) {
        snprintf(error, 256, "%s", problem);
        if (transfer != NULL) {
            cosi_transfer_free(transfer);
        }
        return NULL;
    }
    return transfer;
}

int cosx_transfer_wait(cosx_transfer_t *transfer, int64_t timeout_ms)
{
    cosx_engine_t *engine = transfer->engine;
    int64_t due = cosi_engine_due(timeout_ms);
    int finished;

    pthread_mutex_lock(&engine->lock);
    while (transfer->state < COSX_TRANSFER_DONE && !cosi_engine_inherited(engine)
           && (due < 0 || cosx_clock_us() < due)) {
        cosi_engine_wait(engine, &engine->change, due);
    }
    finished = transfer->state >= COSX_TRANSFER_DONE;
    pthread_mutex_unlock(&engine->lock);
    return finished;
}

void cosx_transfer_cancel(cosx_transfer_t *transfer)
{
    cosx_engine_t *engine = transfer->engine;

    if (cosi_engine_inherited(engine)) {
        return;
    }
    pthread_mutex_lock(&engine->lock);
    cosi_schedule_cancel(engine, transfer);
    pthread_mutex_unlock(&engine->lock);
}

void cosx_transfer_progress(cosx_transfer_t *transfer, cosx_transfer_progress_t *progress)
{
    cosx_engine_t *engine = transfer->engine;
    cosi_attempt_t *attempt;
    int64_t done;

    memset(progress, 0, sizeof(*progress));
    pthread_mutex_lock(&engine->lock);
    done = atomic_load(&transfer->finished_bytes);
    cos_list_for_each_entry(cosi_attempt_t, attempt, &transfer->running, node) {
        int64_t moved = __atomic_load_n(&attempt->moved, __ATOMIC_RELAXED);
        int64_t most = atomic_load(&attempt->most);
        done += moved < most ? moved : most;
    }
    progress->state = transfer->state;
    pthread_mutex_unlock(&engine->lock);
    progress->total_bytes = atomic_load(&transfer->total_bytes);
    progress->done_bytes = progress->total_bytes >= 0 && done > progress->total_bytes ? progress->total_bytes : done;
    progress->resumed_bytes = atomic_load(&transfer->resumed_bytes);
    progress->total_parts = atomic_load(&transfer->total_parts);
    progress->done_parts = atomic_load(&transfer->done_parts);
    progress->resumed_parts = atomic_load(&transfer->resumed_parts);
    progress->retries = atomic_load(&transfer->retries);
}

static const char *text(const char *string)
{
    return string == NULL ? "" : string;
}

void cosx_transfer_result(cosx_transfer_t *transfer, cosx_transfer_result_t *result)
{
    static const cosx_transfer_result_t empty = {
        .error_code = "", .message = "", .request_id = "", .etag = "", .version_id = "", .upload_id = "",
        .warning = ""};
    cosx_engine_t *engine = transfer->engine;

    *result = empty;
    pthread_mutex_lock(&engine->lock);
    result->state = transfer->state;
    if (transfer->state < COSX_TRANSFER_DONE) {
        pthread_mutex_unlock(&engine->lock);
        return;
    }
    if (transfer->failed) {
        result->code = transfer->failure.code;
        result->os_errno = transfer->failure.os_errno;
        result->attempts = transfer->failure.attempts;
        result->error_code = text(transfer->failure.error_code);
        result->message = transfer->failure.message == NULL ? "memory ran out" : transfer->failure.message;
        result->request_id = text(transfer->failure.request_id);
        result->upload_id = transfer->upload_open ? text(transfer->upload_id) : "";
    } else {
        result->code = 200;
        result->attempts = 1;
        result->request_id = text(transfer->request_id);
        result->crc64 = transfer->crc64;
        result->has_crc64 = transfer->compute_crc;
    }
    result->etag = text(transfer->etag);
    result->version_id = text(transfer->version_id);
    result->warning = text(transfer->warning);
    result->crc_checked = transfer->crc_checked;
    result->size = transfer->size;
    result->last_modified_s = transfer->last_modified_s;
    result->resumed_bytes = atomic_load(&transfer->resumed_bytes);
    result->total_parts = atomic_load(&transfer->total_parts);
    result->resumed_parts = atomic_load(&transfer->resumed_parts);
    result->retries = atomic_load(&transfer->retries);
    pthread_mutex_unlock(&engine->lock);
}

void cosx_transfer_release(cosx_transfer_t *transfer)
{
    cosx_engine_t *engine;

    if (transfer == NULL) {
        return;
    }
    engine = transfer->engine;
    pthread_mutex_lock(&engine->lock);
    /* one more reference, so that the engine outlives the transfer's */
    cosi_engine_ref(engine);
    transfer->released = 1;
    if (transfer->inbox != NULL) {
        cosi_inbox_released(transfer->inbox, transfer);
    } else {
        cos_list_del(&transfer->report);
        cos_list_init(&transfer->report);
    }
    if (!cosi_engine_inherited(engine)) {
        cosi_schedule_cancel(engine, transfer);
    }
    cosi_schedule_unref(transfer);
    cosi_engine_unref_unlock(engine);
}

static void free_parts(cosx_transfer_t *transfer)
{
    int32_t i;

    for (i = 0; transfer->parts != NULL && i < transfer->plan.count; i++) {
        free(transfer->parts[i].etag);
    }
    free(transfer->parts);
    transfer->parts = NULL;
}

void cosi_transfer_free(cosx_transfer_t *transfer)
{
    if (cosi_engine_inherited(transfer->engine)
        && (transfer->running_count > 0 || transfer->phase == COSI_PHASE_DISCARDING)) {
        return; /* a thread of the parent was changing it: what it holds cannot be known */
    }
    while (!cos_list_empty(&transfer->delayed) || !cos_list_empty(&transfer->ready)) {
        cos_list_t *list = cos_list_empty(&transfer->delayed) ? &transfer->ready : &transfer->delayed;
        cosi_job_t *job = cos_list_entry(list->next, cosi_job_t, node); /* only in a child */
        cos_list_del(&job->node);
        cosi_failure_clear(&job->failure);
        free(job);
    }
    free_parts(transfer);
    cosi_failure_clear(&transfer->failure);
    free(transfer->temp);
    free(transfer->upload_id);
    free(transfer->etag);
    free(transfer->version_id);
    free(transfer->request_id);
    free(transfer->last_modified);
    free(transfer->warning);
    if (transfer->journal.fd >= 0) {
        close(transfer->journal.fd); /* as above: the file itself is the parent's */
    }
    free(transfer->journal.path);
    if (transfer->fd >= 0) {
        close(transfer->fd);
    }
    if (transfer->inbox != NULL) {
        cosi_inbox_unref(transfer->inbox);
    }
    pthread_mutex_destroy(&transfer->journal_lock);
    free(transfer);
}

/* ---- for the steps ---- */

void cosi_failure_clear(cosi_failure_t *failure)
{
    free(failure->error_code);
    free(failure->message);
    free(failure->request_id);
    memset(failure, 0, sizeof(*failure));
}

static char *format_text(const char *format, va_list arguments)
{
    char *made = NULL;

    return vasprintf(&made, format, arguments) < 0 ? NULL : made;
}

cosi_outcome_e cosi_attempt_fail(cosi_attempt_t *attempt, int code, int os_errno, const char *error_code,
                                 const char *format, ...)
{
    cosi_failure_t *failure = &attempt->failure;
    va_list arguments;

    cosi_failure_clear(failure);
    failure->code = code;
    failure->os_errno = os_errno;
    failure->attempts = attempt->number;
    failure->error_code = error_code == NULL ? NULL : strdup(error_code);
    va_start(arguments, format);
    failure->message = format_text(format, arguments);
    va_end(arguments);
    return COSI_STEP_FAILED;
}

cosi_outcome_e cosi_attempt_fail_file(cosi_attempt_t *attempt, int code, int os_errno, const char *what,
                                      const char *path)
{
    char reason[128];
    const char *word = code == COSE_OPEN_FILE_ERROR ? COS_OPEN_FILE_ERROR_CODE
                       : code == COSE_FILE_WRITE_ERROR ? COS_WRITE_FILE_ERROR_CODE : COS_CLIENT_ERROR_CODE;

    return cosi_attempt_fail(attempt, code, os_errno, word, "%s '%s': %s", what, path,
                             strerror_r(os_errno, reason, sizeof(reason)));
}

void cosi_transfer_warn(cosx_transfer_t *transfer, const char *format, ...)
{
    va_list arguments;
    char *warning;
    char *joined = NULL;

    va_start(arguments, format);
    warning = format_text(format, arguments);
    va_end(arguments);
    if (warning == NULL || transfer->warning == NULL) {
        transfer->warning = warning;
        return;
    }
    if (asprintf(&joined, "%s; %s", transfer->warning, warning) >= 0) {
        free(transfer->warning);
        transfer->warning = joined;
    }
    free(warning);
}

int cosi_transfer_keep_text(char **field, const char *text_or_null)
{
    char *copy = strdup(text(text_or_null));

    if (copy == NULL) {
        return COSE_OUT_MEMORY;
    }
    free(*field);
    *field = copy;
    return COSE_OK;
}

int cosi_transfer_set_plan(cosx_transfer_t *transfer, const cosi_plan_t *plan)
{
    cosi_part_t *parts = calloc((size_t)plan->count, sizeof(*parts));

    if (parts == NULL) {
        return COSE_OUT_MEMORY;
    }
    free_parts(transfer);
    transfer->parts = parts;
    transfer->plan = *plan;
    transfer->size = plan->size;
    atomic_store(&transfer->total_bytes, plan->size);
    atomic_store(&transfer->total_parts, plan->count);
    atomic_store(&transfer->finished_bytes, 0);
    atomic_store(&transfer->resumed_bytes, 0);
    atomic_store(&transfer->done_parts, 0);
    atomic_store(&transfer->resumed_parts, 0);
    return COSE_OK;
}

uint64_t cosi_transfer_crc(const cosx_transfer_t *transfer)
{
    uint64_t crc = transfer->parts[0].crc;
    int32_t i;

    for (i = 1; i < transfer->plan.count; i++) {
        crc = cosx_crc64_combine(crc, transfer->parts[i].crc,
                                 (uint64_t)cosi_plan_length(&transfer->plan, i));
    }
    return crc;
}

cosi_outcome_e cosi_transfer_record_part(cosi_attempt_t *attempt, uint64_t crc, const char *etag)
{
    cosx_transfer_t *transfer = attempt->transfer;
    int error = 0;

    transfer->parts[attempt->part].crc = crc;
    pthread_mutex_lock(&transfer->journal_lock);
    if (transfer->journal.has_header) {
        error = cosi_journal_append(&transfer->journal, attempt->part,
                                    cosi_plan_length(&transfer->plan, attempt->part), crc, etag);
    }
    pthread_mutex_unlock(&transfer->journal_lock);
    if (error != 0) {
        return cosi_attempt_fail_file(attempt, COSE_FILE_WRITE_ERROR, error, "cannot write the checkpoint",
                                      transfer->spec.checkpoint);
    }
    return COSI_STEP_DONE;
}

cosi_outcome_e cosi_transfer_open_checkpoint(cosi_attempt_t *attempt, cosi_checkpoint_t *checkpoint, int *found)
{
    cosx_transfer_t *transfer = attempt->transfer;
    const char *path = transfer->spec.checkpoint;
    const cosi_checkpoint_header_t *header = &checkpoint->header;
    const char *problem = NULL;
    int error = cosi_journal_open(&transfer->journal, path);

    *found = 0;
    if (error == EWOULDBLOCK) {
        return cosi_attempt_fail(attempt, COSE_INVALID_OPERATION, EWOULDBLOCK, COS_CLIENT_ERROR_CODE,
                                 "the checkpoint '%s' is in use by another transfer", path);
    }
    if (error == 0) {
        error = cosi_journal_read(&transfer->journal, checkpoint, &problem);
    }
    if (error != 0) {
        cosi_journal_leave(&transfer->journal); /* it may be good; another time it may be readable */
        return cosi_attempt_fail_file(attempt, COSE_OPEN_FILE_ERROR, error, "cannot use the checkpoint", path);
    }
    if (problem != NULL && problem[0] == '\0') {
        return COSI_STEP_DONE; /* made just now */
    }
    if (problem == NULL && header->kind != transfer->spec.kind) {
        problem = "it is of a transfer the other way";
    } else if (problem == NULL
               && (strcmp(header->endpoint, transfer->settings.endpoint) != 0
                   || strcmp(header->bucket, transfer->spec.bucket) != 0
                   || strcmp(header->key, transfer->spec.key) != 0 || strcmp(header->path, transfer->spec.path) != 0)) {
        problem = "it is of another file or object";
    }
    if (problem != NULL) {
        cosi_transfer_warn(transfer, "the checkpoint '%s' is not used: %s", path, problem);
        cosi_checkpoint_clear(checkpoint);
        return COSI_STEP_DONE;
    }
    *found = 1;
    return COSI_STEP_DONE;
}
