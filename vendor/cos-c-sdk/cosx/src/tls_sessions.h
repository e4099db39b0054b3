/* TLS sessions that all connections of the process share: a second connection to a host, of any
   thread, spares the certificate and a round trip. */
#ifndef COSX_TLS_SESSIONS_H
#define COSX_TLS_SESSIONS_H

#include <curl/curl.h>

/* NULL when memory ran out: then each connection has its own. */
CURLSH *cosi_tls_sessions(void);

/* Forget them; nothing when a handle still uses them. */
void cosi_tls_sessions_shutdown(void);

#endif
