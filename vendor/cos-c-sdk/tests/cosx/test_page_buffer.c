#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "handle_pool.h"
#include "page_buffer.h"
#include "test.h"

TEST(a_buffer_begins_where_a_page_does)
{
    static const size_t sizes[] = {1, 31, 4096, 4097, 128 * 1024, 512 * 1024 + 1};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        char *buffer = cosi_page_buffer(sizes[i]);
        CHECK(buffer != NULL);
        CHECK((uintptr_t)buffer % 4096 == 0);
        memset(buffer, 'x', sizes[i]);
        free(buffer);
    }
}

TEST(the_buffer_of_a_connection_does_too_whatever_size_it_grows_to)
{
    cosi_slot_t *slot = cosi_slot_take();
    CHECK(slot != NULL);
    for (size_t size = 1000; size < 2 << 20; size *= 3) {
        CHECK(cosi_slot_reserve(slot, size));
        CHECK((uintptr_t)slot->buffer % 4096 == 0);
        memset(slot->buffer, 'x', size);
    }
    cosi_slot_give(slot, 0);
    cosi_slots_shutdown();
}

TEST_MAIN(NULL, NULL)
