/* SHA-1 and HMAC-SHA1, with the processor's SHA instructions where it has them. */
#ifndef COSI_BASE_SHA1_H
#define COSI_BASE_SHA1_H

#include <stddef.h>
#include <stdint.h>

#define COSI_SHA1_SIZE 20
#define COSI_SHA1_BLOCK 64

typedef struct cosi_sha1_s {
    uint32_t state[5];
    uint64_t size;
    unsigned char block[COSI_SHA1_BLOCK];
} cosi_sha1_t;

void cosi_sha1_start(cosi_sha1_t *sha1);
void cosi_sha1_add(cosi_sha1_t *sha1, const void *data, size_t size);
void cosi_sha1_end(cosi_sha1_t *sha1, unsigned char digest[COSI_SHA1_SIZE]);

/* Keys of any length: those over 64 bytes are hashed, as HMAC says. */
void cosi_hmac_sha1(const void *key, size_t key_size, const void *message, size_t size,
                    unsigned char digest[COSI_SHA1_SIZE]);

/* 40 lower-case digits and a NUL. */
void cosi_sha1_hex(const unsigned char digest[COSI_SHA1_SIZE], char hex[2 * COSI_SHA1_SIZE + 1]);

/* For tests: 1 to use the portable code whatever the processor has. */
void cosi_sha1_force_portable(int portable);

#endif
