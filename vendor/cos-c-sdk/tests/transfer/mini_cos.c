#include "mini_cos.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cosx_crc64.h"

#define MOST_PARTS 64

typedef struct object_s {
    char key[1024];
    unsigned char *data;
    size_t size;
    int version;
    struct object_s *next;
} object_t;

typedef struct upload_s {
    char key[1024];
    int id;
    unsigned char *data[MOST_PARTS];
    size_t size[MOST_PARTS];
    int has[MOST_PARTS];
    struct upload_s *next;
} upload_t;

struct mini_cos_s {
    test_server_t *server;
    char endpoint[64];
    pthread_mutex_t lock;
    mini_fault_pt fault;
    void *fault_data;
    object_t *objects;
    upload_t *uploads;
    int versions;
    int ids;
    int counts[OP_COUNT];
    int seen[OP_COUNT][MOST_PARTS];
    int received;
    int page;
    int no_crc;
    int wrong_crc;
    int no_ranges;
};

void mini_error(test_reply_t *reply, const char *status, const char *code)
{
    char body[512];

    snprintf(body, sizeof(body),
             "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>told to fail: %s</Message>"
             "<Resource>r</Resource><RequestId>error-id</RequestId><TraceId>t</TraceId></Error>", code, code);
    test_reply_body(reply, status, "x-cos-request-id: error-id\r\n", body, strlen(body));
}

/* ---- what is stored ---- */

static object_t *find(mini_cos_t *cos, const char *key)
{
    object_t *object;

    for (object = cos->objects; object != NULL && strcmp(object->key, key) != 0; object = object->next) {
    }
    return object;
}

static void *copy(const void *data, size_t size)
{
    void *made = malloc(size + 1);

    if (made == NULL) {
        abort();
    }
    memcpy(made, data, size);
    return made;
}

/* Takes over `data`. */
static object_t *store(mini_cos_t *cos, const char *key, unsigned char *data, size_t size)
{
    object_t *object = find(cos, key);

    if (object == NULL) {
        object = calloc(1, sizeof(*object));
        if (object == NULL) {
            abort();
        }
        snprintf(object->key, sizeof(object->key), "%s", key);
        object->next = cos->objects;
        cos->objects = object;
    }
    free(object->data);
    object->data = data;
    object->size = size;
    object->version = ++cos->versions;
    return object;
}

static void part_etag(char etag[64], const void *data, size_t size)
{
    snprintf(etag, 64, "\"%032" PRIx64 "\"", cosx_crc64(1, data, size));
}

static void object_headers(const mini_cos_t *cos, const object_t *object, char *out, size_t room)
{
    int used = snprintf(out, room, "ETag: \"object-%d\"\r\nLast-Modified: Sun, 22 Nov 2026 05:17:%02d GMT\r\n"
                        "x-cos-version-id: v%d\r\nx-cos-request-id: id-%d\r\n",
                        object->version, object->version % 60, object->version, object->version);

    if (!cos->no_crc) {
        snprintf(out + used, room - (size_t)used, "x-cos-hash-crc64ecma: %" PRIu64 "\r\n",
                 cosx_crc64(0, object->data, object->size) ^ (cos->wrong_crc ? 1u : 0u));
    }
}

/* ---- requests ---- */

static int query_number(const char *query, const char *name)
{
    const char *at = strstr(query, name);

    return at == NULL ? 0 : atoi(at + strlen(name));
}

static mini_op_e op_of(const char *method, const char *query)
{
    int upload = strstr(query, "uploadId=") != NULL;

    if (strcmp(method, "PUT") == 0) {
        return upload ? OP_PART : OP_PUT;
    }
    if (strcmp(method, "GET") == 0) {
        return upload ? OP_LIST : OP_GET;
    }
    if (strcmp(method, "HEAD") == 0) {
        return OP_HEAD;
    }
    if (strcmp(method, "POST") == 0) {
        return upload ? OP_COMPLETE : strncmp(query, "uploads", 7) == 0 ? OP_INITIATE : OP_OTHER;
    }
    return strcmp(method, "DELETE") == 0 && upload ? OP_ABORT : OP_OTHER;
}

static upload_t **find_upload(mini_cos_t *cos, const char *query)
{
    int id = query_number(query, "uploadId=upload-");
    upload_t **at;

    for (at = &cos->uploads; *at != NULL && (*at)->id != id; at = &(*at)->next) {
    }
    return at;
}

static void free_upload(upload_t **at)
{
    upload_t *upload = *at;
    int i;

    *at = upload->next;
    for (i = 0; i < MOST_PARTS; i++) {
        free(upload->data[i]);
    }
    free(upload);
}

