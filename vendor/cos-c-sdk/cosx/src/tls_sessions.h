/* TLS sessions that all connections of the process share: a second connection to a host, of any
   thread, spares the certificate and a round trip. */
#ifndef COSX_TLS_SESSIONS_H
#define COSX_TLS_SESSIONS_H

#include <curl/curl.h>

/* Let the handle take part. When memory ran out it has its own sessions. */
CURLcode cosi_tls_sessions_attach(CURL *easy);

/* Forget them; nothing when a handle still uses them. */
void cosi_tls_sessions_shutdown(void);

#endif
