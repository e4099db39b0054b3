/* A stack of clean-up calls. */

typedef void (*cos_func1_pt)(void *);
typedef void (*cos_func2_pt)(void);
typedef int (*cos_func3_pt)(void *);
typedef int (*cos_func4_pt)(void);

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
    ...;
} cos_fstack_item_t;

cos_array_header_t *cos_fstack_create(cos_pool_t *p, int size);
cos_fstack_item_t *cos_fstack_pop(cos_array_header_t *fstack);
void cos_fstack_destory(cos_array_header_t *fstack);
void cos_fstack_push(cos_array_header_t *fstack, void *data, cos_func_u func, int order);
