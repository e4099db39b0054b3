/* What the makers make: nothing given, empty lists; and NULL when memory runs out. */
#include "config.h"
#include "failing_memory.h"

static cos_pool_t *pool;

static int is_zero(const void *at, size_t size)
{
    const char *bytes = at;
    size_t i;

    for (i = 0; at != NULL && i < size; i++) {
        if (bytes[i] != 0) {
            return 0;
        }
    }
    return at != NULL;
}

TEST(items_of_lists_and_plain_structures_are_zeroed)
{
    CHECK(is_zero(cos_create_acl_list_content(pool), sizeof(cos_acl_grantee_content_t)));
    CHECK(is_zero(cos_create_versioning_content(pool), sizeof(cos_versioning_content_t)));
    CHECK(is_zero(cos_create_replication_rule_content(pool), sizeof(cos_replication_rule_content_t)));
    CHECK(is_zero(cos_create_website_rule_content(pool), sizeof(cos_website_rule_content_t)));
    CHECK(is_zero(cos_create_domain_params(pool), sizeof(cos_domain_params_t)));
    CHECK(is_zero(cos_create_logging_params(pool), sizeof(cos_logging_params_t)));
    CHECK(is_zero(cos_create_inventory_optional(pool), sizeof(cos_inventory_optional_t)));
    CHECK(is_zero(cos_create_tagging_tag(pool), sizeof(cos_tagging_tag_t)));
    CHECK(is_zero(cos_create_referer_domain(pool), sizeof(cos_referer_domain_t)));
}

TEST(lists_are_empty)
{
    CHECK(cos_list_empty(&cos_create_acl_params(pool)->grantee_list));
    CHECK(cos_list_empty(&cos_create_replication_params(pool)->rule_list));
    CHECK(cos_list_empty(&cos_create_website_params(pool)->rule_list));
    CHECK(cos_list_empty(&cos_create_list_inventory_params(pool)->inventorys));
    CHECK(cos_list_empty(&cos_create_inventory_params(pool)->fields));
    CHECK(cos_list_empty(&cos_create_tagging_params(pool)->node));
    CHECK(cos_list_empty(&cos_create_referer_params(pool)->domain_list));
    CHECK(text_is(NULL, &cos_create_list_inventory_params(pool)->continuation_token));
    CHECK_INT_EQ(0, cos_create_inventory_params(pool)->destination.encryption);
}

TEST(numbers_are_not_given)
{
    cos_lifecycle_rule_content_t *rule = cos_create_lifecycle_rule_content(pool);

    CHECK_INT_EQ(INT_MAX, rule->expire.days);
    CHECK_INT_EQ(INT_MAX, rule->transition.days);
    CHECK_INT_EQ(INT_MAX, rule->abort.days);
    CHECK(text_is(NULL, &rule->expire.date));
    CHECK_INT_EQ(INT_MAX, cos_create_cors_rule_content(pool)->max_age_seconds);
    CHECK_INT_EQ(INT_MAX, cos_create_intelligenttiering_params(pool)->days);
}

/* Calls `make` while no memory can be had. */
#define GIVES_NULL(make) \
    do { \
        void *made; \
        failing_memory_start(1); \
        made = (make); \
        failing_memory_stop(); \
        CHECK(made == NULL); \
    } while (0)

TEST(makers_give_null_when_memory_runs_out)
{
    GIVES_NULL(cos_create_acl_list_content(pool));
    GIVES_NULL(cos_create_acl_params(pool));
    GIVES_NULL(cos_create_lifecycle_rule_content(pool));
    GIVES_NULL(cos_create_cors_rule_content(pool));
    GIVES_NULL(cos_create_versioning_content(pool));
    GIVES_NULL(cos_create_replication_rule_content(pool));
    GIVES_NULL(cos_create_replication_params(pool));
    GIVES_NULL(cos_create_website_rule_content(pool));
    GIVES_NULL(cos_create_website_params(pool));
    GIVES_NULL(cos_create_domain_params(pool));
    GIVES_NULL(cos_create_logging_params(pool));
    GIVES_NULL(cos_create_list_inventory_params(pool));
    GIVES_NULL(cos_create_inventory_params(pool));
    GIVES_NULL(cos_create_inventory_optional(pool));
    GIVES_NULL(cos_create_tagging_params(pool));
    GIVES_NULL(cos_create_tagging_tag(pool));
    GIVES_NULL(cos_create_referer_params(pool));
    GIVES_NULL(cos_create_referer_domain(pool));
    GIVES_NULL(cos_create_intelligenttiering_params(pool));
}

static void before(void)
{
    library_start();
    cos_pool_create(&pool, NULL);
}

static void after(void)
{
    cos_pool_destroy(pool);
    library_stop();
}

TEST_MAIN(before, after)
