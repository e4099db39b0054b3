/* Download: the requests. */
#include "download.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <curl/curl.h>

#include "cosx_crc64.h"

static int any(const char *name)
{
    (void)name;
    return 1;
}

/* Once it is known which object this is, ours says more than the user's. */
static int not_if_match(const char *name)
{
    return strcasecmp(name, "If-Match") != 0;
}

/* What the answer says about the object. */
static int keep_object(cosi_request_t *request)
{
    cosx_transfer_t *transfer = request->attempt->transfer;
    const char *modified = cosi_request_reply(request, "Last-Modified");
    time_t when = modified == NULL ? (time_t)-1 : curl_getdate(modified, NULL);

    transfer->last_modified_s = when == (time_t)-1 ? 0 : (int64_t)when;
    if (cosi_request_keep(request) != COSE_OK
        || cosi_transfer_keep_text(&transfer->etag, cosi_request_reply(request, "ETag")) != COSE_OK
        || cosi_transfer_keep_text(&transfer->last_modified, modified) != COSE_OK) {
        return COSE_OUT_MEMORY;
    }
    return COSE_OK;
}

/* "bytes FIRST-LAST/TOTAL" */
static int content_range(const cosi_request_t *request, int64_t *first, int64_t *last, int64_t *total)
{
    const char *text = cosi_request_reply(request, "Content-Range");
    char *end = NULL;

    if (text == NULL || strncasecmp(text, "bytes ", 6) != 0) {
        return 0;
    }
    errno = 0;
    *first = strtoll(text + 6, &end, 10);
    if (*end != '-') {
        return 0;
    }
    *last = strtoll(end + 1, &end, 10);
    if (*end != '/') {
        return 0;
    }
    *total = strtoll(end + 1, &end, 10);
    return errno == 0 && *end == '\0' && *first >= 0 && *last >= *first && *total > *last;
}

/* ---- the first request ---- */

/* HEAD of an object of no bytes: a range of it cannot be had. */
static cosi_outcome_e look_at_empty(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_request_t *request = cosi_request_make(attempt, "HEAD");
    uint64_t size = 0;
    cosi_plan_t plan;

    if (request == NULL) {
        return COSI_STEP_FAILED;
    }
    cosi_request_user_params(request);
    cosi_request_user_headers(request, any);
    if (!cosi_request_send(request)) {
        return cosi_request_failed(request, "looking at the object of '%s'", transfer->spec.path);
    }
    if (!cosi_request_reply_number(request, "Content-Length", &size)) {
        return cosi_request_odd(request, "looking at the object of '%s': the answer does not say how long it is",
                                transfer->spec.path);
    }
    if (size != 0) {
        if (transfer->looked) {
            return cosi_attempt_fail(attempt, COSE_SERVICE_ERROR, 0, COS_SERVER_ERROR_CODE,
                                     "downloading to '%s': the server refuses ranges of an object of %llu bytes",
                                     transfer->spec.path, (unsigned long long)size);
        }
        transfer->looked = 1; /* it has just been written: once more */
        attempt->then = cosi_download_first;
        return COSI_STEP_DONE;
    }
    cosi_plan_make(&plan, 0, COSI_DOWNLOAD_FIRST, COSI_PART_MIN);
    if (keep_object(request) != COSE_OK || cosi_transfer_set_plan(transfer, &plan) != COSE_OK) {
        return cosi_attempt_fail(attempt, COSE_OUT_MEMORY, 0, NULL, "memory ran out");
    }
    if (ftruncate(transfer->fd, 0) != 0) {
        return cosi_attempt_fail_file(attempt, COSE_FILE_TRUNC_ERROR, errno, "cannot empty", transfer->temp);
    }
    transfer->parts[0].state = COSI_PART_DONE;
    atomic_store(&transfer->done_parts, 1);
    attempt->then = cosi_download_finish;
    return COSI_STEP_DONE;
}

/* All of it came with the first answer. */
static cosi_outcome_e whole(cosi_request_t *request)
{
    cosi_attempt_t *attempt = request->attempt;
    cosx_transfer_t *transfer = attempt->transfer;

    if (transfer->spec.check_crc && transfer->has_server_crc64 && transfer->server_crc64 != transfer->parts[0].crc) {
        /* unlike with many parts it is cheap to ask again; the table of retries decides */
        request->response.status->code = COSE_CRC_INCONSISTENT_ERROR;
        request->response.status->error_code = (char *)(uintptr_t)COS_INCONSISTENT_ERROR_CODE;
        request->response.status->error_msg =
            (char *)(uintptr_t)cosi_request_text(request, "what arrived has CRC64 %llu, the object has %llu",
                                                 (unsigned long long)transfer->parts[0].crc,
                                                 (unsigned long long)transfer->server_crc64);
        return cosi_request_failed(request, "downloading to '%s'", transfer->spec.path);
    }
    /* an earlier try may have brought more, of a longer object */
    if ((attempt->number > 1 || transfer->looked) && ftruncate(transfer->fd, (off_t)transfer->plan.size) != 0) {
        return cosi_attempt_fail_file(attempt, COSE_FILE_TRUNC_ERROR, errno, "cannot cut", transfer->temp);
    }
    attempt->then = cosi_download_finish;
    return COSI_STEP_DONE;
}

