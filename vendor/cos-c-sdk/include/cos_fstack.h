/* A stack of clean-up calls. */
#ifndef COS_C_SDK_FSTACK_H
#define COS_C_SDK_FSTACK_H

#include "cos_sys_define.h"

COS_CPP_START

typedef void (*cos_func1_pt)(void *);
typedef void (*cos_func2_pt)();
typedef int (*cos_func3_pt)(void *);
typedef int (*cos_func4_pt)();

typedef union {
    cos_func1_pt func1;
    cos_func2_pt func2;
    cos_func3_pt func3;
    cos_func4_pt func4;
} cos_func_u;

typedef struct {
    void *data;
    cos_func_u func;
    int order;
} cos_fstack_item_t;

/* A stack with room for `size` entries, growing as needed, in `p`. NULL when memory ran out. */
COS_API cos_array_header_t *cos_fstack_create(cos_pool_t *p, int size);

/* The entry pushed last, taken off; valid until the next push. NULL when there is none. */
COS_API cos_fstack_item_t *cos_fstack_pop(cos_array_header_t *fstack);

/* Call what is on the stack, last pushed first, and empty it. NULL does nothing. */
COS_API void cos_fstack_destory(cos_array_header_t *fstack);

/* Put on a call. `order` says which member of `func`: 1 and 3 are called with `data`, 2 and 4 without. */
COS_API void cos_fstack_push(cos_array_header_t *fstack, void *data, cos_func_u func, int order);

COS_CPP_END

#endif
