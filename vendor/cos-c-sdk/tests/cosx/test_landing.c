/* Large bodies in memory: which way they take, and that both bring the same bytes. */
#include "call.h"
#include "cosx_crc64.h"
#include "landing.h"
#include "test.h"

#define MIB ((size_t)1 << 20)

/* One step, as if it had taken so long for each MiB; the way it went. */
static int step(cosi_landing_t *landing, int64_t straight_ns, int64_t aside_ns)
{
    cosi_landing_step_t taken = cosi_landing_begin(landing);
    if (taken.measured) {
        cosi_landing_note(landing, taken.aside, MIB, taken.aside ? aside_ns : straight_ns);
    }
    return taken.aside;
}

static int steps_aside(cosi_landing_t *landing, int count, int64_t straight_ns, int64_t aside_ns)
{
    int aside = 0;
    int i;
    for (i = 0; i < count; i++) {
        aside += step(landing, straight_ns, aside_ns);
    }
    return aside;
}

TEST(both_ways_are_tried_before_one_is_preferred)
{
    cosi_landing_t landing;
    memset(&landing, 0, sizeof(landing));
    CHECK_INT_EQ(8, steps_aside(&landing, 16, 100000, 900000));
}

TEST(the_cheaper_way_is_taken_but_for_a_few_doubts)
{
    cosi_landing_t landing;
    memset(&landing, 0, sizeof(landing));
    (void)steps_aside(&landing, 16, 100000, 50000);
    CHECK(steps_aside(&landing, 1000, 100000, 50000) >= 990);
    memset(&landing, 0, sizeof(landing));
    (void)steps_aside(&landing, 16, 50000, 100000);
    CHECK(steps_aside(&landing, 1000, 50000, 100000) <= 10);
}

TEST(what_became_cheaper_is_noticed)
{
    cosi_landing_t landing;
    memset(&landing, 0, sizeof(landing));
    (void)steps_aside(&landing, 1000, 100000, 50000);
    (void)steps_aside(&landing, 4000, 50000, 100000);
    CHECK(steps_aside(&landing, 1000, 50000, 100000) <= 10);
}

TEST(a_few_bytes_say_nothing)
{
    cosi_landing_t landing;
    memset(&landing, 0, sizeof(landing));
    cosi_landing_note(&landing, 1, 1000, 1);
    CHECK_INT_EQ(0, landing.known[1]);
}

TEST(aligned_memory_is_told_from_other)
{
    CHECK(cosi_landing_of(64) == cosi_landing_of(96));
    CHECK(cosi_landing_of(80) == cosi_landing_of(65));
    CHECK(cosi_landing_of(64) != cosi_landing_of(80));
}

/* A body of so many bytes, into memory that begins `offset` bytes behind a boundary; into the response's own
   for -1. */
static void receive(size_t size, int offset)
{
    test_server_t *server = test_server_start(NULL, NULL);
    char *memory = aligned_alloc(64, (size + 128) / 64 * 64);
    char *data = malloc(size);
    test_reply_t reply;
    call_t call;
    size_t i;
    for (i = 0; i < size; i++) {
        data[i] = (char)(i * 31 + i / 4096);
    }
    call_open(&call, "http", test_server_authority(server));
    test_reply_init(&reply);
    test_reply_body(&reply, "200 OK", "", data, size);
    test_server_push(server, &reply);
    call.context.check_crc = 1;
    if (offset >= 0) {
        call.context.sink.kind = COSX_BODY_MEMORY;
        call.context.sink.data = memory + offset;
        call.context.sink.capacity = (int64_t)size;
    }
    CHECK_INT_EQ(200, call_execute(&call));
    CHECK_INT_EQ(size, call.context.received);
    CHECK(call.context.received_crc == cosx_crc64(0, data, size));
    CHECK_MEM_EQ(data, offset >= 0 ? memory + offset : call.response.body, size);
    call_close(&call);
    cosx_transport_shutdown();
    test_server_stop(server);
    free(data);
    free(memory);
}

TEST(the_bytes_are_the_same_whichever_way_they_come)
{
    size_t large = (size_t)COSI_LANDING_LEAST;
    receive(large - 1, 16);
    receive(large, 16);
    receive(large + 12345, 0);
    receive(32 * large + 1, 1);
    receive(large, -1);
    CHECK(cosi_landing_of(1)->known[0] > 0); /* both ways were among them */
    CHECK(cosi_landing_of(1)->known[1] > 0);
}

TEST_MAIN(library_start, library_stop)
