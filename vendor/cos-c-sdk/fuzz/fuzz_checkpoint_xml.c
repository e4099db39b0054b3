/* libFuzzer: any bytes as a checkpoint of the published format. What could be read must be sound, possible
   to write, and the same when it is read again.

     cmake -S . -B build -DCMAKE_C_COMPILER=clang -DCOS_C_SDK_BUILD_FUZZERS=ON
     cmake --build build --target fuzz_checkpoint_xml && build/fuzz/fuzz_checkpoint_xml -max_total_time=60 */
#include <stdlib.h>
#include <string.h>

#include "cos_http_io.h"
#include "resumable/checkpoint_xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_parts(cos_checkpoint_t *checkpoint)
{
    int64_t whole = checkpoint->cp_type == COS_CP_UPLOAD ? checkpoint->file_size : checkpoint->object_size;
    cos_checkpoint_part_t *todo = calloc((size_t)checkpoint->part_num + 1, sizeof(*todo));
    int64_t done = 0;
    int count = 0;
    int i;

    for (i = 0; i < checkpoint->part_num; i++) {
        const cos_checkpoint_part_t *part = &checkpoint->parts[i];
        if (part->index != i || part->offset < 0 || part->size < 0 || part->offset > whole ||
            part->size > whole - part->offset) {
            abort();
        }
    }
    cos_get_checkpoint_undo_parts(checkpoint, &count, todo, &done);
    if (count < 0 || count > checkpoint->part_num) {
        abort();
    }
    free(todo);
}

static void try_checkpoint(cos_pool_t *pool, const char *text, size_t size)
{
    cos_checkpoint_t checkpoint;
    char *first = NULL;
    char *second = NULL;
    int code;

    memset(&checkpoint, 0, sizeof(checkpoint));
    if (cosi_checkpoint_read(pool, text, size, &checkpoint) != COSE_OK) {
        if (checkpoint.parts != NULL) {
            abort();
        }
        return;
    }
    check_parts(&checkpoint);
    code = cosi_checkpoint_text(pool, &checkpoint, &first);
    if (code == COSE_INVALID_ARGUMENT) {
        return; /* a reference to a control character, which the reader takes */
    }
    if (code != COSE_OK || cosi_checkpoint_read(pool, first, strlen(first), &checkpoint) != COSE_OK ||
        !cos_verify_checkpoint_md5(pool, &checkpoint) ||
        cosi_checkpoint_text(pool, &checkpoint, &second) != COSE_OK || strcmp(first, second) != 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int ready;
    cos_pool_t *pool = NULL;
    char *copy;

    if (!ready) {
        ready = cos_http_io_initialize(NULL, 0) == COSE_OK;
    }
    /* A block of just that size, so that the sanitizer sees a read past its end. */
    copy = malloc(size == 0 ? 1 : size);
    if (copy == NULL || apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        abort();
    }
    if (size > 0) {
        memcpy(copy, data, size);
    }
    try_checkpoint(pool, copy, size);
    apr_pool_destroy(pool);
    free(copy);
    return 0;
}
