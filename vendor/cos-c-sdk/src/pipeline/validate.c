#include "pipeline/validate.h"

#include "cos_define.h"

const char *cosi_check_options(const cos_request_options_t *options)
{
    if (options == NULL || options->config == NULL || options->ctl == NULL || options->ctl->options == NULL
        || options->pool == NULL) {
        return "the request options are incomplete: config, ctl and pool must be set";
    }
    return NULL;
}

static int has_outer_space(const cos_string_t *string)
{
    return !cos_is_null_string(string)
        && (cos_is_space_or_cntrl(string->data[0]) || cos_is_space_or_cntrl(string->data[string->len - 1]));
}

const char *cosi_check_credentials(const cos_config_t *config)
{
    if (has_outer_space(&config->access_key_id)) {
        return "ak is start with space or end with space, please check it";
    }
    if (has_outer_space(&config->access_key_secret)) {
        return "sk is start with space or end with space, please check it";
    }
    return NULL;
}

/* Letters, digits and what ports, IPv6 addresses and a scheme need: nothing that could change
   the meaning of the URL or of the Host header. */
const char *cosi_check_endpoint(const cos_config_t *config)
{
    const cos_string_t *endpoint = &config->endpoint;
    int i;

    if (cos_is_null_string(endpoint)) {
        return "endpoint is null or empty, please check it";
    }
    for (i = 0; i < endpoint->len; i++) {
        unsigned char c = (unsigned char)endpoint->data[i];
        if (c <= ' ' || c == 0x7f || c == '?' || c == '#' || c == '@' || c == '\\') {
            return "endpoint holds a character that no host name has";
        }
    }
    return NULL;
}

static int is_alnum_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

const char *cosi_check_bucket(const cos_string_t *bucket)
{
    int i;

    if (cos_is_null_string(bucket)) {
        return "bucket is null or empty, please check it";
    }
    for (i = 0; i < bucket->len; i++) {
        int outer = i == 0 || i == bucket->len - 1;
        if (!is_alnum_char(bucket->data[i]) && (outer || bucket->data[i] != '-')) {
            return "bucket is nillegal, please check it";
        }
    }
    return NULL;
}

const char *cosi_check_object(const cos_string_t *object)
{
    if (cos_is_null_string(object)) {
        return "the object key is empty";
    }
    if (memchr(object->data, '\0', (size_t)object->len) != NULL) {
        return "the object key holds a NUL";
    }
    return NULL;
}

static int is_token(const char *name)
{
    if (*name == '\0') {
        return 0;
    }
    for (; *name != '\0'; name++) {
        if (!is_alnum_char(*name) && strchr("!#$%&'*+-.^_`|~", *name) == NULL) {
            return 0;
        }
    }
    return 1;
}

const char *cosi_check_headers(const cos_table_t *headers)
{
    const cos_array_header_t *entries = apr_table_elts(headers);
    int i;

    for (i = 0; i < entries->nelts; i++) {
        const cos_table_entry_t *entry = &((const cos_table_entry_t *)(void *)entries->elts)[i];
        if (entry->key == NULL || !is_token(entry->key)) {
            return "a header has a name that HTTP does not allow";
        }
        if (entry->val != NULL && strpbrk(entry->val, "\r\n") != NULL) {
            return "a header's value holds a line break";
        }
    }
    return NULL;
}

/* Counts how deep a path is once "." and ".." are resolved; names above the root stay there. */
int cosi_simplifies_to_root(const cos_string_t *object)
{
    const char *at = object->data;
    const char *last = at != NULL ? at + object->len : at;
    int depth = 0;

    while (at < last) {
        const char *slash = memchr(at, '/', (size_t)(last - at));
        const char *end = slash != NULL ? slash : last;
        size_t size = (size_t)(end - at);

        if (size == 2 && at[0] == '.' && at[1] == '.') {
            depth = cos_max(depth - 1, 0);
        } else if (size != 0 && !(size == 1 && at[0] == '.')) {
            depth++;
        }
        at = slash != NULL ? slash + 1 : last;
    }
    return depth == 0;
}
