#include "spec.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static int has_header(const cosx_transfer_spec_t *spec, const char *name)
{
    int i;

    for (i = 0; i < spec->header_count; i++) {
        if (strcasecmp(spec->headers[i].name, name) == 0) {
            return 1;
        }
    }
    return 0;
}

static const char *pairs_problem(const cosx_pair_t *pairs, int count)
{
    int i;

    if (count < 0 || (count > 0 && pairs == NULL)) {
        return "the number of headers or parameters is wrong";
    }
    for (i = 0; i < count; i++) {
        if (!given(pairs[i].name)) {
            return "a header or parameter has no name";
        }
    }
    return NULL;
}

const char *cosi_spec_problem(const cosx_transfer_spec_t *spec)
{
    const char *problem;

    if (spec->kind != COSX_UPLOAD && spec->kind != COSX_DOWNLOAD) {
        return "kind is neither upload nor download";
    }
    if (spec->settings == NULL || !given(spec->settings->endpoint)) {
        return "there is no endpoint";
    }
    if (!given(spec->bucket)) {
        return "there is no bucket";
    }
    if (!given(spec->key)) {
        return "the key is empty";
    }
    if (!given(spec->path)) {
        return "the path is empty";
    }
    if (spec->part_size < 0) {
        return "the part size is negative";
    }
    if (spec->part_size > COSI_PART_MAX) {
        return "the part size is above 5 GiB";
    }
    if (spec->multipart_threshold < 0) {
        return "the multipart threshold is negative";
    }
    if (spec->max_parallel < 0) {
        return "max_parallel is negative";
    }
    if (spec->deadline_us < 0) {
        return "the deadline is negative";
    }
    if (spec->retry.max_attempts < 1) {
        return "retry.max_attempts must be at least 1";
    }
    if (spec->checkpoint != NULL && spec->checkpoint[0] == '\0') {
        return "the checkpoint path is empty";
    }
    problem = pairs_problem(spec->headers, spec->header_count);
    if (problem == NULL) {
        problem = pairs_problem(spec->params, spec->param_count);
    }
    if (problem != NULL) {
        return problem;
    }
    if (has_header(spec, "Range")) {
        return "a Range header cannot be given: the transfer makes its own";
    }
    if (has_header(spec, "Content-Length")) {
        return "a Content-Length header cannot be given: the file decides";
    }
    return NULL;
}

/* Run twice over the same texts: first only to measure (base NULL), then to copy. */
typedef struct packer_s {
    char *base;
    size_t used;
} packer_t;

static void *pack(packer_t *packer, const void *data, size_t size, size_t align)
{
    void *at = NULL;

    packer->used = (packer->used + align - 1) / align * align;
    if (packer->base != NULL) {
        at = packer->base + packer->used;
        memcpy(at, data, size);
    }
    packer->used += size;
    return at;
}

static const char *pack_text(packer_t *packer, const char *text)
{
    return text == NULL ? NULL : pack(packer, text, strlen(text) + 1, 1);
}

static const cosx_pair_t *pack_pairs(packer_t *packer, const cosx_pair_t *pairs, int count)
{
    cosx_pair_t *copy = NULL;
    cosx_pair_t pair;
    int i;

    if (count == 0) {
        return NULL;
    }
    copy = pack(packer, pairs, (size_t)count * sizeof(*pairs), _Alignof(cosx_pair_t));
    for (i = 0; i < count; i++) {
        pair.name = pack_text(packer, pairs[i].name);
        pair.value = pack_text(packer, pairs[i].value);
        if (copy != NULL) {
            copy[i] = pair;
        }
    }
    return copy;
}

static void pack_settings(packer_t *packer, const cosx_settings_t *from, cosx_settings_t *to)
{
    *to = *from;
    to->endpoint = pack_text(packer, from->endpoint);
    to->service_endpoint = pack_text(packer, from->service_endpoint);
    to->secret_id = pack_text(packer, from->secret_id);
    to->secret_key = pack_text(packer, from->secret_key);
    to->token = pack_text(packer, from->token);
    to->ca_file = pack_text(packer, from->ca_file);
    to->ca_path = pack_text(packer, from->ca_path);
    to->proxy = pack_text(packer, from->proxy);
    to->proxy_auth = pack_text(packer, from->proxy_auth);
    to->route_ip = pack_text(packer, from->route_ip);
    to->user_agent = pack_text(packer, from->user_agent);
}

static void pack_spec(packer_t *packer, const cosx_transfer_spec_t *from, cosx_transfer_t *to)
{
    to->spec = *from;
    to->spec.headers = pack_pairs(packer, from->headers, from->header_count);
    to->spec.params = pack_pairs(packer, from->params, from->param_count);
    to->spec.bucket = pack_text(packer, from->bucket);
    to->spec.key = pack_text(packer, from->key);
    to->spec.path = pack_text(packer, from->path);
    to->spec.checkpoint = pack_text(packer, from->checkpoint);
    pack_settings(packer, from->settings, &to->settings);
    to->spec.settings = &to->settings;
}

cosx_transfer_t *cosi_spec_copy(const cosx_transfer_spec_t *spec)
{
    cosx_transfer_t measured;
    cosx_transfer_t *transfer;
    packer_t packer = {NULL, 0};

    memset(&measured, 0, sizeof(measured));
    pack_spec(&packer, spec, &measured);
    transfer = calloc(1, sizeof(*transfer) + packer.used);
    if (transfer == NULL) {
        return NULL;
    }
    packer.base = (char *)(transfer + 1);
    packer.used = 0;
    pack_spec(&packer, spec, transfer);
    return transfer;
}
