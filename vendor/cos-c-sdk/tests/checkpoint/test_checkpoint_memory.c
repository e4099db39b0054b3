/* Every allocation of the checkpoint functions and of thread parameters fails once. */
#include <unistd.h>

#include "checkpoints.h"
#include "failing_memory.h"

static char folder[] = "/tmp/cos-test-XXXXXX";
static char path_text[64];

static int is_honest(int code)
{
    return code == COSE_OK || code == COSE_OUT_MEMORY;
}

static int round_trip(void *data)
{
    cos_pool_t *pool = NULL;
    cos_checkpoint_t *checkpoint;
    cos_checkpoint_t read;
    cos_string_t path;
    int clean = 1;
    int code;

    (void)data;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return 1;
    }
    memset(&read, 0, sizeof(read));
    cos_str_set(&path, path_text);
    checkpoint = checkpoint_make(pool);
    if (checkpoint != NULL) {
        code = cos_open_checkpoint_file(pool, &path, checkpoint);
        clean = is_honest(code);
        if (clean && code == COSE_OK) {
            code = cos_dump_checkpoint(pool, checkpoint);
            clean = is_honest(code);
        }
        if (clean && code == COSE_OK) {
            code = cos_load_checkpoint(pool, &path, &read);
            /* A scanner without memory cannot say so. */
            clean = code == COSE_OK ? same_checkpoint(checkpoint, &read)
                                    : (code == COSE_OUT_MEMORY || code == COSE_XML_PARSE_ERROR) && read.parts == NULL;
        }
    }
    apr_pool_destroy(pool);
    return clean;
}

static int tasks(void *data)
{
    cos_pool_t *pool = NULL;
    cos_request_options_t *options;
    cos_transport_thread_params_t params[2];
    cos_upload_copy_thread_params_t copies[2];
    cos_part_task_result_t results[2];
    cos_checkpoint_part_t parts[2];
    apr_uint32_t launched = 0;
    cos_string_t text;
    int clean = 1;
    int i;

    (void)data;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return 1;
    }
    options = cos_request_options_create(pool);
    if (options != NULL) {
        options->config = cos_config_create(pool);
        options->ctl = cos_http_controller_create(pool, 0);
    }
    if (options != NULL && options->config != NULL && options->ctl != NULL) {
        cos_str_set(&text, "/not/there");
        cos_build_parts(2, 1, parts);
        cos_build_thread_params(params, 2, pool, options, &text, &text, &text, NULL, NULL, &text, parts, results);
        cos_set_task_tracker(params, 2, &launched, NULL, NULL, NULL, NULL);
        for (i = 0; i < 2; i++) {
            upload_part(NULL, &params[i]);
            clean = clean && results[i].s != NULL && results[i].s->code < 0 && results[i].s->error_code != NULL;
        }
        clean = clean && launched == 2;
        cos_destroy_thread_pool(params, 2);
        cos_build_copy_thread_params(copies, 2, pool, options, &text, &text, &text, &text, parts, results);
        upload_part_copy(NULL, &copies[0]);
        clean = clean && results[0].s != NULL && results[0].s->code < 0;
    }
    apr_pool_destroy(pool);
    return clean;
}

TEST(every_allocation_of_writing_and_reading_a_checkpoint_may_fail)
{
    CHECK(failing_memory_each(round_trip, NULL) > 10);
}

TEST(every_allocation_of_part_tasks_may_fail)
{
    CHECK(failing_memory_each(tasks, NULL) > 10);
}

static void before(void)
{
    CHECK_INT_EQ(COSE_OK, cos_http_io_initialize(NULL, 0));
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path_text, sizeof(path_text), "%s/file.cp", folder);
}

static void after(void)
{
    unlink(path_text);
    rmdir(folder);
    cos_http_io_deinitialize();
}

TEST_MAIN(before, after)
