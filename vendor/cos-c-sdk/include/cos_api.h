/* The operations of COS.

   What holds for every call unless its own text says otherwise:
   - `options` must be complete: config, ctl and pool. It is not changed. Calls with the same
     options, controller or pool must not run at the same time; different ones may, in any threads.
   - Strings are borrowed for the time of the call and must be NUL-terminated behind their
     len bytes. Tables and lists the caller passes are read, never changed.
   - `headers` and `params` may be NULL: more headers and query parameters of the request. What
     the operation itself sets wins over an entry of the same name.
   - `resp_headers` may be NULL. When an answer came, whatever its status, *resp_headers is set
     to a table in options->pool; otherwise it is left alone.
   - `resp_body` may be NULL or an initialised list: the body of the answer is added to it as
     cos_buf_t in options->pool.
   - `progress_callback` may be NULL. It runs on the calling thread with bytes moved and bytes
     in all (0 when unknown).
   - Results are made in options->pool.
   - The status is never NULL and lives in options->pool. code is the HTTP status, or a negative
     cos_error_code_e when there is no usable answer: COSE_INVALID_ARGUMENT (nothing was sent),
     COSE_NAME_LOOKUP_ERROR, COSE_FAILED_CONNECT, COSE_CONNECTION_FAILED, COSE_REQUEST_TIMEOUT,
     COSE_FAILED_VERIFICATION (TLS), COSE_ABORT_CALLBACK (cancelled), COSE_OUT_MEMORY,
     COSE_XML_PARSE_ERROR (the answer cannot be read). Codes below are in addition to these.
   - Where the server may say 200 and mean a failure (copies, completing, deleting many), a body that
     is an <Error> document is COSE_SERVICE_ERROR with the error_code, text and id of the document.
   - An empty object key is refused: such a request would act on the bucket. */
#ifndef COS_C_SDK_API_H
#define COS_C_SDK_API_H

#include "cos_auth.h"
#include "cos_buf.h"
#include "cos_crc64.h"
#include "cos_define.h"
#include "cos_http_io.h"
#include "cos_log.h"
#include "cos_resumable.h"
#include "cos_status.h"
#include "cos_string.h"
#include "cos_sys_util.h"
#include "cos_transport.h"
#include "cos_utility.h"
#include "cos_xml.h"

COS_CPP_START

/* The buckets of the account. `params` must not be NULL: all_region 1 asks the one host that knows all
   regions, 0 the endpoint; the buckets found are added to bucket_list. */
COS_API cos_status_t *cos_get_service(const cos_request_options_t *options, cos_get_service_params_t *params,
    cos_table_t **resp_headers);

/* The same with headers. */
COS_API cos_status_t *cos_do_get_service(const cos_request_options_t *options,
    cos_get_service_params_t *params, cos_table_t *header, cos_table_t **resp_headers);

/* Whether the bucket is there and may be used: 200, 404 or 403. No body, so error_code is made from the status. */
COS_API cos_status_t *cos_head_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t **resp_headers);

/* The same with headers. */
COS_API cos_status_t *cos_do_head_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t *header, cos_table_t **resp_headers);

/* HEAD of the bucket in one word: *bucket_exist (may be NULL) is COS_BUCKET_EXIST for 200,
   COS_BUCKET_NON_EXIST for 404, else COS_BUCKET_UNKNOWN_EXIST. Returns the status of the HEAD. */
COS_API cos_status_t *cos_check_bucket_exist(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_bucket_exist_status_e *bucket_exist, cos_table_t **resp_headers);

/* Make a bucket, "name-appid". COS_ACL_DEFAULT sends no x-cos-acl. 409 when it exists. */
COS_API cos_status_t *cos_create_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_acl_e cos_acl, cos_table_t **resp_headers);

/* The same with headers. */
COS_API cos_status_t *cos_do_create_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_acl_e cos_acl, cos_table_t *headers, cos_table_t **resp_headers);

/* Delete an empty bucket. 204; 409 when it is not empty. */
COS_API cos_status_t *cos_delete_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t **resp_headers);

/* The same with headers. */
COS_API cos_status_t *cos_do_delete_bucket(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t *headers, cos_table_t **resp_headers);

