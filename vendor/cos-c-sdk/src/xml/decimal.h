/* Numbers with a fraction as text: with a point, whatever the language of the program. */
#ifndef COSI_XML_DECIMAL_H
#define COSI_XML_DECIMAL_H

#include <stddef.h>

enum { COSI_DECIMAL_SIZE = 32 }; /* sign, 16 digits, point, 3 digits and the NUL, with room */

/* `value` rounded to thousandths, without closing zeros: "1.5", "10". Returns its length; 0, and "", for
   what is no number or beyond 1e15. */
size_t cosi_decimal_write(char text[COSI_DECIMAL_SIZE], double value);

/* 1 and *value for text like " -12.50 "; 0 for anything else, *value as it was. */
int cosi_decimal_read(const char *text, double *value);

#endif
