/* Any bytes as names and values: percent-encoding comes back, and the canonical form that is signed is
   sorted, clean and complete. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../src/auth/canonical.h"
#include "../src/base/encoding.h"
#include "cos_define.h"
#include "cos_http_io.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int condition)
{
    if (!condition) {
        abort();
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    check(cos_http_io_initialize("fuzz", 0) == COSE_OK);
    return 0;
}

static int is_clean(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("-_.~%", c) != NULL);
}

/* What was encoded is decoded to the same bytes. */
static void round_trip(cos_pool_t *pool, const char *text)
{
    char *encoded = cosi_percent_encoded(pool, text, 0);
    char *decoded;
    const char *p;
    check(encoded != NULL);
    for (p = encoded; *p != '\0'; p++) {
        check(is_clean(*p));
    }
    decoded = cos_palloc(pool, strlen(encoded) + 1);
    check(decoded != NULL && cos_url_decode(encoded, decoded) == COSE_OK);
    check(strcmp(decoded, text) == 0);
}

/* Decoding what was never encoded must stay within its bounds, whatever it says of it. */
static void decode_anything(cos_pool_t *pool, const char *text)
{
    char *decoded = cos_palloc(pool, strlen(text) + 1);
    check(decoded != NULL);
    (void)cos_url_decode(text, decoded);
}

static size_t count_of(const char *text, size_t size, char c)
{
    size_t found = 0;
    size_t i;
    for (i = 0; i < size; i++) {
        found += text[i] == c;
    }
    return found;
}

static void check_canonical(cos_pool_t *pool, const cos_table_t *table, int entries)
{
    cosi_canonical_t canonical;
    size_t i;
    check(cosi_canonical(pool, table, sign_content_query_params, &canonical) == COSE_OK);
    for (i = 0; i < canonical.pairs_size; i++) {
        char c = canonical.pairs[i];
        check(is_clean(c) || c == '=' || c == '&');
    }
    for (i = 0; i < canonical.names_size; i++) {
        char c = canonical.names[i];
        check((is_clean(c) && !(c >= 'A' && c <= 'Z')) || c == ';');
    }
    if (entries > 0) {
        check(count_of(canonical.pairs, canonical.pairs_size, '=') == (size_t)entries);
        check(count_of(canonical.pairs, canonical.pairs_size, '&') == (size_t)entries - 1);
        check(count_of(canonical.names, canonical.names_size, ';') == (size_t)entries - 1);
    }
    check(cosi_canonical(pool, table, sign_content_header, &canonical) == COSE_OK);
}

/* Each line is name=value; NULs cannot occur in C's texts and end the input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cos_pool_t *pool = NULL;
    cos_table_t *table;
    char *text;
    char *line;
    char *rest = NULL;
    int entries = 0;
    check(cos_pool_create(&pool, NULL) == APR_SUCCESS);
    text = cos_palloc(pool, size + 1);
    memcpy(text, data, size);
    text[size] = '\0';
    round_trip(pool, text);
    decode_anything(pool, text);
    table = cos_table_make(pool, 4);
    for (line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        char *equals = strchr(line, '=');
        const char *value = "";
        if (equals != NULL) {
            *equals = '\0';
            value = equals + 1;
        }
        cos_table_add(table, line, value);
        entries++;
    }
    check_canonical(pool, table, entries);
    cos_pool_destroy(pool);
    return 0;
}