static cosi_outcome_e first_arrived(cosi_request_t *request, const cosi_plan_t *plan)
{
    cosi_attempt_t *attempt = request->attempt;
    cosx_transfer_t *transfer = attempt->transfer;

    if (keep_object(request) != COSE_OK || cosi_transfer_set_plan(transfer, plan) != COSE_OK) {
        return cosi_attempt_fail(attempt, COSE_OUT_MEMORY, 0, NULL, "memory ran out");
    }
    transfer->parts[0].crc = request->context.received_crc;
    if (plan->count > 1 && (transfer->etag[0] == '\0' || strncmp(transfer->etag, "W/", 2) == 0)) {
        return cosi_attempt_fail(attempt, COSE_SERVICE_ERROR, 0, COS_SERVER_ERROR_CODE,
                                 "downloading to '%s': the server gave no ETag, so the parts cannot be "
                                 "known to be of one object", transfer->spec.path);
    }
    transfer->parts[0].state = COSI_PART_DONE;
    atomic_store(&attempt->most, 0);
    atomic_store(&transfer->finished_bytes, cosi_plan_length(plan, 0));
    atomic_store(&transfer->done_parts, 1);
    if (plan->count == 1) {
        return whole(request);
    }
    attempt->then = NULL;
    return cosi_download_begin_parts(attempt);
}

cosi_outcome_e cosi_download_first(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_request_t *request = cosi_request_make(attempt, "GET");
    cosi_plan_t plan;
    int64_t received;
    int64_t first = 0;
    int64_t last = 0;
    int64_t total = 0;
    int64_t part;

    if (request == NULL) {
        return COSI_STEP_FAILED;
    }
    atomic_store(&attempt->most, INT64_MAX);
    cosi_request_user_params(request);
    cosi_request_user_headers(request, any);
    cosi_request_header(request, "Range", cosi_request_text(request, "bytes=0-%lld",
                                                            (long long)COSI_DOWNLOAD_FIRST - 1));
    request->context.sink.kind = COSX_BODY_FILE;
    request->context.sink.fd = transfer->fd;
    request->context.sink.capacity = -1;
    if (!cosi_request_send(request)) {
        if (request->context.http_status == 416) {
            attempt->then = look_at_empty;
            return COSI_STEP_DONE;
        }
        return cosi_request_failed(request, "downloading to '%s'", transfer->spec.path);
    }
    received = request->context.received;
    if (request->context.http_status != 206) {
        /* the server does not do ranges: this was the whole */
        total = received;
        part = received > COSI_PART_MIN ? received : COSI_PART_MIN;
        cosi_plan_make(&plan, total, part, part);
        return first_arrived(request, &plan);
    }
    if (!content_range(request, &first, &last, &total) || first != 0 || last + 1 != received
        || received != (total < COSI_DOWNLOAD_FIRST ? total : COSI_DOWNLOAD_FIRST)) {
        return cosi_request_odd(request, "downloading to '%s': the server sent another range than was asked for",
                                transfer->spec.path);
    }
    part = cosi_plan_part_size(transfer->spec.part_size, total);
    if (part < 0 || cosi_plan_make(&plan, total, COSI_DOWNLOAD_FIRST, part) != COSE_OK) {
        return cosi_attempt_fail(attempt, COSE_SERVICE_ERROR, 0, COS_SERVER_ERROR_CODE,
                                 "downloading to '%s': the object cannot have %lld bytes", transfer->spec.path,
                                 (long long)total);
    }
    return first_arrived(request, &plan);
}

/* ---- resume ---- */

static cosi_outcome_e begin_anew(cosi_attempt_t *attempt, const char *why)
{
    cosx_transfer_t *transfer = attempt->transfer;

    cosi_transfer_warn(transfer, "the checkpoint '%s' is not used: %s", transfer->spec.checkpoint, why);
    transfer->resumed = 0;
    if (ftruncate(transfer->fd, 0) != 0) {
        return cosi_attempt_fail_file(attempt, COSE_FILE_TRUNC_ERROR, errno, "cannot empty", transfer->temp);
    }
    /* should this run die before there is a new checkpoint, the next one finds a temporary file of
       another size and begins anew too */
    atomic_store(&transfer->useless, 1);
    attempt->then = cosi_download_first;
    return COSI_STEP_DONE;
}

static int same(const char *kept, const char *answered)
{
    return strcmp(kept, answered == NULL ? "" : answered) == 0;
}

