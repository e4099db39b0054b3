/* The first thing that went wrong in an exchange. */
#ifndef COSX_FAULT_H
#define COSX_FAULT_H

typedef struct cosi_fault_s {
    int code;     /* cos_error_code_e; 0: nothing */
    int os_errno; /* 0: none */
    char text[256];
} cosi_fault_t;

/* Keeps what is there already. The text becomes one line. */
void cosi_fault_set(cosi_fault_t *fault, int code, int os_errno, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