/* Configurations of a bucket. What holds for all of them: the structure or list must not be NULL. Putting one
   replaces what is there (200, tags 204), and its document goes with Content-MD5. Texts without data or empty
   are left out unless the text of the call says otherwise; so are numbers that are INT_MAX. Getting one sets
   what the structure has members for (no data or INT_MAX where the answer has nothing) and adds to its lists;
   what it has no members for is lost when it is put again. Deleting gives 204, also when there is nothing.

   Who may do what with the bucket: cos_acl as x-cos-acl (COS_ACL_DEFAULT sends none) and grants like
   id="100000000001",id="100000000002" (NULL or empty: not sent). Another number is refused. */
COS_API cos_status_t *cos_put_bucket_acl(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_acl_e cos_acl, const cos_string_t *grant_read, const cos_string_t *grant_write,
    const cos_string_t *grant_full_ctrl, cos_table_t **resp_headers);

/* Owner and grantees. A grantee's type is CanonicalUser or Group; the id of a group is its URI. */
COS_API cos_status_t *cos_get_bucket_acl(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_acl_params_t *acl_param, cos_table_t **resp_headers);

/* Rules for requests from web pages of other origins: a list of cos_cors_rule_content_t. Each text but id may
   name several values with commas between them. */
COS_API cos_status_t *cos_put_bucket_cors(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_t *cors_rule_list, cos_table_t **resp_headers);

/* Rules are added to the list, several values of a kind with commas between them. 404
   NoSuchCORSConfiguration. */
COS_API cos_status_t *cos_get_bucket_cors(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_t *cors_rule_list, cos_table_t **resp_headers);

/* Have no such rules. */
COS_API cos_status_t *cos_delete_bucket_cors(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_table_t **resp_headers);

/* Keep former versions of objects: status "Enabled", or "Suspended". */
COS_API cos_status_t *cos_put_bucket_versioning(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_versioning_content_t *versioning, cos_table_t **resp_headers);

/* A bucket that never had versions has a status without data. */
COS_API cos_status_t *cos_get_bucket_versioning(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_versioning_content_t *versioning, cos_table_t **resp_headers);

/* Copy what is written to other buckets: role, and cos_replication_rule_content_t in rule_list. An empty prefix
   (always sent) is every object. The bucket must have versions. */
COS_API cos_status_t *cos_put_bucket_replication(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_replication_params_t *replication_param, cos_table_t **resp_headers);

/* 404 ReplicationConfigurationNotFoundError. */
COS_API cos_status_t *cos_get_bucket_replication(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_replication_params_t *replication_param, cos_table_t **resp_headers);

/* Copy nothing any more. */
COS_API cos_status_t *cos_delete_bucket_replication(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_table_t **resp_headers);

/* What happens to objects with time: a list of cos_lifecycle_rule_content_t. An empty prefix (always sent) is
   every object. Days that are INT_MAX, as new rules have them, are not given; 0 is. */
COS_API cos_status_t *cos_put_bucket_lifecycle(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_list_t *lifecycle_rule_list, cos_table_t **resp_headers);

/* Rules are added to the list. A rule has room for one transition, the last of the answer, and for no tags or
   former versions. 404 NoSuchLifecycleConfiguration. */
COS_API cos_status_t *cos_get_bucket_lifecycle(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_list_t *lifecycle_rule_list, cos_table_t **resp_headers);

/* Let objects stay as they are. */
COS_API cos_status_t *cos_delete_bucket_lifecycle(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_table_t **resp_headers);

/* Serve the bucket as a web site; cos_website_rule_content_t in rule_list. redirect_replace_key_prefix is sent
   also when it is empty, but not without data: it takes the prefix away. */
COS_API cos_status_t *cos_put_bucket_website(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_website_params_t *website_params, cos_table_t **resp_header);

/* 404 NoSuchWebsiteConfiguration. */
COS_API cos_status_t *cos_get_bucket_website(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_website_params_t *website_params, cos_table_t **resp_header);

/* Be a web site no longer. */
COS_API cos_status_t *cos_delete_bucket_website(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_table_t **resp_header);

