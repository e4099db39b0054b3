/* What is checked before anything is sent. */
#ifndef COSI_PIPELINE_VALIDATE_H
#define COSI_PIPELINE_VALIDATE_H

#include "cos_define.h"

/* Each returns NULL when all is well, else a constant text for the user. */
const char *cosi_check_options(const cos_request_options_t *options);
const char *cosi_check_credentials(const cos_config_t *config);
const char *cosi_check_endpoint(const cos_config_t *config);
const char *cosi_check_bucket(const cos_string_t *bucket);
const char *cosi_check_object(const cos_string_t *object);
/* Header names must be tokens; neither part may hold a line break. */
const char *cosi_check_headers(const cos_table_t *headers);

/* 1 when a key, read as a path, is nothing but "/" ("", ".", "a/.."). */
int cosi_simplifies_to_root(const cos_string_t *object);

/* "<bucket>-<appid>", unless there is no appid or the bucket ends in it. NULL when memory ran out. */
char *cosi_full_bucket(cos_pool_t *pool, const cos_config_t *config, const cos_string_t *bucket);

#endif
