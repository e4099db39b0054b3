/* The HTTP transport, on libcurl. The vendored SDK has no other; over the official SDK
   cosx_transport_install() puts it into the SDK's own two pointers. */
#ifndef COSX_TRANSPORT_H
#define COSX_TRANSPORT_H

#include "cos_http_io.h"
#include "cosx_export.h"

/* Hook in. Call once, after cos_http_io_initialize(). Idempotent. COSE_OK or COSE_FAILED_INITIALIZE. */
COSX_API int cosx_transport_install(void);

/* Close idle connections and free the handle pool. Calls in flight are not disturbed. */
COSX_API void cosx_transport_shutdown(void);

/* For cos_http_transport_create / cos_http_transport_perform. */
COSX_API cos_http_transport_t *cosx_transport_create(cos_pool_t *pool);
COSX_API int cosx_transport_perform(cos_http_transport_t *transport);

/* "libcurl/7.88.1 OpenSSL/3.0.19 ..." */
COSX_API const char *cosx_transport_version(void);

/* Where a call's settings name no certificates, those count that libcurl was built to look for. One that was built to
   look for none is told of SSL_CERT_FILE, SSL_CERT_DIR or the first bundle of a distribution that is there; all of
   them are looked at once. Whether there is any: without it every TLS connection is refused. */
COSX_API int cosx_transport_has_trust(void);

/* The PEM file to trust where none of these is there. The first call counts. COSE_OK, COSE_INVALID_ARGUMENT or
   COSE_OUT_MEMORY. */
COSX_API int cosx_transport_trust(const char *file);

#endif
