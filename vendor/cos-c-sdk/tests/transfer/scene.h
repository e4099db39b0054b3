/* What every test of transfers needs: a service, an engine, a spec; each test has its own. */
#ifndef TEST_TRANSFER_SCENE_H
#define TEST_TRANSFER_SCENE_H

#include "cos_http_io.h"
#include "cosx_transfer.h"
#include "folder.h"
#include "mini_cos.h"

#define MIB ((size_t)1 << 20)
#define LONG 20000 /* ms; far more than anything here takes */

typedef struct scene_s {
    mini_cos_t *cos;
    cosx_engine_t *engine;
    cosx_settings_t settings;
    cosx_transfer_spec_t spec;
    char error[256];
} scene_t;

static scene_t scene;

static inline void scene_open(int threads)
{
    scene.cos = mini_cos_start();
    scene.engine = cosx_engine_create(threads);
    if (scene.engine == NULL) {
        abort();
    }
    cosx_settings_init(&scene.settings);
    scene.settings.endpoint = mini_cos_endpoint(scene.cos);
    scene.settings.address = COSX_ADDRESS_PATH;
    cosx_transfer_spec_init(&scene.spec);
    scene.spec.settings = &scene.settings;
    scene.spec.bucket = "b-125";
    scene.spec.key = "k";
    scene.spec.kind = COSX_UPLOAD;
    scene.spec.part_size = (int64_t)MIB;
    scene.spec.retry.base_delay_us = 1000;
    scene.spec.retry.max_delay_us = 5000;
}

static inline void scene_close(void)
{
    test_server_release(mini_cos_server(scene.cos));
    cosx_engine_destroy(scene.engine);
    mini_cos_stop(scene.cos);
    folder_empty();
    memset(&scene, 0, sizeof(scene));
}

static inline cosx_transfer_t *scene_submit(void)
{
    cosx_transfer_t *transfer = cosx_transfer_submit(scene.engine, &scene.spec, scene.error);

    if (transfer == NULL) {
        fprintf(stderr, "refused: %s\n", scene.error);
        abort();
    }
    return transfer;
}

/* Submit and wait. The result's texts live as long as the transfer: the caller releases it. */
static inline cosx_transfer_t *scene_run(cosx_transfer_result_t *result)
{
    cosx_transfer_t *transfer = scene_submit();

    if (!cosx_transfer_wait(transfer, LONG)) {
        fprintf(stderr, "the transfer does not end\n");
        abort();
    }
    cosx_transfer_result(transfer, result);
    return transfer;
}

static inline void scene_upload(const char *path)
{
    scene.spec.kind = COSX_UPLOAD;
    scene.spec.path = path;
}

static inline void scene_download(const char *path)
{
    scene.spec.kind = COSX_DOWNLOAD;
    scene.spec.path = path;
}

static inline void scene_start_library(void)
{
    if (cos_http_io_initialize("test", 0) != COSE_OK) {
        abort();
    }
    folder_make();
}

static inline void scene_stop_library(void)
{
    folder_remove();
    cos_http_io_deinitialize();
}

#endif
