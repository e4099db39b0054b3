/* Bodies of cos_xml.h, configurations of buckets and objects: thin forwards into the tables. */
#include "cos_xml.h"
#include "xml/bodies.h"
#include "xml/decode_configuration.h"
#include "xml/documents_configuration.h"

#define BUILDERS(name, type, document) \
    char *build_##name##_xml(cos_pool_t *p, type *params) \
    { \
        return cosi_build_text(p, &(document), params); \
    } \
    void build_##name##_body(cos_pool_t *p, type *params, cos_list_t *body) \
    { \
        cosi_build_body(p, &(document), params, body); \
    }

/* The published functions take the bare list of the rules. */
#define RULE_BUILDERS(name, document) \
    char *build_##name##_xml(cos_pool_t *p, cos_list_t *rule_list) \
    { \
        cosi_rules_t rules; \
        rules.rules = *rule_list; \
        return cosi_build_text(p, &(document), &rules); \
    } \
    void build_##name##_body(cos_pool_t *p, cos_list_t *rule_list, cos_list_t *body) \
    { \
        cosi_add_to_body(p, build_##name##_xml(p, rule_list), body); \
    }

#define PARSER(function, type, decode) \
    int function(cos_pool_t *p, cos_list_t *bc, type *out) \
    { \
        return cosi_parse_body(p, bc, decode, out); \
    }

RULE_BUILDERS(lifecycle, cosi_xml_lifecycle)
RULE_BUILDERS(cors, cosi_xml_cors)
BUILDERS(replication, cos_replication_params_t, cosi_xml_replication)
BUILDERS(versioning, cos_versioning_content_t, cosi_xml_versioning)
BUILDERS(website, cos_website_params_t, cosi_xml_website)
BUILDERS(domain, cos_domain_params_t, cosi_xml_domain)
BUILDERS(logging, cos_logging_params_t, cosi_xml_logging)
BUILDERS(inventory, cos_inventory_params_t, cosi_xml_inventory)
BUILDERS(tagging, cos_tagging_params_t, cosi_xml_tagging)
BUILDERS(referer, cos_referer_params_t, cosi_xml_referer)
BUILDERS(intelligenttiering, cos_intelligenttiering_params_t, cosi_xml_intelligenttiering)

PARSER(cos_acl_parse_from_body, cos_acl_params_t, cosi_decode_acl)
PARSER(cos_lifecycle_rules_parse_from_body, cos_list_t, cosi_decode_lifecycle)
PARSER(cos_cors_rules_parse_from_body, cos_list_t, cosi_decode_cors)
PARSER(cos_replication_parse_from_body, cos_replication_params_t, cosi_decode_replication)
PARSER(cos_versioning_parse_from_body, cos_versioning_content_t, cosi_decode_versioning)
PARSER(cos_get_website_parse_from_body, cos_website_params_t, cosi_decode_website)
PARSER(cos_get_domain_parse_from_body, cos_domain_params_t, cosi_decode_domain)
PARSER(cos_get_logging_parse_from_body, cos_logging_params_t, cosi_decode_logging)
PARSER(cos_get_inventory_parse_from_body, cos_inventory_params_t, cosi_decode_inventory)
PARSER(cos_list_inventory_parse_from_body, cos_list_inventory_params_t, cosi_decode_list_inventory)
PARSER(cos_get_tagging_parse_from_body, cos_tagging_params_t, cosi_decode_tagging)
PARSER(cos_get_referer_parse_from_body, cos_referer_params_t, cosi_decode_referer)
PARSER(cos_get_intelligenttiering_parse_from_body, cos_intelligenttiering_params_t, cosi_decode_intelligenttiering)
