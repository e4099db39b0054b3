/* TLS records on a connection that libcurl has made and whose certificate it has verified: the
   bytes are encrypted and decrypted through the very OpenSSL object libcurl uses, but read and
   written in large steps, where libcurl makes two reads or a write of each 16 KiB record.
   Only where built with OpenSSL, and libcurl with the same. */
#ifndef COSX_TLS_RECORDS_H
#define COSX_TLS_RECORDS_H

#include <stddef.h>
#include <sys/types.h>

#include "handle_pool.h"

/* What the functions below return beside a number of bytes. 0 is the orderly end. */
#define COSI_TLS_BLOCKED ((ssize_t)-1) /* wait for the socket */
#define COSI_TLS_FAILED ((ssize_t)-2)

/* 1 when connections of libcurl's can be taken over. */
int cosi_tls_is_possible(void);

/* The handshake is done: take the writing over. 0: not possible. */
int cosi_tls_begin(cosi_slot_t *slot);

/* `text` (of COSI_TLS_TEXT bytes) says what failed; errno is set, 0 when it was none of the system. */
#define COSI_TLS_TEXT 128
ssize_t cosi_tls_read(cosi_slot_t *slot, char *data, size_t size, char *text);

/* Bytes are taken as long as there is room for their records; they leave with a full load, or
   with cosi_tls_flush, which returns 1 when all have left. */
ssize_t cosi_tls_write(cosi_slot_t *slot, const char *data, size_t size, char *text);
ssize_t cosi_tls_flush(cosi_slot_t *slot, char *text);
int cosi_tls_has_unsent(const cosi_slot_t *slot);

/* 1 when nothing has arrived unasked. */
int cosi_tls_is_quiet(cosi_slot_t *slot);

/* Give the connection back to libcurl, which closes it. */
void cosi_tls_end(cosi_slot_t *slot);

#endif
