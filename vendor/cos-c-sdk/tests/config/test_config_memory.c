/* Every allocation of some of the calls fails once: each time an honest status, and what the caller passed is
   as it was or complete. */
#include "config.h"
#include "failing_memory.h"

static operation_t op;

static void serve(void *data, const test_request_t *request, test_reply_t *reply)
{
    static const char policy[] =
        "<AccessControlPolicy><Owner><ID>1</ID></Owner><AccessControlList><Grant><Grantee type=\"Group\"><URI>u</URI>"
        "</Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>";
    static const char rules[] =
        "<CORSConfiguration><CORSRule><AllowedOrigin>http://a.com</AllowedOrigin><AllowedOrigin>http://b.com</AllowedOrigin>"
        "<AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>";
    static const char jobs[] =
        "<ListInventoryConfigurationResult><IsTruncated>true</IsTruncated><NextContinuationToken>n</NextContinuationToken>"
        "<InventoryConfiguration><Id>1</Id><OptionalFields><Field>Size</Field></OptionalFields></InventoryConfiguration>"
        "</ListInventoryConfigurationResult>";
    const char *body = "";

    (void)data;
    if (test_request_starts(request, "GET ")) {
        body = strstr(request->head, "?acl ") != NULL ? policy : strstr(request->head, "?cors ") != NULL ? rules : jobs;
    }
    test_reply_body(reply, "200 OK", "x-cos-request-id: R\r\n", body, strlen(body));
}

/* Makes one call; 0 when what came of it contradicts its status. */
typedef int (*call_pt)(cos_request_options_t *options, cos_status_t **status);

static int attempt(void *data)
{
    const call_pt *call = data;
    cos_request_options_t *options = NULL;
    cos_status_t *status = NULL;
    cos_pool_t *pool = NULL;
    int clean = 1;

    if (apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return 1;
    }
    options = operation_options(pool, test_server_authority(op.server));
    if (options != NULL) {
        clean = (*call)(options, &status) && status != NULL &&
                (status->code == 200 || (status->code < 0 && status->error_code != NULL));
    }
    apr_pool_destroy(pool);
    return clean;
}

static int put_lifecycle(cos_request_options_t *options, cos_status_t **status)
{
    cos_lifecycle_rule_content_t rule;
    cos_list_t rules;

    memset(&rule, 0, sizeof(rule));
    rule.expire.days = 1;
    rule.transition.days = rule.abort.days = INT_MAX;
    cos_list_init(&rules);
    cos_list_add_tail(&rule.node, &rules);
    *status = cos_put_bucket_lifecycle(options, &op.bucket, &rules, NULL);
    return rules.next == &rule.node && rules.prev == &rule.node && rule.node.next == &rules;
}

static int get_cors(cos_request_options_t *options, cos_status_t **status)
{
    cos_list_t rules;

    cos_list_init(&rules);
    *status = cos_get_bucket_cors(options, &op.bucket, &rules, NULL);
    if (!cos_status_is_ok(*status)) {
        return cos_list_empty(&rules);
    }
    return strcmp("http://a.com,http://b.com",
                  cos_list_get_first(&rules, cos_cors_rule_content_t, node)->allowed_origin.data) == 0;
}

static int get_acl(cos_request_options_t *options, cos_status_t **status)
{
    cos_acl_params_t params;

    memset(&params, 0, sizeof(params));
    cos_list_init(&params.grantee_list);
    *status = cos_get_object_acl(options, &op.bucket, &op.object, &params, NULL);
    if (!cos_status_is_ok(*status)) {
        return params.owner_id.data == NULL && cos_list_empty(&params.grantee_list);
    }
    return strcmp("Group", cos_list_get_first(&params.grantee_list, cos_acl_grantee_content_t, node)->type.data) == 0;
}

static int list_inventory(cos_request_options_t *options, cos_status_t **status)
{
    cos_list_inventory_params_t params;

    memset(&params, 0, sizeof(params));
    cos_list_init(&params.inventorys);
    cos_str_set(&params.continuation_token, "t");
    *status = cos_list_bucket_inventory(options, &op.bucket, &params, NULL);
    if (!cos_status_is_ok(*status)) {
        return !params.is_truncated && cos_list_empty(&params.inventorys);
    }
    return params.is_truncated &&
           list_length(&cos_list_get_first(&params.inventorys, cos_inventory_params_t, node)->fields) == 1;
}

static int put_tagging(cos_request_options_t *options, cos_status_t **status)
{
    cos_tagging_params_t params;
    cos_tagging_tag_t tag;
    cos_string_t version = text_of("v1");

    memset(&tag, 0, sizeof(tag));
    cos_str_set(&tag.key, "k");
    cos_list_init(&params.node);
    cos_list_add_tail(&tag.node, &params.node);
    *status = cos_put_object_tagging(options, &op.bucket, &op.object, &version, NULL, &params, NULL);
    return params.node.next == &tag.node;
}

static int put_acl(cos_request_options_t *options, cos_status_t **status)
{
    cos_string_t grant = text_of("id=\"1\"");

    *status = cos_put_bucket_acl(options, &op.bucket, COS_ACL_PRIVATE, &grant, &grant, &grant, NULL);
    return 1;
}

static void survives(call_pt call, long least)
{
    CHECK(attempt(&call)); /* the connection, and what libraries make once */
    CHECK(failing_memory_each(attempt, &call) >= least);
}

TEST(putting_rules_survives_every_failing_allocation)
{
    survives(put_lifecycle, 30);
}

TEST(getting_joined_values_survives_every_failing_allocation)
{
    survives(get_cors, 30);
}

TEST(getting_attributes_survives_every_failing_allocation)
{
    survives(get_acl, 30);
}

TEST(getting_lists_in_lists_survives_every_failing_allocation)
{
    survives(list_inventory, 30);
}

TEST(putting_tags_of_a_version_survives_every_failing_allocation)
{
    survives(put_tagging, 30);
}

TEST(putting_rights_survives_every_failing_allocation)
{
    survives(put_acl, 30);
}

static void before(void)
{
    library_start();
    operation_open(&op, serve, NULL);
}

static void after(void)
{
    operation_close(&op);
    library_stop();
}

TEST_MAIN(before, after)
