/* Checkpoints in memory. */
#include <string.h>

#include "base/memory.h"
#include "cos_resumable.h"
#include "cos_utility.h"
#include "service/arguments.h"

cos_checkpoint_t *cos_create_checkpoint_content(cos_pool_t *p)
{
    return cos_create_checkpoint_content_with_partnum(p, COS_MAX_PART_NUM);
}

cos_checkpoint_t *cos_create_checkpoint_content_with_partnum(cos_pool_t *p, int part_num)
{
    cos_checkpoint_t *checkpoint = cosi_calloc(p, sizeof(*checkpoint));

    if (checkpoint == NULL || part_num <= 0) {
        return checkpoint;
    }
    checkpoint->parts = cosi_calloc(p, sizeof(*checkpoint->parts) * (size_t)part_num);
    return checkpoint->parts == NULL ? NULL : checkpoint;
}

static int copy_text(cos_pool_t *pool, const cos_string_t *from, cos_string_t *to)
{
    to->data = cosi_string_text(pool, from);
    to->len = to->data == NULL ? 0 : (int)strlen(to->data);
    return to->data == NULL ? COSE_OUT_MEMORY : COSE_OK;
}

void cos_build_upload_checkpoint(cos_pool_t *pool, cos_checkpoint_t *checkpoint, cos_string_t *file_path,
    apr_finfo_t *finfo, cos_string_t *upload_id, int64_t part_size)
{
    int count = cos_get_part_num(finfo->size, part_size);
    cos_checkpoint_part_t *parts = cosi_calloc(pool, sizeof(*parts) * ((size_t)count + 1));

    cos_str_null(&checkpoint->md5);
    checkpoint->cp_type = COS_CP_UPLOAD;
    checkpoint->part_num = 0;
    checkpoint->part_size = part_size;
    checkpoint->file_size = finfo->size;
    checkpoint->file_last_modified = finfo->mtime;
    if (parts == NULL || copy_text(pool, file_path, &checkpoint->file_path) != COSE_OK ||
        copy_text(pool, upload_id, &checkpoint->upload_id) != COSE_OK) {
        return;
    }
    cos_build_parts(finfo->size, part_size, parts);
    checkpoint->parts = parts;
    checkpoint->part_num = count;
}

/* Whether the parts are those that a file of that size makes. */
static int is_plan(const cos_checkpoint_t *checkpoint)
{
    int i;

    if (checkpoint->part_num != cos_get_part_num(checkpoint->file_size, checkpoint->part_size)) {
        return 0;
    }
    for (i = 0; i < checkpoint->part_num; i++) {
        const cos_checkpoint_part_t *part = &checkpoint->parts[i];
        int64_t offset = (int64_t)i * checkpoint->part_size;
        if (part->index != i || part->offset != offset ||
            part->size != cos_min(checkpoint->part_size, checkpoint->file_size - offset) ||
            (part->completed && cosi_is_missing(&part->etag))) {
            return 0;
        }
    }
    return 1;
}

int cos_is_upload_checkpoint_valid(cos_pool_t *pool, cos_checkpoint_t *checkpoint, apr_finfo_t *finfo)
{
    return checkpoint->cp_type == COS_CP_UPLOAD && !cosi_is_missing(&checkpoint->upload_id) &&
            checkpoint->file_size == finfo->size && checkpoint->file_last_modified == finfo->mtime &&
            is_plan(checkpoint) && cos_verify_checkpoint_md5(pool, checkpoint)
        ? COS_TRUE : COS_FALSE;
}

void cos_update_checkpoint(cos_pool_t *pool, cos_checkpoint_t *checkpoint, int32_t part_index, cos_string_t *etag,
    uint64_t crc64)
{
    cos_string_t copy;

    if (part_index < 0 || part_index >= checkpoint->part_num || copy_text(pool, etag, &copy) != COSE_OK) {
        return;
    }
    checkpoint->parts[part_index].completed = COS_TRUE;
    checkpoint->parts[part_index].etag = copy;
    checkpoint->parts[part_index].crc64 = crc64;
    cos_str_null(&checkpoint->md5); /* that was of what it said before */
}

void cos_get_checkpoint_undo_parts(cos_checkpoint_t *checkpoint, int *part_num, cos_checkpoint_part_t *parts,
    int64_t *consume_bytes)
{
    int i;

    *part_num = 0;
    *consume_bytes = 0;
    for (i = 0; i < checkpoint->part_num; i++) {
        if (checkpoint->parts[i].completed) {
            *consume_bytes += checkpoint->parts[i].size;
        } else {
            parts[(*part_num)++] = checkpoint->parts[i];
        }
    }
}
