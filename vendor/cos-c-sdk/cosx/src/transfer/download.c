/* Download: the temporary file, the checkpoint, and the end. */
#include "download.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cosx_crc64.h"

/* ---- names ---- */

char *cosi_download_params(const cosx_transfer_spec_t *spec)
{
    size_t room = 1;
    char *made;
    char *out;
    int i;

    for (i = 0; i < spec->param_count; i++) {
        room += strlen(spec->params[i].name) + 2;
        room += spec->params[i].value == NULL ? 0 : strlen(spec->params[i].value);
    }
    made = malloc(room);
    if (made == NULL) {
        return NULL;
    }
    out = made;
    *out = '\0';
    for (i = 0; i < spec->param_count; i++) {
        out = stpcpy(out, spec->params[i].name);
        out = stpcpy(out, "=");
        out = stpcpy(out, spec->params[i].value == NULL ? "" : spec->params[i].value);
        out = stpcpy(out, "&");
    }
    return made;
}

static uint64_t mix(uint64_t tag, const char *text)
{
    return cosx_crc64(tag, text, strlen(text) + 1);
}

/* With a checkpoint the name follows from what is asked, so that a later run knows it is ours. */
static uint64_t temp_tag(const cosx_transfer_t *transfer)
{
    uint64_t tag;

    if (transfer->spec.checkpoint == NULL) {
        return cosi_local_unique();
    }
    tag = mix(0, transfer->settings.endpoint);
    tag = mix(tag, transfer->spec.bucket);
    tag = mix(tag, transfer->spec.key);
    return mix(tag, transfer->spec.checkpoint);
}

/* ---- the start ---- */

static cosi_outcome_e create_temp(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    int error = 0;
    int tries;

    for (tries = 0; tries < 3; tries++) {
        transfer->temp = cosi_local_temp_path(transfer->spec.path, temp_tag(transfer));
        if (transfer->temp == NULL) {
            return cosi_attempt_fail(attempt, COSE_OUT_MEMORY, 0, NULL, "memory ran out");
        }
        /* what the finished file is to have: learning the umask afterwards costs more than opening */
        error = cosi_local_create(transfer->temp, 0666, &transfer->fd);
        if (error == 0) {
            return COSI_STEP_DONE;
        }
        if (error == EEXIST && transfer->journal.fd >= 0) {
            unlink(transfer->temp); /* ours, of a run that died: we hold the lock of its checkpoint */
        }
        free(transfer->temp);
        transfer->temp = NULL;
        if (error != EEXIST) {
            break;
        }
    }
    return cosi_attempt_fail_file(attempt, COSE_OPEN_FILE_ERROR, error, "cannot make a temporary file beside",
                                  transfer->spec.path);
}

/* Whether the checkpoint speaks of this download. That the object is the same is seen later. */
static int fits(cosi_attempt_t *attempt, const cosi_checkpoint_t *checkpoint, const char **why)
{
    cosx_transfer_t *transfer = attempt->transfer;
    const cosi_checkpoint_header_t *header = &checkpoint->header;
    char *params = cosi_download_params(&transfer->spec);
    char *temp = cosi_local_temp_path(transfer->spec.path, temp_tag(transfer));
    int good = 0;

    if (params == NULL || temp == NULL) {
        *why = "memory ran out";
    } else if (strcmp(header->params, params) != 0) {
        *why = "it is for other parameters";
    } else if (header->part != cosi_plan_part_size(transfer->spec.part_size, header->size)
               || header->first != COSI_DOWNLOAD_FIRST) {
        *why = "it is for another part size";
    } else if (header->etag[0] == '\0') {
        *why = "it does not say which object it is of";
    } else if (strcmp(header->temp, temp) != 0
               || cosi_local_reopen(temp, header->size, header->inode, &transfer->fd) != 0) {
        *why = "its temporary file is gone or is another";
    } else {
        transfer->temp = temp;
        temp = NULL;
        good = 1;
    }
    free(params);
    free(temp);
    return good;
}

