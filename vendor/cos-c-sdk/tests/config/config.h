/* What tests of configurations share: the document that went out, and the three ways a call fails. */
#ifndef TEST_CONFIG_H
#define TEST_CONFIG_H

#include <limits.h>

#include <apr_base64.h>
#include <apr_md5.h>

#include "operation.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

/* 1 when request `number` begins with `line` and has just this document as its body, with its MD5. */
static inline int sent(operation_t *op, int number, const char *line, const char *document)
{
    unsigned char digest[APR_MD5_DIGESTSIZE];
    char encoded[32];
    const test_request_t *request = test_server_request(op->server, number);

    if (!starts(op, number, line)) {
        return 0;
    }
    if (strcmp(document, request->body) != 0) {
        fprintf(stderr, "body: %s\n", request->body);
        return 0;
    }
    apr_md5(digest, request->body, request->body_size);
    apr_base64_encode_binary(encoded, digest, sizeof(digest));
    return has_header(op, number, "Content-MD5", encoded) && has_header(op, number, "Content-Type", "application/xml");
}

/* 1 when request `number` begins with `line` and has no body. */
static inline int sent_bare(operation_t *op, int number, const char *line)
{
    return starts(op, number, line) && test_server_request(op->server, number)->body_size == 0 &&
           has_header(op, number, "Content-MD5", NULL);
}

/* 1 when the text is that; NULL: none at all. */
static inline int text_is(const char *expected, const cos_string_t *string)
{
    int same = expected == NULL ? string->data == NULL
                                : string->data != NULL && strcmp(expected, string->data) == 0 &&
                                      strlen(expected) == (size_t)string->len;
    if (!same) {
        fprintf(stderr, "\"%s\", not \"%s\"\n", string->data == NULL ? "(none)" : string->data,
                expected == NULL ? "(none)" : expected);
    }
    return same;
}

static inline int list_length(cos_list_t *list)
{
    cos_list_t *node;
    int length = 0;

    for (node = list->next; node != list; node = node->next) {
        length++;
    }
    return length;
}

/* Queue the error of a server. */
static inline void answer_error(operation_t *op, const char *status, const char *code)
{
    test_server_push_text(op->server, "HTTP/1.1 %s\r\nx-cos-request-id: R1\r\nContent-Length: %zu\r\n\r\n"
                          "<Error><Code>%s</Code><Message>m</Message></Error>", status,
                          strlen("<Error><Code></Code><Message>m</Message></Error>") + strlen(code), code);
}

#endif
