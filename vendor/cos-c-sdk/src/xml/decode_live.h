/* Answers about live channels into the published structures. Each is a cosi_decode_pt: a document that
   cannot be read leaves what `out` points to as it was. */
#ifndef COSI_XML_DECODE_LIVE_H
#define COSI_XML_DECODE_LIVE_H

#include "cos_define.h"

/* cos_live_channel_configuration_t; its name, which the document does not have, stays. */
int cosi_decode_live_channel(cos_pool_t *pool, const char *body, size_t size, void *out);

/* cosi_live_channel_urls_t: filled anew. */
int cosi_decode_live_channel_urls(cos_pool_t *pool, const char *body, size_t size, void *out);

/* cos_live_channel_stat_t: filled anew. */
int cosi_decode_live_channel_stat(cos_pool_t *pool, const char *body, size_t size, void *out);

/* cos_list_live_channel_params_t: channels are added to its list. A page that is cut off has a next_marker
   even if the server sent none: the name of the last channel. */
int cosi_decode_live_channel_list(cos_pool_t *pool, const char *body, size_t size, void *out);

/* cosi_live_channel_history_t: filled anew. */
int cosi_decode_live_channel_history(cos_pool_t *pool, const char *body, size_t size, void *out);

#endif
