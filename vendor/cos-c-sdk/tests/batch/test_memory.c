/* Memory that runs out while a batch is made and given its items: an honest error, no leak, no crash. */
#include "failing_memory.h"
#include "scene.h"

static scene_t s;

static void echo(void *data, const test_request_t *request, test_reply_t *reply)
{
    (void)data;
    (void)request;
    test_reply_body(reply, "200 OK", "", "x", 1);
}

static int create(void *data)
{
    (void)data;
    s.batch = cosx_batch_create(&s.spec, s.error);
    if (s.batch == NULL) {
        return s.error[0] != '\0';
    }
    cosx_batch_destroy(s.batch);
    s.batch = NULL;
    return 1;
}

TEST(creating_a_batch_fails_cleanly)
{
    cosx_pair_t header = {"x-cos-meta-a", "b"};
    scene_open(&s, "GET", echo, NULL);
    s.settings.secret_id = "id";
    s.settings.secret_key = "key";
    s.settings.token = "token";
    s.spec.headers = &header;
    s.spec.header_count = 1;
    CHECK(failing_memory_each(create, NULL) > 0);
    scene_start(&s);
    CHECK_INT_EQ(200, scene_one(&s, "k", NULL, 0)->code);
    scene_close(&s);
}

static int submit(void *data)
{
    cosx_batch_item_t items[3];
    int i;
    int *submitted = data;
    memset(items, 0, sizeof(items));
    for (i = 0; i < 3; i++) {
        items[i].tag = (uint64_t)(*submitted + i);
        items[i].key = "k";
    }
    switch (cosx_batch_submit(s.batch, items, 3)) {
    case COSE_OK:
        *submitted += 3;
        return 1;
    case COSE_OUT_MEMORY:
        return cosx_batch_credentials(s.batch, &s.settings) != COSE_OK || 1;
    default:
        return 0;
    }
}

TEST(items_are_queued_all_or_none)
{
    int submitted = 0;
    scene_open(&s, "GET", echo, NULL);
    scene_start(&s);
    /* none where only the pools of APR run out: see failing_memory.h */
    CHECK(failing_memory_each(submit, &submitted) >= 0);
    CHECK_INT_EQ(3, submitted);
    scene_collect(&s, submitted);
    CHECK_INT_EQ(0, cosx_batch_pending(s.batch));
    scene_close(&s);
}

TEST_MAIN(library_start, library_stop)
