/* The published digest functions. */
#include <apr_md5.h>

#include "base/memory.h"
#include "base/sha1.h"
#include "cos_sys_util.h"

/* 40 digits, no NUL: the caller's array has no room for one. */
static void put_hex(unsigned char hexdigest[40], const unsigned char digest[COSI_SHA1_SIZE])
{
    char hex[2 * COSI_SHA1_SIZE + 1];

    cosi_sha1_hex(digest, hex);
    memcpy(hexdigest, hex, 2 * COSI_SHA1_SIZE);
}

void cos_get_hex_from_digest(unsigned char hexdigest[40], unsigned char digest[20])
{
    put_hex(hexdigest, digest);
}

void HMAC_SHA1(unsigned char hmac[20], const unsigned char *key, int key_len, const unsigned char *message,
    int message_len)
{
    cosi_hmac_sha1(key, key_len > 0 ? (size_t)key_len : 0, message, message_len > 0 ? (size_t)message_len : 0, hmac);
}

void cos_get_hmac_sha1_hexdigest(unsigned char hexdigest[40], const unsigned char *key, int key_len,
    const unsigned char *message, int message_len)
{
    unsigned char digest[COSI_SHA1_SIZE];

    HMAC_SHA1(digest, key, key_len, message, message_len);
    put_hex(hexdigest, digest);
}

void cos_get_sha1_hexdigest(unsigned char hexdigest[40], const unsigned char *message, int message_len)
{
    unsigned char digest[COSI_SHA1_SIZE];
    cosi_sha1_t sha1;

    cosi_sha1_start(&sha1);
    cosi_sha1_add(&sha1, message, message_len > 0 ? (size_t)message_len : 0);
    cosi_sha1_end(&sha1, digest);
    put_hex(hexdigest, digest);
}

/* The 16 bytes of the digest, in `pool`; NULL when memory ran out. */
unsigned char *cos_md5(cos_pool_t *pool, const char *in, apr_size_t in_len)
{
    unsigned char *digest = apr_palloc(pool, APR_MD5_DIGESTSIZE);

    if (digest == NULL || apr_md5(digest, in, in_len) != APR_SUCCESS) {
        return NULL;
    }
    return digest;
}
