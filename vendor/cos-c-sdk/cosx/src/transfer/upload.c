/* Upload: the local file, the single PUT, and the end. */
#include "upload.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

cosi_outcome_e cosi_upload_check_file(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_identity_t now;
    struct stat status;

    if (fstat(transfer->fd, &status) != 0) {
        return cosi_attempt_fail_file(attempt, COSE_FILE_INFO_ERROR, errno, "cannot look at", transfer->spec.path);
    }
    cosi_identity_of(&status, &now);
    if (cosi_identity_equal(&now, &transfer->identity)) {
        return COSI_STEP_DONE;
    }
    atomic_store(&transfer->useless, 1);
    return cosi_attempt_fail(attempt, COSE_FILE_READ_ERROR, 0, COS_CLIENT_ERROR_CODE,
                             "'%s' changed while it was being uploaded", transfer->spec.path);
}

cosi_outcome_e cosi_upload_finished(cosi_request_t *request, const char *etag, uint64_t crc)
{
    cosi_attempt_t *attempt = request->attempt;
    cosx_transfer_t *transfer = attempt->transfer;

    transfer->upload_open = 0;
    atomic_store(&transfer->useless, 1);
    transfer->crc64 = crc;
    if (cosi_request_keep(request) != COSE_OK || cosi_transfer_keep_text(&transfer->etag, etag) != COSE_OK) {
        return cosi_attempt_fail(attempt, COSE_OUT_MEMORY, 0, NULL, "memory ran out");
    }
    transfer->crc_checked = transfer->spec.check_crc && transfer->has_server_crc64;
    if (transfer->crc_checked && transfer->server_crc64 != crc) {
        return cosi_attempt_fail(attempt, COSE_CRC_INCONSISTENT_ERROR, 0, COS_INCONSISTENT_ERROR_CODE,
                                 "'%s' arrived with CRC64 %llu, but the file has %llu", transfer->spec.path,
                                 (unsigned long long)transfer->server_crc64, (unsigned long long)crc);
    }
    cosi_journal_close(&transfer->journal, 1);
    close(transfer->fd);
    transfer->fd = -1;
    attempt->finished = 1;
    return COSI_STEP_DONE;
}

static int any(const char *name)
{
    (void)name;
    return 1;
}

static cosi_outcome_e put_whole(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_request_t *request = cosi_request_make(attempt, "PUT");
    cosi_outcome_e outcome;

    if (request == NULL) {
        return COSI_STEP_FAILED;
    }
    atomic_store(&attempt->most, transfer->plan.size);
    cosi_request_user_headers(request, any);
    request->context.source.kind = COSX_BODY_FILE;
    request->context.source.fd = transfer->fd;
    request->context.source.size = transfer->plan.size;
    if (!cosi_request_send(request)) {
        outcome = cosi_upload_check_file(attempt);
        return outcome == COSI_STEP_DONE ? cosi_request_failed(request, "uploading '%s'", transfer->spec.path)
                                         : outcome;
    }
    outcome = cosi_upload_check_file(attempt);
    if (outcome != COSI_STEP_DONE) {
        return outcome;
    }
    atomic_store(&attempt->most, 0);
    atomic_store(&transfer->finished_bytes, transfer->plan.size);
    atomic_store(&transfer->done_parts, 1);
    return cosi_upload_finished(request, cosi_request_reply(request, "ETag"), request->context.sent_crc);
}

/* ---- the start ---- */

static int fits(const cosx_transfer_t *transfer, const cosi_checkpoint_t *checkpoint, const cosi_plan_t *plan,
                const char **why)
{
    const cosi_checkpoint_header_t *header = &checkpoint->header;

    if (header->size != transfer->identity.size || header->mtime_ns != transfer->identity.mtime_ns
        || header->inode != transfer->identity.inode) {
        *why = "the file has changed since";
    } else if (header->part != plan->part || header->first != plan->first) {
        *why = "it is for another part size";
    } else if (header->upload_id[0] == '\0') {
        *why = "it has no upload id";
    } else {
        return 1;
    }
    return 0;
}

/* Take over what the checkpoint says; ListParts will confirm it. */
static int take_over(cosx_transfer_t *transfer, cosi_checkpoint_t *checkpoint)
{
    int32_t i;

    if (cosi_transfer_keep_text(&transfer->upload_id, checkpoint->header.upload_id) != COSE_OK
        || cosi_journal_resume(&transfer->journal, checkpoint) != 0) {
        return COSE_INTERNAL_ERROR;
    }
    for (i = 0; i < transfer->plan.count; i++) {
        transfer->parts[i].crc = checkpoint->parts[i].crc;
        transfer->parts[i].etag = checkpoint->parts[i].etag;
        checkpoint->parts[i].etag = NULL;
    }
    transfer->upload_open = 1;
    transfer->resumed = 1;
    transfer->list_marker = 0;
    return COSE_OK;
}

