/* What every example starts with: settings from the environment, and a look at every status.

   COS_ENDPOINT, COS_SECRET_ID, COS_SECRET_KEY and COS_BUCKET ("name-appid") must be set; COS_TOKEN belongs to
   temporary keys. An example that fails says why and ends the process at once: whatever its pools hold goes
   with it. A program that lives on destroys the pool of each piece of work instead. */
#ifndef COS_EXAMPLE_H
#define COS_EXAMPLE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cos_api.h"
#include "cos_http_io.h"
#include "cos_log.h"

static inline void fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

static inline const char *setting(const char *name)
{
    const char *value = getenv(name);

    if (value == NULL || *value == '\0') {
        fail(name, "this environment variable is not set");
    }
    return value;
}

static inline const char *argument(int argc, char **argv, int index, const char *what)
{
    if (argc <= index) {
        fail(what, "this argument is missing");
    }
    return argv[index];
}

/* A counted string over `value`, which is not copied. */
static inline cos_string_t text(const char *value)
{
    cos_string_t string;

    cos_str_set(&string, value);
    return string;
}

/* Counted strings need not end in NUL for printf. */
#define SHOW(string) (string).len, (string).data != NULL ? (string).data : ""

static inline void check(cos_status_t *status, const char *what)
{
    if (!cos_status_is_ok(status)) {
        fprintf(stderr, "%s: %d %s: %s (request %s)\n", what, status->code,
            status->error_code != NULL ? status->error_code : "-",
            status->error_msg != NULL ? status->error_msg : "-", status->req_id != NULL ? status->req_id : "-");
        exit(EXIT_FAILURE);
    }
    printf("%s: %d\n", what, status->code);
}

static inline void require(int condition, const char *what)
{
    if (!condition) {
        fail(what, "is not so");
    }
}

/* Once in a process, before everything else; end_library at its end. */
static inline void start_library(void)
{
    if (cos_http_io_initialize("cos-examples", 0) != COSE_OK) {
        fail("cos_http_io_initialize", "the library did not start");
    }
    cos_log_set_level(COS_LOG_WARN);
    cos_log_set_output(NULL);
}

static inline void end_library(void)
{
    cos_http_io_deinitialize();
}

/* The options of a piece of work: all it makes is in options->pool, which end_work frees. */
static inline cos_request_options_t *begin_work(void)
{
    cos_pool_t *pool = NULL;
    cos_request_options_t *options;
    const char *token = getenv("COS_TOKEN");

    if (cos_pool_create(&pool, NULL) != APR_SUCCESS) {
        fail("cos_pool_create", "no memory");
    }
    options = cos_request_options_create(pool);
    options->config = cos_config_create(pool);
    cos_str_set(&options->config->endpoint, setting("COS_ENDPOINT"));
    cos_str_set(&options->config->access_key_id, setting("COS_SECRET_ID"));
    cos_str_set(&options->config->access_key_secret, setting("COS_SECRET_KEY"));
    if (token != NULL && *token != '\0') {
        cos_str_set(&options->config->sts_token, token);
    }
    options->ctl = cos_http_controller_create(pool, 0);
    return options;
}

static inline void end_work(cos_request_options_t *options)
{
    cos_pool_destroy(options->pool);
}

/* Put a piece of memory, which must stay as long as the list is used, at the end of a body. */
static inline void add_piece(cos_pool_t *pool, cos_list_t *body, const char *data)
{
    cos_buf_t *piece = cos_buf_pack(pool, data, (int)strlen(data));

    cos_list_add_tail(&piece->node, body);
}

/* A small object to work on. */
static inline void put_text(const cos_request_options_t *options, const cos_string_t *bucket, const char *key,
    const char *content)
{
    cos_string_t object = text(key);
    cos_list_t body;
    cos_status_t *status;

    cos_list_init(&body);
    add_piece(options->pool, &body, content);
    status = cos_put_object_from_buffer(options, bucket, &object, &body, NULL, NULL);
    if (!cos_status_is_ok(status)) {
        check(status, key);
    }
}

#endif
