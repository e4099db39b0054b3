/* The second domain under which the service answers. */
#ifndef COSI_PIPELINE_DOMAIN_H
#define COSI_PIPELINE_DOMAIN_H

#include "cos_sys_define.h"

/* `host` under the other domain, in `pool`; NULL when it is not a default host of the service,
   or memory ran out. */
char *cosi_other_domain(cos_pool_t *pool, const char *host);

#endif