cosi_outcome_e cosi_download_resume(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_request_t *request = cosi_request_make(attempt, "HEAD");
    cosi_outcome_e outcome;
    uint64_t size = 0;

    if (request == NULL) {
        return COSI_STEP_FAILED;
    }
    cosi_request_user_params(request);
    cosi_request_user_headers(request, any);
    if (!cosi_request_send(request)) {
        outcome = cosi_request_failed(request, "looking at the object of '%s'", transfer->spec.path);
        if (request->context.http_status == 404) {
            atomic_store(&transfer->useless, 1);
        }
        return outcome;
    }
    if (!cosi_request_reply_number(request, "Content-Length", &size)) {
        return cosi_request_odd(request, "looking at the object of '%s': the answer does not say how long it is",
                                transfer->spec.path);
    }
    if (size != (uint64_t)transfer->plan.size || !same(transfer->etag, cosi_request_reply(request, "ETag"))
        || !same(transfer->last_modified, cosi_request_reply(request, "Last-Modified"))
        || !same(transfer->version_id, cosi_request_reply(request, "x-cos-version-id"))) {
        return begin_anew(attempt, "the object has changed since");
    }
    if (keep_object(request) != COSE_OK) {
        return cosi_attempt_fail(attempt, COSE_OUT_MEMORY, 0, NULL, "memory ran out");
    }
    attempt->then = NULL;
    return COSI_STEP_DONE;
}

/* ---- a part ---- */

/* Read what an earlier run left. A line of the checkpoint may outlive the bytes it speaks of
   (power loss); only the bytes themselves are proof. */
static int verified(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    const size_t room = (size_t)1 << 18;
    int64_t offset = cosi_plan_offset(&transfer->plan, attempt->part);
    int64_t left = cosi_plan_length(&transfer->plan, attempt->part);
    char *buffer = malloc(room);
    uint64_t crc = 0;
    ssize_t count;

    while (buffer != NULL && left > 0 && !cosx_cancel_is_set(&transfer->stop)) {
        count = pread(transfer->fd, buffer, left < (int64_t)room ? (size_t)left : room, (off_t)offset);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            break;
        }
        crc = cosx_crc64(crc, buffer, (size_t)count);
        offset += count;
        left -= count;
    }
    free(buffer);
    return left == 0 && crc == transfer->parts[attempt->part].crc;
}

static cosi_outcome_e changed(cosi_request_t *request)
{
    cosi_attempt_t *attempt = request->attempt;
    cosx_transfer_t *transfer = attempt->transfer;
    const cos_status_t *status = request->response.status;

    atomic_store(&transfer->useless, 1);
    cosi_attempt_fail(attempt, 412, 0, "PreconditionFailed", "the object changed while it was being downloaded to '%s'",
                      transfer->spec.path);
    attempt->failure.request_id = status->req_id == NULL ? NULL : strdup(status->req_id);
    return COSI_STEP_FAILED;
}

cosi_outcome_e cosi_download_part(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_request_t *request = NULL;
    int64_t offset = cosi_plan_offset(&transfer->plan, attempt->part);
    int64_t length = cosi_plan_length(&transfer->plan, attempt->part);
    const char *etag;
    int64_t first = 0;
    int64_t last = 0;
    int64_t total = 0;

    if (attempt->claimed && attempt->number == 1 && verified(attempt)) {
        atomic_fetch_add(&transfer->resumed_parts, 1);
        atomic_fetch_add(&transfer->resumed_bytes, length);
        return COSI_STEP_DONE;
    }
    request = cosi_request_make(attempt, "GET");
    if (request == NULL) {
        return COSI_STEP_FAILED;
    }
    cosi_request_user_params(request);
    cosi_request_user_headers(request, not_if_match);
    cosi_request_header(request, "If-Match", transfer->etag);
    cosi_request_header(request, "Range", cosi_request_text(request, "bytes=%lld-%lld", (long long)offset,
                                                            (long long)(offset + length - 1)));
    request->context.sink.kind = COSX_BODY_FILE;
    request->context.sink.fd = transfer->fd;
    request->context.sink.offset = offset;
    request->context.sink.capacity = length;
    if (!cosi_request_send(request)) {
        return request->context.http_status == 412
                   ? changed(request)
                   : cosi_request_failed(request, "downloading part %d of '%s'", attempt->part + 1,
                                         transfer->spec.path);
    }
    etag = cosi_request_reply(request, "ETag");
    if (etag == NULL || strcmp(etag, transfer->etag) != 0) {
        return changed(request);
    }
    if (request->context.http_status != 206 || !content_range(request, &first, &last, &total) || first != offset
        || last != offset + length - 1 || total != transfer->plan.size || request->context.received != length) {
        return cosi_request_odd(request, "downloading part %d of '%s': the server sent another range than was "
                                "asked for", attempt->part + 1, transfer->spec.path);
    }
    return cosi_transfer_record_part(attempt, request->context.received_crc, "-");
}
