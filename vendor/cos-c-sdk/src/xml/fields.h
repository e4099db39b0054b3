/* XML is data: one table of fields per structure serves reader, writer and tests. */
#ifndef COSI_XML_FIELDS_H
#define COSI_XML_FIELDS_H

#include <stddef.h>

#include "cos_list.h"
#include "cos_string.h"
#include "cos_sys_define.h"

typedef enum {
    COSI_XML_KIND_END = 0,
    COSI_XML_KIND_TEXT,   /* cos_string_t */
    COSI_XML_KIND_INT,    /* int */
    COSI_XML_KIND_INT64,  /* int64_t */
    COSI_XML_KIND_BOOL,   /* int: true or false in the document */
    COSI_XML_KIND_STRUCT, /* a structure inside the structure, with its own table */
    COSI_XML_KIND_LIST    /* cos_list_t: one allocated item for each element of that path */
} cosi_xml_kind_e;

/* `path` is relative to the element the structure stands for: "Owner/ID". "" is the element's
   own text. Fields of the same parent element stand together in a table. */
typedef struct cosi_xml_field_s {
    cosi_xml_kind_e kind;
    const char *path;
    size_t offset;
    const struct cosi_xml_field_s *fields; /* STRUCT, LIST: table of the inner structure */
    size_t item_size;                      /* LIST */
    size_t node_offset;                    /* LIST: where the item's cos_list_t is */
} cosi_xml_field_t;

typedef struct cosi_xml_document_s {
    const char *root;               /* the writer's; the reader also takes those behind a '|' */
    const cosi_xml_field_t *fields;
    size_t size;                    /* of the structure */
} cosi_xml_document_t;

#define COSI_XML_TEXT(path, type, member) { COSI_XML_KIND_TEXT, path, offsetof(type, member), NULL, 0, 0 }
#define COSI_XML_INT(path, type, member) { COSI_XML_KIND_INT, path, offsetof(type, member), NULL, 0, 0 }
#define COSI_XML_INT64(path, type, member) { COSI_XML_KIND_INT64, path, offsetof(type, member), NULL, 0, 0 }
#define COSI_XML_BOOL(path, type, member) { COSI_XML_KIND_BOOL, path, offsetof(type, member), NULL, 0, 0 }
#define COSI_XML_STRUCT(path, type, member, fields) \
    { COSI_XML_KIND_STRUCT, path, offsetof(type, member), fields, 0, 0 }
#define COSI_XML_LIST(path, type, member, item, fields) \
    { COSI_XML_KIND_LIST, path, offsetof(type, member), fields, sizeof(item), offsetof(item, node) }
#define COSI_XML_END { COSI_XML_KIND_END, NULL, 0, NULL, 0, 0 }

#endif
