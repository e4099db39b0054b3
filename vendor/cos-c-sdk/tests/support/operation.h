/* One published call against the scripted server: options, and what came of it. */
#ifndef TEST_OPERATION_H
#define TEST_OPERATION_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cos_api.h"
#include "test.h"
#include "test_server.h"

typedef struct {
    test_server_t *server;
    cos_pool_t *pool;
    cos_request_options_t *options;
    cos_string_t bucket;
    cos_string_t object;
    cos_table_t *answer; /* for resp_headers */
    char directory[64];
    char path[96];       /* of a file in it that is not there yet */
    cos_string_t file;   /* the same */
} operation_t;

static inline cos_string_t text_of(const char *text)
{
    cos_string_t string;
    cos_str_set(&string, text);
    return string;
}

/* Options for `authority` as the bucket's own domain, no retries. */
static inline cos_request_options_t *operation_options(cos_pool_t *pool, const char *authority)
{
    cos_request_options_t *options = cos_request_options_create(pool);

    if (options == NULL || (options->config = cos_config_create(pool)) == NULL ||
        (options->ctl = cos_http_controller_create(pool, 0)) == NULL) {
        return NULL;
    }
    cos_str_set(&options->config->endpoint, authority);
    cos_str_set(&options->config->access_key_id, "AKIDtest");
    cos_str_set(&options->config->access_key_secret, "secret");
    options->config->is_cname = 1;
    options->config->retry_times = 0;
    options->config->retry_interval_us = 1;
    return options;
}

static inline void operation_open(operation_t *op, test_handler_pt handler, void *data)
{
    memset(op, 0, sizeof(*op));
    op->server = test_server_start(handler, data);
    if (apr_pool_create(&op->pool, NULL) != APR_SUCCESS) {
        abort();
    }
    op->options = operation_options(op->pool, test_server_authority(op->server));
    cos_str_set(&op->bucket, "b-125");
    cos_str_set(&op->object, "dir/a b.txt");
    strcpy(op->directory, "/tmp/cos-test-XXXXXX");
    if (op->options == NULL || mkdtemp(op->directory) == NULL) {
        abort();
    }
    snprintf(op->path, sizeof(op->path), "%s/file", op->directory);
    cos_str_set(&op->file, op->path);
}

static inline void operation_close(operation_t *op)
{
    char command[96];

    apr_pool_destroy(op->pool);
    test_server_stop(op->server);
    snprintf(command, sizeof(command), "rm -rf %s", op->directory);
    if (system(command) != 0) {
        abort();
    }
}

/* A body list of one text, in the operation's pool. */
static inline cos_list_t *operation_body(operation_t *op, const char *text)
{
    cos_list_t *list = cos_palloc(op->pool, sizeof(*list));

    cos_list_init(list);
    if (*text != '\0') {
        cos_list_add_tail(&cos_buf_pack(op->pool, text, (int)strlen(text))->node, list);
    }
    return list;
}

static inline void write_file(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(data, 1, size, file) != size || fclose(file) != 0) {
        abort();
    }
}

/* malloc'ed with a NUL behind; NULL when there is no such file. */
static inline char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *data;
    long length;

    *size = 0;
    if (file == NULL) {
        return NULL;
    }
    fseek(file, 0, SEEK_END);
    length = ftell(file);
    rewind(file);
    data = malloc((size_t)length + 1);
    if (data == NULL || fread(data, 1, (size_t)length, file) != (size_t)length) {
        abort();
    }
    data[length] = '\0';
    fclose(file);
    *size = (size_t)length;
    return data;
}

/* How many names `directory` has. */
static inline int count_files(const char *directory)
{
    char command[128];
    char line[32];
    FILE *pipe;

    snprintf(command, sizeof(command), "ls -A %s | wc -l", directory);
    pipe = popen(command, "r");
    if (pipe == NULL || fgets(line, sizeof(line), pipe) == NULL) {
        abort();
    }
    pclose(pipe);
    return atoi(line);
}

/* Queue a plain answer. */
static inline void answer(operation_t *op, const char *status, const char *headers, const char *body)
{
    test_server_push_text(op->server, "HTTP/1.1 %s\r\nx-cos-request-id: R1\r\n%sContent-Length: %zu\r\n\r\n%s", status,
                          headers, strlen(body), body);
}

/* 1 when request `number` has that line in its head, CRLF apart. */
static inline int has_header(operation_t *op, int number, const char *name, const char *value)
{
    const test_request_t *request = test_server_request(op->server, number);
    char *found = request == NULL ? NULL : test_request_header(request, name);
    int same = value == NULL ? found == NULL : found != NULL && strcmp(found, value) == 0;

    if (!same) {
        fprintf(stderr, "%s is \"%s\"\n", name, found == NULL ? "(missing)" : found);
    }
    free(found);
    return same;
}

static inline int starts(operation_t *op, int number, const char *line)
{
    const test_request_t *request = test_server_request(op->server, number);

    if (request == NULL || !test_request_starts(request, line)) {
        fprintf(stderr, "request %d: %.80s\n", number, request == NULL ? "(none)" : request->head);
        return 0;
    }
    return 1;
}

static inline void library_start(void)
{
    if (cos_http_io_initialize("tests", 0) != COSE_OK) {
        abort();
    }
}

static inline void library_stop(void)
{
    cos_http_io_deinitialize();
}

#endif