/* Bind a domain: status ENABLED or DISABLED, type REST or WEBSITE, forced_replacement CNAME or TXT. 409 when it
   is bound elsewhere and may not be replaced. */
COS_API cos_status_t *cos_put_bucket_domain(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_domain_params_t *domain_params, cos_table_t **resp_header);

/* The domain; of several the last. Response header x-cos-domain-txt-verification is the proof
   the server wants. */
COS_API cos_status_t *cos_get_bucket_domain(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_domain_params_t *domain_params, cos_table_t **resp_header);

/* Have accesses logged to target_bucket under target_prefix; without a target nothing is logged any more. */
COS_API cos_status_t *cos_put_bucket_logging(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_logging_params_t *logging_params, cos_table_t **resp_headers);

/* Without data: nothing is logged. */
COS_API cos_status_t *cos_get_bucket_logging(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_logging_params_t *logging_params, cos_table_t **resp_headers);

/* Have lists of the objects made: the job inventory_params->id, which must not be empty. fields holds
   cos_inventory_optional_t; encryption 1 asks for SSE-COS. */
COS_API cos_status_t *cos_put_bucket_inventory(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_inventory_params_t *inventory_params, cos_table_t **resp_headers);

/* The job whose id is in inventory_params->id, into the same structure. 404 when there is none. */
COS_API cos_status_t *cos_get_bucket_inventory(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_inventory_params_t *inventory_params, cos_table_t **resp_headers);

/* One page of the jobs: cos_inventory_params_t are added to inventorys. While is_truncated is 1, the page
   behind is had with next_continuation_token as continuation_token. */
COS_API cos_status_t *cos_list_bucket_inventory(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_list_inventory_params_t *inventory_params, cos_table_t **resp_headers);

/* Delete a job; `id` must not be empty. */
COS_API cos_status_t *cos_delete_bucket_inventory(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *id, cos_table_t **resp_headers);

/* Tag the bucket: cos_tagging_tag_t in tagging_params->node; an empty value is sent as one. */
COS_API cos_status_t *cos_put_bucket_tagging(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_tagging_params_t *tagging_params, cos_table_t **resp_headers);

/* Tags are added to tagging_params->node. 404 NoSuchTagSet. */
COS_API cos_status_t *cos_get_bucket_tagging(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_tagging_params_t *tagging_params, cos_table_t **resp_headers);

/* Have no tags. */
COS_API cos_status_t *cos_delete_bucket_tagging(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_table_t **resp_headers);

/* Who may link to objects: status Enabled or Disabled, referer_type Black-List or White-List,
   cos_referer_domain_t in domain_list, empty_refer_config Allow or Deny. */
COS_API cos_status_t *cos_put_bucket_referer(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_referer_params_t *referer_params, cos_table_t **resp_headers);

/* Without data when it was never set. */
COS_API cos_status_t *cos_get_bucket_referer(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_referer_params_t *referer_params, cos_table_t **resp_headers);

/* Let objects of the storage class of that name change tiers after `days` (30, 60 or 90); status Enabled. It
   cannot be undone. */
COS_API cos_status_t *cos_put_bucket_intelligenttiering(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_intelligenttiering_params_t *params, cos_table_t **resp_headers);

/* Without data when it was never set. */
COS_API cos_status_t *cos_get_bucket_intelligenttiering(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_intelligenttiering_params_t *params, cos_table_t **resp_headers);

/* One page of the objects of a bucket, at most 1,000. `params` must not be NULL. In: prefix, delimiter,
   marker, encoding_type (without data or empty: not sent), max_ret. Out: truncated, next_marker (set
   whenever truncated is), and entries added to object_list and common_prefix_list. With encoding_type
   "url" names come as the server encoded them. */
COS_API cos_status_t *cos_list_object(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_object_params_t *params, cos_table_t **resp_headers);

/* The same with headers. */
COS_API cos_status_t *cos_do_list_object(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_table_t *headers, cos_list_object_params_t *params, cos_table_t **resp_headers);

