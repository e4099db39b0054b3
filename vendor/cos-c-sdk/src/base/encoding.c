#include "base/encoding.h"

#include "base/memory.h"
#include "cos_sys_util.h"

static int is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'
        || c == '~';
}

size_t cosi_percent_encode(char *out, const char *text, size_t size, int slash)
{
    static const char digits[] = "0123456789ABCDEF";
    char *start = out;
    size_t i;

    for (i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (is_unreserved(c) || (slash && c == '/')) {
            *out++ = (char)c;
        } else {
            *out++ = '%';
            *out++ = digits[c >> 4];
            *out++ = digits[c & 15];
        }
    }
    return (size_t)(out - start);
}

char *cosi_percent_encoded(cos_pool_t *pool, const char *text, int slash)
{
    size_t size = strlen(text);
    char *out = apr_palloc(pool, 3 * size + 1);

    if (out != NULL) {
        out[cosi_percent_encode(out, text, size, slash)] = '\0';
    }
    return out;
}

/* `dest` has room for three bytes for each of src, and a NUL. A source of more than maxSrcSize
   bytes is refused. */
int cos_url_encode(char *dest, const char *src, int maxSrcSize)
{
    size_t size = src != NULL ? strlen(src) : 0;

    *dest = '\0';
    if (maxSrcSize < 0 || size > (size_t)maxSrcSize) {
        return COSE_INVALID_ARGUMENT;
    }
    dest[cosi_percent_encode(dest, src, size, 0)] = '\0';
    return COSE_OK;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)cos_tolower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "+" becomes a blank. `out` has room for as many bytes as `in`; they may be the same. */
int cos_url_decode(const char *in, char *out)
{
    while (*in != '\0') {
        if (*in == '%') {
            int high = hex_value(in[1]);
            int low = high < 0 ? -1 : hex_value(in[2]);
            if (low < 0) {
                *out = '\0';
                return COSE_INVALID_ARGUMENT;
            }
            *out++ = (char)(high << 4 | low);
            in += 3;
        } else {
            *out++ = *in == '+' ? ' ' : *in;
            in++;
        }
    }
    *out = '\0';
    return COSE_OK;
}

size_t cosi_base64_encode(char *out, const unsigned char *data, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *start = out;

    for (; size != 0; data += 3) {
        unsigned int group = (unsigned int)data[0] << 16;
        if (size > 1) {
            group |= (unsigned int)data[1] << 8;
        }
        if (size > 2) {
            group |= data[2];
        }
        *out++ = digits[group >> 18];
        *out++ = digits[group >> 12 & 63];
        *out++ = size > 1 ? digits[group >> 6 & 63] : '=';
        *out++ = size > 2 ? digits[group & 63] : '=';
        if (size <= 3) {
            break;
        }
        size -= 3;
    }
    return (size_t)(out - start);
}

/* Returns the number of bytes written; no NUL is. */
int cos_base64_encode(const unsigned char *in, int inLen, char *out)
{
    return inLen > 0 ? (int)cosi_base64_encode(out, in, (size_t)inLen) : 0;
}

const char *cos_http_method_to_string(http_method_e method)
{
    static const char *const names[] = { "GET", "HEAD", "PUT", "POST", "DELETE" };

    return method >= HTTP_GET && method <= HTTP_DELETE ? names[method] : "";
}

const char *cos_http_method_to_string_lower(http_method_e method)
{
    static const char *const names[] = { "get", "head", "put", "post", "delete" };

    return method >= HTTP_GET && method <= HTTP_DELETE ? names[method] : "";
}
