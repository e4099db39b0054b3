#include "resumable/checkpoint_xml.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cos_sys_util.h"
#include "cos_xml.h"
#include "xml/bodies.h"
#include "xml/read.h"
#include "xml/write.h"

static const cosi_xml_field_t part_fields[] = {
    COSI_XML_INT("Index", cosi_checkpoint_part_t, index),
    COSI_XML_INT64("Offset", cosi_checkpoint_part_t, offset),
    COSI_XML_INT64("Size", cosi_checkpoint_part_t, size),
    COSI_XML_INT("Completed", cosi_checkpoint_part_t, completed),
    COSI_XML_TEXT("ETag", cosi_checkpoint_part_t, etag),
    COSI_XML_TEXT("Crc64", cosi_checkpoint_part_t, crc64),
    COSI_XML_END
};

static const cosi_xml_field_t fields[] = {
    COSI_XML_TEXT("MD5", cosi_checkpoint_t, md5),
    COSI_XML_INT("Type", cosi_checkpoint_t, type),
    COSI_XML_TEXT("LocalFile/Path", cosi_checkpoint_t, file_path),
    COSI_XML_INT64("LocalFile/Size", cosi_checkpoint_t, file_size),
    COSI_XML_INT64("LocalFile/LastModified", cosi_checkpoint_t, file_last_modified),
    COSI_XML_TEXT("LocalFile/MD5", cosi_checkpoint_t, file_md5),
    COSI_XML_TEXT("Object/Key", cosi_checkpoint_t, object_key),
    COSI_XML_INT64("Object/Size", cosi_checkpoint_t, object_size),
    COSI_XML_TEXT("Object/LastModified", cosi_checkpoint_t, object_last_modified),
    COSI_XML_TEXT("Object/ETag", cosi_checkpoint_t, object_etag),
    COSI_XML_TEXT("UploadId", cosi_checkpoint_t, upload_id),
    COSI_XML_INT("CPParts/Number", cosi_checkpoint_t, part_num),
    COSI_XML_INT64("CPParts/Size", cosi_checkpoint_t, part_size),
    COSI_XML_LIST("CPParts/Parts/Part", cosi_checkpoint_t, parts, cosi_checkpoint_part_t, part_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_checkpoint = { "Checkpoint", fields, sizeof(cosi_checkpoint_t) };

/* ------------------------------------------------------------------ writing */

static cos_string_t present(const cos_string_t *text)
{
    cos_string_t empty = { 0, (char *)(uintptr_t)"" };
    return text->data == NULL ? empty : *text;
}

static int fill_part(cos_pool_t *pool, const cos_checkpoint_part_t *part, cosi_checkpoint_part_t *out)
{
    char crc[24]; /* 20 digits */
    int length = snprintf(crc, sizeof(crc), "%" PRIu64, part->crc64);

    out->index = part->index;
    out->offset = part->offset;
    out->size = part->size;
    out->completed = part->completed != 0;
    out->etag = present(&part->etag);
    out->crc64.data = cosi_strndup(pool, crc, (size_t)length);
    out->crc64.len = length;
    return out->crc64.data == NULL ? COSE_OUT_MEMORY : COSE_OK;
}

static int fill_document(cos_pool_t *pool, const cos_checkpoint_t *checkpoint, cosi_checkpoint_t *out)
{
    cosi_checkpoint_part_t *parts;
    int i;

    cosi_xml_clear(&cosi_xml_checkpoint, out);
    out->type = checkpoint->cp_type;
    out->file_path = present(&checkpoint->file_path);
    out->file_size = checkpoint->file_size;
    out->file_last_modified = checkpoint->file_last_modified;
    out->file_md5 = present(&checkpoint->file_md5);
    out->object_key = present(&checkpoint->object_name);
    out->object_size = checkpoint->object_size;
    out->object_last_modified = present(&checkpoint->object_last_modified);
    out->object_etag = present(&checkpoint->object_etag);
    out->upload_id = present(&checkpoint->upload_id);
    out->part_num = checkpoint->part_num;
    out->part_size = checkpoint->part_size;
    if (checkpoint->part_num < 0 || (checkpoint->part_num > 0 && checkpoint->parts == NULL)) {
        return COSE_INVALID_ARGUMENT;
    }
    parts = checkpoint->part_num == 0 ? NULL : cosi_calloc(pool, sizeof(*parts) * (size_t)checkpoint->part_num);
    if (parts == NULL && checkpoint->part_num > 0) {
        return COSE_OUT_MEMORY;
    }
    for (i = 0; i < checkpoint->part_num; i++) {
        if (fill_part(pool, &checkpoint->parts[i], &parts[i]) != COSE_OK) {
            return COSE_OUT_MEMORY;
        }
        cos_list_add_tail(&parts[i].node, &out->parts);
    }
    return COSE_OK;
}

/* The MD5 of the document whose MD5 element is empty, and that document. */
static int seal(cos_pool_t *pool, cosi_checkpoint_t *document, char hex[COS_MD5_STRING_LEN + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char *digest;
    char *text = NULL;
    size_t size = 0;
    int code;
    int i;

    cos_str_set(&document->md5, "");
    code = cosi_xml_write(pool, &cosi_xml_checkpoint, document, &text, &size);
    if (code != COSE_OK) {
        return code;
    }
    digest = cos_md5(pool, text, size);
    if (digest == NULL) {
        return COSE_OUT_MEMORY;
    }
    for (i = 0; i < COS_MD5_STRING_LEN / 2; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[COS_MD5_STRING_LEN] = '\0';
    return COSE_OK;
}

/* What is only needed on the way is in a pool of its own: a program may do this after every part. */
static int with_scratch(cos_pool_t *pool, const cos_checkpoint_t *checkpoint, cosi_checkpoint_t *document,
    char hex[COS_MD5_STRING_LEN + 1], char **text)
{
    cos_pool_t *scratch = NULL;
    size_t size;
    int code;

    if (apr_pool_create(&scratch, pool) != APR_SUCCESS) {
        return COSE_OUT_MEMORY;
    }
    code = fill_document(scratch, checkpoint, document);
    if (code == COSE_OK) {
        code = seal(scratch, document, hex);
    }
    if (code == COSE_OK && text != NULL) {
        document->md5.data = hex;
        document->md5.len = COS_MD5_STRING_LEN;
        code = cosi_xml_write(pool, &cosi_xml_checkpoint, document, text, &size);
    }
    apr_pool_destroy(scratch);
    return code;
}

int cosi_checkpoint_text(cos_pool_t *pool, const cos_checkpoint_t *checkpoint, char **text)
{
    char hex[COS_MD5_STRING_LEN + 1];
    cosi_checkpoint_t document;

    return with_scratch(pool, checkpoint, &document, hex, text);
}

char *cos_build_checkpoint_xml(cos_pool_t *p, const cos_checkpoint_t *checkpoint)
{
    char *text = NULL;
    return cosi_checkpoint_text(p, checkpoint, &text) == COSE_OK ? text : NULL;
}

int cos_verify_checkpoint_md5(cos_pool_t *pool, const cos_checkpoint_t *checkpoint)
{
    char hex[COS_MD5_STRING_LEN + 1];
    cosi_checkpoint_t document;

    if (checkpoint->md5.data == NULL) {
        return COS_TRUE;
    }
    if (with_scratch(pool, checkpoint, &document, hex, NULL) != COSE_OK) {
        return COS_FALSE;
    }
    return checkpoint->md5.len == COS_MD5_STRING_LEN && memcmp(checkpoint->md5.data, hex, COS_MD5_STRING_LEN) == 0
        ? COS_TRUE : COS_FALSE;
}

/* ------------------------------------------------------------------ reading */

/* Each part once, inside the file or object. */
static int take_part(const cosi_checkpoint_part_t *part, int64_t whole, const cosi_checkpoint_t *document, char *seen,
    cos_checkpoint_part_t *parts)
{
    cos_checkpoint_part_t *out;
    uint64_t crc = 0;

    if (part->index < 0 || part->index >= document->part_num || seen[part->index] || part->offset < 0 ||
        part->size < 0 || part->offset > whole || part->size > whole - part->offset || part->completed < 0 ||
        part->completed > 1 || part->crc64.data == NULL || cosi_read_unsigned(part->crc64.data, &crc) != COSE_OK) {
        return COSE_XML_PARSE_ERROR;
    }
    if (part->completed && document->type == COS_CP_UPLOAD && part->etag.len == 0) {
        return COSE_XML_PARSE_ERROR; /* the upload could not be completed without it */
    }
    seen[part->index] = 1;
    out = &parts[part->index];
    out->index = part->index;
    out->offset = part->offset;
    out->size = part->size;
    out->completed = part->completed;
    out->etag = part->etag;
    out->crc64 = crc;
    return COSE_OK;
}

static int take_parts(cos_pool_t *pool, const cosi_checkpoint_t *document, cos_checkpoint_part_t **parts)
{
    int64_t whole = document->type == COS_CP_UPLOAD ? document->file_size : document->object_size;
    const cosi_checkpoint_part_t *part;
    int count = 0;
    char *seen;

    cos_list_for_each_entry(cosi_checkpoint_part_t, part, &document->parts, node) {
        count++;
    }
    if (count != document->part_num) { /* and so the number is none that would ask for much memory */
        return COSE_XML_PARSE_ERROR;
    }
    *parts = cosi_calloc(pool, sizeof(**parts) * (size_t)(count + 1));
    seen = cosi_calloc(pool, (size_t)count + 1);
    if (*parts == NULL || seen == NULL) {
        return COSE_OUT_MEMORY;
    }
    cos_list_for_each_entry(cosi_checkpoint_part_t, part, &document->parts, node) {
        if (take_part(part, whole, document, seen, *parts) != COSE_OK) {
            return COSE_XML_PARSE_ERROR;
        }
    }
    return COSE_OK;
}

int cosi_checkpoint_read(cos_pool_t *pool, const char *text, size_t size, cos_checkpoint_t *checkpoint)
{
    cosi_checkpoint_t document;
    cos_checkpoint_t made;
    int code = cosi_xml_read(pool, &cosi_xml_checkpoint, text, size, &document);

    if (code != COSE_OK) {
        return code;
    }
    if ((document.type != COS_CP_UPLOAD && document.type != COS_CP_DOWNLOAD) || document.file_size < 0 ||
        document.object_size < 0 || document.part_size < 0) {
        return COSE_XML_PARSE_ERROR;
    }
    memset(&made, 0, sizeof(made));
    code = take_parts(pool, &document, &made.parts);
    if (code != COSE_OK) {
        return code;
    }
    made.md5 = present(&document.md5);
    made.cp_type = document.type;
    made.thefile = checkpoint->thefile;
    made.file_path = document.file_path;
    made.file_size = document.file_size;
    made.file_last_modified = document.file_last_modified;
    made.file_md5 = document.file_md5;
    made.object_name = document.object_key;
    made.object_size = document.object_size;
    made.object_last_modified = document.object_last_modified;
    made.object_etag = document.object_etag;
    made.upload_id = document.upload_id;
    made.part_num = document.part_num;
    made.part_size = document.part_size;
    if (made.md5.len > 0 && !cos_verify_checkpoint_md5(pool, &made)) {
        return COSE_XML_PARSE_ERROR;
    }
    *checkpoint = made;
    return COSE_OK;
}

int cos_checkpoint_parse_from_body(cos_pool_t *p, const char *xml_body, cos_checkpoint_t *checkpoint)
{
    return xml_body == NULL ? COSE_XML_PARSE_ERROR
                            : cosi_checkpoint_read(p, xml_body, strlen(xml_body), checkpoint);
}
