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
    COSI_XML_KIND_TEXTS,  /* cos_string_t: all elements of that path, with commas between them */
    COSI_XML_KIND_ATTRIBUTE, /* cos_string_t: "Parent/@name", an attribute of Parent */
    COSI_XML_KIND_INT,    /* int */
    COSI_XML_KIND_INT64,  /* int64_t */
    COSI_XML_KIND_GIVEN,  /* int that need not be given: INT_MAX stands for no element */
    COSI_XML_KIND_PRESENT, /* int: 1 when there is such an element, whatever is in it */
    COSI_XML_KIND_BOOL,   /* int: true or false in the document */
    COSI_XML_KIND_FLOAT,  /* float: as media tools measure */
    COSI_XML_KIND_WHOLE,  /* int: the whole part of such a number, as near as an int comes to it */
    COSI_XML_KIND_STRUCT, /* a structure inside the structure, with its own table */
    COSI_XML_KIND_LIST    /* cos_list_t: one allocated item for each element of that path */
} cosi_xml_kind_e;

/* Of a FLOAT and a WHOLE text that is no number is as good as none, and 0 is not written. */

/* Of a TEXT. */
enum {
    COSI_XML_NOT_EMPTY = 1, /* an empty one is left out as well */
    COSI_XML_ALWAYS = 2,    /* written also when there is none, as an empty element */
    COSI_XML_READ_ONLY = 4  /* another name of a field: read, not written */
};

/* `path` is relative to the element the structure stands for: "Owner/ID". "" is the element's
   own text. Fields of the same parent element stand together in a table. */
typedef struct cosi_xml_field_s {
    cosi_xml_kind_e kind;
    const char *path;
    size_t offset;
    const struct cosi_xml_field_s *fields; /* STRUCT, LIST: table of the inner structure */
    size_t item_size;                      /* LIST */
    size_t node_offset;                    /* LIST: where the item's cos_list_t is */
    unsigned flags;                        /* COSI_XML_NOT_EMPTY and so on */
} cosi_xml_field_t;

typedef struct cosi_xml_document_s {
    const char *root;               /* the writer's; the reader also takes those behind a '|' */
    const cosi_xml_field_t *fields;
    size_t size;                    /* of the structure */
} cosi_xml_document_t;

#define COSI_XML_TEXT(path, type, member) { COSI_XML_KIND_TEXT, path, offsetof(type, member), NULL, 0, 0, 0 }
#define COSI_XML_TEXT_AS(path, type, member, flags) \
    { COSI_XML_KIND_TEXT, path, offsetof(type, member), NULL, 0, 0, flags }
#define COSI_XML_FILLED(path, type, member) COSI_XML_TEXT_AS(path, type, member, COSI_XML_NOT_EMPTY)
#define COSI_XML_TEXTS(path, type, member) { COSI_XML_KIND_TEXTS, path, offsetof(type, member), NULL, 0, 0, 0 }
#define COSI_XML_ATTRIBUTE(path, type, member) { COSI_XML_KIND_ATTRIBUTE, path, offsetof(type, member), NULL, 0, 0, 0 }
#define COSI_XML_GIVEN(path, type, member) { COSI_XML_KIND_GIVEN, path, offsetof(type, member), NULL, 0, 0, 0 }
#define COSI_XML_PRESENT(path, type, member) { COSI_XML_KIND_PRESENT, path, offsetof(type, member), NULL, 0, 0, 0 }
#define COSI_XML_INT(path, type, member) { COSI_XML_KIND_INT, path, offsetof(type, member), NULL, 0, 0, 0 }
#define COSI_XML_INT64(path, type, member) { COSI_XML_KIND_INT64, path, offsetof(type, member), NULL, 0, 0, 0 }
#define COSI_XML_BOOL(path, type, member) { COSI_XML_KIND_BOOL, path, offsetof(type, member), NULL, 0, 0, 0 }
#define COSI_XML_FLOAT(path, type, member) { COSI_XML_KIND_FLOAT, path, offsetof(type, member), NULL, 0, 0, 0 }
#define COSI_XML_WHOLE(path, type, member) { COSI_XML_KIND_WHOLE, path, offsetof(type, member), NULL, 0, 0, 0 }
#define COSI_XML_STRUCT(path, type, member, fields) \
    { COSI_XML_KIND_STRUCT, path, offsetof(type, member), fields, 0, 0, 0 }
#define COSI_XML_LIST(path, type, member, item, fields) \
    { COSI_XML_KIND_LIST, path, offsetof(type, member), fields, sizeof(item), offsetof(item, node), 0 }
#define COSI_XML_END { COSI_XML_KIND_END, NULL, 0, NULL, 0, 0, 0 }

#endif
