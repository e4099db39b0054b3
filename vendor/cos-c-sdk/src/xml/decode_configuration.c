#include "xml/decode_configuration.h"

#include "xml/documents_configuration.h"
#include "xml/read.h"

int cosi_decode_acl(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read_into(pool, &cosi_xml_acl, body, size, out);
}

int cosi_decode_cors(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read_into(pool, &cosi_xml_cors, body, size, out);
}

int cosi_decode_domain(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read_into(pool, &cosi_xml_domain, body, size, out);
}

int cosi_decode_intelligenttiering(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read_into(pool, &cosi_xml_intelligenttiering, body, size, out);
}

int cosi_decode_inventory(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read_into(pool, &cosi_xml_inventory, body, size, out);
}

int cosi_decode_lifecycle(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read_into(pool, &cosi_xml_lifecycle, body, size, out);
}

int cosi_decode_list_inventory(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read_into(pool, &cosi_xml_list_inventory, body, size, out);
}

int cosi_decode_logging(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read_into(pool, &cosi_xml_logging, body, size, out);
}

int cosi_decode_referer(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read_into(pool, &cosi_xml_referer, body, size, out);
}

int cosi_decode_replication(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read_into(pool, &cosi_xml_replication, body, size, out);
}

int cosi_decode_tagging(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read_into(pool, &cosi_xml_tagging, body, size, out);
}

int cosi_decode_versioning(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read_into(pool, &cosi_xml_versioning, body, size, out);
}

int cosi_decode_website(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read_into(pool, &cosi_xml_website, body, size, out);
}
