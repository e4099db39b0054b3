/* The checkpoint as XML, for the published functions: C programs that drive parts themselves. The engine
   keeps a journal of its own. */
#ifndef COSI_RESUMABLE_CHECKPOINT_XML_H
#define COSI_RESUMABLE_CHECKPOINT_XML_H

#include "cos_resumable.h"
#include "xml/fields.h"

/* One <Part>. */
typedef struct {
    cos_list_t node;
    int index;
    int64_t offset;
    int64_t size;
    int completed;
    cos_string_t etag;
    cos_string_t crc64; /* decimal: no signed number holds it */
} cosi_checkpoint_part_t;

typedef struct {
    cos_string_t md5;
    int type;
    cos_string_t file_path;
    int64_t file_size;
    int64_t file_last_modified;
    cos_string_t file_md5;
    cos_string_t object_key;
    int64_t object_size;
    cos_string_t object_last_modified;
    cos_string_t object_etag;
    cos_string_t upload_id;
    int part_num;
    int64_t part_size;
    cos_list_t parts; /* cosi_checkpoint_part_t */
} cosi_checkpoint_t;

extern const cosi_xml_document_t cosi_xml_checkpoint; /* cosi_checkpoint_t */

/* The document with its checksum, in `pool`. COSE_OK; COSE_INVALID_ARGUMENT when a text holds what XML
   cannot; COSE_OUT_MEMORY. */
int cosi_checkpoint_text(cos_pool_t *pool, const cos_checkpoint_t *checkpoint, char **text);

/* Read such a document; *checkpoint is changed only on success, thefile never. COSE_OK; COSE_XML_PARSE_ERROR
   when it is none, is not of that checksum, or says what cannot be; COSE_OUT_MEMORY. */
int cosi_checkpoint_read(cos_pool_t *pool, const char *text, size_t size, cos_checkpoint_t *checkpoint);

#endif
