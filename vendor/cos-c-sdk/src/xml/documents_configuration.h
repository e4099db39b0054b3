/* The configurations of buckets and objects, each as a table over its published structure. */
#ifndef COSI_XML_DOCUMENTS_CONFIGURATION_H
#define COSI_XML_DOCUMENTS_CONFIGURATION_H

#include "cos_define.h"
#include "xml/fields.h"

/* Where the published calls take and fill a bare list. */
typedef struct {
    cos_list_t rules;
} cosi_rules_t;

extern const cosi_xml_document_t cosi_xml_acl;                /* cos_acl_params_t */
extern const cosi_xml_document_t cosi_xml_cors;               /* cosi_rules_t of cos_cors_rule_content_t */
extern const cosi_xml_document_t cosi_xml_domain;             /* cos_domain_params_t */
extern const cosi_xml_document_t cosi_xml_intelligenttiering; /* cos_intelligenttiering_params_t */
extern const cosi_xml_document_t cosi_xml_inventory;          /* cos_inventory_params_t */
extern const cosi_xml_document_t cosi_xml_lifecycle;          /* cosi_rules_t of cos_lifecycle_rule_content_t */
extern const cosi_xml_document_t cosi_xml_list_inventory;     /* cos_list_inventory_params_t */
extern const cosi_xml_document_t cosi_xml_logging;            /* cos_logging_params_t */
extern const cosi_xml_document_t cosi_xml_referer;            /* cos_referer_params_t */
extern const cosi_xml_document_t cosi_xml_replication;        /* cos_replication_params_t */
extern const cosi_xml_document_t cosi_xml_tagging;            /* cos_tagging_params_t */
extern const cosi_xml_document_t cosi_xml_versioning;         /* cos_versioning_content_t */
extern const cosi_xml_document_t cosi_xml_website;            /* cos_website_params_t */

#endif
