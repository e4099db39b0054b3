/* A flag that any thread may set to stop the calls that watch it. */
#ifndef COSX_CANCEL_H
#define COSX_CANCEL_H

#include <stdint.h>

#include "cosx_export.h"

/* Owned by the caller; must outlive every call that was given it. Zero to start. */
typedef struct cosx_cancel_s {
    int32_t flag; /* touched only through the two functions below */
} cosx_cancel_t;

COSX_API void cosx_cancel_set(cosx_cancel_t *cancel);
/* 0 when `cancel` is NULL. */
COSX_API int cosx_cancel_is_set(const cosx_cancel_t *cancel);

#endif