static int take_over(cosx_transfer_t *transfer, const cosi_checkpoint_t *checkpoint)
{
    const cosi_checkpoint_header_t *header = &checkpoint->header;
    int32_t i;

    if (cosi_transfer_set_plan(transfer, &checkpoint->plan) != COSE_OK
        || cosi_transfer_keep_text(&transfer->etag, header->etag) != COSE_OK
        || cosi_transfer_keep_text(&transfer->last_modified, header->last_modified) != COSE_OK
        || cosi_transfer_keep_text(&transfer->version_id, header->version_id) != COSE_OK
        || cosi_journal_resume(&transfer->journal, checkpoint) != 0) {
        return COSE_INTERNAL_ERROR;
    }
    for (i = 0; i < transfer->plan.count; i++) {
        if (checkpoint->parts[i].etag != NULL) {
            transfer->parts[i].crc = checkpoint->parts[i].crc;
            transfer->parts[i].state = COSI_PART_CLAIMED;
        }
    }
    transfer->resumed = 1;
    return COSE_OK;
}

static cosi_outcome_e download_open(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_checkpoint_t checkpoint = {0};
    cosi_outcome_e outcome = COSI_STEP_DONE;
    const char *why = NULL;
    int found = 0;
    int error = cosi_local_check_target(transfer->spec.path);

    if (error == EINVAL) {
        return cosi_attempt_fail(attempt, COSE_OPEN_FILE_ERROR, EINVAL, COS_OPEN_FILE_ERROR_CODE,
                                 "cannot download to '%s': not a regular file", transfer->spec.path);
    }
    if (error != 0) {
        return cosi_attempt_fail_file(attempt, COSE_OPEN_FILE_ERROR, error, "cannot download to",
                                      transfer->spec.path);
    }
    if (transfer->spec.checkpoint != NULL) {
        outcome = cosi_transfer_open_checkpoint(attempt, &checkpoint, &found);
    }
    if (outcome == COSI_STEP_DONE && found) {
        if (!fits(attempt, &checkpoint, &why)) {
            cosi_transfer_warn(transfer, "the checkpoint '%s' is not used: %s", transfer->spec.checkpoint, why);
        } else if (take_over(transfer, &checkpoint) == COSE_OK) {
            attempt->then = cosi_download_resume;
        } else {
            outcome = cosi_attempt_fail(attempt, COSE_FILE_WRITE_ERROR, errno, COS_WRITE_FILE_ERROR_CODE,
                                        "cannot go on with the checkpoint '%s'", transfer->spec.checkpoint);
        }
    }
    cosi_checkpoint_clear(&checkpoint);
    if (outcome == COSI_STEP_DONE && attempt->then == NULL) {
        attempt->then = cosi_download_first;
        outcome = create_temp(attempt);
    }
    return outcome;
}

/* ---- the checkpoint ---- */

static int start_journal(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    cosi_checkpoint_header_t header = {0};
    char crc[24] = "";
    struct stat status;
    int error = 0;

    if (fstat(transfer->fd, &status) != 0) {
        return errno;
    }
    header.params = cosi_download_params(&transfer->spec);
    if (header.params == NULL) {
        return ENOMEM;
    }
    if (transfer->has_server_crc64) {
        snprintf(crc, sizeof(crc), "%" PRIu64, transfer->server_crc64);
    }
    header.kind = COSX_DOWNLOAD;
    header.endpoint = (char *)(uintptr_t)transfer->settings.endpoint; /* only read */
    header.bucket = (char *)(uintptr_t)transfer->spec.bucket;
    header.key = (char *)(uintptr_t)transfer->spec.key;
    header.path = (char *)(uintptr_t)transfer->spec.path;
    header.size = transfer->plan.size;
    header.inode = (uint64_t)status.st_ino;
    header.first = transfer->plan.first;
    header.part = transfer->plan.part;
    header.etag = transfer->etag;
    header.last_modified = transfer->last_modified;
    header.version_id = transfer->version_id;
    header.crc64 = crc;
    header.temp = transfer->temp;
    error = cosi_journal_start(&transfer->journal, &header);
    if (error == 0) {
        error = cosi_journal_append(&transfer->journal, 0, cosi_plan_length(&transfer->plan, 0),
                                    transfer->parts[0].crc, "-");
    }
    free(header.params);
    return error;
}

