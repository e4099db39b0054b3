/* Everything curl has to know about one exchange. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cos_define.h"
#include "exchange.h"
#include "header_line.h"
#include "http_url.h"
#include "tls_sessions.h"
#include "trust.h"

#define LARGE_BUFFER (512L * 1024)
#define SMALL_BUFFER (16L * 1024)

/* A stream is read in the caller's steps; what curl holds meanwhile is copied once more. */
#define STREAM_BUFFER (128L * 1024)

/* The first option curl refuses ends the set-up; the others are then not worth setting. */
#define SET(option, value) \
    do { \
        if (res == CURLE_OK) { \
            res = curl_easy_setopt(easy, option, value); \
        } \
    } while (0)

const char *cosi_exchange_method(const cosi_exchange_t *x)
{
    switch (x->req->method) {
    case HTTP_GET:
        return "GET";
    case HTTP_HEAD:
        return "HEAD";
    case HTTP_PUT:
        return "PUT";
    case HTTP_POST:
        return "POST";
    case HTTP_DELETE:
        return "DELETE";
    default:
        return NULL;
    }
}

/* ---- headers ---- */

static int add_line(cosi_exchange_t *x, const char *line)
{
    struct curl_slist *longer = curl_slist_append(x->header_list, line);
    if (longer == NULL) {
        cosi_fault_set(&x->fault, COSE_OUT_MEMORY, 0, "out of memory");
        return COSE_OUT_MEMORY;
    }
    x->header_list = longer;
    return COSE_OK;
}

static int add_header(cosi_exchange_t *x, cosi_bytes_t *line, const char *name, const char *value)
{
    size_t value_size = strlen(value);
    line->size = 0;
    if (!cosi_header_check(name, value, &x->fault)) {
        return x->fault.code;
    }
    /* curl's way to say an empty value is "Name;" */
    if (!cosi_bytes_append(line, name, strlen(name)) || !cosi_bytes_append(line, value_size > 0 ? ": " : ";", value_size > 0 ? 2 : 1) ||
        !cosi_bytes_append(line, value, value_size)) {
        cosi_fault_set(&x->fault, COSE_OUT_MEMORY, 0, "out of memory");
        return COSE_OUT_MEMORY;
    }
    return add_line(x, line->data);
}

/* curl writes Content-Length itself, from the size of the body; one in the table, which is
   signed, has to agree with it. */
int cosi_exchange_check_length(cosi_exchange_t *x, const char *value)
{
    char size[32];
    (void)snprintf(size, sizeof(size), "%lld", (long long)x->source.size);
    if (x->source.size < 0 || strcmp(value, size) == 0) {
        return COSE_OK;
    }
    cosi_fault_set(&x->fault, COSE_INVALID_ARGUMENT, 0, "Content-Length is %.40s but the body has %s bytes", value, size);
    return COSE_INVALID_ARGUMENT;
}

int cosi_exchange_sends_body(const cosi_exchange_t *x)
{
    return x->req->method == HTTP_PUT || x->req->method == HTTP_POST || x->source.size > 0;
}

static int build_headers(cosi_exchange_t *x)
{
    const cos_array_header_t *entries = cos_table_elts(x->req->headers);
    const cos_table_entry_t *entry = (const cos_table_entry_t *)(const void *)entries->elts;
    cosi_bytes_t line = {NULL, 0, 0};
    int res = COSE_OK;
    int i;
    for (i = 0; i < entries->nelts && res == COSE_OK; i++, entry++) {
        const char *value = entry->val != NULL ? entry->val : "";
        if (strcasecmp(entry->key, COS_CONTENT_LENGTH) == 0 && cosi_exchange_sends_body(x)) {
            res = cosi_exchange_check_length(x, value);
        } else {
            res = add_header(x, &line, entry->key, value);
        }
    }
    cosi_bytes_free(&line);
    /* what curl would add of its own accord */
    if (res == COSE_OK && apr_table_get(x->req->headers, COS_EXPECT) == NULL) {
        res = add_line(x, "Expect:");
    }
    if (res == COSE_OK && apr_table_get(x->req->headers, COS_TRANSFER_ENCODING) == NULL) {
        res = add_line(x, "Transfer-Encoding:");
    }
    if (res == COSE_OK && apr_table_get(x->req->headers, COS_CONTENT_TYPE) == NULL) {
        res = add_line(x, "Content-Type:");
    }
    return res;
}

