/* Signatures by another clock than this machine's. */
#ifndef COSI_CLOCK_H
#define COSI_CLOCK_H

#include "cos_define.h"
#include "cos_sys_util.h"
#include "cosx_context.h"

/* An Authorization text as cos_get_string_to_sign makes it, but valid from `start` (Unix seconds) on.
   `path` is "/" and the key, not encoded. NULL when memory ran out. */
char *cosi_authorization_at(cos_pool_t *pool, const cosx_settings_t *settings, http_method_e method, const char *path,
                            const cos_table_t *headers, const cos_table_t *params, int64_t start, int64_t expires_s);

/* The SDK's own canonical form of a table: name=value pairs, or the names alone. NULL when memory ran out. */
const char *cosi_sdk_canonical(cos_pool_t *pool, const cos_table_t *table, sign_content_type_e kind, int names);

/* "get" and so on, as methods are signed. */
const char *cosi_signed_method(http_method_e method);

/* Now, by the clock of `settings` (may be NULL: this machine's). */
int64_t cosi_clock_now_s(const cosx_settings_t *settings);

/* Sign `req` again when it is signed and the settings of `context` (may be NULL) correct the clock: an SDK
   other than ours knows only this machine's. COSE_OK or COSE_OUT_MEMORY. */
int cosi_clock_correct(cos_http_request_t *req, const cosx_context_t *context);

#endif
