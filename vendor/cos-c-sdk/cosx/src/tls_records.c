#include "tls_records.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef COSX_HAVE_OPENSSL
#define COSX_HAVE_OPENSSL 0
#endif

#if COSX_HAVE_OPENSSL

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <sys/socket.h>

#include "page_buffer.h"

#define RECORD ((size_t)16 * 1024)

/* Sixteen records leave together; measured in docs/decisions. The slack takes their overhead and
   whatever the protocol says of its own accord. */
#define LOAD ((size_t)256 * 1024)
#define SLACK ((size_t)64 * 1024)
#define INCOMING ((size_t)128 * 1024)

struct cosi_tls_s {
    SSL *ssl;
    BIO *curls_reader; /* each with a reference of ours */
    BIO *curls_writer;
    int is_reading;    /* the reading is ours too */
    int fd;
    char *out; /* from out_start to out_end */
    size_t out_start;
    size_t out_end;
    char *in; /* from in_start to in_end; NULL until is_reading */
    size_t in_start;
    size_t in_end;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static BIO_METHOD *method;

/* ---- what OpenSSL reads from and writes to ---- */

static int take_record(BIO *bio, const char *data, int size)
{
    struct cosi_tls_s *tls = BIO_get_data(bio);
    size_t room = LOAD + SLACK - tls->out_end;
    BIO_clear_retry_flags(bio);
    if ((size_t)size > room) {
        BIO_set_retry_write(bio);
        return -1;
    }
    memcpy(tls->out + tls->out_end, data, (size_t)size);
    tls->out_end += (size_t)size;
    return size;
}

static int give_bytes(BIO *bio, char *data, int size)
{
    struct cosi_tls_s *tls = BIO_get_data(bio);
    size_t step;
    BIO_clear_retry_flags(bio);
    if (tls->in_start == tls->in_end) {
        ssize_t n;
        do {
            n = recv(tls->fd, tls->in, INCOMING, MSG_DONTWAIT);
        } while (n < 0 && errno == EINTR);
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            BIO_set_retry_read(bio);
        }
        if (n <= 0) {
            return (int)n;
        }
        tls->in_start = 0;
        tls->in_end = (size_t)n;
    }
    step = tls->in_end - tls->in_start < (size_t)size ? tls->in_end - tls->in_start : (size_t)size;
    memcpy(data, tls->in + tls->in_start, step);
    tls->in_start += step;
    return (int)step;
}

static long control(BIO *bio, int command, long number, void *pointer)
{
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH || command == BIO_CTRL_DUP ? 1 : 0;
}

static int created(BIO *bio)
{
    BIO_set_init(bio, 1);
    return 1;
}

static void make_method(void)
{
    BIO_METHOD *made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "cosx");
    if (made == NULL || !BIO_meth_set_write(made, take_record) || !BIO_meth_set_read(made, give_bytes) ||
        !BIO_meth_set_ctrl(made, control) || !BIO_meth_set_create(made, created)) {
        BIO_meth_free(made);
        return;
    }
    method = made;
}

static BIO *make_bio(struct cosi_tls_s *tls)
{
    BIO *bio = BIO_new(method);
    if (bio != NULL) {
        BIO_set_data(bio, tls);
    }
    return bio;
}

/* ---- taking over and giving back ---- */

int cosi_tls_is_possible(void)
{
    static int answer = -1; /* the same from every thread */
    int known = __atomic_load_n(&answer, __ATOMIC_RELAXED);
    if (known < 0) {
        const char *curls = curl_version_info(CURLVERSION_NOW)->ssl_version;
        char ours[64];
        (void)snprintf(ours, sizeof(ours), "OpenSSL/%s", OpenSSL_version(OPENSSL_VERSION_STRING));
        (void)pthread_once(&once, make_method);
        known = method != NULL && curls != NULL && strcmp(curls, ours) == 0;
        __atomic_store_n(&answer, known, __ATOMIC_RELAXED);
    }
    return known;
}

