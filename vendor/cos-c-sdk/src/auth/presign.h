/* URLs that carry their signature. */
#ifndef COSI_AUTH_PRESIGN_H
#define COSI_AUTH_PRESIGN_H

#include "cos_define.h"

/* The URL of `req` (proto, host, uri, resource and method) with `params` and the signature of these,
   `headers` and, with sign_host, the Host; valid for `expire` seconds; in options->pool. COSE_OK or
   COSE_OUT_MEMORY. */
int cosi_presign(const cos_request_options_t *options, const cos_http_request_t *req, int64_t expire, int sign_host,
                 const cos_table_t *headers, const cos_table_t *params, cos_string_t *url);

#endif
