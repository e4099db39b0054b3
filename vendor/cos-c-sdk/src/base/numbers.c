#include <stdlib.h>

#include "cos_sys_util.h"

/* Out of range: the nearest number there is, and errno is ERANGE, as with strtoll. */
int64_t cos_strtoll(const char *nptr, char **endptr, int base)
{
    return strtoll(nptr, endptr, base);
}

uint64_t cos_strtoull(const char *nptr, char **endptr, int base)
{
    return strtoull(nptr, endptr, base);
}

/* 0 for NULL, as for any text without a number in front. */
int64_t cos_atoi64(const char *nptr)
{
    return nptr != NULL ? cos_strtoll(nptr, NULL, 10) : 0;
}

uint64_t cos_atoui64(const char *nptr)
{
    return nptr != NULL ? cos_strtoull(nptr, NULL, 10) : 0;
}
