/* How a file is cut into parts, and where the note about it lies. */
#include <limits.h>
#include <string.h>

#include "base/memory.h"
#include "cos_resumable.h"
#include "cos_utility.h"
#include "resumable/run.h"
#include "service/arguments.h"

#define MOST_THREADS 1024
#define SMALLEST_DOWNLOAD_PART ((int64_t)4 * 1024 * 1024)

int cosi_threads(int32_t thread_num)
{
    return cos_max(1, cos_min(thread_num, MOST_THREADS));
}

int32_t cos_get_thread_num(cos_resumable_clt_params_t *clt_params)
{
    return clt_params == NULL ? 1 : cosi_threads(clt_params->thread_num);
}

void cos_get_checkpoint_path(cos_resumable_clt_params_t *clt_params, const cos_string_t *filepath, cos_pool_t *pool,
    cos_string_t *checkpoint_path)
{
    static const char suffix[] = ".cp";
    char *path;

    if (clt_params != NULL && !cosi_is_missing(&clt_params->checkpoint_path)) {
        *checkpoint_path = clt_params->checkpoint_path;
        return;
    }
    cos_str_null(checkpoint_path);
    if (cosi_is_missing(filepath)) {
        return;
    }
    path = cosi_calloc(pool, (size_t)filepath->len + sizeof(suffix));
    if (path == NULL) {
        return;
    }
    memcpy(path, filepath->data, (size_t)filepath->len);
    memcpy(path + filepath->len, suffix, sizeof(suffix));
    checkpoint_path->data = path;
    checkpoint_path->len = filepath->len + (int)sizeof(suffix) - 1;
}

int cos_get_file_info(const cos_string_t *filepath, cos_pool_t *pool, apr_finfo_t *finfo)
{
    const char *path = cosi_string_text(pool, filepath);

    if (path == NULL) {
        return COSE_OUT_MEMORY;
    }
    return apr_stat(finfo, path, APR_FINFO_NORM, pool) == APR_SUCCESS ? COSE_OK : COSE_FILE_INFO_ERROR;
}

int cos_does_file_exist(const cos_string_t *filepath, cos_pool_t *pool)
{
    apr_finfo_t info;
    return cos_get_file_info(filepath, pool, &info) == COSE_OK && info.filetype == APR_REG ? COS_TRUE : COS_FALSE;
}

void cos_get_part_size(int64_t filesize, int64_t *part_size)
{
    int64_t least = filesize / COS_MAX_PART_NUM + (filesize % COS_MAX_PART_NUM != 0);

    *part_size = cos_max(*part_size, COS_DEFAULT_PART_SIZE);
    *part_size = cos_max(*part_size, least);
}

int64_t cos_get_safe_size_for_download(int64_t part_size)
{
    return cos_max(part_size, SMALLEST_DOWNLOAD_PART);
}

int cos_get_part_num(int64_t file_size, int64_t part_size)
{
    int64_t count;

    if (file_size <= 0 || part_size <= 0) {
        return 0;
    }
    count = file_size / part_size + (file_size % part_size != 0);
    return count > INT_MAX ? INT_MAX : (int)count;
}

void cos_build_parts(int64_t file_size, int64_t part_size, cos_checkpoint_part_t *parts)
{
    int count = cos_get_part_num(file_size, part_size);
    int i;

    for (i = 0; i < count; i++) {
        memset(&parts[i], 0, sizeof(parts[i]));
        parts[i].index = i;
        parts[i].offset = (int64_t)i * part_size;
        parts[i].size = cos_min(part_size, file_size - parts[i].offset);
    }
}
