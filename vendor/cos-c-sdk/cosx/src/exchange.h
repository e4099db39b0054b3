/* One HTTP exchange: a request goes out, a response comes in, on one slot. */
#ifndef COSX_EXCHANGE_H
#define COSX_EXCHANGE_H

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

#include "body_sink.h"
#include "body_source.h"
#include "cos_http_io.h"
#include "cosx_context.h"
#include "fault.h"
#include "growing_bytes.h"
#include "handle_pool.h"
#include "wire.h"

/* A long has to hold it, and one more, everywhere. */
#define COSI_LONGEST_CONNECT_MS (INT32_MAX - 1)

typedef struct cosi_exchange_s {
    cos_http_request_t *req;
    cos_http_response_t *resp;
    cos_http_controller_ex_t *controller;
    const cos_http_transport_options_t *transport_options; /* may be NULL */
    cosx_context_t *context; /* never NULL: `own` when the caller attached none */
    cosx_context_t own;
    cosi_slot_t *slot;

    /* limits */
    int64_t connect_timeout_ms;
    int64_t read_timeout_us; /* 0: none of ours */
    int64_t max_memory;

    /* given to curl, to be freed behind it */
    struct curl_slist *header_list;
    struct curl_slist *route_list;
    cosi_bytes_t url;
    char curl_error[CURL_ERROR_SIZE];

    /* state */
    int on_wire;      /* spoken by ourselves; 0: a transfer of curl's */
    cosi_wire_t wire;
    cosi_body_source_t source;
    cosi_body_sink_t sink;
    cosi_fault_t fault;
    size_t head_bytes;
    int head_lines;
    int status;       /* of the final response; 0 before its headers are complete */
    int paused;       /* the stream's reader has to catch up */
    int added;        /* the easy handle is in the multi handle */
    int finished;     /* curl is done: `result` */
    CURLcode result;
    int64_t last_move_us;
    int64_t last_tick_us;
    curl_off_t moved; /* bytes both ways, as last seen */
    int64_t slow_since_us; /* of the lowest speed; 0: nothing is known yet */
    int64_t sampled_us;
    int64_t sampled; /* bytes both ways then */
} cosi_exchange_t;

/* Take a slot and set everything up. COSE_OK, or the code of the fault. In either case
   cosi_exchange_end must follow. */
int cosi_exchange_begin(cosi_exchange_t *x, cos_http_transport_t *transport, cosx_context_t *context);

/* Let it run until it is finished, has failed or `enough` says so (may be NULL). */
void cosi_exchange_run(cosi_exchange_t *x, int (*enough)(cosi_exchange_t *));

/* After the last run: decide what came of it, fill in response, context and controller, give
   the slot back. COSE_OK when there is an HTTP status. */
int cosi_exchange_end(cosi_exchange_t *x);

/* ---- between the files of the exchange ---- */

/* Everything that curl has to know (exchange_setup.c). COSE_OK or the code of the fault. */
int cosi_exchange_setup(cosi_exchange_t *x);

/* Let `easy` begin in `multi` to make a connection for `url` as the settings of x->context say, and nothing
   else. Of `x` only context, controller (both must be there), curl_error, connect_timeout_ms and the fault
   matter; it stays as long as the handle. COSE_OK or the code of the fault. */
int cosi_exchange_connect(cosi_exchange_t *x, CURL *easy, CURLM *multi, const char *url);

/* The socket of that connection, curl being done with `result`. That one or CURLE_COULDNT_CONNECT. */
CURLcode cosi_exchange_connected(CURL *easy, CURLcode result, int *fd);

/* The cos_error_code_e of a CURLcode (exchange_outcome.c). */
int cosi_curl_meaning(CURLcode curl);

/* "GET"; NULL when the method is not one of ours. */
const char *cosi_exchange_method(const cosi_exchange_t *x);
int cosi_exchange_sends_body(const cosi_exchange_t *x);
/* COSE_OK, or the fault is set. */
int cosi_exchange_check_length(cosi_exchange_t *x, const char *value);
/* Append the user agent; both may be NULL. 0: the fault is set, or memory ran out. */
int cosi_user_agent(cosi_bytes_t *out, const cos_http_transport_options_t *options, const cosx_settings_t *settings, cosi_fault_t *fault);
/* "" when there is none. */
const char *cosi_exchange_proxy(const cosi_exchange_t *x);
const char *cosi_exchange_route(const cosi_exchange_t *x, int *port);

/* What curl's code means (exchange_outcome.c). Sets the fault; nothing when all went well or
   when the server's refusal is what counts. */
void cosi_exchange_judge(cosi_exchange_t *x);

/* Callbacks for curl (exchange_callbacks.c); userdata is the exchange. */
size_t cosi_exchange_on_header(char *line, size_t one, size_t size, void *userdata);
size_t cosi_exchange_on_body(char *data, size_t one, size_t size, void *userdata);
size_t cosi_exchange_on_read(char *buffer, size_t one, size_t size, void *userdata);
int cosi_exchange_on_seek(void *userdata, curl_off_t offset, int origin);

/* What those do besides moving bytes: look at the cancel flag (the fault is set), count. */
int cosi_exchange_is_cancelled(cosi_exchange_t *x);
void cosi_exchange_sent(cosi_exchange_t *x, int64_t bytes);
void cosi_exchange_received(cosi_exchange_t *x, int64_t bytes);

#endif