/* ---- groups of options ---- */

static long download_buffer(const cosi_exchange_t *x)
{
    const cosx_sink_t *sink = &x->context->sink;
    if (sink->kind == COSX_BODY_STREAM) {
        return STREAM_BUFFER;
    }
    if (x->req->method != HTTP_GET) {
        return SMALL_BUFFER;
    }
    if (sink->kind == COSX_BODY_MEMORY && sink->capacity < LARGE_BUFFER) {
        return sink->capacity > SMALL_BUFFER ? (long)sink->capacity : SMALL_BUFFER;
    }
    return LARGE_BUFFER;
}

const char *cosi_exchange_proxy(const cosi_exchange_t *x)
{
    const cos_http_request_options_t *options = x->controller->options;
    const cosx_settings_t *settings = x->context->settings;
    const char *proxy = settings != NULL ? settings->proxy : (options != NULL ? options->proxy_host : NULL);
    return proxy != NULL ? proxy : "";
}

const char *cosi_exchange_route(const cosi_exchange_t *x, int *port)
{
    const cos_http_request_options_t *options = x->controller->options;
    const cosx_settings_t *settings = x->context->settings;
    const char *ip = settings != NULL ? settings->route_ip : (options != NULL ? options->host_ip : NULL);
    *port = settings != NULL ? settings->route_port : (options != NULL ? options->host_port : 0);
    return ip != NULL ? ip : "";
}

/* curl takes the URL apart and puts it together again, and when memory runs out on the way some
   releases (7.88) send it without its parameters: to abort an upload would delete the object. So
   the request line is ours, the very text that was signed. */
static CURLcode set_target(cosi_exchange_t *x, CURL *easy)
{
    cosi_bytes_t target = {NULL, 0, 0};
    CURLcode res = CURLE_OUT_OF_MEMORY;
    int port;
    if (cosi_url_target(&target, x->url.data, cosi_url_is_for_proxy(x->url.data, cosi_exchange_proxy(x), cosi_exchange_route(x, &port)))) {
        res = curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, target.data); /* curl copies it */
    }
    cosi_bytes_free(&target);
    return res;
}

static CURLcode set_request(cosi_exchange_t *x, CURL *easy)
{
    CURLcode res = CURLE_OK;
    const char *method = cosi_exchange_method(x);
    SET(CURLOPT_URL, x->url.data);
    SET(CURLOPT_PATH_AS_IS, 1L);
    SET(CURLOPT_HTTPHEADER, x->header_list);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    if (cosi_exchange_sends_body(x)) {
        long buffer = x->source.size >= 0 && x->source.size < LARGE_BUFFER ? (long)x->source.size : LARGE_BUFFER;
        SET(CURLOPT_UPLOAD, 1L);
        SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)x->source.size);
        SET(CURLOPT_UPLOAD_BUFFERSIZE, buffer > SMALL_BUFFER ? buffer : SMALL_BUFFER);
        SET(CURLOPT_CUSTOMREQUEST, method);
    } else if (x->req->method == HTTP_HEAD) {
        SET(CURLOPT_NOBODY, 1L);
    } else {
        SET(CURLOPT_HTTPGET, 1L);
        if (x->req->method != HTTP_GET) {
            SET(CURLOPT_CUSTOMREQUEST, method);
        }
    }
    SET(CURLOPT_BUFFERSIZE, download_buffer(x));
    return res;
}

static CURLcode set_callbacks(cosi_exchange_t *x, CURL *easy)
{
    CURLcode res = CURLE_OK;
    SET(CURLOPT_ERRORBUFFER, x->curl_error);
    SET(CURLOPT_HEADERFUNCTION, cosi_exchange_on_header);
    SET(CURLOPT_HEADERDATA, x);
    SET(CURLOPT_WRITEFUNCTION, cosi_exchange_on_body);
    SET(CURLOPT_WRITEDATA, x);
    SET(CURLOPT_READFUNCTION, cosi_exchange_on_read);
    SET(CURLOPT_READDATA, x);
    SET(CURLOPT_SEEKFUNCTION, cosi_exchange_on_seek);
    SET(CURLOPT_SEEKDATA, x);
    SET(CURLOPT_OPENSOCKETFUNCTION, cosi_socket_open);
    SET(CURLOPT_CLOSESOCKETFUNCTION, cosi_socket_close);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    return res;
}

