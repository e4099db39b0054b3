#include "xml/documents.h"

#define DOCUMENT(root, fields, type) { root, fields, sizeof(type) }

static const cosi_xml_field_t bucket_fields[] = {
    COSI_XML_TEXT("Name", cos_get_service_content_t, bucket_name),
    COSI_XML_TEXT("Location", cos_get_service_content_t, location),
    COSI_XML_TEXT("CreationDate", cos_get_service_content_t, creation_date),
    COSI_XML_END
};

static const cosi_xml_field_t service_fields[] = {
    COSI_XML_TEXT("Owner/ID", cos_get_service_params_t, owner_id),
    COSI_XML_TEXT("Owner/DisplayName", cos_get_service_params_t, owner_display_name),
    COSI_XML_LIST("Buckets/Bucket", cos_get_service_params_t, bucket_list, cos_get_service_content_t, bucket_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_service =
    DOCUMENT("ListAllMyBucketsResult", service_fields, cos_get_service_params_t);

static const cosi_xml_field_t object_fields[] = {
    COSI_XML_TEXT("Key", cos_list_object_content_t, key),
    COSI_XML_TEXT("LastModified", cos_list_object_content_t, last_modified),
    COSI_XML_TEXT("ETag", cos_list_object_content_t, etag),
    COSI_XML_TEXT("Size", cos_list_object_content_t, size),
    COSI_XML_TEXT("Owner/ID", cos_list_object_content_t, owner_id),
    COSI_XML_TEXT("Owner/DisplayName", cos_list_object_content_t, owner_display_name),
    COSI_XML_TEXT("StorageClass", cos_list_object_content_t, storage_class),
    COSI_XML_END
};

static const cosi_xml_field_t common_prefix_fields[] = {
    COSI_XML_TEXT("Prefix", cos_list_object_common_prefix_t, prefix),
    COSI_XML_END
};

static const cosi_xml_field_t list_objects_fields[] = {
    COSI_XML_BOOL("IsTruncated", cos_list_object_params_t, truncated),
    COSI_XML_TEXT("NextMarker", cos_list_object_params_t, next_marker),
    COSI_XML_LIST("Contents", cos_list_object_params_t, object_list, cos_list_object_content_t, object_fields),
    COSI_XML_LIST("CommonPrefixes", cos_list_object_params_t, common_prefix_list, cos_list_object_common_prefix_t,
                  common_prefix_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_list_objects =
    DOCUMENT("ListBucketResult", list_objects_fields, cos_list_object_params_t);

static const cosi_xml_field_t object_key_fields[] = {
    COSI_XML_TEXT("Key", cos_object_key_t, key),
    COSI_XML_END
};

static const cosi_xml_field_t delete_request_fields[] = {
    COSI_XML_BOOL("Quiet", cosi_delete_request_t, quiet),
    COSI_XML_LIST("Object", cosi_delete_request_t, objects, cos_object_key_t, object_key_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_delete_request = DOCUMENT("Delete", delete_request_fields, cosi_delete_request_t);

static const cosi_xml_field_t delete_error_fields[] = {
    COSI_XML_TEXT("Key", cosi_delete_error_t, key),
    COSI_XML_TEXT("Code", cosi_delete_error_t, code),
    COSI_XML_TEXT("Message", cosi_delete_error_t, message),
    COSI_XML_END
};

static const cosi_xml_field_t delete_result_fields[] = {
    COSI_XML_LIST("Deleted", cosi_delete_result_t, deleted, cos_object_key_t, object_key_fields),
    COSI_XML_LIST("Error", cosi_delete_result_t, errors, cosi_delete_error_t, delete_error_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_delete_result =
    DOCUMENT("DeleteResult", delete_result_fields, cosi_delete_result_t);

static const cosi_xml_field_t copy_result_fields[] = {
    COSI_XML_TEXT("ETag", cos_copy_object_params_t, etag),
    COSI_XML_TEXT("LastModified", cos_copy_object_params_t, last_modify),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_copy_result =
    DOCUMENT("CopyObjectResult|CopyPartResult", copy_result_fields, cos_copy_object_params_t);

static const cosi_xml_field_t restore_request_fields[] = {
    COSI_XML_INT("Days", cos_object_restore_params_t, days),
    COSI_XML_TEXT("CASJobParameters/Tier", cos_object_restore_params_t, tier),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_restore_request =
    DOCUMENT("RestoreRequest", restore_request_fields, cos_object_restore_params_t);

static const cosi_xml_field_t initiate_result_fields[] = {
    COSI_XML_TEXT("Bucket", cosi_initiate_result_t, bucket),
    COSI_XML_TEXT("Key", cosi_initiate_result_t, key),
    COSI_XML_TEXT("UploadId", cosi_initiate_result_t, upload_id),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_initiate_result =
    DOCUMENT("InitiateMultipartUploadResult", initiate_result_fields, cosi_initiate_result_t);

static const cosi_xml_field_t complete_part_fields[] = {
    COSI_XML_TEXT("PartNumber", cos_complete_part_content_t, part_number),
    COSI_XML_TEXT("ETag", cos_complete_part_content_t, etag),
    COSI_XML_END
};

static const cosi_xml_field_t complete_request_fields[] = {
    COSI_XML_LIST("Part", cosi_complete_request_t, parts, cos_complete_part_content_t, complete_part_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_complete_request =
    DOCUMENT("CompleteMultipartUpload", complete_request_fields, cosi_complete_request_t);

static const cosi_xml_field_t complete_result_fields[] = {
    COSI_XML_TEXT("Location", cosi_complete_result_t, location),
    COSI_XML_TEXT("Bucket", cosi_complete_result_t, bucket),
    COSI_XML_TEXT("Key", cosi_complete_result_t, key),
    COSI_XML_TEXT("ETag", cosi_complete_result_t, etag),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_complete_result =
    DOCUMENT("CompleteMultipartUploadResult", complete_result_fields, cosi_complete_result_t);

static const cosi_xml_field_t part_fields[] = {
    COSI_XML_TEXT("PartNumber", cos_list_part_content_t, part_number),
    COSI_XML_TEXT("LastModified", cos_list_part_content_t, last_modified),
    COSI_XML_TEXT("ETag", cos_list_part_content_t, etag),
    COSI_XML_TEXT("Size", cos_list_part_content_t, size),
    COSI_XML_END
};

static const cosi_xml_field_t list_parts_fields[] = {
    COSI_XML_TEXT("NextPartNumberMarker", cos_list_upload_part_params_t, next_part_number_marker),
    COSI_XML_BOOL("IsTruncated", cos_list_upload_part_params_t, truncated),
    COSI_XML_LIST("Part", cos_list_upload_part_params_t, part_list, cos_list_part_content_t, part_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_list_parts =
    DOCUMENT("ListPartsResult", list_parts_fields, cos_list_upload_part_params_t);

static const cosi_xml_field_t upload_fields[] = {
    COSI_XML_TEXT("Key", cos_list_multipart_upload_content_t, key),
    COSI_XML_TEXT("UploadId", cos_list_multipart_upload_content_t, upload_id),
    COSI_XML_TEXT("Initiated", cos_list_multipart_upload_content_t, initiated),
    COSI_XML_END
};

static const cosi_xml_field_t list_uploads_fields[] = {
    COSI_XML_TEXT("NextKeyMarker", cos_list_multipart_upload_params_t, next_key_marker),
    COSI_XML_TEXT("NextUploadIdMarker", cos_list_multipart_upload_params_t, next_upload_id_marker),
    COSI_XML_BOOL("IsTruncated", cos_list_multipart_upload_params_t, truncated),
    COSI_XML_LIST("Upload", cos_list_multipart_upload_params_t, upload_list, cos_list_multipart_upload_content_t,
                  upload_fields),
    COSI_XML_END
};

const cosi_xml_document_t cosi_xml_list_uploads =
    DOCUMENT("ListMultipartUploadsResult", list_uploads_fields, cos_list_multipart_upload_params_t);