/* Upload the cos_buf_t of `buffer` (must not be NULL; an empty list makes an empty object). The list may
   be used again afterwards. Content-Type comes from the key unless given; Content-MD5 is added and the
   server's CRC64 compared when the controller says so: COSE_CRC_INCONSISTENT_ERROR. */
COS_API cos_status_t *cos_put_object_from_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_list_t *buffer, cos_table_t *headers,
    cos_table_t **resp_headers);

/* Upload a file, up to 5 GiB. Content-Type comes from its name. COSE_OPEN_FILE_ERROR, COSE_FILE_READ_ERROR,
   COSE_CRC_INCONSISTENT_ERROR. */
COS_API cos_status_t *cos_put_object_from_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *filename,
    cos_table_t *headers, cos_table_t **resp_headers);

/* cos_put_object_from_buffer with parameters, progress and the body of the answer. */
COS_API cos_status_t *cos_do_put_object_from_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_list_t *buffer, cos_table_t *headers,
    cos_table_t *params, cos_progress_callback progress_callback, cos_table_t **resp_headers,
    cos_list_t *resp_body);

/* cos_put_object_from_file with parameters, progress and the body of the answer. */
COS_API cos_status_t *cos_do_put_object_from_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *filename,
    cos_table_t *headers, cos_table_t *params, cos_progress_callback progress_callback,
    cos_table_t **resp_headers, cos_list_t *resp_body);

/* Download into memory: the body is added to `buffer` (must not be NULL), an error's body too. Length and,
   without Range and processing, CRC64 are checked: COSE_CRC_INCONSISTENT_ERROR. COSE_OVER_MEMORY beyond
   the controller's max_memory_size. Keys that are only "/" when read as a path are refused unless
   set_object_key_simplify_check(0). */
COS_API cos_status_t *cos_get_object_to_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_table_t *headers, cos_table_t *params,
    cos_list_t *buffer, cos_table_t **resp_headers);

/* The same with progress. */
COS_API cos_status_t *cos_do_get_object_to_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_table_t *headers, cos_table_t *params,
    cos_list_t *buffer, cos_progress_callback progress_callback, cos_table_t **resp_headers);

/* Download to a file. What arrives is written beside it under a name of its own and takes its place only
   when length and CRC64 are right; a failure leaves what was there. COSE_OPEN_FILE_ERROR,
   COSE_FILE_WRITE_ERROR, COSE_CRC_INCONSISTENT_ERROR; keys as in cos_get_object_to_buffer. */
COS_API cos_status_t *cos_get_object_to_file(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t *params, cos_string_t *filename,
    cos_table_t **resp_headers);

/* The same with progress. */
COS_API cos_status_t *cos_do_get_object_to_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_table_t *headers, cos_table_t *params,
    cos_string_t *filename, cos_progress_callback progress_callback, cos_table_t **resp_headers);

/* What the server knows of an object, in *resp_headers. No body, so error_code is made from the status. */
COS_API cos_status_t *cos_head_object(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t **resp_headers);

/* HEAD of the object in one word: *object_exist (may be NULL) is COS_OBJECT_EXIST for 200, and for 304 and
   412 when a condition in `headers` was not met; COS_OBJECT_NON_EXIST for 404; else
   COS_OBJECT_UNKNOWN_EXIST. Returns the status of the HEAD. */
COS_API cos_status_t *cos_check_object_exist(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_object_exist_status_e *object_exist,
    cos_table_t **resp_headers);

/* Delete an object. 204, also when there is none. */
COS_API cos_status_t *cos_delete_object(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t **resp_headers);

/* The same with headers. */
COS_API cos_status_t *cos_do_delete_object(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t **resp_headers);

/* Delete up to 1,000 objects, the cos_object_key_t of object_list, in one request. The keys the server
   says it deleted are added to deleted_object_list (may be NULL; none when is_quiet). If it refused some
   of them, code is COSE_SERVICE_ERROR, error_code the first refusal's, and error_msg one line naming each
   key that is left with its code and message. */
COS_API cos_status_t *cos_delete_objects(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_t *object_list, int is_quiet, cos_table_t **resp_headers, cos_list_t *deleted_object_list);

