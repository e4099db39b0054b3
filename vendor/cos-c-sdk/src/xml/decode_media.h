/* Answers of data processing into the published structures. Each is a cosi_decode_pt: when it fails, `out`
   is zeroed and its lists are empty. */
#ifndef COSI_XML_DECODE_MEDIA_H
#define COSI_XML_DECODE_MEDIA_H

#include "cos_define.h"

/* ci_operation_result_t. Of several results (one for each rule) the first. No body is an empty result: an
   upload without a rule has none. */
int cosi_decode_operation_result(cos_pool_t *pool, const char *body, size_t size, void *out);

/* ci_qrcode_result_t. */
int cosi_decode_qrcode_result(cos_pool_t *pool, const char *body, size_t size, void *out);

/* ci_video_auditing_job_result_t. */
int cosi_decode_video_auditing_result(cos_pool_t *pool, const char *body, size_t size, void *out);

/* ci_auditing_job_result_t. */
int cosi_decode_auditing_result(cos_pool_t *pool, const char *body, size_t size, void *out);

/* ci_media_buckets_result_t. */
int cosi_decode_media_buckets(cos_pool_t *pool, const char *body, size_t size, void *out);

/* ci_media_info_result_t. Of several streams of a kind the first. */
int cosi_decode_media_info(cos_pool_t *pool, const char *body, size_t size, void *out);

#endif
