/* Makers of the structures that configurations are made of: zeroed, lists empty, numbers that need not be
   given INT_MAX. All return NULL when memory ran out. */
#include <limits.h>

#include "base/memory.h"
#include "cos_utility.h"

cos_acl_grantee_content_t *cos_create_acl_list_content(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_acl_grantee_content_t));
}

cos_acl_params_t *cos_create_acl_params(cos_pool_t *p)
{
    cos_acl_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params != NULL) {
        cos_list_init(&params->grantee_list);
    }
    return params;
}

cos_lifecycle_rule_content_t *cos_create_lifecycle_rule_content(cos_pool_t *p)
{
    cos_lifecycle_rule_content_t *rule = cosi_calloc(p, sizeof(*rule));

    if (rule != NULL) {
        rule->expire.days = INT_MAX;
        rule->transition.days = INT_MAX;
        rule->abort.days = INT_MAX;
    }
    return rule;
}

cos_cors_rule_content_t *cos_create_cors_rule_content(cos_pool_t *p)
{
    cos_cors_rule_content_t *rule = cosi_calloc(p, sizeof(*rule));

    if (rule != NULL) {
        rule->max_age_seconds = INT_MAX;
    }
    return rule;
}

cos_versioning_content_t *cos_create_versioning_content(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_versioning_content_t));
}

cos_replication_rule_content_t *cos_create_replication_rule_content(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_replication_rule_content_t));
}

cos_replication_params_t *cos_create_replication_params(cos_pool_t *p)
{
    cos_replication_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params != NULL) {
        cos_list_init(&params->rule_list);
    }
    return params;
}

cos_website_rule_content_t *cos_create_website_rule_content(cos_pool_t *P)
{
    return cosi_calloc(P, sizeof(cos_website_rule_content_t));
}

cos_website_params_t *cos_create_website_params(cos_pool_t *p)
{
    cos_website_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params != NULL) {
        cos_list_init(&params->rule_list);
    }
    return params;
}

cos_domain_params_t *cos_create_domain_params(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_domain_params_t));
}

cos_logging_params_t *cos_create_logging_params(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_logging_params_t));
}

cos_list_inventory_params_t *cos_create_list_inventory_params(cos_pool_t *p)
{
    cos_list_inventory_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params != NULL) {
        cos_list_init(&params->inventorys);
    }
    return params;
}

cos_inventory_params_t *cos_create_inventory_params(cos_pool_t *p)
{
    cos_inventory_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params != NULL) {
        cos_list_init(&params->fields);
    }
    return params;
}

cos_inventory_optional_t *cos_create_inventory_optional(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_inventory_optional_t));
}

cos_tagging_params_t *cos_create_tagging_params(cos_pool_t *p)
{
    cos_tagging_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params != NULL) {
        cos_list_init(&params->node);
    }
    return params;
}

cos_tagging_tag_t *cos_create_tagging_tag(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_tagging_tag_t));
}

cos_referer_params_t *cos_create_referer_params(cos_pool_t *p)
{
    cos_referer_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params != NULL) {
        cos_list_init(&params->domain_list);
    }
    return params;
}

cos_referer_domain_t *cos_create_referer_domain(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_referer_domain_t));
}

cos_intelligenttiering_params_t *cos_create_intelligenttiering_params(cos_pool_t *p)
{
    cos_intelligenttiering_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params != NULL) {
        params->days = INT_MAX;
    }
    return params;
}
