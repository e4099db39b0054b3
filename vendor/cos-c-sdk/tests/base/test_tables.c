#include "base/memory.h"
#include "cos_sys_util.h"
#include "failing_memory.h"
#include "test.h"

static cos_pool_t *pool;

static void start(void)
{
    apr_initialize();
    apr_pool_create(&pool, NULL);
}

static void stop(void)
{
    apr_pool_destroy(pool);
    apr_terminate();
}

TEST(texts_are_sorted_by_their_bytes)
{
    const char *texts[] = { "b", "B", "", "a", "ab", "a", "\xe4" };
    static const char *const sorted[] = { "", "B", "a", "a", "ab", "b", "\xe4" };
    size_t i;

    cos_gnome_sort(texts, 7);
    for (i = 0; i < 7; i++) {
        CHECK_STR_EQ(sorted[i], texts[i]);
    }
    cos_gnome_sort(texts, 1);
    cos_gnome_sort(NULL, 0);
    CHECK_STR_EQ("", texts[0]);
}

TEST(set_replaces_whatever_the_case_and_add_keeps_both)
{
    cos_table_t *table = cosi_table_make(pool, 1);

    CHECK_INT_EQ(COSE_OK, cosi_table_set(table, "Host", "a"));
    CHECK_INT_EQ(COSE_OK, cosi_table_set(table, "host", "b"));
    CHECK_INT_EQ(1, apr_table_elts(table)->nelts);
    CHECK_STR_EQ("b", apr_table_get(table, "HOST"));
    CHECK_INT_EQ(COSE_OK, cosi_table_add(table, "host", "c"));
    CHECK_INT_EQ(2, apr_table_elts(table)->nelts);
}

TEST(sorting_leaves_the_table_usable)
{
    cos_table_t *table = cosi_table_make(pool, 2);
    const cos_table_entry_t *entries;

    cosi_table_add(table, "delta", "4");
    cosi_table_add(table, "Alpha", "1");
    cosi_table_add(table, "charlie", "3");
    cosi_table_add(table, "Bravo", "2");
    cos_table_sort_by_dict(table);
    entries = (const cos_table_entry_t *)(void *)apr_table_elts(table)->elts;
    CHECK_STR_EQ("Alpha", entries[0].key);
    CHECK_STR_EQ("Bravo", entries[1].key);
    CHECK_STR_EQ("charlie", entries[2].key);
    CHECK_STR_EQ("delta", entries[3].key);
    CHECK_STR_EQ("3", apr_table_get(table, "Charlie"));
    cosi_table_set(table, "alpha", "one");
    CHECK_STR_EQ("one", apr_table_get(table, "Alpha"));
    CHECK_INT_EQ(4, apr_table_elts(table)->nelts);
}

TEST(the_failing_allocator_reaches_into_apr)
{
    apr_pool_t *child;

    failing_memory_start(0);
    apr_table_make(pool, 4);
    CHECK(failing_memory_stop() >= 2);
    failing_memory_start(1);
    CHECK(apr_pool_create(&child, pool) != APR_SUCCESS);
    failing_memory_stop();
}

static int fill_a_table(void *data)
{
    cos_table_t *table = cosi_table_make(data, 1);
    int i;

    if (table == NULL) {
        return 1;
    }
    for (i = 0; i < 40; i++) {
        char name[16];
        snprintf(name, sizeof(name), "name%d", i);
        if (cosi_table_set(table, name, "value") != COSE_OK) {
            /* still a table: what was there is there, and it can go on */
            return apr_table_elts(table)->nelts == i && (i == 0 || apr_table_get(table, "name0") != NULL)
                && apr_table_get(table, name) == NULL && cosi_table_set(table, name, "again") == COSE_OK;
        }
    }
    return 1;
}

TEST(a_table_survives_every_failing_allocation)
{
    CHECK(failing_memory_each(fill_a_table, pool) > 80);
    CHECK(apr_pool_abort_get(pool) == NULL);
}

TEST_MAIN(start, stop)
