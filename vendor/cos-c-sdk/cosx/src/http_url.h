/* The text of a request's URL. */
#ifndef COSX_HTTP_URL_H
#define COSX_HTTP_URL_H

#include <stddef.h>

#include "cos_transport.h"
#include "growing_bytes.h"

/* Append percent-encoded: everything but A-Z a-z 0-9 - _ . ~ and, when `keep_slash`, '/'.
   0 when memory ran out. */
int cosi_url_encode(cosi_bytes_t *out, const char *text, size_t size, int keep_slash);

/* Append "?a=b&c", or nothing for an empty or NULL table. An empty value goes without '='. */
int cosi_url_query(cosi_bytes_t *out, const cos_table_t *params);

/* The whole URL of `req`: its signed_url, or proto, host, '/', uri and the parameters. The uri is
   the plain key, not encoded: that is what both SDKs put there (cos_transport.h), and what is
   signed; "/" stays. Appended; 0 when memory ran out. */
int cosi_url_of_request(cosi_bytes_t *out, const cos_http_request_t *req);

/* What stands in the request line for `url`, which has a scheme: path and parameters, or, for a
   proxy that is to pass the request on, all of it. A fragment stays here. Appended; 0 when memory
   ran out. */
int cosi_url_target(cosi_bytes_t *out, const char *url, int absolute);

/* 1 when a proxy reads the requests for `url` and passes them on: not for https and not with a route, for
   which the proxy is asked to connect through, and not with a SOCKS proxy. NULL as "". */
int cosi_url_is_for_proxy(const char *url, const char *proxy, const char *route_ip);

#endif
