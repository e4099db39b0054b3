/* Where an engine puts the transfers that have finished, for a reader that takes many at a time:
   who moves thousands of small files must not be woken for each of them. */
#ifndef COSX_INBOX_H
#define COSX_INBOX_H

#include "cosx_export.h"
#include "cosx_transfer.h"

/* NULL when memory or file descriptors ran out. `engine` must not be NULL; the inbox stays usable
   when the engine is destroyed. One reader; cosx_inbox_wake may come from any thread. */
COSX_API cosx_inbox_t *cosx_inbox_create(cosx_engine_t *engine);

/* Free it. Its transfers go on, and are reported nowhere. NULL: nothing happens. */
COSX_API void cosx_inbox_destroy(cosx_inbox_t *inbox);

/* Never waits. When it is time to look (`enough` of its transfers have finished, or one of them
   failed, or it was woken, or the engine began to end) up to `room` tags are stored in `tags` and
   their number, which may be 0, is returned. Else -1, and the descriptor becomes readable at that time.
   Each transfer is given out once. */
COSX_API int cosx_inbox_take(cosx_inbox_t *inbox, void **tags, int room, int enough);

/* To wait for, with poll or select; never to be read from or closed. */
COSX_API int cosx_inbox_descriptor(const cosx_inbox_t *inbox);

/* Cancel all its transfers, also those whose submission nobody took note of, and wait until none is
   moving any more. 1 then; 0 after `timeout_ms` (-1: without end), and in a child of the process. */
COSX_API int cosx_inbox_stop(cosx_inbox_t *inbox, int64_t timeout_ms);

/* It is time to look, whatever has finished: the next take returns at once. */
COSX_API void cosx_inbox_wake(cosx_inbox_t *inbox);

#endif
