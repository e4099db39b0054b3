/* Makes allocations fail, one at a time: every apr_palloc and apr_pool_create, and, outside
   sanitizers and valgrind (which bring their own), every malloc, calloc and realloc, of APR and libcurl
   as well. Only the thread that asked for it is hit. */
#ifndef FAILING_MEMORY_H
#define FAILING_MEMORY_H

/* Fail the `number`-th allocation of this thread from now on, counting from 1; 0: none, just
   count. Ends with failing_memory_stop. */
void failing_memory_start(long number);

/* Back to normal. Returns how many allocations there were. */
long failing_memory_stop(void);

/* Calls `attempt` again and again, with the first allocation failing, then the second, and so on,
   until it gets through without meeting a failure. `attempt` says 1 when it ended cleanly, in
   success or in an honest error, else 0. Returns the number of failures met, or -1. */
long failing_memory_each(int (*attempt)(void *data), void *data);

#endif