static int64_t range_start(const test_request_t *request, int64_t *last)
{
    char *range = test_request_header(request, "Range");
    long long first = -1;
    long long end = -1;

    if (range != NULL) {
        sscanf(range, "bytes=%lld-%lld", &first, &end);
    }
    free(range);
    *last = end;
    return first;
}

static void answer_get(mini_cos_t *cos, const test_request_t *request, const char *key, int head, test_reply_t *reply)
{
    object_t *object = find(cos, key);
    char *if_match = test_request_header(request, "If-Match");
    char headers[1024];
    char etag[64];
    int64_t last = -1;
    int64_t first = range_start(request, &last);

    if (object == NULL) {
        if (head) {
            test_reply_text(reply, "HTTP/1.1 404 Not Found\r\nx-cos-request-id: error-id\r\nContent-Length: 0\r\n\r\n");
        } else {
            mini_error(reply, "404 Not Found", "NoSuchKey");
        }
        goto cleanup;
    }
    snprintf(etag, sizeof(etag), "\"object-%d\"", object->version);
    if (if_match != NULL && strcmp(if_match, etag) != 0) {
        mini_error(reply, "412 Precondition Failed", "PreconditionFailed");
        goto cleanup;
    }
    object_headers(cos, object, headers, sizeof(headers));
    if (head) {
        test_reply_text(reply, "HTTP/1.1 200 OK\r\n%sContent-Length: %zu\r\n\r\n", headers, object->size);
    } else if (first < 0 || cos->no_ranges) {
        test_reply_body(reply, "200 OK", headers, object->data, object->size);
    } else if ((size_t)first >= object->size) {
        mini_error(reply, "416 Range Not Satisfiable", "InvalidRange");
    } else {
        size_t used = strlen(headers);
        last = last < 0 || (size_t)last >= object->size ? (int64_t)object->size - 1 : last;
        snprintf(headers + used, sizeof(headers) - used, "Content-Range: bytes %" PRId64 "-%" PRId64 "/%zu\r\n", first,
                 last, object->size);
        test_reply_body(reply, "206 Partial Content", headers, object->data + first, (size_t)(last - first + 1));
    }

cleanup:
    free(if_match);
}

static void answer_part(mini_cos_t *cos, upload_t *upload, const test_request_t *request, int number,
                        test_reply_t *reply)
{
    char headers[256];
    char etag[64];

    free(upload->data[number]);
    upload->data[number] = copy(request->body, request->body_size);
    upload->size[number] = request->body_size;
    upload->has[number] = 1;
    cos->received++;
    part_etag(etag, request->body, request->body_size);
    snprintf(headers, sizeof(headers), "ETag: %s\r\nx-cos-hash-crc64ecma: %" PRIu64 "\r\nx-cos-request-id: p\r\n", etag,
             cosx_crc64(0, request->body, request->body_size));
    test_reply_body(reply, "200 OK", headers, "", 0);
}

static void answer_list(mini_cos_t *cos, upload_t *upload, const char *query, test_reply_t *reply)
{
    static char body[64 * 256];
    int marker = query_number(query, "part-number-marker=");
    int used = sprintf(body, "<?xml version=\"1.0\"?><ListPartsResult>");
    int shown = 0;
    int last = 0;
    int i;

    for (i = marker + 1; i < MOST_PARTS; i++) {
        char etag[64];
        if (!upload->has[i]) {
            continue;
        }
        if (shown == cos->page) {
            break;
        }
        part_etag(etag, upload->data[i], upload->size[i]);
        used += sprintf(body + used, "<Part><PartNumber>%d</PartNumber><ETag>%s</ETag><Size>%zu</Size></Part>", i,
                        etag, upload->size[i]);
        shown++;
        last = i;
    }
    sprintf(body + used, "<IsTruncated>%s</IsTruncated><NextPartNumberMarker>%d</NextPartNumberMarker>"
            "</ListPartsResult>", i < MOST_PARTS ? "true" : "false", last);
    test_reply_body(reply, "200 OK", "Content-Type: application/xml\r\n", body, strlen(body));
}

