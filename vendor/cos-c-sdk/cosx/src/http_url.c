#include "http_url.h"

#include <string.h>
#include <strings.h>

static int is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '~';
}

int cosi_url_encode(cosi_bytes_t *out, const char *text, size_t size, int keep_slash)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t i;
    if (size > ((size_t)-1) / 8 || !cosi_bytes_reserve(out, size * 3)) {
        return 0;
    }
    for (i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (is_unreserved(c) || (keep_slash && c == '/')) {
            out->data[out->size++] = (char)c;
        } else {
            out->data[out->size++] = '%';
            out->data[out->size++] = digits[c >> 4];
            out->data[out->size++] = digits[c & 15];
        }
    }
    out->data[out->size] = '\0';
    return 1;
}

static int append_text(cosi_bytes_t *out, const char *text)
{
    return text == NULL || cosi_bytes_append(out, text, strlen(text));
}

int cosi_url_query(cosi_bytes_t *out, const cos_table_t *params)
{
    const cos_array_header_t *entries;
    const cos_table_entry_t *entry;
    int i;
    if (params == NULL) {
        return 1;
    }
    entries = cos_table_elts(params);
    entry = (const cos_table_entry_t *)(const void *)entries->elts;
    for (i = 0; i < entries->nelts; i++, entry++) {
        if (!append_text(out, i == 0 ? "?" : "&") || !cosi_url_encode(out, entry->key, strlen(entry->key), 0)) {
            return 0;
        }
        if (entry->val != NULL && entry->val[0] != '\0' &&
            (!append_text(out, "=") || !cosi_url_encode(out, entry->val, strlen(entry->val), 0))) {
            return 0;
        }
    }
    return 1;
}

int cosi_url_of_request(cosi_bytes_t *out, const cos_http_request_t *req)
{
    if (req->signed_url != NULL && req->signed_url[0] != '\0') {
        if (strstr(req->signed_url, "://") == NULL && !append_text(out, COS_HTTP_PREFIX)) {
            return 0;
        }
        return append_text(out, req->signed_url);
    }
    return append_text(out, req->proto != NULL && req->proto[0] != '\0' ? req->proto : COS_HTTP_PREFIX) &&
           append_text(out, req->host) && append_text(out, "/") &&
           (req->uri == NULL || cosi_url_encode(out, req->uri, strlen(req->uri), 1)) &&
           cosi_url_query(out, req->query_params);
}

int cosi_url_target(cosi_bytes_t *out, const char *url, int absolute)
{
    const char *authority = strstr(url, "://");
    const char *path;
    if (authority == NULL) {
        return 0;
    }
    path = authority + 3 + strcspn(authority + 3, "/?#");
    if (absolute && !cosi_bytes_append(out, url, (size_t)(path - url))) {
        return 0;
    }
    return (*path == '/' || append_text(out, "/")) && cosi_bytes_append(out, path, strcspn(path, "#"));
}

int cosi_url_is_for_proxy(const char *url, const char *proxy, const char *route_ip)
{
    if (proxy == NULL || proxy[0] == '\0' || (route_ip != NULL && route_ip[0] != '\0') ||
        strncasecmp(url, COS_HTTP_PREFIX, strlen(COS_HTTP_PREFIX)) != 0) {
        return 0;
    }
    return strstr(proxy, "://") == NULL || strncasecmp(proxy, "http", 4) == 0;
}
