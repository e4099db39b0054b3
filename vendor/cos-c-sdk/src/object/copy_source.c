#include "object/copy_source.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/encoding.h"
#include "base/memory.h"

const char *cosi_without_scheme(const char *endpoint)
{
    if (strncasecmp(endpoint, COS_HTTP_PREFIX, strlen(COS_HTTP_PREFIX)) == 0) {
        return endpoint + strlen(COS_HTTP_PREFIX);
    }
    if (strncasecmp(endpoint, COS_HTTPS_PREFIX, strlen(COS_HTTPS_PREFIX)) == 0) {
        return endpoint + strlen(COS_HTTPS_PREFIX);
    }
    return endpoint;
}

char *cosi_copy_source(cos_pool_t *pool, const cos_string_t *bucket, const cos_string_t *endpoint,
                       const cos_string_t *key)
{
    const char *bucket_text = cosi_string_text(pool, bucket);
    const char *endpoint_text = cosi_string_text(pool, endpoint);
    const char *key_text = cosi_string_text(pool, key);
    size_t size;
    size_t written;
    char *source;

    if (bucket_text == NULL || endpoint_text == NULL || key_text == NULL) {
        return NULL;
    }
    endpoint_text = cosi_without_scheme(endpoint_text);
    size = strlen(bucket_text) + 1 + strlen(endpoint_text) + 1 + 3 * strlen(key_text) + 1;
    source = cosi_calloc(pool, size);
    if (source == NULL) {
        return NULL;
    }
    written = (size_t)apr_snprintf(source, size, "%s.%s/", bucket_text, endpoint_text);
    cosi_percent_encode(source + written, key_text, strlen(key_text), 1);
    return source;
}

static int is_encoded(const char *text, size_t left)
{
    return left >= 3 && text[0] == '%' && isxdigit((unsigned char)text[1]) && isxdigit((unsigned char)text[2]);
}

char *cosi_copy_source_header(cos_pool_t *pool, const cos_string_t *source)
{
    const char *text = cosi_string_text(pool, source);
    size_t size = text == NULL ? 0 : strlen(text);
    char *header = text == NULL ? NULL : cosi_calloc(pool, 3 * size + 1);
    size_t at = 0;
    size_t i;

    if (header == NULL) {
        return NULL;
    }
    for (i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        int keep = c == '%' ? is_encoded(text + i, size - i) : c > ' ' && c < 0x7f && strchr("\"<>\\^`{|}", c) == NULL;
        if (keep) {
            header[at++] = (char)c;
        } else {
            at += cosi_percent_encode(header + at, text + i, 1, 0);
        }
    }
    return header;
}

static int hex(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

static int set_decoded(cos_pool_t *pool, const char *text, size_t size, cos_string_t *string)
{
    char *copy = cosi_calloc(pool, size + 1);
    size_t at = 0;
    size_t i = 0;

    if (copy == NULL) {
        return COSE_OUT_MEMORY;
    }
    while (i < size) {
        if (is_encoded(text + i, size - i)) {
            copy[at++] = (char)(hex(text[i + 1]) * 16 + hex(text[i + 2]));
            i += 3;
        } else {
            copy[at++] = text[i++];
        }
    }
    string->data = copy;
    string->len = (int)at;
    return memchr(copy, '\0', at) != NULL ? COSE_INVALID_ARGUMENT : COSE_OK;
}

int cosi_copy_source_split(cos_pool_t *pool, const cos_string_t *source, cos_string_t *host, cos_string_t *key,
                           cos_string_t *version_id)
{
    static const char version_mark[] = "?versionId=";
    const char *text = cosi_string_text(pool, source);
    const char *slash;
    const char *version;
    size_t key_size;
    int code;

    cos_str_null(version_id);
    if (text == NULL) {
        return COSE_OUT_MEMORY;
    }
    text = cosi_without_scheme(text);
    slash = strchr(text, '/');
    if (slash == NULL || slash == text || slash[1] == '\0') {
        return COSE_INVALID_ARGUMENT;
    }
    version = strstr(slash, version_mark);
    key_size = version == NULL ? strlen(slash + 1) : (size_t)(version - slash - 1);
    if (key_size == 0) {
        return COSE_INVALID_ARGUMENT;
    }
    host->data = cosi_strndup(pool, text, (size_t)(slash - text));
    host->len = (int)(slash - text);
    code = host->data == NULL ? COSE_OUT_MEMORY : set_decoded(pool, slash + 1, key_size, key);
    if (code == COSE_OK && version != NULL) {
        version += sizeof(version_mark) - 1;
        code = set_decoded(pool, version, strlen(version), version_id);
    }
    return code;
}