static void answer_complete(mini_cos_t *cos, upload_t **at, const test_request_t *request, test_reply_t *reply)
{
    upload_t *upload = *at;
    unsigned char *data = NULL;
    size_t size = 0;
    char headers[1024];
    char body[512];
    object_t *object;
    int count = 0;
    int i;

    for (i = 1; i < MOST_PARTS; i++) {
        char wanted[160];
        char etag[64];
        if (!upload->has[i]) {
            continue;
        }
        part_etag(etag, upload->data[i], upload->size[i]);
        snprintf(wanted, sizeof(wanted), "<PartNumber>%d</PartNumber><ETag>%s</ETag>", i, etag);
        if (strstr(request->body, wanted) == NULL) {
            free(data);
            mini_error(reply, "400 Bad Request", "InvalidPart");
            return;
        }
        data = realloc(data, size + upload->size[i] + 1);
        if (data == NULL) {
            abort();
        }
        memcpy(data + size, upload->data[i], upload->size[i]);
        size += upload->size[i];
        count++;
    }
    object = store(cos, upload->key, data, size);
    free_upload(at);
    object_headers(cos, object, headers, sizeof(headers));
    snprintf(body, sizeof(body), "<?xml version=\"1.0\"?>\n<CompleteMultipartUploadResult><Location>l</Location>"
             "<Bucket>b-125</Bucket><Key>k</Key><ETag>&quot;multi-%d&quot;</ETag></CompleteMultipartUploadResult>", count);
    test_reply_body(reply, "200 OK", headers, body, strlen(body));
}

static void serve(mini_cos_t *cos, mini_op_e op, const char *key, const char *query, const test_request_t *request,
                  test_reply_t *reply)
{
    upload_t **at = find_upload(cos, query);
    char headers[1024];
    char body[256];

    if ((op == OP_PART || op == OP_LIST || op == OP_COMPLETE || op == OP_ABORT) && *at == NULL) {
        mini_error(reply, "404 Not Found", "NoSuchUpload");
        return;
    }
    switch (op) {
    case OP_PUT:
        object_headers(cos, store(cos, key, copy(request->body, request->body_size), request->body_size), headers,
                       sizeof(headers));
        test_reply_body(reply, "200 OK", headers, "", 0);
        break;
    case OP_GET:
    case OP_HEAD:
        answer_get(cos, request, key, op == OP_HEAD, reply);
        break;
    case OP_INITIATE:
        *at = calloc(1, sizeof(**at));
        if (*at == NULL) {
            abort();
        }
        (*at)->id = ++cos->ids;
        snprintf((*at)->key, sizeof((*at)->key), "%s", key);
        snprintf(body, sizeof(body), "<InitiateMultipartUploadResult><Bucket>b-125</Bucket><Key>k</Key>"
                 "<UploadId>upload-%d</UploadId></InitiateMultipartUploadResult>", (*at)->id);
        test_reply_body(reply, "200 OK", "", body, strlen(body));
        break;
    case OP_PART:
        answer_part(cos, *at, request, query_number(query, "partNumber="), reply);
        break;
    case OP_LIST:
        answer_list(cos, *at, query, reply);
        break;
    case OP_COMPLETE:
        answer_complete(cos, at, request, reply);
        break;
    case OP_ABORT:
        free_upload(at);
        test_reply_text(reply, "HTTP/1.1 204 No Content\r\n\r\n");
        break;
    default:
        mini_error(reply, "501 Not Implemented", "NotImplemented");
        break;
    }
}

