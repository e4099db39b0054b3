/* What became of an exchange, in the words of cos_error_code_e. */
#include <string.h>

#include "cos_define.h"
#include "exchange.h"

typedef struct meaning_s {
    CURLcode curl;
    int code;
} meaning_t;

static const meaning_t meanings[] = {
    {CURLE_OUT_OF_MEMORY, COSE_OUT_MEMORY},
    {CURLE_URL_MALFORMAT, COSE_INVALID_ARGUMENT},
    {CURLE_COULDNT_RESOLVE_HOST, COSE_NAME_LOOKUP_ERROR},
    {CURLE_COULDNT_RESOLVE_PROXY, COSE_NAME_LOOKUP_ERROR},
    {CURLE_COULDNT_CONNECT, COSE_FAILED_CONNECT},
    {CURLE_SSL_CONNECT_ERROR, COSE_FAILED_CONNECT},
    {CURLE_PROXY, COSE_FAILED_CONNECT},
    {CURLE_PEER_FAILED_VERIFICATION, COSE_FAILED_VERIFICATION},
    {CURLE_SSL_CACERT_BADFILE, COSE_FAILED_VERIFICATION},
    {CURLE_SSL_CERTPROBLEM, COSE_FAILED_VERIFICATION},
    {CURLE_SSL_CIPHER, COSE_FAILED_VERIFICATION},
    {CURLE_SSL_CRL_BADFILE, COSE_FAILED_VERIFICATION},
    {CURLE_SSL_ISSUER_ERROR, COSE_FAILED_VERIFICATION},
    {CURLE_SSL_INVALIDCERTSTATUS, COSE_FAILED_VERIFICATION},
    {CURLE_SSL_PINNEDPUBKEYNOTMATCH, COSE_FAILED_VERIFICATION},
    {CURLE_OPERATION_TIMEDOUT, COSE_REQUEST_TIMEOUT},
    {CURLE_SEND_ERROR, COSE_CONNECTION_FAILED},
    {CURLE_RECV_ERROR, COSE_CONNECTION_FAILED},
    {CURLE_GOT_NOTHING, COSE_CONNECTION_FAILED},
    {CURLE_PARTIAL_FILE, COSE_CONNECTION_FAILED},
    {CURLE_SEND_FAIL_REWIND, COSE_CONNECTION_FAILED},
    {CURLE_WEIRD_SERVER_REPLY, COSE_CONNECTION_FAILED},
    {CURLE_WRITE_ERROR, COSE_WRITE_BODY_ERROR},
    {CURLE_READ_ERROR, COSE_READ_BODY_ERROR},
    {CURLE_ABORTED_BY_CALLBACK, COSE_ABORT_CALLBACK},
};

int cosi_curl_meaning(CURLcode curl)
{
    size_t i;
    for (i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
        if (meanings[i].curl == curl) {
            return meanings[i].code;
        }
    }
    return COSE_INTERNAL_ERROR;
}

static curl_off_t time_info(const cosi_exchange_t *x, CURLINFO what)
{
    curl_off_t us = 0;
    (void)curl_easy_getinfo(x->slot->easy, what, &us);
    return us;
}

/* curl's own time limit holds while connecting (and where the request options set a lowest
   speed, later too). */
static void judge_timeout(cosi_exchange_t *x)
{
    if (time_info(x, CURLINFO_PRETRANSFER_TIME_T) > 0) {
        cosi_fault_set(&x->fault, COSE_REQUEST_TIMEOUT, 0, "%s", x->curl_error[0] != '\0' ? x->curl_error : "too slow");
    } else if (time_info(x, CURLINFO_NAMELOOKUP_TIME_T) > 0) {
        cosi_fault_set(&x->fault, COSE_FAILED_CONNECT, 0, "no connection within %lld ms", (long long)x->connect_timeout_ms);
    } else {
        cosi_fault_set(&x->fault, COSE_NAME_LOOKUP_ERROR, 0, "the name was not looked up within %lld ms",
                       (long long)x->connect_timeout_ms);
    }
}

/* A refusal that arrived counts, even if the connection broke behind its headers: servers
   answer 403 or 503 and close while the body of the request is still on its way. */
static int refusal_counts(const cosi_exchange_t *x)
{
    return x->status != 0 && x->status / 100 != 2 && cosi_curl_meaning(x->result) == COSE_CONNECTION_FAILED;
}

/* curl has one word for a URL that is neither http nor https and for an answer that is not HTTP. */
static int is_sent(const cosi_exchange_t *x)
{
    long size = 0;
    (void)curl_easy_getinfo(x->slot->easy, CURLINFO_REQUEST_SIZE, &size);
    return size > 0;
}

void cosi_exchange_judge(cosi_exchange_t *x)
{
    long os_errno = 0;
    long tunnel = 0;
    int code;
    if (x->fault.code != 0 || refusal_counts(x)) {
        return;
    }
    if (x->result == CURLE_OK) {
        if (x->status == 0) { /* curl takes a connection that ends inside the headers for a good end */
            cosi_fault_set(&x->fault, COSE_CONNECTION_FAILED, 0, "the connection ended inside the response's headers");
        }
        return;
    }
    if (x->result == CURLE_OPERATION_TIMEDOUT) {
        judge_timeout(x);
        return;
    }
    if (x->on_wire && !x->wire.connecting) {
        cosi_fault_set(&x->fault, cosi_curl_meaning(x->result), x->wire.os_errno, "%s", x->curl_error);
        return;
    }
    (void)curl_easy_getinfo(x->slot->easy, CURLINFO_OS_ERRNO, &os_errno);
    (void)curl_easy_getinfo(x->slot->easy, CURLINFO_HTTP_CONNECTCODE, &tunnel);
    code = tunnel >= 300 ? COSE_FAILED_CONNECT : cosi_curl_meaning(x->result);
    if (x->result == CURLE_UNSUPPORTED_PROTOCOL) {
        code = is_sent(x) ? COSE_CONNECTION_FAILED : COSE_INVALID_ARGUMENT;
    }
    cosi_fault_set(&x->fault, code, (int)os_errno, "%s",
                   x->curl_error[0] != '\0' ? x->curl_error : curl_easy_strerror(x->result));
}
