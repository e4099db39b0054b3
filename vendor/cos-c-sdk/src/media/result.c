#include "media/result.h"

#include "base/memory.h"

void *cosi_media_result(cosi_call_t *call, size_t size)
{
    if (call->pool == NULL) {
        return NULL;
    }
    call->out = cosi_calloc(call->pool, size);
    if (call->out == NULL) {
        call->error = COSE_OUT_MEMORY;
    }
    return call->out;
}
