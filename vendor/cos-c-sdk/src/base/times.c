#include "cos_sys_util.h"

/* `date` holds at least COS_MAX_GMT_TIME_LEN bytes. */
int cos_convert_to_gmt_time(char *date, const char *format, apr_time_exp_t *tm)
{
    apr_size_t size;

    if (apr_strftime(date, &size, COS_MAX_GMT_TIME_LEN, format, tm) != APR_SUCCESS || size == 0) {
        return COSE_INTERNAL_ERROR;
    }
    return COSE_OK;
}

/* Now, as HTTP writes dates. Not by strftime, which would use the program's language. */
int cos_get_gmt_str_time(char datestr[128])
{
    if (apr_rfc822_date(datestr, apr_time_now()) != APR_SUCCESS) {
        return COSE_INTERNAL_ERROR;
    }
    return COSE_OK;
}
