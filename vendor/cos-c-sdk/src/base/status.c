#include "base/status.h"

#include "base/memory.h"
#include "cos_buf.h"
#include "cosx_xml.h"

cos_status_t *cos_status_create(cos_pool_t *p)
{
    return cosi_calloc(p, sizeof(cos_status_t));
}

cos_status_t *cosi_status_make(cos_pool_t *pool)
{
    static _Thread_local cos_status_t out_of_memory;
    cos_status_t *s = pool != NULL ? cos_status_create(pool) : NULL;

    if (s == NULL) {
        memset(&out_of_memory, 0, sizeof(out_of_memory));
        cos_status_set(&out_of_memory, COSE_OUT_MEMORY, COS_CLIENT_ERROR_CODE, "out of memory");
        return &out_of_memory;
    }
    return s;
}

static int copy_text(cos_pool_t *pool, char **to, const char *from)
{
    *to = from != NULL ? cosi_strdup(pool, from) : NULL;
    return from == NULL || *to != NULL;
}

/* NULL when memory ran out. */
cos_status_t *cos_status_dup(cos_pool_t *p, cos_status_t *src)
{
    cos_status_t *dup = cos_status_create(p);

    if (dup == NULL) {
        return NULL;
    }
    dup->code = src->code;
    if (!copy_text(p, &dup->error_code, src->error_code) || !copy_text(p, &dup->error_msg, src->error_msg)
        || !copy_text(p, &dup->req_id, src->req_id)) {
        return NULL;
    }
    return dup;
}

/* What may well go better the next time, as far as a status alone can say. */
int cos_should_retry(cos_status_t *s)
{
    if (s == NULL) {
        return 0;
    }
    switch (s->code) {
    case COSE_CONNECTION_FAILED:
    case COSE_REQUEST_TIMEOUT:
    case COSE_FAILED_CONNECT:
    case COSE_SERVICE_ERROR:
        return 1;
    default:
        return s->code / 100 == 5;
    }
}

const char *cosi_status_word(int code)
{
    switch (code) {
    case COSE_INVALID_ARGUMENT:
    case COSE_INVALID_OPERATION:
    case COSE_FAILED_INITIALIZE:
    case COSE_OUT_MEMORY:
        return COS_CLIENT_ERROR_CODE;
    case COSE_OPEN_FILE_ERROR:
    case COSE_FILE_SEEK_ERROR:
    case COSE_FILE_INFO_ERROR:
    case COSE_FILE_READ_ERROR:
        return COS_OPEN_FILE_ERROR_CODE;
    case COSE_FILE_WRITE_ERROR:
    case COSE_FILE_FLUSH_ERROR:
    case COSE_FILE_TRUNC_ERROR:
        return COS_WRITE_FILE_ERROR_CODE;
    case COSE_XML_PARSE_ERROR:
        return COS_XML_PARSE_ERROR_CODE;
    case COSE_UTF8_ENCODE_ERROR:
        return COS_UTF8_ENCODE_ERROR_CODE;
    case COSE_CRC_INCONSISTENT_ERROR:
        return COS_INCONSISTENT_ERROR_CODE;
    case COSE_SERVICE_ERROR:
        return COS_SERVER_ERROR_CODE;
    case COSE_UNKNOWN_ERROR:
        return COS_UNKNOWN_ERROR_CODE;
    default:
        return COS_HTTP_IO_ERROR_CODE;
    }
}

int cosi_status_from_error_body(cos_pool_t *pool, const char *body, size_t size, cos_status_t *status)
{
    cosx_xml_t *xml = NULL;
    cos_status_t found = { 0 };
    int is_error = 0;
    cosx_xml_event_e event;

    if (size == 0 || (xml = cosx_xml_open(body, size)) == NULL) {
        return 0;
    }
    while ((event = cosx_xml_next(xml)) > COSX_XML_END) {
        char **field = NULL;
        int depth = cosx_xml_depth(xml);

        if (event == COSX_XML_OPEN && depth == 1) {
            if (strcmp(cosx_xml_name(xml), "Error") != 0) {
                break;
            }
            is_error = 1;
        }
        if (event != COSX_XML_CLOSE || depth != 2) {
            continue;
        }
        if (strcmp(cosx_xml_name(xml), "Code") == 0) {
            field = &found.error_code;
        } else if (strcmp(cosx_xml_name(xml), "Message") == 0) {
            field = &found.error_msg;
        } else if (strcmp(cosx_xml_name(xml), "RequestId") == 0) {
            field = &found.req_id;
        }
        if (field != NULL) {
            size_t length = 0;
            const char *text = cosx_xml_text(xml, &length);
            *field = cosi_strndup(pool, text, length);
        }
    }
    cosx_xml_close(xml);
    if (!is_error) {
        return 0;
    }
    if (found.error_code != NULL && found.error_code[0] != '\0') {
        status->error_code = found.error_code;
    }
    if (found.error_msg != NULL) {
        status->error_msg = found.error_msg;
    }
    if (found.req_id != NULL && (status->req_id == NULL || status->req_id[0] == '\0')) { /* the header's is the server's own */
        status->req_id = found.req_id;
    }
    return 1;
}

/* The status of an answer with this code and body. Fills in and returns `s`. */
cos_status_t *cos_status_parse_from_body(cos_pool_t *p, cos_list_t *bc, int code, cos_status_t *s)
{
    char *body;

    if (s == NULL) {
        s = cosi_status_make(p);
    }
    s->code = code;
    if (cos_http_is_ok(code)) {
        return s;
    }
    s->error_code = (char *)(uintptr_t)COS_UNKNOWN_ERROR_CODE;
    body = bc != NULL ? cos_buf_list_content(p, bc) : NULL;
    if (body != NULL) {
        cosi_status_from_error_body(p, body, strlen(body), s);
    }
    return s;
}