static SSL *ssl_of(CURL *easy)
{
    struct curl_tlssessioninfo *info = NULL;
    char byte;
    size_t n = 0;
    /* libcurl tells only of the connection it is at work on: this makes it so. Nothing can have
       come before the first request. */
    if (curl_easy_recv(easy, &byte, 1, &n) != CURLE_AGAIN) {
        return NULL;
    }
    if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || info == NULL ||
        info->backend != CURLSSLBACKEND_OPENSSL) {
        return NULL;
    }
    return info->internals;
}

int cosi_tls_begin(cosi_slot_t *slot)
{
    struct cosi_tls_s *tls = calloc(1, sizeof(*tls));
    BIO *writer = NULL;
    int done = 0;
    if (tls == NULL) {
        return 0;
    }
    tls->fd = slot->fd;
    tls->ssl = ssl_of(slot->easy);
    tls->out = cosi_page_buffer(LOAD + SLACK);
    writer = make_bio(tls);
    if (tls->ssl == NULL || tls->out == NULL || writer == NULL || SSL_get_wbio(tls->ssl) == NULL ||
        SSL_get_rbio(tls->ssl) == NULL) {
        goto cleanup;
    }
    tls->curls_writer = SSL_get_wbio(tls->ssl);
    tls->curls_reader = SSL_get_rbio(tls->ssl);
    (void)BIO_up_ref(tls->curls_writer);
    (void)BIO_up_ref(tls->curls_reader);
    SSL_set0_wbio(tls->ssl, writer);
    writer = NULL;
    (void)SSL_set_mode(tls->ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    slot->tls = tls;
    tls = NULL;
    done = 1;

cleanup:
    BIO_free(writer);
    if (tls != NULL) {
        free(tls->out);
        free(tls);
    }
    return done;
}

void cosi_tls_end(cosi_slot_t *slot)
{
    struct cosi_tls_s *tls = slot->tls;
    if (tls == NULL) {
        return;
    }
    slot->tls = NULL;
    SSL_set0_wbio(tls->ssl, tls->curls_writer);
    if (tls->is_reading) {
        SSL_set0_rbio(tls->ssl, tls->curls_reader);
    } else {
        BIO_free(tls->curls_reader);
    }
    free(tls->out);
    free(tls->in);
    free(tls);
}

/* ---- reading ---- */

static ssize_t failed(const char *what, char *text)
{
    unsigned long code = ERR_peek_error();
    int os_errno = errno;
    const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;
    (void)snprintf(text, COSI_TLS_TEXT, "%s: %s", what,
                   reason != NULL ? reason : (os_errno != 0 ? strerror(os_errno) : "the connection was cut off"));
    ERR_clear_error();
    errno = code != 0 && reason != NULL ? 0 : os_errno;
    return COSI_TLS_FAILED;
}

/* The first answer on a connection is read by libcurl, as the tickets for later sessions come
   before it and are for libcurl to keep. */
static ssize_t read_first(cosi_slot_t *slot, char *data, size_t size, char *text)
{
    size_t n = 0;
    CURLcode res = curl_easy_recv(slot->easy, data, size, &n);
    if (res == CURLE_AGAIN) {
        return COSI_TLS_BLOCKED;
    }
    if (res != CURLE_OK) {
        (void)snprintf(text, COSI_TLS_TEXT, "reading under TLS: %s", curl_easy_strerror(res));
        errno = 0;
        return COSI_TLS_FAILED;
    }
    return (ssize_t)n;
}

/* In the middle of a record both ways of reading see the same: OpenSSL keeps what it has of it. */
static int take_reading_over(struct cosi_tls_s *tls)
{
    BIO *reader = NULL;
    tls->in = cosi_page_buffer(INCOMING);
    reader = tls->in != NULL ? make_bio(tls) : NULL;
    if (reader == NULL) {
        free(tls->in);
        tls->in = NULL;
        return 0;
    }
    SSL_set0_rbio(tls->ssl, reader);
    tls->is_reading = 1;
    return 1;
}

ssize_t cosi_tls_read(cosi_slot_t *slot, char *data, size_t size, char *text)
{
    struct cosi_tls_s *tls = slot->tls;
    size_t done = 0;
    if (!tls->is_reading) {
        ssize_t n = read_first(slot, data, size, text);
        if (n > 0 && !take_reading_over(tls)) {
            (void)snprintf(text, COSI_TLS_TEXT, "out of memory");
            errno = ENOMEM;
            return COSI_TLS_FAILED;
        }
        return n;
    }
    while (done < size) {
        size_t n = 0;
        int ok;
        int why;
        ERR_clear_error();
        errno = 0;
        ok = SSL_read_ex(tls->ssl, data + done, size - done, &n);
        done += n;
        if (ok) {
            continue;
        }
        why = SSL_get_error(tls->ssl, 0);
        if (done > 0) {
            break; /* the end or the error comes again */
        }
        if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) {
            return COSI_TLS_BLOCKED;
        }
        return why == SSL_ERROR_ZERO_RETURN ? 0 : failed("reading under TLS", text);
    }
    return (ssize_t)done;
}

