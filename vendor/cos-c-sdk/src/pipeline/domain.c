#include "pipeline/domain.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "cos_sys_util.h"
#include "cos_utility.h"

static const char first_domain[] = ".myqcloud.com";
static const char second_domain[] = ".tencentcos.cn";

/* "cos.<region with a dash>" ends where `first_domain` begins; else NULL. */
static const char *domain_of_endpoint(const char *text)
{
    size_t size = strlen(text);
    const char *domain;
    const char *region;

    if (size <= sizeof(first_domain) - 1) {
        return NULL;
    }
    domain = text + size - (sizeof(first_domain) - 1);
    if (strcmp(domain, first_domain) != 0 || strncmp(text, "cos.", 4) != 0) {
        return NULL;
    }
    region = text + 4;
    if (region >= domain || memchr(region, '-', (size_t)(domain - region)) == NULL
        || memchr(region, '.', (size_t)(domain - region)) != NULL) {
        return NULL;
    }
    return domain;
}

static const char *domain_of_host(const char *host)
{
    const char *dot = host != NULL ? strchr(host, '.') : NULL;

    return dot != NULL && dot != host ? domain_of_endpoint(dot + 1) : NULL;
}

char *cosi_other_domain(cos_pool_t *pool, const char *host)
{
    const char *domain = domain_of_host(host);
    char *front = domain != NULL ? cosi_strndup(pool, host, (size_t)(domain - host)) : NULL;

    return front != NULL ? cosi_join(pool, front, second_domain, (char *)NULL) : NULL;
}

/* 1 for "<name>.cos.<region>.myqcloud.com". */
int is_default_domain(const char *str)
{
    return domain_of_host(str) != NULL;
}

/* 1 for "cos.<region>.myqcloud.com". */
int is_default_endpoint(const char *str)
{
    return str != NULL && domain_of_endpoint(str) != NULL;
}

static int ends_with(const char *text, size_t size, const char *end)
{
    size_t length = strlen(end);

    return size > length && strncasecmp(text + size - length, end, length) == 0;
}

int is_cos_domain(const cos_string_t *str)
{
    const char *host;
    const char *end;
    size_t size;

    if (cos_is_null_string(str)) {
        return 0;
    }
    host = str->data;
    end = host + str->len;
    for (size = 0; host + size + 3 <= end; size++) {
        if (memcmp(host + size, "://", 3) == 0) {
            host += size + 3;
            break;
        }
    }
    for (size = 0; host + size < end && host[size] != '/' && host[size] != ':'; size++) {
    }
    return ends_with(host, size, first_domain) || ends_with(host, size, second_domain);
}

static int is_worth_another_domain(const cos_status_t *s)
{
    return get_retry_change_domin() && s != NULL && (s->req_id == NULL || s->req_id[0] == '\0')
        && (s->code < 0 || s->code / 100 == 5 || s->code / 100 == 3);
}

/* 1 when the process-wide switch is on and the other domain of host `str` is worth a try. */
int is_should_retry(const cos_status_t *s, const char *str)
{
    return is_worth_another_domain(s) && is_default_domain(str);
}

int is_should_retry_endpoint(const cos_status_t *s, const char *str)
{
    return is_worth_another_domain(s) && is_default_endpoint(str);
}

static char *malloc_other(const char *text, const char *domain)
{
    size_t front = (size_t)(domain - text);
    char *other = malloc(front + sizeof(second_domain));

    if (other != NULL) {
        memcpy(other, text, front);
        memcpy(other + front, second_domain, sizeof(second_domain));
    }
    return other;
}

/* 1: *endpoint is now the host under the other domain, from malloc. 0: it is as before. */
int change_host_suffix(char **endpoint)
{
    const char *domain = domain_of_host(*endpoint);
    char *other = domain != NULL ? malloc_other(*endpoint, domain) : NULL;

    if (other == NULL) {
        return 0;
    }
    *endpoint = other;
    return 1;
}

/* A default endpoint gets new data, from malloc, for clear_change_endpoint_suffix to free. */
void change_endpoint_suffix(cos_string_t *endpoint)
{
    const char *domain = endpoint->data != NULL ? domain_of_endpoint(endpoint->data) : NULL;
    char *other = domain != NULL ? malloc_other(endpoint->data, domain) : NULL;

    if (other != NULL) {
        cos_str_set(endpoint, other);
    }
}

/* Back to `host`, what the endpoint's data was before. */
void clear_change_endpoint_suffix(cos_string_t *endpoint, char *host)
{
    if (endpoint->data != host) {
        free(endpoint->data);
        cos_str_set(endpoint, host);
    }
}
