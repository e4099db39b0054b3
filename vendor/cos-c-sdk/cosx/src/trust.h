/* Which certificates are trusted where the settings name none. */
#ifndef COSI_TRUST_H
#define COSI_TRUST_H

/* Either may be NULL; both: what libcurl knows by itself. */
typedef struct {
    const char *file;
    const char *directory;
} cosi_trust_t;

cosi_trust_t cosi_trust(void);

/* The choice itself: `file` and `directory` as the environment has them (NULL or "": not), else the first of `places`,
   a list that ends with NULL, that can be read. */
cosi_trust_t cosi_trust_choose(const char *file, const char *directory, const char *const *places);

#endif
