/* The documents COS sends and takes, each as a table over a published structure (or, where
   the published one lacks what the document says, over one of ours). */
#ifndef COSI_XML_DOCUMENTS_H
#define COSI_XML_DOCUMENTS_H

#include "cos_define.h"
#include "xml/fields.h"

/* One <Error> of a DeleteResult. */
typedef struct {
    cos_list_t node;
    cos_string_t key;
    cos_string_t code;
    cos_string_t message;
} cosi_delete_error_t;

typedef struct {
    cos_list_t deleted; /* cos_object_key_t */
    cos_list_t errors;  /* cosi_delete_error_t */
} cosi_delete_result_t;

typedef struct {
    int quiet;
    cos_list_t objects; /* cos_object_key_t */
} cosi_delete_request_t;

typedef struct {
    cos_list_t parts; /* cos_complete_part_content_t */
} cosi_complete_request_t;

typedef struct {
    cos_string_t location;
    cos_string_t bucket;
    cos_string_t key;
    cos_string_t etag;
} cosi_complete_result_t;

typedef struct {
    cos_string_t bucket;
    cos_string_t key;
    cos_string_t upload_id;
} cosi_initiate_result_t;

extern const cosi_xml_document_t cosi_xml_service;           /* cos_get_service_params_t */
extern const cosi_xml_document_t cosi_xml_list_objects;      /* cos_list_object_params_t */
extern const cosi_xml_document_t cosi_xml_delete_request;    /* cosi_delete_request_t */
extern const cosi_xml_document_t cosi_xml_delete_result;     /* cosi_delete_result_t */
extern const cosi_xml_document_t cosi_xml_copy_result;       /* cos_copy_object_params_t */
extern const cosi_xml_document_t cosi_xml_restore_request;   /* cos_object_restore_params_t */
extern const cosi_xml_document_t cosi_xml_initiate_result;   /* cosi_initiate_result_t */
extern const cosi_xml_document_t cosi_xml_complete_request;  /* cosi_complete_request_t */
extern const cosi_xml_document_t cosi_xml_complete_result;   /* cosi_complete_result_t */
extern const cosi_xml_document_t cosi_xml_list_parts;        /* cos_list_upload_part_params_t */
extern const cosi_xml_document_t cosi_xml_list_uploads;      /* cos_list_multipart_upload_params_t */

#endif