/* The same with headers. */
COS_API cos_status_t *cos_do_delete_objects(const cos_request_options_t *options, const cos_string_t *bucket,
    cos_list_t *object_list, int is_quiet, cos_table_t *headers, cos_table_t **resp_headers,
    cos_list_t *deleted_object_list);

/* Delete every object whose key begins with `prefix` (NULL or empty: all), page by page. Stops at the first
   failure and returns it. */
COS_API cos_status_t *cos_delete_objects_by_prefix(cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *prefix);

/* Add the bytes of `buffer` to an appendable object that is `position` bytes long (0: it is made). The next
   position is in x-cos-next-append-position of *resp_headers. 409 when the position is another. Sent again
   only if nothing of it left this machine. CRC64 is compared at position 0 only. */
COS_API cos_status_t *cos_append_object_from_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, int64_t position, cos_list_t *buffer,
    cos_table_t *headers, cos_table_t **resp_headers);

/* The same, with init_crc: the CRC64 of what is there, so that the whole can be compared:
   COSE_CRC_INCONSISTENT_ERROR. */
COS_API cos_status_t *cos_do_append_object_from_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, int64_t position, uint64_t init_crc,
    cos_list_t *buffer, cos_table_t *headers, cos_table_t *params, cos_progress_callback progress_callback,
    cos_table_t **resp_headers, cos_list_t *resp_body);

/* cos_append_object_from_buffer from a file. COSE_OPEN_FILE_ERROR, COSE_FILE_READ_ERROR. */
COS_API cos_status_t *cos_append_object_from_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, int64_t position, const cos_string_t *append_file,
    cos_table_t *headers, cos_table_t **resp_headers);

/* cos_do_append_object_from_buffer from a file. */
COS_API cos_status_t *cos_do_append_object_from_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, int64_t position, uint64_t init_crc,
    const cos_string_t *append_file, cos_table_t *headers, cos_table_t *params,
    cos_progress_callback progress_callback, cos_table_t **resp_headers, cos_list_t *resp_body);

/* Copy an object up to 5 GiB on the server's side. The source is src_bucket, src_endpoint (a scheme is
   dropped) and the plain, unencoded src_object. copy_object_param may be NULL. COSE_SERVICE_ERROR when a
   200 answer says nothing of a copy. */
COS_API cos_status_t *cos_copy_object(const cos_request_options_t *options, const cos_string_t *src_bucket,
    const cos_string_t *src_object, const cos_string_t *src_endpoint, const cos_string_t *dest_bucket,
    const cos_string_t *dest_object, cos_table_t *headers, cos_copy_object_params_t *copy_object_param,
    cos_table_t **resp_headers);

/* Copy an object of any size: up to 5 GiB like cos_copy_object, beyond in parts on thread_num threads
   (like cos_upload_object_by_part_copy_mt). */
COS_API cos_status_t *copy(cos_request_options_t *options, const cos_string_t *src_bucket,
    const cos_string_t *src_object, const cos_string_t *src_endpoint, const cos_string_t *dest_bucket,
    const cos_string_t *dest_object, int32_t thread_num);

/* Bring an archived object back for restore_params->days; tier may be without data. 202, or 200 when it is
   back already. restore_params must not be NULL. */
COS_API cos_status_t *cos_post_object_restore(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_object_restore_params_t *restore_params,
    cos_table_t *headers, cos_table_t *params, cos_table_t **resp_headers);

/* Who may do what with the object: as cos_put_bucket_acl, but COS_ACL_DEFAULT is sent, and means what
   the bucket says. */
COS_API cos_status_t *cos_put_object_acl(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_acl_e cos_acl, const cos_string_t *grant_read,
    const cos_string_t *grant_write, const cos_string_t *grant_full_ctrl, cos_table_t **resp_headers);

/* As cos_get_bucket_acl. */
COS_API cos_status_t *cos_get_object_acl(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_acl_params_t *acl_param, cos_table_t **resp_headers);

/* Tag the object, or one version of it (version_id NULL or empty: the newest). As
   cos_put_bucket_tagging; 200. */
COS_API cos_status_t *cos_put_object_tagging(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *version_id,
    cos_table_t *headers, cos_tagging_params_t *tagging_params, cos_table_t **resp_headers);

