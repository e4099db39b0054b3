#include "cosx_cancel.h"

#include <stddef.h>

void cosx_cancel_set(cosx_cancel_t *cancel)
{
    __atomic_store_n(&cancel->flag, 1, __ATOMIC_RELEASE);
}

int cosx_cancel_is_set(const cosx_cancel_t *cancel)
{
    return cancel != NULL && __atomic_load_n(&cancel->flag, __ATOMIC_ACQUIRE) != 0;
}
