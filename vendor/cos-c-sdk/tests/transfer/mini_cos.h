/* As much of the service as transfers need, in memory, behind the scripted server: PUT, ranged
   GET with If-Match, HEAD, multipart. Bucket "b-125", path style. Any answer can be replaced. */
#ifndef TEST_TRANSFER_MINI_COS_H
#define TEST_TRANSFER_MINI_COS_H

#include <stddef.h>
#include <stdint.h>

#include "test_server.h"

typedef enum {
    OP_PUT, OP_GET, OP_HEAD, OP_INITIATE, OP_PART, OP_LIST, OP_COMPLETE, OP_ABORT, OP_OTHER, OP_COUNT
} mini_op_e;

/* Before the service answers: return 1 to answer yourself (in `reply`), 0 to let it, -1 to let it
   do its work and then use your reply. `part` is the part number, or 1 + the first byte's MiB of a
   ranged GET; `nth` counts this op, and for OP_PART and OP_GET this part, from 1. */
typedef int (*mini_fault_pt)(void *data, mini_op_e op, int part, int nth, const test_request_t *request,
                             test_reply_t *reply);

typedef struct mini_cos_s mini_cos_t;

mini_cos_t *mini_cos_start(void);
void mini_cos_stop(mini_cos_t *cos);
test_server_t *mini_cos_server(mini_cos_t *cos);
const char *mini_cos_endpoint(mini_cos_t *cos); /* "http://127.0.0.1:PORT" */
void mini_cos_fault(mini_cos_t *cos, mini_fault_pt fault, void *data);

void mini_cos_put(mini_cos_t *cos, const char *key, const void *data, size_t size); /* a new version each time */
void mini_cos_delete(mini_cos_t *cos, const char *key);
/* 1 when the object is there and has these bytes. */
int mini_cos_has(mini_cos_t *cos, const char *key, const void *data, size_t size);
int mini_cos_exists(mini_cos_t *cos, const char *key);
int mini_cos_count(mini_cos_t *cos, mini_op_e op);  /* requests so far, the replaced ones too */
int mini_cos_parts_received(mini_cos_t *cos);       /* parts accepted so far */
int mini_cos_uploads(mini_cos_t *cos);              /* open multipart uploads */
void mini_cos_drop_uploads(mini_cos_t *cos);
void mini_cos_drop_part(mini_cos_t *cos, int number); /* forget it in every open upload */
void mini_cos_page_size(mini_cos_t *cos, int parts); /* of ListParts */
void mini_cos_no_crc(mini_cos_t *cos);              /* send no x-cos-hash-crc64ecma */
void mini_cos_wrong_crc(mini_cos_t *cos, int wrong); /* of whole objects, in answers about them */
void mini_cos_no_ranges(mini_cos_t *cos);           /* answer 200 with everything */

/* A COS error document as reply. */
void mini_error(test_reply_t *reply, const char *status, const char *code);

#endif
