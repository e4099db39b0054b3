#include "pipeline/checks.h"

#include <stdio.h>

#include "base/memory.h"
#include "cos_sys_util.h"
#include "cos_utility.h"

int is_enable_crc(const cos_request_options_t *options)
{
    return options->ctl->options->enable_crc;
}

int is_enable_md5(const cos_request_options_t *options)
{
    return options->ctl->options->enable_md5;
}

int has_crc_in_response(const cos_http_response_t *resp)
{
    return apr_table_get(resp->headers, COS_HASH_CRC64_ECMA) != NULL;
}

/* Then the body is not the object, and the object's CRC says nothing about it. */
int has_range_or_process_in_request(const cos_http_request_t *req)
{
    const cos_array_header_t *entries;
    int i;

    if (apr_table_get(req->headers, COS_RANGE) != NULL || apr_table_get(req->query_params, COS_PROCESS) != NULL) {
        return 1;
    }
    /* Image and media processing asked for by CI's own parameters. */
    entries = apr_table_elts(req->query_params);
    for (i = 0; i < entries->nelts; i++) {
        const cos_table_entry_t *entry = &((const cos_table_entry_t *)(void *)entries->elts)[i];
        if (strncmp(entry->key, "imageMogr2", 10) == 0 || strncmp(entry->key, "imageView2", 10) == 0
            || strncmp(entry->key, "watermark", 9) == 0 || strcmp(entry->key, "ci-process") == 0) {
            return 1;
        }
    }
    return 0;
}

/* Only a 2xx is turned into a failure: an error keeps its own code. */
int cos_check_crc_consistent(uint64_t crc, const apr_table_t *resp_headers, cos_status_t *s)
{
    const char *text = apr_table_get(resp_headers, COS_HASH_CRC64_ECMA);

    if (text == NULL || !cos_status_is_ok(s) || cos_atoui64(text) == crc) {
        return COSE_OK;
    }
    cos_inconsistent_error_status_set(s, COSE_CRC_INCONSISTENT_ERROR);
    return COSE_CRC_INCONSISTENT_ERROR;
}

int cos_check_len_consistent(cos_list_t *buffer, const apr_table_t *resp_headers, cos_status_t *s)
{
    const char *text = apr_table_get(resp_headers, COS_CONTENT_LENGTH);

    if (text == NULL || !cos_status_is_ok(s) || cos_atoi64(text) == cos_buf_list_len(buffer)) {
        return COSE_OK;
    }
    cos_inconsistent_error_status_set(s, COSE_CRC_INCONSISTENT_ERROR);
    return COSE_CRC_INCONSISTENT_ERROR;
}

/* 1 when the body holds `target`, also across buffers. */
int check_status_with_resp_body(cos_list_t *body, int64_t body_len, const char *target)
{
    size_t size = strlen(target);
    size_t matched = 0;
    cos_buf_t *b;

    cos_list_for_each_entry(cos_buf_t, b, body, node) {
        const uint8_t *at;
        for (at = b->pos; at < b->last && body_len > 0 && matched < size; at++, body_len--) {
            /* Back to the longest beginning of target that still fits. */
            while (matched > 0 && (uint8_t)target[matched] != *at) {
                size_t shorter = matched - 1;
                while (shorter > 0 && memcmp(target, target + matched - shorter, shorter) != 0) {
                    shorter--;
                }
                matched = shorter;
            }
            if ((uint8_t)target[matched] == *at) {
                matched++;
            }
        }
    }
    return matched == size;
}

void cosi_check_crc(cos_pool_t *pool, const cos_http_request_t *req, const cos_http_response_t *resp,
    cos_status_t *status)
{
    int sent = req->method == HTTP_PUT || req->method == HTTP_POST;
    uint64_t crc = sent ? req->crc64 : resp->crc64;
    char message[128];

    if (!sent && (req->method != HTTP_GET || resp->status != 200 || has_range_or_process_in_request(req))) {
        return;
    }
    if (cos_check_crc_consistent(crc, resp->headers, status) != COSE_OK) {
        snprintf(message, sizeof(message), "CRC64 here is %llu, the server's is %.32s", (unsigned long long)crc,
                 apr_table_get(resp->headers, COS_HASH_CRC64_ECMA));
        status->error_msg = cosi_strdup(pool, message);
    }
}
