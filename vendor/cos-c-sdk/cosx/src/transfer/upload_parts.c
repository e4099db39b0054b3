/* Upload: the multipart requests. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "reply.h"
#include "upload.h"

/* ---- which of the user's headers go where ---- */

int cosi_upload_is_customer_key(const char *name)
{
    static const char prefix[] = "x-cos-server-side-encryption-customer-";

    return strncasecmp(name, prefix, sizeof(prefix) - 1) == 0;
}

static int starts(const char *name, const char *prefix)
{
    return strncasecmp(name, prefix, strlen(prefix)) == 0;
}

/* What speaks of the finished object: for the last request. */
static int is_for_complete(const char *name)
{
    return starts(name, "x-cos-callback") || strcasecmp(name, "Pic-Operations") == 0
           || strcasecmp(name, "x-cos-forbid-overwrite") == 0 || starts(name, "x-cos-return-body");
}

static int is_for_initiate(const char *name)
{
    return strcasecmp(name, "x-cos-forbid-overwrite") == 0 || !is_for_complete(name);
}

static int is_for_part(const char *name)
{
    return cosi_upload_is_customer_key(name) || strcasecmp(name, "x-cos-traffic-limit") == 0;
}

/* ---- begin ---- */

static int start_journal(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_checkpoint_header_t header = {0};

    header.kind = COSX_UPLOAD;
    /* the writer only reads; the casts spare a second struct with const pointers */
    header.endpoint = (char *)(uintptr_t)transfer->settings.endpoint;
    header.bucket = (char *)(uintptr_t)transfer->spec.bucket;
    header.key = (char *)(uintptr_t)transfer->spec.key;
    header.path = (char *)(uintptr_t)transfer->spec.path;
    header.size = transfer->identity.size;
    header.mtime_ns = transfer->identity.mtime_ns;
    header.inode = transfer->identity.inode;
    header.first = transfer->plan.first;
    header.part = transfer->plan.part;
    header.upload_id = transfer->upload_id;
    return cosi_journal_start(&transfer->journal, &header);
}

cosi_outcome_e cosi_upload_initiate(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_request_t *request = cosi_request_make(attempt, "POST");
    int error;

    if (request == NULL) {
        return COSI_STEP_FAILED;
    }
    cosi_request_param(request, "uploads", NULL);
    cosi_request_user_headers(request, is_for_initiate);
    if (!cosi_request_send(request) || cosi_request_body_is_error(request)) {
        return cosi_request_failed(request, "starting the upload of '%s'", transfer->spec.path);
    }
    free(transfer->upload_id);
    transfer->upload_id = cosi_reply_text(request->response.body, request->response.body_size,
                                          "InitiateMultipartUploadResult", "UploadId");
    if (transfer->upload_id == NULL || transfer->upload_id[0] == '\0') {
        return cosi_request_odd(request, "starting the upload of '%s': the answer has no upload id",
                                transfer->spec.path);
    }
    transfer->upload_open = 1;
    if (transfer->journal.fd >= 0) {
        error = start_journal(attempt);
        if (error != 0) {
            return cosi_attempt_fail_file(attempt, COSE_FILE_WRITE_ERROR, error, "cannot write the checkpoint",
                                          transfer->spec.checkpoint);
        }
        atomic_store(&transfer->useless, 0);
    }
    attempt->then = NULL;
    return COSI_STEP_DONE;
}

cosi_outcome_e cosi_upload_restart(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_plan_t plan = transfer->plan;

    cosi_transfer_warn(transfer, "the upload %s of the checkpoint '%s' is gone: all parts are sent again",
                       transfer->upload_id, transfer->spec.checkpoint);
    transfer->upload_open = 0;
    transfer->resumed = 0;
    atomic_store(&transfer->useless, 1); /* the old checkpoint, until there is a new one */
    if (cosi_transfer_set_plan(transfer, &plan) != COSE_OK) {
        return cosi_attempt_fail(attempt, COSE_OUT_MEMORY, 0, NULL, "memory ran out");
    }
    attempt->then = cosi_upload_initiate;
    return COSI_STEP_DONE;
}

/* The upload id is not known (any more). */
static cosi_outcome_e gone(cosi_request_t *request, const char *doing)
{
    cosi_attempt_t *attempt = request->attempt;
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_outcome_e outcome = cosi_request_failed(request, "%s of '%s'", doing, transfer->spec.path);

    atomic_store(&transfer->useless, 1);
    attempt->restart = transfer->resumed;
    return outcome;
}

/* ---- resume ---- */

