#include "xml/decode_live.h"

#include "xml/documents_live.h"
#include "xml/read.h"

int cosi_decode_live_channel(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    cos_live_channel_configuration_t *channel = out;
    cos_live_channel_configuration_t read;
    int code = cosi_xml_read(pool, &cosi_xml_live_channel, body, size, &read);

    if (code == COSE_OK) {
        read.name = channel->name;
        *channel = read;
    }
    return code;
}

int cosi_decode_live_channel_urls(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read(pool, &cosi_xml_live_channel_urls, body, size, out);
}

int cosi_decode_live_channel_stat(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    cos_live_channel_stat_t stat;
    int code = cosi_xml_read(pool, &cosi_xml_live_channel_stat, body, size, &stat);

    if (code == COSE_OK) {
        *(cos_live_channel_stat_t *)out = stat;
    }
    return code;
}

int cosi_decode_live_channel_list(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    cos_list_live_channel_params_t *params = out;
    cos_list_live_channel_params_t page;
    int code = cosi_xml_read(pool, &cosi_xml_live_channel_list, body, size, &page);

    if (code == COSE_OK) {
        if (page.truncated && page.next_marker.len == 0 && !cos_list_empty(&page.live_channel_list)) {
            page.next_marker = cos_list_entry(page.live_channel_list.prev, cos_live_channel_content_t, node)->name;
        }
        params->truncated = page.truncated;
        params->next_marker = page.next_marker;
        cosi_list_append(&page.live_channel_list, &params->live_channel_list);
    }
    return code;
}

int cosi_decode_live_channel_history(cos_pool_t *pool, const char *body, size_t size, void *out)
{
    return cosi_xml_read(pool, &cosi_xml_live_channel_history, body, size, out);
}
