/* A batch against the scripted server. */
#ifndef TEST_BATCH_SCENE_H
#define TEST_BATCH_SCENE_H

#include "../cosx/call.h"
#include "cosx_batch.h"
#include "test.h"

#define MOST 4096

typedef struct scene_s {
    test_server_t *server;
    cosx_settings_t settings;
    char endpoint[128];
    cosx_batch_spec_t spec;
    cosx_cancel_t cancel;
    cosx_batch_t *batch;
    char error[256];
    cosx_batch_result_t *results[MOST]; /* by tag */
    int count;
} scene_t;

static inline void scene_open(scene_t *s, const char *method, test_handler_pt handler, void *data)
{
    memset(s, 0, sizeof(*s));
    s->server = test_server_start(handler, data);
    (void)snprintf(s->endpoint, sizeof(s->endpoint), "http://%s", test_server_authority(s->server));
    cosx_settings_init(&s->settings);
    s->settings.endpoint = s->endpoint;
    s->settings.address = COSX_ADDRESS_PATH;
    cosx_batch_spec_init(&s->spec);
    s->spec.settings = &s->settings;
    s->spec.method = method;
    s->spec.bucket = "b-125";
    s->spec.concurrency = 4;
    s->spec.cancel = &s->cancel;
    s->spec.retry.max_attempts = 3;
    s->spec.retry.base_delay_us = 100;
    s->spec.retry.max_delay_us = 2000;
}

static inline void scene_start(scene_t *s)
{
    s->batch = cosx_batch_create(&s->spec, s->error);
    CHECK_STR_EQ("", s->error);
    CHECK(s->batch != NULL);
}

static inline void scene_close(scene_t *s)
{
    int i;
    cosx_batch_destroy(s->batch);
    for (i = 0; i < MOST; i++) {
        if (s->results[i] != NULL) {
            cosx_batch_release(&s->results[i], 1);
        }
    }
    test_server_stop(s->server);
}

static inline void scene_submit(scene_t *s, uint64_t tag, const char *key, const void *data, int64_t size)
{
    cosx_batch_item_t item;
    memset(&item, 0, sizeof(item));
    item.tag = tag;
    item.key = key;
    item.data = data;
    item.size = size;
    CHECK_INT_EQ(COSE_OK, cosx_batch_submit(s->batch, &item, 1));
}

/* All results there will be, until `count` are there. */
static inline void scene_collect(scene_t *s, int count)
{
    while (s->count < count) {
        cosx_batch_result_t *some[16];
        int n = cosx_batch_next(s->batch, some, 16, 30000);
        int i;
        CHECK(n > 0);
        for (i = 0; i < n; i++) {
            CHECK(some[i]->tag < MOST && s->results[some[i]->tag] == NULL);
            s->results[some[i]->tag] = some[i];
        }
        s->count += n;
    }
}

/* One item, to its end. */
static inline cosx_batch_result_t *scene_one(scene_t *s, const char *key, const void *data, int64_t size)
{
    scene_submit(s, (uint64_t)s->count, key, data, size);
    scene_collect(s, s->count + 1);
    return s->results[s->count - 1];
}

#endif
