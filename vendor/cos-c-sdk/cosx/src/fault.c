#include "fault.h"

#include <stdarg.h>
#include <stdio.h>

void cosi_fault_set(cosi_fault_t *fault, int code, int os_errno, const char *format, ...)
{
    va_list arguments;
    char *p;
    if (fault->code != 0) {
        return;
    }
    fault->code = code;
    fault->os_errno = os_errno;
    va_start(arguments, format);
    (void)vsnprintf(fault->text, sizeof(fault->text), format, arguments);
    va_end(arguments);
    for (p = fault->text; *p != '\0'; p++) {
        if ((unsigned char)*p < 0x20) {
            *p = ' ';
        }
    }
}
