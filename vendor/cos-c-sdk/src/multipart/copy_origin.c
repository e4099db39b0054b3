#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "cos_api.h"
#include "multipart/part_copy.h"
#include "object/copy_source.h"
#include "pipeline/execute.h"
#include "service/arguments.h"

/* Whether a response header belongs to the object and goes with a copy. */
static int goes_with_copy(const char *name)
{
    static const char *const names[] = { "Content-Type",     "Cache-Control", "Content-Disposition", "Content-Encoding",
                                         "Content-Language", "Expires" };
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcasecmp(name, names[i]) == 0) {
            return 1;
        }
    }
    return strncasecmp(name, "x-cos-meta-", strlen("x-cos-meta-")) == 0;
}

static int keep_headers(cos_pool_t *pool, const cos_table_t *answer, cos_table_t **kept)
{
    const cos_array_header_t *entries = cos_table_elts(answer);
    const cos_table_entry_t *entry = (const cos_table_entry_t *)(const void *)entries->elts;
    int i;

    *kept = cosi_table_make(pool, 8);
    if (*kept == NULL) {
        return COSE_OUT_MEMORY;
    }
    for (i = 0; i < entries->nelts; i++) {
        if (goes_with_copy(entry[i].key) && cosi_table_set(*kept, entry[i].key, entry[i].val) != COSE_OK) {
            return COSE_OUT_MEMORY;
        }
    }
    return COSE_OK;
}

/* -1 when there is none. */
static int64_t content_length(const cos_table_t *headers)
{
    const char *text = apr_table_get(headers, COS_CONTENT_LENGTH);
    char *end = NULL;
    int64_t size;

    if (text == NULL || !isdigit((unsigned char)*text)) {
        return -1;
    }
    size = cos_strtoll(text, &end, 10);
    return *end == '\0' ? size : -1;
}

/* HEAD with options that point at the source; results go to the pool of `options`. */
static cos_status_t *head(const cos_request_options_t *options, const cos_config_t *config,
    const cos_string_t *bucket, const cos_string_t *key, const cos_string_t *version_id, cosi_copy_origin_t *origin)
{
    cos_request_options_t there = *options;
    cos_config_t there_config = *config;
    cos_status_t *status;
    const char *etag;
    cosi_call_t call;

    there.config = &there_config;
    cosi_call_init(&call, &there, HTTP_HEAD, bucket, key);
    if (version_id != NULL) {
        cosi_call_param_string(&call, COS_VERSION_ID, version_id);
    }
    status = cosi_execute(&call);
    if (!cos_status_is_ok(status)) {
        return status;
    }
    origin->size = content_length(call.answer_headers);
    if (origin->size < 0) {
        return cosi_status_refused(options->pool, COSE_SERVICE_ERROR, COS_LACK_OF_CONTENT_LEN_ERROR_CODE,
                                   "the server did not tell the size of the copy source");
    }
    etag = apr_table_get(call.answer_headers, "ETag");
    origin->etag = etag == NULL ? NULL : cosi_strdup(options->pool, etag);
    if ((etag != NULL && origin->etag == NULL) ||
        keep_headers(options->pool, call.answer_headers, &origin->headers) != COSE_OK) {
        return cosi_status_refused(options->pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    return status;
}

/* `host` as an endpoint of the same scheme as the one in use. NULL data when memory ran out. */
static cos_string_t same_scheme(const cos_request_options_t *options, const char *host)
{
    const char *own = options->config->endpoint.data;
    int secure = own != NULL && strncasecmp(own, COS_HTTPS_PREFIX, strlen(COS_HTTPS_PREFIX)) == 0;
    size_t size = strlen(COS_HTTPS_PREFIX) + strlen(host) + 1;
    cos_string_t endpoint = cos_null_string;

    endpoint.data = cosi_calloc(options->pool, size);
    if (endpoint.data != NULL) {
        endpoint.len = apr_snprintf(endpoint.data, size, "%s%s", secure ? COS_HTTPS_PREFIX : COS_HTTP_PREFIX, host);
    }
    return endpoint;
}

cos_status_t *cosi_copy_origin_of_object(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *endpoint, const cos_string_t *key, cosi_copy_origin_t *origin)
{
    cos_config_t config = *options->config;
    const char *text = cosi_string_text(options->pool, endpoint);
    const char *own = cosi_string_text(options->pool, &config.endpoint);

    origin->source = cosi_copy_source(options->pool, bucket, endpoint, key);
    if (text == NULL || own == NULL || origin->source == NULL) {
        return cosi_status_refused(options->pool, COSE_OUT_MEMORY, NULL, NULL);
    }
    if (strcmp(cosi_without_scheme(text), cosi_without_scheme(own)) != 0) {
        /* A domain of the user's own stands for the destination, not for another endpoint. */
        config.is_cname = 0;
        config.endpoint = cosi_without_scheme(text) != text ? *endpoint : same_scheme(options, text);
        if (config.endpoint.data == NULL) {
            return cosi_status_refused(options->pool, COSE_OUT_MEMORY, NULL, NULL);
        }
    }
    return head(options, &config, bucket, key, NULL, origin);
}

cos_status_t *cosi_copy_origin_of_source(const cos_request_options_t *options, const cos_string_t *source,
    cosi_copy_origin_t *origin)
{
    cos_config_t config = *options->config;
    cos_string_t host;
    cos_string_t key;
    cos_string_t version_id;
    cos_string_t bucket;
    int code = cosi_copy_source_split(options->pool, source, &host, &key, &version_id);

    if (code == COSE_OK) {
        origin->source = cosi_copy_source_header(options->pool, source);
        config.endpoint = same_scheme(options, host.data);
        /* The source's host names the bucket already, in its first label. */
        config.is_cname = 1;
        bucket.len = (int)strcspn(host.data, ".:");
        bucket.data = cosi_strndup(options->pool, host.data, (size_t)bucket.len);
        if (origin->source == NULL || config.endpoint.data == NULL || bucket.data == NULL) {
            code = COSE_OUT_MEMORY;
        }
    }
    if (code != COSE_OK) {
        return cosi_status_refused(options->pool, code, NULL,
                                   code == COSE_INVALID_ARGUMENT ? "the copy source is not \"host/key\"" : NULL);
    }
    return head(options, &config, &bucket, &key, &version_id, origin);
}
