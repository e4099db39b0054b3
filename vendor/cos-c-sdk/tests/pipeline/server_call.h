/* Calls against the scripted server: it plays the bucket's own domain. */
#ifndef SERVER_CALL_H
#define SERVER_CALL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call_options.h"
#include "pipeline/execute.h"
#include "test_server.h"

static const cos_string_t server_bucket = cos_string("b-125");

static inline cos_request_options_t *server_options(cos_pool_t *pool, const test_server_t *server)
{
    cos_request_options_t *options = call_options(pool, test_server_authority(server));

    options->config->is_cname = 1;
    return options;
}

/* 1 when header `name` of request `number` is `value` (NULL: is not there). */
static inline int server_saw_header(test_server_t *server, int number, const char *name, const char *value)
{
    const test_request_t *request = test_server_request(server, number);
    char *seen = request != NULL ? test_request_header(request, name) : NULL;
    int same = value == NULL ? seen == NULL : seen != NULL && strcmp(seen, value) == 0;

    if (!same) {
        fprintf(stderr, "request %d has %s: %s\n", number, name, seen != NULL ? seen : "(none)");
    }
    free(seen);
    return same;
}

#endif
