#include "trust.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cosx_transport.h"

/* The bundles that distributions make of all the authorities they trust. */
static const char *const bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",                /* Debian, Ubuntu, Arch, Alpine */
    "/etc/pki/tls/certs/ca-bundle.crt",                  /* Red Hat, Fedora, TencentOS */
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", /* the same, newer */
    "/etc/ssl/ca-bundle.pem",                            /* SUSE */
    "/etc/ssl/cert.pem",                                 /* Alpine without its package */
    NULL,
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int curl_knows;     /* from when it was built */
static cosi_trust_t found; /* unless curl_knows */
static char *fallback;     /* set once, never freed: handles may have been told of it */

static int is_given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

cosi_trust_t cosi_trust_choose(const char *file, const char *directory, const char *const *places)
{
    cosi_trust_t chosen = {NULL, NULL};
    if (is_given(file) || is_given(directory)) {
        chosen.file = is_given(file) ? file : NULL;
        chosen.directory = is_given(directory) ? directory : NULL;
    } else {
        while (*places != NULL && access(*places, R_OK) != 0) {
            places++;
        }
        chosen.file = *places;
    }
    return chosen;
}

/* The environment may change later, and what getenv gives with it. */
static char *copy_of(const char *name)
{
    const char *value = getenv(name);
    return is_given(value) ? strdup(value) : NULL;
}

static void look(void)
{
    const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
#if CURL_AT_LEAST_VERSION(7, 70, 0)
    curl_knows = curl->age < CURLVERSION_SEVENTH || curl->cainfo != NULL || curl->capath != NULL;
#else
    curl_knows = curl != NULL;
#endif
    if (!curl_knows) {
        found = cosi_trust_choose(copy_of("SSL_CERT_FILE"), copy_of("SSL_CERT_DIR"), bundles);
    }
}

cosi_trust_t cosi_trust(void)
{
    cosi_trust_t trust;
    (void)pthread_once(&once, look);
    trust = found;
    if (!curl_knows && trust.file == NULL && trust.directory == NULL) {
        trust.file = __atomic_load_n(&fallback, __ATOMIC_ACQUIRE);
    }
    return trust;
}

int cosx_transport_has_trust(void)
{
    cosi_trust_t trust = cosi_trust();
    return curl_knows || trust.file != NULL || trust.directory != NULL;
}

int cosx_transport_trust(const char *file)
{
    char *none = NULL;
    char *copy = is_given(file) ? strdup(file) : NULL;
    if (copy == NULL) {
        return is_given(file) ? COSE_OUT_MEMORY : COSE_INVALID_ARGUMENT;
    }
    if (!__atomic_compare_exchange_n(&fallback, &none, copy, 0, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
        free(copy);
    }
    return COSE_OK;
}