static CURLcode set_connection(cosi_exchange_t *x, CURL *easy)
{
    const cos_http_request_options_t *options = x->controller->options;
    CURLcode res = CURLE_OK;
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_TCP_NODELAY, 1L);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
#else
    SET(CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
    /* a name lookup that hangs is left to its thread instead of being waited for */
    SET(CURLOPT_QUICK_EXIT, 1L);
#endif
    /* it counts from the beginning of the millisecond in which it starts, and must not give up too early */
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)x->connect_timeout_ms + 1);
    SET(CURLOPT_DNS_CACHE_TIMEOUT, options != NULL ? (long)options->dns_cache_timeout : (long)COS_DNS_CACHE_TIMOUT);
    if (x->read_timeout_us == 0 && options != NULL) {
        SET(CURLOPT_LOW_SPEED_LIMIT, (long)options->speed_limit);
        SET(CURLOPT_LOW_SPEED_TIME, (long)options->speed_time);
    }
    return res;
}

static CURLcode set_route(cosi_exchange_t *x, CURL *easy)
{
    CURLcode res = CURLE_OK;
    char text[300];
    int port;
    const char *ip = cosi_exchange_route(x, &port);
    int size;
    if (ip[0] == '\0') {
        return CURLE_OK;
    }
    size = strchr(ip, ':') != NULL && ip[0] != '[' ? snprintf(text, sizeof(text), "::[%s]:", ip) : snprintf(text, sizeof(text), "::%s:", ip);
    if (size < 0 || (size_t)size + 12 > sizeof(text)) {
        return CURLE_BAD_FUNCTION_ARGUMENT;
    }
    if (port > 0) {
        (void)snprintf(text + size, sizeof(text) - (size_t)size, "%d", port);
    }
    x->route_list = curl_slist_append(NULL, text);
    if (x->route_list == NULL) {
        return CURLE_OUT_OF_MEMORY;
    }
    SET(CURLOPT_CONNECT_TO, x->route_list);
    return res;
}

/* Only what the settings say: an empty text keeps curl from asking the environment. */
static CURLcode set_proxy(cosi_exchange_t *x, CURL *easy)
{
    const cos_http_request_options_t *options = x->controller->options;
    const cosx_settings_t *settings = x->context->settings;
    const char *proxy = cosi_exchange_proxy(x);
    const char *auth = settings != NULL ? settings->proxy_auth : (options != NULL ? options->proxy_auth : NULL);
    CURLcode res = CURLE_OK;
    SET(CURLOPT_PROXY, proxy);
    SET(CURLOPT_NOPROXY, "");
    if (proxy[0] != '\0' && auth != NULL && auth[0] != '\0') {
        SET(CURLOPT_PROXYAUTH, (long)CURLAUTH_BASIC);
        SET(CURLOPT_PROXYUSERPWD, auth);
    }
    return res;
}

