/* Every allocation of the functions on nodes fails once: nothing leaks, nothing is half-done. */
#include "cos_api.h"
#include "cos_xml.h"
#include "failing_memory.h"
#include "samples.h"
#include "test.h"

/* Works in a pool of its own; 0 when something is half-done. */
typedef int (*work_pt)(cos_pool_t *pool, const char *sample);

typedef struct {
    work_pt work;
    const char *sample;
} attempt_t;

static int attempt(void *data)
{
    const attempt_t *one = data;
    cos_pool_t *pool = NULL;
    int clean;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return 1;
    }
    clean = one->work(pool, one->sample);
    apr_pool_destroy(pool);
    return clean;
}

static int load_and_read(cos_pool_t *pool, const char *sample)
{
    cos_buf_t piece = { 0 };
    cos_list_t body = cos_list_head_init(body);
    cos_list_t rules = cos_list_head_init(rules);
    cos_lifecycle_rule_content_t rule;
    mxml_node_t *root = NULL;
    int code;
    int count = 0;
    cos_list_t *node;

    piece.pos = piece.start = (uint8_t *)(uintptr_t)sample;
    piece.last = piece.end = piece.pos + strlen(sample);
    cos_list_add_tail(&piece.node, &body);
    code = get_xmldoc(&body, &root);
    if (code != COSE_OK) {
        return root == NULL;
    }
    memset(&rule, 0, sizeof(rule));
    cos_lifecycle_rule_contents_parse(pool, root, "Rule", &rules);
    cos_lifecycle_rule_transition_parse(pool, root, &rule);
    mxmlDelete(root);
    for (node = rules.next; node != &rules; node = node->next) {
        count++;
    }
    return (count == 0 || count == 2) && (rule.transition.days == 0 || rule.transition.storage_class.data != NULL);
}

static int load_acl(cos_pool_t *pool, const char *sample)
{
    cos_buf_t piece = { 0 };
    cos_list_t body = cos_list_head_init(body);
    cos_list_t grants = cos_list_head_init(grants);
    mxml_node_t *root = NULL;
    char *value;

    piece.pos = piece.start = (uint8_t *)(uintptr_t)sample;
    piece.last = piece.end = piece.pos + strlen(sample);
    cos_list_add_tail(&piece.node, &body);
    if (get_xmldoc(&body, &root) != COSE_OK) {
        return root == NULL;
    }
    cos_acl_contents_parse(pool, root, "Grant", &grants);
    value = get_xmlnode_value(pool, root, "Permission");
    mxmlDelete(root);
    return value == NULL || strcmp(value, "READ") == 0;
}

static int build(cos_pool_t *pool, const char *sample)
{
    mxml_node_t *root = mxmlNewElement(NULL, "A");
    cos_string_t value;
    int clean = 1;

    (void)pool;
    if (root == NULL || mxmlGetElement(root) == NULL) {
        mxmlDelete(root);
        return 1; /* Mini-XML's own */
    }
    cos_str_set(&value, sample);
    if (set_xmlnode_value_str(root, "B", &value) == NULL) {
        clean = mxmlGetFirstChild(root) == NULL;
    }
    build_xml_node_with_parent(root, "P", "C", &value);
    clean = clean && (mxmlFindElement(root, root, "P", NULL, NULL, MXML_DESCEND_FIRST) == NULL) ==
                     (mxmlFindElement(root, root, "C", NULL, NULL, 1) == NULL);
    mxmlDelete(root);
    return clean;
}

TEST(every_allocation_of_reading_a_tree_may_fail)
{
    attempt_t one = { load_and_read, "<?xml version='1.0'?>" SAMPLE_LIFECYCLE };
    CHECK(failing_memory_each(attempt, &one) > 3);
}

TEST(every_allocation_of_reading_attributes_may_fail)
{
    attempt_t one = { load_acl, SAMPLE_ACL };
    CHECK(failing_memory_each(attempt, &one) > 3);
}

TEST(every_allocation_of_making_nodes_may_fail)
{
    attempt_t one = { build, "some text" };
    CHECK(failing_memory_each(attempt, &one) >= 1); /* under a sanitizer only the pool's */
}

static void before(void)
{
    CHECK_INT_EQ(COSE_OK, cos_http_io_initialize(NULL, 0));
}

static void after(void)
{
    cos_http_io_deinitialize();
}

TEST_MAIN(before, after)
