#include "plan.h"

#include "cos_sys_define.h"

int64_t cosi_plan_part_size(int64_t wanted, int64_t size)
{
    int64_t part = wanted == 0 ? COSI_PART_DEFAULT : wanted;
    int64_t least;

    if (wanted < 0 || wanted > COSI_PART_MAX || size < 0) {
        return -1;
    }
    if (part < COSI_PART_MIN) {
        part = COSI_PART_MIN;
    }
    least = size / COSI_PARTS_MAX + (size % COSI_PARTS_MAX != 0);
    if (least > COSI_PART_MAX) {
        return -1;
    }
    if (part < least) {
        /* whole MiB, so that a file that grows a little keeps its part size and its checkpoint */
        part = (least + COSI_PART_MIN - 1) / COSI_PART_MIN * COSI_PART_MIN;
    }
    return part;
}

int cosi_plan_make(cosi_plan_t *plan, int64_t size, int64_t first, int64_t part)
{
    int64_t rest;
    int64_t more = 0;

    if (size < 0 || first < 0 || part < 1) {
        return COSE_INVALID_ARGUMENT;
    }
    if (first == 0) {
        first = part;
    }
    if (size > first) {
        rest = size - first;
        more = rest / part + (rest % part != 0);
    }
    /* one more than the limit: the short first part of a download does not count */
    if (more > COSI_PARTS_MAX) {
        return COSE_INVALID_ARGUMENT;
    }
    plan->size = size;
    plan->first = first;
    plan->part = part;
    plan->count = (int32_t)more + 1;
    return COSE_OK;
}

int64_t cosi_plan_offset(const cosi_plan_t *plan, int32_t index)
{
    return index == 0 ? 0 : plan->first + (int64_t)(index - 1) * plan->part;
}

int64_t cosi_plan_length(const cosi_plan_t *plan, int32_t index)
{
    int64_t offset = cosi_plan_offset(plan, index);
    int64_t whole = index == 0 ? plan->first : plan->part;

    return plan->size - offset < whole ? plan->size - offset : whole;
}