static CURLcode set_tls(cosi_exchange_t *x, CURL *easy)
{
    const cosx_settings_t *settings = x->context->settings;
    const cos_http_transport_options_t *options = x->transport_options;
    int verify = settings != NULL ? settings->verify : (options == NULL || !options->ssl_verification_disabled);
    const char *file = settings != NULL ? settings->ca_file : NULL;
    const char *directory = settings != NULL ? settings->ca_path : (options != NULL ? options->cacerts_path : NULL);
    cosi_trust_t trust = cosi_trust();
    CURLcode res = cosi_tls_sessions_attach(easy);
    if (trust.file != NULL) {
        SET(CURLOPT_PROXY_CAINFO, trust.file);
    }
    if (trust.directory != NULL) {
        SET(CURLOPT_PROXY_CAPATH, trust.directory);
    }
    if ((file == NULL || file[0] == '\0') && (directory == NULL || directory[0] == '\0')) {
        file = trust.file;
        directory = trust.directory;
    }
    SET(CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
    SET(CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (file != NULL && file[0] != '\0') {
        SET(CURLOPT_CAINFO, file);
        /* whoever names a file means that file, not the system's directory besides */
        if (directory == NULL || directory[0] == '\0') {
            SET(CURLOPT_CAPATH, NULL);
        }
    }
    if (directory != NULL && directory[0] != '\0') {
        SET(CURLOPT_CAPATH, directory);
    }
    return res;
}

int cosi_user_agent(cosi_bytes_t *out, const cos_http_transport_options_t *options, const cosx_settings_t *settings, cosi_fault_t *fault)
{
    const char *base = options != NULL ? options->user_agent : NULL;
    const char *more = settings != NULL ? settings->user_agent : NULL;
    if (base == NULL) {
        base = COS_VER;
    }
    if (!cosi_header_value_ok(base, strlen(base)) || (more != NULL && !cosi_header_value_ok(more, strlen(more)))) {
        cosi_fault_set(fault, COSE_INVALID_ARGUMENT, 0, "the user agent holds a character that is not allowed");
        return 0;
    }
    return cosi_bytes_append(out, base, strlen(base)) &&
           (more == NULL || more[0] == '\0' || (cosi_bytes_append(out, " ", 1) && cosi_bytes_append(out, more, strlen(more))));
}

static CURLcode set_user_agent(cosi_exchange_t *x, CURL *easy)
{
    cosi_bytes_t text = {NULL, 0, 0};
    CURLcode res = cosi_user_agent(&text, x->transport_options, x->context->settings, &x->fault) ? CURLE_OK : CURLE_OUT_OF_MEMORY;
    SET(CURLOPT_USERAGENT, text.data); /* curl copies it */
    cosi_bytes_free(&text);
    return res;
}

static int set_groups(cosi_exchange_t *x, CURLcode (*const groups[])(cosi_exchange_t *, CURL *), size_t count)
{
    CURLcode res = CURLE_OK;
    size_t i;
    for (i = 0; i < count && res == CURLE_OK; i++) {
        res = groups[i](x, x->slot->easy);
    }
    if (res != CURLE_OK) {
        cosi_fault_set(&x->fault, res == CURLE_OUT_OF_MEMORY ? COSE_OUT_MEMORY : COSE_INTERNAL_ERROR, 0,
                       "curl refused an option: %s", curl_easy_strerror(res));
    }
    return x->fault.code;
}

static CURLcode setup_connection(cosi_exchange_t *x, CURL *easy, const char *url)
{
    static CURLcode (*const groups[])(cosi_exchange_t *, CURL *) = {set_connection, set_route, set_proxy, set_tls};
    CURLcode res = CURLE_OK;
    size_t i;
    SET(CURLOPT_URL, url);
    SET(CURLOPT_CONNECT_ONLY, 1L);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_ERRORBUFFER, x->curl_error);
    SET(CURLOPT_OPENSOCKETFUNCTION, cosi_socket_open);
    SET(CURLOPT_CLOSESOCKETFUNCTION, cosi_socket_close);
    for (i = 0; i < sizeof(groups) / sizeof(groups[0]) && res == CURLE_OK; i++) {
        res = groups[i](x, easy);
    }
    return res;
}

int cosi_exchange_connect(cosi_exchange_t *x, CURL *easy, CURLM *multi, const char *url)
{
    CURLcode res = setup_connection(x, easy, url);
    CURLMcode added;
    if (res != CURLE_OK) {
        cosi_fault_set(&x->fault, res == CURLE_OUT_OF_MEMORY ? COSE_OUT_MEMORY : COSE_INTERNAL_ERROR, 0,
                       "curl refused an option of the connection");
        return x->fault.code;
    }
    added = curl_multi_add_handle(multi, easy);
    if (added != CURLM_OK) {
        cosi_fault_set(&x->fault, added == CURLM_OUT_OF_MEMORY ? COSE_OUT_MEMORY : COSE_INTERNAL_ERROR, 0, "%s",
                       curl_multi_strerror(added));
        return x->fault.code;
    }
    return COSE_OK;
}

CURLcode cosi_exchange_connected(CURL *easy, CURLcode result, int *fd)
{
    curl_socket_t made = CURL_SOCKET_BAD;
    if (result != CURLE_OK) {
        return result;
    }
    if (curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &made) != CURLE_OK || made == CURL_SOCKET_BAD) {
        return CURLE_COULDNT_CONNECT;
    }
    *fd = (int)made;
    return CURLE_OK;
}

int cosi_exchange_setup(cosi_exchange_t *x)
{
    static CURLcode (*const groups[])(cosi_exchange_t *, CURL *) = {
        set_request, set_target, set_callbacks, set_connection, set_route, set_proxy, set_tls, set_user_agent,
    };
    if (build_headers(x) != COSE_OK) {
        return x->fault.code;
    }
    return set_groups(x, groups, sizeof(groups) / sizeof(groups[0]));
}