cosi_outcome_e cosi_download_begin_parts(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    int error = cosi_local_reserve(transfer->fd, transfer->plan.size);

    if (error != 0) {
        return cosi_attempt_fail_file(attempt, COSE_FILE_WRITE_ERROR, error, "no room for", transfer->spec.path);
    }
    if (transfer->journal.fd >= 0) {
        error = start_journal(attempt);
        if (error != 0) {
            return cosi_attempt_fail_file(attempt, COSE_FILE_WRITE_ERROR, error, "cannot write the checkpoint",
                                          transfer->spec.checkpoint);
        }
        atomic_store(&transfer->useless, 0);
    }
    return COSI_STEP_DONE;
}

/* ---- the end ---- */

cosi_outcome_e cosi_download_finish(cosi_attempt_t *attempt)
{
    cosx_transfer_t *transfer = attempt->transfer;
    struct stat status;
    int error;

    transfer->crc64 = cosi_transfer_crc(transfer);
    transfer->crc_checked = transfer->spec.check_crc && transfer->has_server_crc64;
    if (transfer->crc_checked && transfer->crc64 != transfer->server_crc64) {
        atomic_store(&transfer->useless, 1);
        return cosi_attempt_fail(attempt, COSE_CRC_INCONSISTENT_ERROR, 0, COS_INCONSISTENT_ERROR_CODE,
                                 "what arrived for '%s' has CRC64 %llu, the object has %llu", transfer->spec.path,
                                 (unsigned long long)transfer->crc64, (unsigned long long)transfer->server_crc64);
    }
    if (fstat(transfer->fd, &status) != 0) {
        return cosi_attempt_fail_file(attempt, COSE_FILE_INFO_ERROR, errno, "cannot look at", transfer->temp);
    }
    if (status.st_size != transfer->plan.size) {
        atomic_store(&transfer->useless, 1);
        return cosi_attempt_fail(attempt, COSE_FILE_WRITE_ERROR, 0, COS_WRITE_FILE_ERROR_CODE,
                                 "the temporary file of '%s' has %lld bytes, the object has %lld",
                                 transfer->spec.path, (long long)status.st_size, (long long)transfer->plan.size);
    }
    error = cosi_local_publish(transfer->fd, transfer->temp, transfer->spec.path, transfer->spec.sync);
    if (error != 0) {
        cosi_attempt_fail_file(attempt, COSE_FILE_WRITE_ERROR, error, "cannot put the download in place at",
                               transfer->spec.path);
        return COSI_STEP_FAILED;
    }
    free(transfer->temp);
    transfer->temp = NULL;
    close(transfer->fd);
    transfer->fd = -1;
    cosi_journal_close(&transfer->journal, 1);
    attempt->finished = 1;
    return COSI_STEP_DONE;
}

/* A later run goes on when the checkpoint knows the temporary file. */
static int download_discard(cosx_transfer_t *transfer)
{
    int keep = transfer->journal.has_header && !atomic_load(&transfer->useless);

    if (transfer->temp != NULL && !keep) {
        unlink(transfer->temp);
    }
    free(transfer->temp);
    transfer->temp = NULL;
    if (transfer->fd >= 0) {
        close(transfer->fd);
        transfer->fd = -1;
    }
    cosi_journal_close(&transfer->journal, !keep);
    return 0;
}

const cosi_direction_t cosi_download_direction = {
    .open = download_open,
    .part = cosi_download_part,
    .finish = cosi_download_finish,
    .restart = cosi_download_first,
    .undo = NULL,
    .discard = download_discard,
};
