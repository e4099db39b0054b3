/* A checkpoint in use: two of three parts done. */
#ifndef TEST_CHECKPOINTS_H
#define TEST_CHECKPOINTS_H

#include "cos_api.h"
#include "cos_resumable.h"
#include "cos_xml.h"
#include "test.h"

#define MIB ((int64_t)1024 * 1024)

static inline void checkpoint_file_info(apr_finfo_t *info)
{
    memset(info, 0, sizeof(*info));
    info->size = 2 * MIB + 5;
    info->mtime = 1234567890123456;
}

static inline cos_checkpoint_t *checkpoint_make(cos_pool_t *pool)
{
    cos_checkpoint_t *checkpoint = cos_create_checkpoint_content_with_partnum(pool, 3);
    cos_string_t path;
    cos_string_t id;
    cos_string_t etag;
    apr_finfo_t info;

    if (checkpoint == NULL) {
        return NULL;
    }
    checkpoint_file_info(&info);
    cos_str_set(&path, "/a b/<\xe4\xb8\xad>&\r\n");
    cos_str_set(&id, "id-1");
    cos_str_set(&etag, "\"e\"");
    cos_build_upload_checkpoint(pool, checkpoint, &path, &info, &id, MIB);
    cos_str_set(&checkpoint->object_name, "key/\t'x'");
    cos_update_checkpoint(pool, checkpoint, 0, &etag, UINT64_MAX);
    cos_update_checkpoint(pool, checkpoint, 2, &etag, 7);
    return checkpoint;
}

static inline int same_text(const cos_string_t *a, const cos_string_t *b)
{
    return a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, (size_t)a->len) == 0);
}

/* All but md5 and thefile. */
static inline int same_checkpoint(const cos_checkpoint_t *a, const cos_checkpoint_t *b)
{
    int i;

    if (a->cp_type != b->cp_type || !same_text(&a->file_path, &b->file_path) || a->file_size != b->file_size ||
        a->file_last_modified != b->file_last_modified || !same_text(&a->file_md5, &b->file_md5) ||
        !same_text(&a->object_name, &b->object_name) || a->object_size != b->object_size ||
        !same_text(&a->object_last_modified, &b->object_last_modified) ||
        !same_text(&a->object_etag, &b->object_etag) || !same_text(&a->upload_id, &b->upload_id) ||
        a->part_num != b->part_num || a->part_size != b->part_size) {
        return 0;
    }
    for (i = 0; i < a->part_num; i++) {
        const cos_checkpoint_part_t *x = &a->parts[i];
        const cos_checkpoint_part_t *y = &b->parts[i];
        if (x->index != y->index || x->offset != y->offset || x->size != y->size || x->completed != y->completed ||
            !same_text(&x->etag, &y->etag) || x->crc64 != y->crc64) {
            return 0;
        }
    }
    return 1;
}

#endif
