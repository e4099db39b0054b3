/* The head of one request as text, signed. What is the same for all items is made once; the key of
   the signature once a minute. */
#ifndef COSI_BATCH_REQUEST_TEXT_H
#define COSI_BATCH_REQUEST_TEXT_H

#include <stdint.h>

#include "cosx_batch.h"
#include "../fault.h"
#include "../growing_bytes.h"
#include "../signing_key.h"

/* A header that is signed: "name=value", name in lower case, both encoded. */
typedef struct cosi_signed_s {
    size_t at; /* in the text of all of them */
    size_t name_size;
    size_t size;
} cosi_signed_t;

#define COSI_MAX_SIGNED 96

typedef struct cosi_signed_list_s {
    cosi_bytes_t text;
    cosi_signed_t items[COSI_MAX_SIGNED]; /* sorted by name */
    int count;
} cosi_signed_list_t;

typedef struct cosi_writer_s {
    char method[8];
    char method_word[8]; /* in lower case */
    int sends_length;    /* PUT and POST say Content-Length: 0 as well */
    /* texts of the whole batch, malloc'ed */
    char *proto;         /* "http://" */
    char *host;
    char *path_prefix;   /* "" or "bucket/", not encoded */
    char *query;         /* "" or "?a=b" */
    char *param_pairs;   /* canonical */
    char *param_names;
    char *absolute;      /* "" or, for a proxy that reads requests, "http://host" */
    cosi_bytes_t fixed;  /* header lines of the batch */
    cosi_signed_list_t fixed_signed;
    cosi_signed_list_t all_signed; /* of the item at hand */
    /* credentials; strings malloc'ed, "" when not given */
    char *secret_id;
    char *secret_key;
    char *token;
    int64_t clock_offset_s;
    int64_t window_start_s; /* 0: the signing key has to be made */
    cosi_signing_key_t key;
    cosi_bytes_t scratch;
    cosi_bytes_t pairs;
    cosi_bytes_t names;
} cosi_writer_t;

/* COSE_OK, or the fault. `writer` is zeroed memory; cosi_writer_free in either case. */
int cosi_writer_init(cosi_writer_t *writer, const cosx_batch_spec_t *spec, cosi_fault_t *fault);
void cosi_writer_free(cosi_writer_t *writer);

/* COSE_OK or COSE_OUT_MEMORY: then the old ones stay. */
int cosi_writer_credentials(cosi_writer_t *writer, const cosx_settings_t *settings);

/* Those of `from`, which has none afterwards. */
void cosi_writer_take_credentials(cosi_writer_t *writer, cosi_writer_t *from);

/* Append request line and headers with the empty line. `size`: of the body, -1: none. 0, or a code with its
   text in `fault`. */
int cosi_writer_head(cosi_writer_t *writer, cosi_bytes_t *out, const char *key, const char *headers, size_t headers_size,
                     int64_t size, int is_retry, cosi_fault_t *fault);

#endif