/* Tags are added to tagging_params->node; an object that has none gives none. */
COS_API cos_status_t *cos_get_object_tagging(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *version_id,
    cos_table_t *headers, cos_tagging_params_t *tagging_params, cos_table_t **resp_headers);

/* Have no tags. 204. */
COS_API cos_status_t *cos_delete_object_tagging(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *version_id,
    cos_table_t *headers, cos_table_t **resp_headers);

/* Begin an upload in parts. upload_id (must not be NULL) gets its id, in options->pool. `headers` describe
   the object; Content-Type comes from the key unless given. */
COS_API cos_status_t *cos_init_multipart_upload(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_string_t *upload_id, cos_table_t *headers,
    cos_table_t **resp_headers);

/* The same, tried once whatever config->retry_times says. */
COS_API cos_status_t *cos_init_multipart_upload_no_retry(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_string_t *upload_id, cos_table_t *headers,
    cos_table_t **resp_headers);

/* Upload part part_num (1 to 10,000; all but the last of 1 MiB or more). An empty upload_id is refused. Its
   ETag is in *resp_headers. Checks as in cos_put_object_from_buffer. */
COS_API cos_status_t *cos_upload_part_from_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id, int part_num,
    cos_list_t *buffer, cos_table_t **resp_headers);

/* The same with progress, headers, parameters and the body of the answer. */
COS_API cos_status_t *cos_do_upload_part_from_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id, int part_num,
    cos_list_t *buffer, cos_progress_callback progress_callback, cos_table_t *headers, cos_table_t *params,
    cos_table_t **resp_headers, cos_list_t *resp_body);

/* Upload the bytes file_pos to file_last (not included; no further than the end) of a file as a part.
   COSE_FILE_INFO_ERROR when the file is not there, COSE_INVALID_ARGUMENT when the range is not in it. */
COS_API cos_status_t *cos_upload_part_from_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id, int part_num,
    cos_upload_file_t *upload_file, cos_table_t **resp_headers);

/* The same with progress, headers, parameters and the body of the answer. */
COS_API cos_status_t *cos_do_upload_part_from_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id, int part_num,
    cos_upload_file_t *upload_file, cos_progress_callback progress_callback, cos_table_t *headers,
    cos_table_t *params, cos_table_t **resp_headers, cos_list_t *resp_body);

/* The same, tried once whatever config->retry_times says. */
COS_API cos_status_t *cos_do_upload_part_from_file_no_retry(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id, int part_num,
    cos_upload_file_t *upload_file, cos_progress_callback progress_callback, cos_table_t *headers,
    cos_table_t *params, cos_table_t **resp_headers, cos_list_t *resp_body);

/* Give an upload up and delete its parts. 204. An empty upload_id is refused. */
COS_API cos_status_t *cos_abort_multipart_upload(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_string_t *upload_id,
    cos_table_t **resp_headers);

/* Make the object from the parts in part_list: cos_complete_part_content_t in the order of their numbers.
   COSE_SERVICE_ERROR when a 200 answer has no ETag. */
COS_API cos_status_t *cos_complete_multipart_upload(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id,
    cos_list_t *part_list, cos_table_t *headers, cos_table_t **resp_headers);

/* The same with parameters and the body of the answer. */
COS_API cos_status_t *cos_do_complete_multipart_upload(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *upload_id,
    cos_list_t *part_list, cos_table_t *headers, cos_table_t *params, cos_table_t **resp_headers,
    cos_list_t *resp_body);

/* One page of the parts of an upload. `params` must not be NULL. In: part_number_marker, encoding_type,
   max_ret. Out: truncated, next_part_number_marker, and entries added to part_list. */
COS_API cos_status_t *cos_list_upload_part(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const cos_string_t *upload_id, cos_list_upload_part_params_t *params,
    cos_table_t **resp_headers);

/* One page of the uploads in progress. `params` must not be NULL. In: prefix, delimiter, key_marker,
   upload_id_marker, encoding_type, max_ret. Out: truncated, next_key_marker, next_upload_id_marker, and
   entries added to upload_list. */