static cosi_outcome_e open_parts(cosi_attempt_t *attempt, const cosi_plan_t *plan)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_checkpoint_t checkpoint = {0};
    cosi_outcome_e outcome = COSI_STEP_DONE;
    const char *why = NULL;
    int found = 0;

    if (transfer->spec.checkpoint != NULL) {
        outcome = cosi_transfer_open_checkpoint(attempt, &checkpoint, &found);
    }
    if (outcome != COSI_STEP_DONE) {
        goto cleanup;
    }
    attempt->then = cosi_upload_initiate;
    if (!found) {
        goto cleanup;
    }
    if (!fits(transfer, &checkpoint, plan, &why)) {
        cosi_transfer_warn(transfer, "the checkpoint '%s' is not used: %s (its upload, %s, is left on the server)",
                           transfer->spec.checkpoint, why, checkpoint.header.upload_id);
    } else if (take_over(transfer, &checkpoint) != COSE_OK) {
        outcome = cosi_attempt_fail(attempt, COSE_FILE_WRITE_ERROR, errno, COS_WRITE_FILE_ERROR_CODE,
                                    "cannot go on with the checkpoint '%s'", transfer->spec.checkpoint);
    } else {
        attempt->then = cosi_upload_list;
    }

cleanup:
    cosi_checkpoint_clear(&checkpoint);
    return outcome;
}

/* A file that goes in one piece needs no checkpoint; one that lies there is out of date. */
static cosi_outcome_e open_whole(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_checkpoint_t checkpoint = {0};
    cosi_outcome_e outcome;
    int found = 0;

    attempt->then = put_whole;
    if (transfer->spec.checkpoint == NULL || access(transfer->spec.checkpoint, F_OK) != 0) {
        return COSI_STEP_DONE;
    }
    outcome = cosi_transfer_open_checkpoint(attempt, &checkpoint, &found);
    if (outcome == COSI_STEP_DONE && found) {
        cosi_transfer_warn(transfer, "the checkpoint '%s' is not used: the file goes in one piece now "
                           "(its upload, %s, is left on the server)",
                           transfer->spec.checkpoint, checkpoint.header.upload_id);
    }
    cosi_checkpoint_clear(&checkpoint);
    return outcome;
}

static int has_md5(const cosx_transfer_spec_t *spec)
{
    int i;

    for (i = 0; i < spec->header_count; i++) {
        if (strcasecmp(spec->headers[i].name, "Content-MD5") == 0) {
            return 1;
        }
    }
    return 0;
}

static cosi_outcome_e upload_open(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    const cosx_transfer_spec_t *spec = &transfer->spec;
    cosi_plan_t plan;
    int64_t part;
    int64_t threshold;
    int whole;
    int error = cosi_local_open_source(spec->path, &transfer->fd, &transfer->identity);

    if (error == EINVAL) {
        return cosi_attempt_fail(attempt, COSE_OPEN_FILE_ERROR, EINVAL, COS_OPEN_FILE_ERROR_CODE,
                                 "cannot upload '%s': not a regular file", spec->path);
    }
    if (error != 0) {
        return cosi_attempt_fail_file(attempt, COSE_OPEN_FILE_ERROR, error, "cannot upload", spec->path);
    }
    part = cosi_plan_part_size(spec->part_size, transfer->identity.size);
    if (part < 0) {
        return cosi_attempt_fail(attempt, COSE_INVALID_ARGUMENT, EFBIG, COS_CLIENT_ERROR_CODE,
                                 "'%s' is too large for one object", spec->path);
    }
    threshold = spec->multipart_threshold == 0 ? part : spec->multipart_threshold;
    threshold = threshold > COSI_PART_MAX ? COSI_PART_MAX : threshold;
    whole = transfer->identity.size <= threshold;
    if (!whole && has_md5(spec)) {
        return cosi_attempt_fail(attempt, COSE_INVALID_ARGUMENT, 0, COS_CLIENT_ERROR_CODE,
                                 "'%s' goes in parts, so a Content-MD5 of the whole cannot be sent", spec->path);
    }
    if (cosi_plan_make(&plan, transfer->identity.size, 0, whole ? COSI_PART_MAX : part) != COSE_OK
        || cosi_transfer_set_plan(transfer, &plan) != COSE_OK) {
        return cosi_attempt_fail(attempt, COSE_OUT_MEMORY, 0, NULL, "memory ran out");
    }
    return whole ? open_whole(attempt) : open_parts(attempt, &plan);
}

/* ---- the end after a failure ---- */

static int upload_discard(cosx_transfer_t *transfer)
{
    int keep = transfer->upload_open && transfer->spec.keep_on_failure && !atomic_load(&transfer->useless);

    cosi_journal_close(&transfer->journal, !keep);
    if (transfer->fd >= 0) {
        close(transfer->fd);
        transfer->fd = -1;
    }
    return transfer->upload_open && !keep;
}

const cosi_direction_t cosi_upload_direction = {
    .open = upload_open,
    .part = cosi_upload_part,
    .finish = cosi_upload_complete,
    .restart = cosi_upload_restart,
    .undo = cosi_upload_abort,
    .discard = upload_discard,
};
