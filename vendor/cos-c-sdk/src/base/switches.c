/* Process-wide switches of the published API. Any thread may set them; calls read them once. */
#include <stdatomic.h>

#include "cos_sys_util.h"

static atomic_int retry_change_domin;
static atomic_int test_retry_change_domin;
static atomic_int object_key_simplify = COS_TRUE;

int get_retry_change_domin(void)
{
    return atomic_load(&retry_change_domin);
}

void set_retry_change_domin(int user_retry_change_domin)
{
    atomic_store(&retry_change_domin, user_retry_change_domin);
}

int get_test_retry_change_domin_config(void)
{
    return atomic_load(&test_retry_change_domin);
}

void set_test_retry_change_domin_config(int user_retry_change_domin)
{
    atomic_store(&test_retry_change_domin, user_retry_change_domin);
}

int get_object_key_simplify_check(void)
{
    return atomic_load(&object_key_simplify);
}

void set_object_key_simplify_check(int user_object_key_simplify_check)
{
    atomic_store(&object_key_simplify, user_object_key_simplify_check);
}