static int same_etag(const char *a, const char *b)
{
    size_t a_size = strlen(a);
    size_t b_size = strlen(b);

    /* with or without quotes */
    if (a_size >= 2 && a[0] == '"' && a[a_size - 1] == '"') {
        a++;
        a_size -= 2;
    }
    if (b_size >= 2 && b[0] == '"' && b[b_size - 1] == '"') {
        b++;
        b_size -= 2;
    }
    return a_size == b_size && memcmp(a, b, a_size) == 0;
}

/* A part that is at the server as the checkpoint has it need not be sent. */
static void part_seen(void *data, int64_t number, int64_t size, const char *etag)
{
    cosx_transfer_t *transfer = data;
    cosi_part_t *part;

    if (number > transfer->plan.count) {
        return;
    }
    part = &transfer->parts[number - 1];
    if (part->etag == NULL || part->state == COSI_PART_DONE
        || size != cosi_plan_length(&transfer->plan, (int32_t)(number - 1)) || !same_etag(part->etag, etag)) {
        return;
    }
    part->state = COSI_PART_DONE;
    atomic_fetch_add(&transfer->done_parts, 1);
    atomic_fetch_add(&transfer->resumed_parts, 1);
    atomic_fetch_add(&transfer->finished_bytes, size);
    atomic_fetch_add(&transfer->resumed_bytes, size);
}

static int journal_has_all(const cosx_transfer_t *transfer)
{
    int32_t i;

    for (i = 0; i < transfer->plan.count; i++) {
        if (transfer->parts[i].etag == NULL) {
            return 0;
        }
    }
    return 1;
}

cosi_outcome_e cosi_upload_list(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_request_t *request = cosi_request_make(attempt, "GET");
    int64_t next = 0;
    int32_t i;

    if (request == NULL) {
        return COSI_STEP_FAILED;
    }
    cosi_request_param(request, "uploadId", transfer->upload_id);
    cosi_request_param(request, "max-parts", "1000");
    if (transfer->list_marker > 0) {
        cosi_request_param(request, "part-number-marker",
                           cosi_request_text(request, "%lld", (long long)transfer->list_marker));
    }
    if (!cosi_request_send(request)) {
        if (!cosi_request_error_is(request, "NoSuchUpload")) {
            return cosi_request_failed(request, "asking for the parts of '%s' that are there", transfer->spec.path);
        }
        /* gone: perhaps because it was completed and the process died before it saw the answer */
        attempt->then = journal_has_all(transfer) ? cosi_upload_confirm : cosi_upload_restart;
        return COSI_STEP_DONE;
    }
    if (cosi_reply_parts(request->response.body, request->response.body_size, part_seen, transfer, &next) != COSE_OK
        || (next != 0 && next <= transfer->list_marker)) {
        return cosi_request_odd(request, "asking for the parts of '%s' that are there: the answer makes no sense",
                                transfer->spec.path);
    }
    transfer->list_marker = next;
    if (next != 0) {
        attempt->then = cosi_upload_list;
        return COSI_STEP_DONE;
    }
    for (i = 0; i < transfer->plan.count; i++) {
        if (transfer->parts[i].state != COSI_PART_DONE) {
            free(transfer->parts[i].etag);
            transfer->parts[i].etag = NULL;
        }
    }
    attempt->then = NULL;
    return COSI_STEP_DONE;
}

/* ---- a part ---- */

cosi_outcome_e cosi_upload_part(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_request_t *request = cosi_request_make(attempt, "PUT");
    cosi_outcome_e outcome;
    const char *etag;
    int sent;

    if (request == NULL) {
        return COSI_STEP_FAILED;
    }
    cosi_request_param(request, "partNumber", cosi_request_text(request, "%d", attempt->part + 1));
    cosi_request_param(request, "uploadId", transfer->upload_id);
    cosi_request_user_headers(request, is_for_part);
    request->context.source.kind = COSX_BODY_FILE;
    request->context.source.fd = transfer->fd;
    request->context.source.offset = cosi_plan_offset(&transfer->plan, attempt->part);
    request->context.source.size = cosi_plan_length(&transfer->plan, attempt->part);
    sent = cosi_request_send(request);
    outcome = cosi_upload_check_file(attempt);
    if (outcome != COSI_STEP_DONE) {
        return outcome;
    }
    if (!sent && cosi_request_error_is(request, "NoSuchUpload")) {
        return gone(request, "sending a part");
    }
    if (!sent) {
        return cosi_request_failed(request, "uploading part %d of '%s'", attempt->part + 1, transfer->spec.path);
    }
    etag = cosi_request_reply(request, "ETag");
    if (etag == NULL || etag[0] == '\0') {
        return cosi_request_odd(request, "uploading part %d of '%s': the answer has no ETag", attempt->part + 1,
                                transfer->spec.path);
    }
    if (cosi_transfer_keep_text(&transfer->parts[attempt->part].etag, etag) != COSE_OK) {
        return cosi_attempt_fail(attempt, COSE_OUT_MEMORY, 0, NULL, "memory ran out");
    }
    return cosi_transfer_record_part(attempt, request->context.sent_crc, etag);
}

