/* The head of a request as text, and the name of the connection it needs. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cos_define.h"
#include "exchange.h"
#include "header_line.h"
#include "http_url.h"
#include "tls_records.h"

#define DEFAULT_PORTS_END(scheme_is_tls) ((scheme_is_tls) ? ":443" : ":80")

static int add(cosi_bytes_t *out, const char *text)
{
    return text == NULL || cosi_bytes_append(out, text, strlen(text));
}

/* The parts of a connection's name are set apart by a line end, which none of them may hold. */
static int add_part(cosi_bytes_t *out, const char *text)
{
    return add(out, text) && cosi_bytes_append(out, "\n", 1);
}

static int write_key(cosi_exchange_t *x)
{
    cosi_bytes_t *key = &x->wire.key;
    const cosx_settings_t *settings = x->context->settings;
    const cos_http_transport_options_t *options = x->transport_options;
    const char *authority = strstr(x->url.data, "://") + 3;
    char route[32];
    int port;
    const char *ip = cosi_exchange_route(x, &port);
    int verify = settings != NULL ? settings->verify : (options == NULL || !options->ssl_verification_disabled);
    (void)snprintf(route, sizeof(route), "%d %d", port, verify);
    return cosi_bytes_append(key, x->url.data, (size_t)(authority - x->url.data) + strcspn(authority, "/?#")) &&
           add_part(key, "") && add_part(key, ip) && add_part(key, route) &&
           add_part(key, settings != NULL ? settings->ca_file : NULL) &&
           add_part(key, settings != NULL ? settings->ca_path : (options != NULL ? options->cacerts_path : NULL));
}

/* As browsers and curl write it: without the scheme's own port. */
static int add_host(cosi_bytes_t *out, const char *url)
{
    const char *authority = strstr(url, "://") + 3;
    const char *port = DEFAULT_PORTS_END(strncasecmp(url, COS_HTTPS_PREFIX, strlen(COS_HTTPS_PREFIX)) == 0);
    size_t size = strcspn(authority, "/?#");
    size_t cut = strlen(port);
    if (size > cut && memcmp(authority + size - cut, port, cut) == 0) {
        size -= cut;
    }
    return add(out, "Host: ") && cosi_bytes_append(out, authority, size) && add(out, "\r\n");
}

static int add_line(cosi_bytes_t *out, const char *name, const char *value)
{
    return add(out, name) && add(out, value[0] != '\0' ? ": " : ":") && add(out, value) && add(out, "\r\n");
}

/* Returns 0 when memory ran out; a header that cannot go out sets the fault. */
static int add_headers(cosi_exchange_t *x)
{
    const cos_array_header_t *entries = cos_table_elts(x->req->headers);
    const cos_table_entry_t *entry = (const cos_table_entry_t *)(const void *)entries->elts;
    int i;
    for (i = 0; i < entries->nelts; i++, entry++) {
        const char *value = entry->val != NULL ? entry->val : "";
        if (strcasecmp(entry->key, COS_CONTENT_LENGTH) == 0 && cosi_exchange_sends_body(x)) {
            if (cosi_exchange_check_length(x, value) != COSE_OK) {
                return 1;
            }
            continue; /* written below */
        }
        if (!cosi_header_check(entry->key, value, &x->fault)) {
            return 1;
        }
        if (!add_line(&x->wire.head, entry->key, value)) {
            return 0;
        }
    }
    return 1;
}

static int write_head(cosi_exchange_t *x)
{
    cosi_bytes_t *head = &x->wire.head;
    const cos_table_t *headers = x->req->headers;
    char length[48];
    if (!cosi_bytes_reserve(head, 1024) || !add(head, cosi_exchange_method(x)) || !add(head, " ") ||
        !cosi_url_target(head, x->url.data, 0) || !add(head, " HTTP/1.1\r\n")) {
        return 0;
    }
    if (apr_table_get(headers, COS_HOST) == NULL && !add_host(head, x->url.data)) {
        return 0;
    }
    if (apr_table_get(headers, "User-Agent") == NULL &&
        (!add(head, "User-Agent: ") || !cosi_user_agent(head, x->transport_options, x->context->settings, &x->fault) || !add(head, "\r\n"))) {
        return 0;
    }
    if (apr_table_get(headers, "Accept") == NULL && !add(head, "Accept: */*\r\n")) {
        return 0;
    }
    if (!add_headers(x)) {
        return 0;
    }
    if (cosi_exchange_sends_body(x)) {
        (void)snprintf(length, sizeof(length), "Content-Length: %lld\r\n", (long long)x->source.size);
        if (!add(head, length)) {
            return 0;
        }
    }
    return add(head, "\r\n");
}

int cosi_wire_write_request(cosi_exchange_t *x)
{
    if (!write_key(x) || !write_head(x)) {
        cosi_fault_set(&x->fault, COSE_OUT_MEMORY, 0, "out of memory");
    }
    return x->fault.code;
}

static int is_plain_text(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text <= 0x20 || (unsigned char)*text >= 0x7F) {
            return 0;
        }
    }
    return 1;
}

static int has_scheme(const cosi_exchange_t *x, const char *scheme)
{
    return strncasecmp(x->url.data, scheme, strlen(scheme)) == 0;
}

int cosi_wire_suits(const cosi_exchange_t *x)
{
    static const char *const rare[] = {"Expect", "Transfer-Encoding", "Connection", "Upgrade", "TE"};
    const char *authority;
    size_t i;
    if (!has_scheme(x, COS_HTTP_PREFIX) && !(has_scheme(x, COS_HTTPS_PREFIX) && cosi_tls_is_possible())) {
        return 0;
    }
    if (cosi_exchange_proxy(x)[0] != '\0' || x->source.kind == COSI_FROM_CALLBACK || x->source.size < 0) {
        return 0;
    }
    for (i = 0; i < sizeof(rare) / sizeof(rare[0]); i++) {
        if (apr_table_get(x->req->headers, rare[i]) != NULL) {
            return 0;
        }
    }
    /* what is odd about a URL, curl is the judge of: names of users, other alphabets, white space */
    authority = strstr(x->url.data, "://") + 3;
    return is_plain_text(x->url.data) && memchr(authority, '@', strcspn(authority, "/?#")) == NULL;
}