int cosi_tls_is_quiet(cosi_slot_t *slot)
{
    struct cosi_tls_s *tls = slot->tls;
    char byte;
    size_t n = 0;
    ERR_clear_error();
    if (!tls->is_reading) {
        return 0; /* an answer was read, or the connection would not be here */
    }
    if (SSL_peek_ex(tls->ssl, &byte, 1, &n)) {
        return 0;
    }
    return SSL_get_error(tls->ssl, 0) == SSL_ERROR_WANT_READ;
}

/* ---- writing ---- */

int cosi_tls_has_unsent(const cosi_slot_t *slot)
{
    return slot->tls != NULL && slot->tls->out_end > slot->tls->out_start;
}

ssize_t cosi_tls_flush(cosi_slot_t *slot, char *text)
{
    struct cosi_tls_s *tls = slot->tls;
    while (tls->out_start < tls->out_end) {
        ssize_t n = send(tls->fd, tls->out + tls->out_start, tls->out_end - tls->out_start, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0) {
            tls->out_start += (size_t)n;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return COSI_TLS_BLOCKED;
        } else if (errno != EINTR) {
            return failed("writing under TLS", text);
        }
    }
    tls->out_start = 0;
    tls->out_end = 0;
    return 1;
}

ssize_t cosi_tls_write(cosi_slot_t *slot, const char *data, size_t size, char *text)
{
    struct cosi_tls_s *tls = slot->tls;
    size_t done = 0;
    while (done < size) {
        size_t n = 0;
        if (tls->out_end >= LOAD) {
            ssize_t flushed = cosi_tls_flush(slot, text);
            if (flushed != 1) {
                return done > 0 && flushed == COSI_TLS_BLOCKED ? (ssize_t)done : flushed;
            }
        }
        ERR_clear_error();
        errno = 0;
        /* there is room for a record: this is never to be tried again */
        if (!SSL_write_ex(tls->ssl, data + done, size - done < RECORD ? size - done : RECORD, &n)) {
            return failed("writing under TLS", text);
        }
        done += n;
    }
    return (ssize_t)done;
}

#else

int cosi_tls_is_possible(void)
{
    return 0;
}

int cosi_tls_begin(cosi_slot_t *slot)
{
    (void)slot;
    return 0;
}

ssize_t cosi_tls_read(cosi_slot_t *slot, char *data, size_t size, char *text)
{
    (void)slot;
    (void)data;
    (void)size;
    (void)text;
    return COSI_TLS_FAILED;
}

ssize_t cosi_tls_write(cosi_slot_t *slot, const char *data, size_t size, char *text)
{
    (void)slot;
    (void)data;
    (void)size;
    (void)text;
    return COSI_TLS_FAILED;
}

ssize_t cosi_tls_flush(cosi_slot_t *slot, char *text)
{
    (void)slot;
    (void)text;
    return COSI_TLS_FAILED;
}

int cosi_tls_has_unsent(const cosi_slot_t *slot)
{
    (void)slot;
    return 0;
}

int cosi_tls_is_quiet(cosi_slot_t *slot)
{
    (void)slot;
    return 0;
}

void cosi_tls_end(cosi_slot_t *slot)
{
    (void)slot;
}

#endif