static void handle(void *data, const test_request_t *request, test_reply_t *reply)
{
    mini_cos_t *cos = data;
    char method[16] = "";
    char target[1024] = "";
    char *query;
    const char *key;
    mini_op_e op;
    int64_t last;
    int part = 0;
    int nth;
    int answered = 0;
    mini_fault_pt fault;
    void *fault_data;
    test_reply_t own;

    sscanf(request->head, "%15s %1023s", method, target);
    query = strchr(target, '?');
    if (query != NULL) {
        *query++ = '\0';
    } else {
        query = target + strlen(target);
    }
    key = strncmp(target, "/b-125/", 7) == 0 ? target + 7 : "";
    op = op_of(method, query);
    if (op == OP_PART) {
        part = query_number(query, "partNumber=");
    } else if (op == OP_GET && range_start(request, &last) >= 0) {
        part = (int)(range_start(request, &last) >> 20) + 1;
    }
    if (!request->complete) {
        test_reply_text(reply, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        return;
    }
    pthread_mutex_lock(&cos->lock);
    cos->counts[op]++;
    nth = ++cos->seen[op][part];
    fault = cos->fault;
    fault_data = cos->fault_data;
    pthread_mutex_unlock(&cos->lock);
    if (fault != NULL) {
        answered = fault(fault_data, op, part, nth, request, reply);
    }
    if (answered == 1) {
        return;
    }
    test_reply_init(&own);
    pthread_mutex_lock(&cos->lock);
    serve(cos, op, key, query, request, answered == 0 ? reply : &own);
    pthread_mutex_unlock(&cos->lock);
    free(own.data);
}

/* ---- for the tests ---- */

mini_cos_t *mini_cos_start(void)
{
    mini_cos_t *cos = calloc(1, sizeof(*cos));

    if (cos == NULL) {
        abort();
    }
    pthread_mutex_init(&cos->lock, NULL);
    cos->page = 1000;
    cos->server = test_server_start(handle, cos);
    snprintf(cos->endpoint, sizeof(cos->endpoint), "http://%s", test_server_authority(cos->server));
    return cos;
}

void mini_cos_stop(mini_cos_t *cos)
{
    test_server_stop(cos->server);
    while (cos->uploads != NULL) {
        free_upload(&cos->uploads);
    }
    while (cos->objects != NULL) {
        object_t *object = cos->objects;
        cos->objects = object->next;
        free(object->data);
        free(object);
    }
    pthread_mutex_destroy(&cos->lock);
    free(cos);
}

test_server_t *mini_cos_server(mini_cos_t *cos)
{
    return cos->server;
}

const char *mini_cos_endpoint(mini_cos_t *cos)
{
    return cos->endpoint;
}

void mini_cos_fault(mini_cos_t *cos, mini_fault_pt fault, void *data)
{
    pthread_mutex_lock(&cos->lock);
    cos->fault = fault;
    cos->fault_data = data;
    pthread_mutex_unlock(&cos->lock);
}

void mini_cos_put(mini_cos_t *cos, const char *key, const void *data, size_t size)
{
    pthread_mutex_lock(&cos->lock);
    store(cos, key, copy(data, size), size);
    pthread_mutex_unlock(&cos->lock);
}

void mini_cos_delete(mini_cos_t *cos, const char *key)
{
    object_t **at;
    object_t *object;

    pthread_mutex_lock(&cos->lock);
    for (at = &cos->objects; *at != NULL && strcmp((*at)->key, key) != 0; at = &(*at)->next) {
    }
    object = *at;
    if (object != NULL) {
        *at = object->next;
        free(object->data);
        free(object);
    }
    pthread_mutex_unlock(&cos->lock);
}

int mini_cos_has(mini_cos_t *cos, const char *key, const void *data, size_t size)
{
    object_t *object;
    int right;

    pthread_mutex_lock(&cos->lock);
    object = find(cos, key);
    right = object != NULL && object->size == size && memcmp(object->data, data, size) == 0;
    pthread_mutex_unlock(&cos->lock);
    return right;
}

int mini_cos_exists(mini_cos_t *cos, const char *key)
{
    int there;

    pthread_mutex_lock(&cos->lock);
    there = find(cos, key) != NULL;
    pthread_mutex_unlock(&cos->lock);
    return there;
}

static int locked_read(mini_cos_t *cos, const int *value)
{
    int read;

    pthread_mutex_lock(&cos->lock);
    read = *value;
    pthread_mutex_unlock(&cos->lock);
    return read;
}

static void locked_write(mini_cos_t *cos, int *place, int value)
{
    pthread_mutex_lock(&cos->lock);
    *place = value;
    pthread_mutex_unlock(&cos->lock);
}

int mini_cos_count(mini_cos_t *cos, mini_op_e op)
{
    return locked_read(cos, &cos->counts[op]);
}

int mini_cos_parts_received(mini_cos_t *cos)
{
    return locked_read(cos, &cos->received);
}

int mini_cos_uploads(mini_cos_t *cos)
{
    upload_t *upload;
    int count = 0;

    pthread_mutex_lock(&cos->lock);
    for (upload = cos->uploads; upload != NULL; upload = upload->next) {
        count++;
    }
    pthread_mutex_unlock(&cos->lock);
    return count;
}

void mini_cos_drop_uploads(mini_cos_t *cos)
{
    pthread_mutex_lock(&cos->lock);
    while (cos->uploads != NULL) {
        free_upload(&cos->uploads);
    }
    pthread_mutex_unlock(&cos->lock);
}

void mini_cos_drop_part(mini_cos_t *cos, int number)
{
    upload_t *upload;

    pthread_mutex_lock(&cos->lock);
    for (upload = cos->uploads; upload != NULL; upload = upload->next) {
        upload->has[number] = 0;
    }
    pthread_mutex_unlock(&cos->lock);
}

void mini_cos_page_size(mini_cos_t *cos, int parts)
{
    locked_write(cos, &cos->page, parts);
}

void mini_cos_no_crc(mini_cos_t *cos)
{
    locked_write(cos, &cos->no_crc, 1);
}

void mini_cos_wrong_crc(mini_cos_t *cos, int wrong)
{
    locked_write(cos, &cos->wrong_crc, wrong);
}

void mini_cos_no_ranges(mini_cos_t *cos)
{
    locked_write(cos, &cos->no_ranges, 1);
}