/* ---- the end ---- */

cosi_outcome_e cosi_upload_complete(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_request_t *request = NULL;
    cosi_outcome_e outcome = cosi_upload_check_file(attempt);
    char *body = NULL;
    char *etag = NULL;

    if (outcome != COSI_STEP_DONE) {
        return outcome;
    }
    outcome = COSI_STEP_FAILED;
    request = cosi_request_make(attempt, "POST");
    body = cosi_reply_complete_body(transfer->parts, transfer->plan.count);
    if (request == NULL || body == NULL) {
        outcome = cosi_attempt_fail(attempt, COSE_OUT_MEMORY, 0, NULL, "memory ran out");
        goto cleanup;
    }
    cosi_request_param(request, "uploadId", transfer->upload_id);
    cosi_request_header(request, "Content-Type", "application/xml");
    cosi_request_user_headers(request, is_for_complete);
    request->context.source.kind = COSX_BODY_MEMORY;
    request->context.source.data = body;
    request->context.source.size = (int64_t)strlen(body);
    request->context.bytes_moved = NULL;
    if (!cosi_request_send(request)) {
        if (!cosi_request_error_is(request, "NoSuchUpload")) {
            outcome = cosi_request_failed(request, "completing the upload of '%s'", transfer->spec.path);
        } else if (attempt->number > 1) {
            /* an earlier try may have done it, and only its answer was lost */
            attempt->then = cosi_upload_confirm;
            outcome = COSI_STEP_DONE;
        } else {
            outcome = gone(request, "completing the upload");
        }
        goto cleanup;
    }
    if (cosi_request_body_is_error(request)) {
        outcome = cosi_request_failed(request, "completing the upload of '%s'", transfer->spec.path);
        goto cleanup;
    }
    etag = cosi_reply_text(request->response.body, request->response.body_size, "CompleteMultipartUploadResult",
                           "ETag");
    if (etag == NULL || etag[0] == '\0') {
        outcome = cosi_request_odd(request, "completing the upload of '%s': the answer has no ETag",
                                   transfer->spec.path);
        goto cleanup;
    }
    outcome = cosi_upload_finished(request, etag, cosi_transfer_crc(transfer));

cleanup:
    free(body);
    free(etag);
    return outcome;
}

/* The upload is gone. If the object has our size and CRC, it was completed. */
cosi_outcome_e cosi_upload_confirm(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_request_t *request = cosi_request_make(attempt, "HEAD");
    uint64_t crc = 0;
    uint64_t size = 0;

    if (request == NULL) {
        return COSI_STEP_FAILED;
    }
    cosi_request_user_headers(request, cosi_upload_is_customer_key);
    if (cosi_request_send(request)) {
        if (cosi_request_reply_number(request, "x-cos-hash-crc64ecma", &crc)
            && cosi_request_reply_number(request, "Content-Length", &size) && size == (uint64_t)transfer->plan.size
            && crc == cosi_transfer_crc(transfer)) {
            return cosi_upload_finished(request, cosi_request_reply(request, "ETag"), crc);
        }
    } else if (request->response.status == NULL || request->response.status->code != 404) {
        return cosi_request_failed(request, "looking whether the upload of '%s' was completed", transfer->spec.path);
    }
    if (transfer->resumed) {
        attempt->then = cosi_upload_restart;
        return COSI_STEP_DONE;
    }
    transfer->upload_open = 0;
    return cosi_attempt_fail(attempt, 404, 0, "NoSuchUpload",
                             "the upload of '%s' is gone, and the object is not what was sent", transfer->spec.path);
}

cosi_outcome_e cosi_upload_abort(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_request_t *request = cosi_request_make(attempt, "DELETE");

    if (request == NULL) {
        return COSI_STEP_FAILED;
    }
    cosi_request_param(request, "uploadId", transfer->upload_id);
    request->context.cancel = &transfer->give_up;
    request->context.deadline_us = transfer->undo_until_us;
    request->context.bytes_moved = NULL;
    if (cosi_request_send(request) || cosi_request_error_is(request, "NoSuchUpload")) {
        return COSI_STEP_DONE;
    }
    return cosi_request_failed(request, "aborting the upload of '%s'", transfer->spec.path);
}
