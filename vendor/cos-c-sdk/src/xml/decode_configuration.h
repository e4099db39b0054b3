/* Configurations of buckets and objects out of answers. Each is a cosi_decode_pt: a document that cannot be
   read leaves what `out` points to as it was; items are added to the lists that are there. */
#ifndef COSI_XML_DECODE_CONFIGURATION_H
#define COSI_XML_DECODE_CONFIGURATION_H

#include "cos_define.h"

int cosi_decode_acl(cos_pool_t *pool, const char *body, size_t size, void *out);       /* cos_acl_params_t */
int cosi_decode_cors(cos_pool_t *pool, const char *body, size_t size, void *out);      /* cos_list_t */
int cosi_decode_domain(cos_pool_t *pool, const char *body, size_t size, void *out);    /* cos_domain_params_t */
/* cos_intelligenttiering_params_t */
int cosi_decode_intelligenttiering(cos_pool_t *pool, const char *body, size_t size, void *out);
int cosi_decode_inventory(cos_pool_t *pool, const char *body, size_t size, void *out); /* cos_inventory_params_t */
int cosi_decode_lifecycle(cos_pool_t *pool, const char *body, size_t size, void *out); /* cos_list_t */
/* cos_list_inventory_params_t */
int cosi_decode_list_inventory(cos_pool_t *pool, const char *body, size_t size, void *out);
int cosi_decode_logging(cos_pool_t *pool, const char *body, size_t size, void *out);   /* cos_logging_params_t */
int cosi_decode_referer(cos_pool_t *pool, const char *body, size_t size, void *out);   /* cos_referer_params_t */
int cosi_decode_replication(cos_pool_t *pool, const char *body, size_t size, void *out); /* cos_replication_params_t */
int cosi_decode_tagging(cos_pool_t *pool, const char *body, size_t size, void *out);   /* cos_tagging_params_t */
int cosi_decode_versioning(cos_pool_t *pool, const char *body, size_t size, void *out); /* cos_versioning_content_t */
int cosi_decode_website(cos_pool_t *pool, const char *body, size_t size, void *out);   /* cos_website_params_t */

#endif
