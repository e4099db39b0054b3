#include "xml/decimal.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

size_t cosi_decimal_write(char text[COSI_DECIMAL_SIZE], double value)
{
    int64_t thousandths;
    size_t size;

    text[0] = '\0';
    if (!(value > -1e15 && value < 1e15)) { /* not a number compares as false */
        return 0;
    }
    thousandths = (int64_t)(value * 1000 + (value < 0 ? -0.5 : 0.5));
    value = thousandths < 0 ? -1 : 1;
    thousandths = thousandths < 0 ? -thousandths : thousandths;
    size = (size_t)snprintf(text, COSI_DECIMAL_SIZE, "%s%lld.%03lld", value < 0 ? "-" : "",
                            (long long)(thousandths / 1000), (long long)(thousandths % 1000));
    while (text[size - 1] == '0') {
        size--;
    }
    if (text[size - 1] == '.') {
        size--;
    }
    text[size] = '\0';
    return size;
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t\r\n");
}

int cosi_decimal_read(const char *text, double *value)
{
    double digits = 0; /* all of them, and what to divide by: exact for 15 digits */
    double divisor = 1;
    int negative;
    int count = 0;

    text = skip_blanks(text);
    negative = *text == '-';
    text += *text == '-' || *text == '+';
    for (; *text >= '0' && *text <= '9'; text++, count++) {
        digits = digits * 10 + (*text - '0');
    }
    if (*text == '.') {
        for (text++; *text >= '0' && *text <= '9'; text++, count++) {
            if (divisor < 1e15) { /* more say nothing that a float could hold */
                digits = digits * 10 + (*text - '0');
                divisor *= 10;
            }
        }
    }
    if (count == 0 || *skip_blanks(text) != '\0' || digits > 1e300) {
        return 0;
    }
    *value = negative ? -(digits / divisor) : digits / divisor;
    return 1;
}
