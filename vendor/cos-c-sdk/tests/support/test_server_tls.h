/* Between test_server.c and test_server_tls.c: bytes in and out of one connection. */
#ifndef TEST_SERVER_TLS_H
#define TEST_SERVER_TLS_H

#include <stddef.h>
#include <sys/types.h>

#include "test_server.h"

typedef struct test_tls_s test_tls_t;

/* NULL when the handshake failed. */
test_tls_t *test_tls_accept(const test_certificate_t *certificate, int fd);
/* How many handshakes so far took up an earlier session. */
int test_tls_resumed(void);
ssize_t test_tls_read(test_tls_t *tls, void *buffer, size_t size);
ssize_t test_tls_write(test_tls_t *tls, const void *data, size_t size);
/* Says goodbye to the peer; does not close the socket. */
void test_tls_close(test_tls_t *tls);

#endif
