/* Which host a request goes to, and under which path. */
#include <arpa/inet.h>
#include <strings.h>

#include "base/memory.h"
#include "cos_utility.h"
#include "pipeline/validate.h"

/* Where the buckets of all regions are listed. */
#define ALL_REGIONS_HOST "service.cos.myqcloud.com"

typedef struct address_s {
    char *proto;
    char *host; /* the endpoint without scheme and closing slashes */
} address_t;

static int parse_endpoint(cos_pool_t *pool, const cos_string_t *endpoint, address_t *address)
{
    static const char *const schemes[] = { COS_HTTPS_PREFIX, COS_HTTP_PREFIX };
    char *text = cosi_string_text(pool, endpoint);
    size_t i;

    if (text == NULL) {
        return COSE_OUT_MEMORY;
    }
    /* Without a scheme it is http, as published. */
    address->proto = (char *)(uintptr_t)COS_HTTP_PREFIX;
    for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        size_t size = strlen(schemes[i]);
        if (strncasecmp(text, schemes[i], size) == 0) {
            address->proto = (char *)(uintptr_t)schemes[i];
            text += size;
            break;
        }
    }
    for (i = strlen(text); i > 0 && text[i - 1] == '/'; i--) {
        text[i - 1] = '\0';
    }
    if (*text == '\0' || strchr(text, '/') != NULL) {
        return COSE_INVALID_ARGUMENT;
    }
    address->host = text;
    return COSE_OK;
}

/* 1 for a dotted IPv4 address without a port: such a host has no subdomains. */
int is_valid_ip(const char *str)
{
    struct in_addr address;

    return str != NULL && inet_pton(AF_INET, str, &address) == 1;
}

/* "<bucket>-<appid>", unless there is no appid or the bucket ends in it already. */
char *cosi_full_bucket(cos_pool_t *pool, const cos_config_t *config, const cos_string_t *bucket)
{
    char *name = cosi_string_text(pool, bucket);
    char *suffix;
    size_t size;

    if (name == NULL || cos_is_null_string(&config->appid)) {
        return name;
    }
    suffix = cosi_join(pool, "-", config->appid.data, (char *)NULL);
    if (suffix == NULL) {
        return NULL;
    }
    size = strlen(suffix);
    if (strlen(name) >= size && strcmp(name + strlen(name) - size, suffix) == 0) {
        return name;
    }
    return cosi_join(pool, name, suffix, (char *)NULL);
}

static int refuse(char **error_msg, const char *message)
{
    if (error_msg != NULL) {
        *error_msg = (char *)(uintptr_t)message;
    }
    return COSE_INVALID_ARGUMENT;
}

static int put_address(const cos_request_options_t *options, cos_http_request_t *req, address_t *address,
    char **error_msg)
{
    const char *wrong = cosi_check_options(options);
    int res;

    if (wrong == NULL) {
        wrong = cosi_check_endpoint(options->config);
    }
    if (wrong == NULL) {
        wrong = cosi_check_credentials(options->config);
    }
    if (wrong != NULL) {
        return refuse(error_msg, wrong);
    }
    res = parse_endpoint(req->pool, &options->config->endpoint, address);
    if (res == COSE_INVALID_ARGUMENT) {
        return refuse(error_msg, "endpoint is not a host name");
    }
    req->proto = address->proto;
    req->host = address->host;
    req->uri = (char *)(uintptr_t)"";
    req->resource = (char *)(uintptr_t)"";
    return res;
}

/* Fills in proto, host, uri and resource. `error_msg` (may be NULL) gets a constant text with
   COSE_INVALID_ARGUMENT. */
int cos_get_service_uri(const cos_request_options_t *options, const int all_region, cos_http_request_t *req,
    char **error_msg)
{
    address_t address;
    int res = put_address(options, req, &address, error_msg);

    if (res == COSE_OK && all_region) {
        req->host = (char *)(uintptr_t)ALL_REGIONS_HOST;
    }
    return res;
}

int cos_get_bucket_uri(const cos_request_options_t *options, const cos_string_t *bucket, cos_http_request_t *req,
    char **error_msg)
{
    address_t address;
    const char *wrong;
    char *name;
    int res = put_address(options, req, &address, error_msg);

    if (res != COSE_OK) {
        return res;
    }
    wrong = cosi_check_bucket(bucket);
    if (wrong != NULL) {
        return refuse(error_msg, wrong);
    }
    if (options->config->is_cname || is_valid_ip(address.host)) {
        return COSE_OK;
    }
    name = cosi_full_bucket(req->pool, options->config, bucket);
    req->host = name != NULL ? cosi_join(req->pool, name, ".", address.host, (char *)NULL) : NULL;
    return req->host != NULL ? COSE_OK : COSE_OUT_MEMORY;
}

int cos_get_object_uri(const cos_request_options_t *options, const cos_string_t *bucket, const cos_string_t *object,
    cos_http_request_t *req, char **error_msg)
{
    const char *wrong;
    int res = cos_get_bucket_uri(options, bucket, req, error_msg);

    if (res != COSE_OK) {
        return res;
    }
    wrong = cosi_check_object(object);
    if (wrong != NULL) {
        return refuse(error_msg, wrong);
    }
    req->uri = cosi_string_text(req->pool, object);
    req->resource = req->uri;
    return req->uri != NULL ? COSE_OK : COSE_OUT_MEMORY;
}