COS_API cos_status_t *cos_list_multipart_upload(const cos_request_options_t *options,
    const cos_string_t *bucket, cos_list_multipart_upload_params_t *params, cos_table_t **resp_headers);

/* Copy a range of an object as a part. params->copy_source is "bucket.endpoint/key[?versionId=id]": what a
   URL cannot hold is encoded, what is encoded stays. range_start and range_end (included) of -1: the whole
   object. rsp_content may be NULL. */
COS_API cos_status_t *cos_upload_part_copy(const cos_request_options_t *options,
    cos_upload_part_copy_params_t *params, cos_table_t *headers, cos_table_t **resp_headers);

/* Upload a file in parts, one after the other. upload_id (must not be NULL) without data: a new upload,
   whose id is put there; else that upload is continued with the parts it lacks. part_size: at least 1 MiB,
   more when there would be over 10,000 parts. After a failure the parts stay on the server. An empty file
   is a single PUT. COSE_FILE_INFO_ERROR, COSE_CRC_INCONSISTENT_ERROR. */
COS_API cos_status_t *cos_upload_file(cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_string_t *upload_id, cos_string_t *filename, int64_t part_size,
    cos_table_t *headers);

/* Copy an object in parts, one after the other. copy_source as in cos_upload_part_copy; part_size <= 0:
   128 MiB. Content type and metadata come along. The source is pinned by its ETag: 412 when it changes
   meanwhile. What was begun is aborted after a failure. */
COS_API cos_status_t *cos_upload_object_by_part_copy(cos_request_options_t *options,
    const cos_string_t *copy_source, const cos_string_t *dest_bucket, const cos_string_t *dest_object,
    int64_t part_size);

/* Download the bytes file_pos to file_last (not included) of an object to the same place of a file that
   exists. COSE_OPEN_FILE_ERROR, COSE_FILE_WRITE_ERROR; what was written before a failure stays. */
COS_API cos_status_t *cos_download_part_to_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_upload_file_t *download_file,
    cos_table_t **resp_headers);

/* The same with progress, headers and parameters. */
COS_API cos_status_t *cos_do_download_part_to_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, cos_upload_file_t *download_file,
    cos_progress_callback progress_callback, cos_table_t *headers, cos_table_t *params,
    cos_table_t **resp_headers);

/* Upload a file of any size, in parts on several threads when it is larger than one part. clt_params may be
   NULL: part_size 1 MiB or more, thread_num (0 or less: 1, at most 1,024), and with enable_checkpoint a
   note at checkpoint_path ("<file>.cp" when empty) from which the same call goes on after a failure; without
   it a failed upload is aborted. progress_callback runs on the calling thread. *resp_headers has ETag,
   x-cos-hash-crc64ecma, x-cos-version-id and x-cos-request-id of the finished object; resp_body is left
   alone. COSE_OPEN_FILE_ERROR, COSE_FILE_READ_ERROR, COSE_CRC_INCONSISTENT_ERROR. */
COS_API cos_status_t *cos_resumable_upload_file(cos_request_options_t *options, cos_string_t *bucket,
    cos_string_t *object, cos_string_t *filepath, cos_table_t *headers, cos_table_t *params,
    cos_resumable_clt_params_t *clt_params, cos_progress_callback progress_callback,
    cos_table_t **resp_headers, cos_list_t *resp_body);

/* Download an object of any size, in parts (4 MiB or more) on several threads, into a temporary file that
   takes the place of `filepath` when length and CRC64 are right. clt_params as in cos_resumable_upload_file.
   Every part is pinned to the ETag found first. COSE_OPEN_FILE_ERROR, COSE_FILE_WRITE_ERROR,
   COSE_CRC_INCONSISTENT_ERROR; 412 when the object changes meanwhile. */
COS_API cos_status_t *cos_resumable_download_file(cos_request_options_t *options, cos_string_t *bucket,
    cos_string_t *object, cos_string_t *filepath, cos_table_t *headers, cos_table_t *params,
    cos_resumable_clt_params_t *clt_params, cos_progress_callback progress_callback);

/* A URL that allows `method` on the object for `expire` seconds, in presigned_url (options->pool). Nothing is
   sent. COSE_OK or COSE_INVALID_ARGUMENT. */
