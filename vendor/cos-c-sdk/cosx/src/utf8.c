#include "utf8.h"

static int continues(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

size_t cosi_utf8_size(const char *text, size_t left)
{
    const unsigned char *p = (const unsigned char *)text;
    if (p[0] < 0x80) {
        return 1;
    }
    if (p[0] >= 0xC2 && p[0] <= 0xDF && left >= 2 && continues(p[1])) {
        return 2;
    }
    if (p[0] >= 0xE0 && p[0] <= 0xEF && left >= 3 && continues(p[1]) && continues(p[2])) {
        int overlong = p[0] == 0xE0 && p[1] < 0xA0;
        int surrogate = p[0] == 0xED && p[1] >= 0xA0;
        return overlong || surrogate ? 0 : 3;
    }
    if (p[0] >= 0xF0 && p[0] <= 0xF4 && left >= 4 && continues(p[1]) && continues(p[2]) && continues(p[3])) {
        int overlong = p[0] == 0xF0 && p[1] < 0x90;
        int too_large = p[0] == 0xF4 && p[1] >= 0x90;
        return overlong || too_large ? 0 : 4;
    }
    return 0;
}

size_t cosi_utf8_encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

int cosi_utf8_valid(const char *text, size_t size)
{
    while (size > 0) {
        size_t step = cosi_utf8_size(text, size);
        if (step == 0) {
            return 0;
        }
        text += step;
        size -= step;
    }
    return 1;
}
