/* In which steps a body without TLS goes from the socket to a file. */
#ifndef COSX_FILE_STEPS_H
#define COSX_FILE_STEPS_H

#include <stddef.h>

typedef struct {
    size_t receive; /* most bytes received at a time */
    size_t write;   /* bytes gathered for a write, but for the last one */
} cosi_file_steps_t;

/* Those for this processor. */
cosi_file_steps_t cosi_file_steps(void);

/* Those for a second-level cache of so many bytes; 0 or less: not known. */
cosi_file_steps_t cosi_file_steps_for(long cache);

#endif