COS_API int cos_gen_presigned_url(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const int64_t expire, http_method_e method, cos_string_t *presigned_url);

/* The same with headers and parameters that are signed too (the user of the URL must send the headers), and
   with sign_host 1 the Host. */
COS_API int cos_gen_presigned_url_safe(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, const int64_t expire, http_method_e method, cos_table_t *headers,
    cos_table_t *params, int sign_host, cos_string_t *presigned_url);

/* The plain URL of an object, unsigned, in options->pool; "" when it cannot be made. */
COS_API const char *cos_gen_object_url(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object);

/* Data processing. Results are made in options->pool; *results and its like (all may be NULL) are set
   whatever comes of the call: to a zeroed structure with empty lists when it fails, to NULL only when there
   is no memory or the options are incomplete. An answer with several results where the structure has room
   for one gives the first. */

/* Process a stored image and store the result, as the header pic-operations says:
   {"is_pic_info":1,"rules":[{"fileid":"…","rule":"…"}]}. */
COS_API cos_status_t *ci_image_process(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t **resp_headers,
    ci_operation_result_t **results);

/* cos_put_object_from_file of an image that is processed as the header pic-operations says. */
COS_API cos_status_t *ci_put_object_from_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *filename,
    cos_table_t *headers, cos_table_t **resp_headers, ci_operation_result_t **results);

/* Read the QR codes of a stored image; with `cover` 1 result_image is the image (base64) with the codes made
   unreadable. */
COS_API cos_status_t *ci_get_qrcode(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, int cover, cos_table_t *headers, cos_table_t *query_params,
    cos_table_t **resp_headers, ci_qrcode_result_t **results);

/* Submit a video to moderation; the endpoint is "ci.<region>.myqcloud.com". Of job_options only input_object
   is needed; what is 0 or empty is left to the server. Not repeated once the server may have it. */
COS_API cos_status_t *ci_create_video_auditing_job(const cos_request_options_t *options,
    const cos_string_t *bucket, const ci_video_auditing_job_options_t *job_options, cos_table_t *headers,
    cos_table_t **resp_headers, ci_video_auditing_job_result_t **job_result);

/* How a job of moderation is doing, and what came of it. A job that is not there is a 200 with
   nonexist_job_ids. */
COS_API cos_status_t *ci_get_auditing_job(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *job_id, cos_table_t *headers, cos_table_t **resp_headers,
    ci_auditing_job_result_t **job_result);

/* The buckets that media processing is on for; the endpoint is "ci.<region>.myqcloud.com". media_request must
   not be NULL; what is empty in it is not asked for. */
COS_API cos_status_t *ci_describe_media_buckets(const cos_request_options_t *options,
    const ci_media_buckets_request_t *media_request, cos_table_t *headers, cos_table_t **resp_headers,
    ci_media_buckets_result_t **media_result);

/* One picture of a stored video, added to `buffer`, at `time` seconds (to the millisecond) of it. width and
   height in pixels, 0: as the other one, or as the video. format jpg or png, rotate auto or off, mode
   exactframe or keyframe; empty: the first of each. */
COS_API cos_status_t *ci_get_snapshot_to_buffer(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const ci_get_snapshot_request_t *snapshot_request,
    cos_table_t *headers, cos_list_t *buffer, cos_table_t **resp_headers);

/* The same to a file, as cos_get_object_to_file writes one. */
COS_API cos_status_t *ci_get_snapshot_to_file(const cos_request_options_t *options,
    const cos_string_t *bucket, const cos_string_t *object, const ci_get_snapshot_request_t *snapshot_request,
    cos_table_t *headers, cos_string_t *filename, cos_table_t **resp_headers);

/* What a stored video or sound is made of. Times in seconds, bit rates in kbit/s; whole numbers are cut, and
   a size beyond 2 GiB is INT_MAX. */
COS_API cos_status_t *ci_get_media_info(const cos_request_options_t *options, const cos_string_t *bucket,
    const cos_string_t *object, cos_table_t *headers, cos_table_t **resp_headers,
    ci_media_info_result_t **media_result);

COS_CPP_END

#endif
