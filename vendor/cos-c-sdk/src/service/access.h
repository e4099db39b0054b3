/* Access rights as headers. */
#ifndef COSI_SERVICE_ACCESS_H
#define COSI_SERVICE_ACCESS_H

#include "pipeline/execute.h"

#define COSI_UNKNOWN_ACL "there are no access rights of that number"

/* x-cos-acl (`acl` NULL: not sent) and x-cos-grant-… (NULL and empty ones are not sent). */
void cosi_call_access(cosi_call_t *call, const char *acl, const cos_string_t *grant_read,
    const cos_string_t *grant_write, const cos_string_t *grant_full_ctrl);

#endif
