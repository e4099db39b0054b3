/* Makers of what live channels take and fill: zeroed, lists empty, published defaults. NULL when memory ran
   out. */
#include "base/memory.h"
#include "cos_utility.h"

cos_list_live_channel_params_t *cos_create_list_live_channel_params(cos_pool_t *p)
{
    cos_list_live_channel_params_t *params = cosi_calloc(p, sizeof(*params));

    if (params != NULL) {
        cos_str_set(&params->prefix, "");
        cos_str_set(&params->marker, "");
        cos_str_set(&params->next_marker, "");
        params->max_keys = COS_PER_RET_NUM;
        cos_list_init(&params->live_channel_list);
    }
    return params;
}

cos_live_channel_configuration_t *cos_create_live_channel_configuration_content(cos_pool_t *p)
{
    cos_live_channel_configuration_t *config = cosi_calloc(p, sizeof(*config));

    if (config != NULL) {
        cos_str_set(&config->name, "");
        cos_str_set(&config->description, "");
        cos_str_set(&config->status, LIVE_CHANNEL_STATUS_ENABLED);
        cos_str_set(&config->target.type, LIVE_CHANNEL_DEFAULT_TYPE);
        cos_str_set(&config->target.play_list_name, LIVE_CHANNEL_DEFAULT_PLAYLIST);
        config->target.frag_duration = LIVE_CHANNEL_DEFAULT_FRAG_DURATION;
        config->target.frag_count = LIVE_CHANNEL_DEFAULT_FRAG_COUNT;
    }
    return config;
}

cos_live_channel_publish_url_t *cos_create_live_channel_publish_url(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_live_channel_publish_url_t));
}

cos_live_channel_play_url_t *cos_create_live_channel_play_url(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_live_channel_play_url_t));
}

cos_live_channel_content_t *cos_create_list_live_channel_content(cos_pool_t *p)
{
    cos_live_channel_content_t *content = cosi_calloc(p, sizeof(*content));

    if (content != NULL) {
        cos_list_init(&content->publish_url_list);
        cos_list_init(&content->play_url_list);
    }
    return content;
}

cos_live_record_content_t *cos_create_live_record_content(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_live_record_content_t));
}
