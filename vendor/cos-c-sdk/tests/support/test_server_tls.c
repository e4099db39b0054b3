#include "test_server_tls.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct test_certificate_s {
    char *file;
    SSL_CTX *context;
};

struct test_tls_s {
    SSL *ssl;
};

static void die(const char *what)
{
    fprintf(stderr, "test server: %s failed\n", what);
    ERR_print_errors_fp(stderr);
    abort();
}

static void add_extension(X509 *certificate, int kind, const char *value)
{
    X509V3_CTX context;
    X509_EXTENSION *extension;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    if (extension == NULL || X509_add_ext(certificate, extension, -1) != 1) {
        die("X509V3_EXT_conf_nid");
    }
    X509_EXTENSION_free(extension);
}

test_certificate_t *test_certificate_create(const char *directory, const char *name)
{
    test_certificate_t *c = calloc(1, sizeof(*c));
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    int is_address = strspn(name, "0123456789.") == strlen(name);
    size_t size = strlen(directory) + strlen(name) + 64;
    char *text = malloc(size);
    FILE *out;
    if (c == NULL || key == NULL || certificate == NULL || text == NULL) {
        die("making a key");
    }
    /* SSL_write has no MSG_NOSIGNAL */
    (void)signal(SIGPIPE, SIG_IGN);
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), (long)getpid());
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                               (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    X509_set_pubkey(certificate, key);
    (void)snprintf(text, size, "%s:%s", is_address ? "IP" : "DNS", name);
    add_extension(certificate, NID_subject_alt_name, text);
    add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    if (X509_sign(certificate, key, EVP_sha256()) == 0) {
        die("X509_sign");
    }
    (void)snprintf(text, size, "%s/test-certificate-%s-%ld.pem", directory, name, (long)getpid());
    c->file = text;
    out = fopen(text, "we");
    if (out == NULL || PEM_write_X509(out, certificate) != 1 || fclose(out) != 0) {
        die("writing the certificate");
    }
    c->context = SSL_CTX_new(TLS_server_method());
    if (c->context == NULL || SSL_CTX_use_certificate(c->context, certificate) != 1 ||
        SSL_CTX_use_PrivateKey(c->context, key) != 1) {
        die("SSL_CTX_new");
    }
    X509_free(certificate);
    EVP_PKEY_free(key);
    return c;
}

const char *test_certificate_file(const test_certificate_t *c)
{
    return c->file;
}

void test_certificate_destroy(test_certificate_t *c)
{
    (void)unlink(c->file);
    free(c->file);
    SSL_CTX_free(c->context);
    free(c);
}

static int resumed;

test_tls_t *test_tls_accept(const test_certificate_t *certificate, int fd)
{
    test_tls_t *tls = calloc(1, sizeof(*tls));
    if (tls == NULL) {
        die("calloc");
    }
    tls->ssl = SSL_new(certificate->context);
    if (tls->ssl == NULL || SSL_set_fd(tls->ssl, fd) != 1) {
        die("SSL_new");
    }
    if (SSL_accept(tls->ssl) != 1) {
        ERR_clear_error();
        SSL_free(tls->ssl);
        free(tls);
        return NULL;
    }
    if (SSL_session_reused(tls->ssl)) {
        (void)__atomic_fetch_add(&resumed, 1, __ATOMIC_RELAXED);
    }
    return tls;
}

int test_tls_resumed(void)
{
    return __atomic_load_n(&resumed, __ATOMIC_RELAXED);
}

ssize_t test_tls_read(test_tls_t *tls, void *buffer, size_t size)
{
    int n = SSL_read(tls->ssl, buffer, size > 1 << 20 ? 1 << 20 : (int)size);
    if (n <= 0) {
        ERR_clear_error();
        return 0;
    }
    return n;
}

ssize_t test_tls_write(test_tls_t *tls, const void *data, size_t size)
{
    int n = SSL_write(tls->ssl, data, size > 1 << 20 ? 1 << 20 : (int)size);
    if (n <= 0) {
        ERR_clear_error();
        return -1;
    }
    return n;
}

void test_tls_close(test_tls_t *tls)
{
    (void)SSL_shutdown(tls->ssl);
    ERR_clear_error();
    SSL_free(tls->ssl);
    free(tls);
}
