#include "signing_key.h"

#include <stdio.h>
#include <string.h>

#include "cos_sys_util.h"
#include "cos_utility.h"

void cosi_signing_key_make(cosi_signing_key_t *key, const char *secret, size_t secret_size, int64_t start, int64_t expires_s)
{
    int64_t end = expires_s > INT64_MAX - start ? INT64_MAX : start + expires_s;
    (void)snprintf(key->times, sizeof(key->times), "%lld;%lld", (long long)start, (long long)end);
    cos_get_hmac_sha1_hexdigest((unsigned char *)key->digits, (const unsigned char *)secret, (int)secret_size,
                                (const unsigned char *)key->times, (int)strlen(key->times));
}

void cosi_signing_key_sign(const cosi_signing_key_t *key, const char *text, size_t size, char digits[COSI_HEX_SHA1])
{
    char outer[sizeof("sha1\n\n\n") + sizeof(key->times) + COSI_HEX_SHA1];
    size_t times_size = strlen(key->times);
    char *at = outer;
    memcpy(at, "sha1\n", 5);
    at += 5;
    memcpy(at, key->times, times_size);
    at += times_size;
    *at++ = '\n';
    cos_get_sha1_hexdigest((unsigned char *)at, (const unsigned char *)text, (int)size);
    at += COSI_HEX_SHA1;
    *at++ = '\n';
    cos_get_hmac_sha1_hexdigest((unsigned char *)digits, (const unsigned char *)key->digits, COSI_HEX_SHA1,
                                (const unsigned char *)outer, (int)(at - outer));
}

static int add(cosi_bytes_t *out, const char *text)
{
    return cosi_bytes_append(out, text, strlen(text));
}

int cosi_signing_key_items(cosi_bytes_t *out, const cosi_signing_key_t *key, const char *id, size_t id_size,
                         const char *header_names, const char *param_names)
{
    return add(out, "q-sign-algorithm=sha1&q-ak=") && cosi_bytes_append(out, id, id_size) && add(out, "&q-sign-time=") &&
           add(out, key->times) && add(out, "&q-key-time=") && add(out, key->times) && add(out, "&q-header-list=") &&
           add(out, header_names) && add(out, "&q-url-param-list=") && add(out, param_names) && add(out, "&q-signature=");
}
