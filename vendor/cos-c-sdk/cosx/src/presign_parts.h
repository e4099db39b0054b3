/* Between presign.c and presigner.c. */
#ifndef COSX_PRESIGN_PARTS_H
#define COSX_PRESIGN_PARTS_H

#include "cosx_context.h"
#include "cosx_execute.h"
#include "fault.h"
#include "signing_key.h"

/* What a presigned URL is made of; texts of the pool. */
typedef struct cosi_presign_parts_s {
    const char *url;          /* without parameters */
    const char *query;        /* '?', the parameters and the items of the signature, up to "q-signature=" */
    const char *method;       /* as it is signed */
    const char *path;         /* as it is signed: not encoded */
    const char *param_pairs;  /* canonical */
    const char *header_pairs; /* canonical */
    cosi_signing_key_t key;
} cosi_presign_parts_t;

/* COSE_OK, or `fault` says what is not acceptable. */
int cosi_presign_parts(const cos_request_options_t *options, const cosx_request_t *request, const cosx_context_t *context,
                       int64_t expires_s, int sign_host, cosi_presign_parts_t *parts, cosi_fault_t *fault);

#endif
