/* Counted strings. */

typedef struct {
    int len;
    char *data;
    ...;
} cos_string_t;

void cos_string_tolower(cos_string_t *str);
char *cos_strlchr(char *p, char *last, char c);
int cos_is_quote(char c);
int cos_is_space(char c);
int cos_is_space_or_cntrl(char c);
int cos_is_null_string(const cos_string_t *str);
void cos_strip_space(cos_string_t *str);
void cos_trip_space_and_cntrl(cos_string_t *str);
void cos_unquote_str(cos_string_t *str);
char *cos_pstrdup(cos_pool_t *p, const cos_string_t *s);
int cos_ends_with(const cos_string_t *str, const cos_string_t *suffix);
