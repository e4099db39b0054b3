#include "service/access.h"

void cosi_call_access(cosi_call_t *call, const char *acl, const cos_string_t *grant_read,
    const cos_string_t *grant_write, const cos_string_t *grant_full_ctrl)
{
    if (acl != NULL) {
        cosi_call_header(call, COS_CANNONICALIZED_HEADER_ACL, acl);
    }
    cosi_call_header_string(call, COS_GRANT_READ, grant_read);
    cosi_call_header_string(call, COS_GRANT_WRITE, grant_write);
    cosi_call_header_string(call, COS_GRANT_FULL_CONTROL, grant_full_ctrl);
}
