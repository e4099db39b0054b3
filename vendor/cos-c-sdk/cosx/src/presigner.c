#include "cosx_presigner.h"

#include <stdlib.h>
#include <string.h>

#include "execute_parts.h"
#include "fault.h"
#include "pool_memory.h"
#include "presign_parts.h"
#include "signing_key.h"
#include "utf8.h"

#define LONGEST_KEY 4096 /* COS allows 850 */

typedef struct piece_s {
    const char *text;
    size_t size;
} piece_t;

struct cosx_presigner_s {
    piece_t url;       /* up to the key */
    piece_t query;     /* behind the key, up to the signature's digits */
    piece_t head;      /* of what is signed: the method, and the path up to the key */
    piece_t tail;      /* behind the key */
    cosi_signing_key_t key;
};

static piece_t piece(const char *text)
{
    piece_t made = {text, text != NULL ? strlen(text) : 0};
    return made;
}

/* What comes before the placeholder at the end of `text`. */
static char *without_key(cos_pool_t *pool, const char *text)
{
    return text != NULL ? cosi_pool_bytes(pool, text, strlen(text) - 1) : NULL;
}

static int fill(cos_pool_t *pool, cosx_presigner_t *p, const cosi_presign_parts_t *parts)
{
    const char *path = without_key(pool, parts->path);
    p->url = piece(without_key(pool, parts->url));
    p->query = piece(parts->query);
    p->head = piece(path != NULL ? cosi_pool_printf(pool, "%s\n%s", parts->method, path) : NULL);
    p->tail = piece(cosi_pool_printf(pool, "\n%s\n%s\n", parts->param_pairs, parts->header_pairs));
    p->key = parts->key;
    return p->url.text != NULL && p->head.text != NULL && p->tail.text != NULL;
}

cosx_presigner_t *cosx_presigner_create(const cos_request_options_t *options, const cosx_request_t *request,
                                        int64_t expires_s, int sign_host, const char **error)
{
    cosx_request_t placeholder = *request;
    cosx_context_t *context = cosi_context_of(options);
    cosx_presigner_t *p = cosi_pool_zeroed(options->pool, sizeof(*p));
    cosi_presign_parts_t parts;
    cosi_fault_t fault;
    memset(&fault, 0, sizeof(fault));
    placeholder.key = "k";
    if (context == NULL || p == NULL) {
        *error = "out of memory";
        return NULL;
    }
    if (cosi_presign_parts(options, &placeholder, context, expires_s, sign_host, &parts, &fault) != COSE_OK) {
        *error = cosi_pool_text(options->pool, fault.text);
        return NULL;
    }
    if (!fill(options->pool, p, &parts)) {
        *error = "out of memory";
        return NULL;
    }
    return p;
}

size_t cosx_presigner_room(const cosx_presigner_t *p, size_t key_size)
{
    return p->url.size + 3 * key_size + p->query.size + COSI_HEX_SHA1 + 1;
}

static char *put(char *to, piece_t what)
{
    memcpy(to, what.text, what.size);
    return to + what.size;
}

/* cosi_url_encode with '/' kept, into memory that is there. */
static char *encode(char *to, const char *key, size_t size)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t i;
    for (i = 0; i < size; i++) {
        unsigned char c = (unsigned char)key[i];
        if ((c >= 'a' && c <= 'z') || (c >= '-' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_' || c == '~') {
            *to++ = (char)c; /* '-' to '9': - . / and the digits */
        } else {
            *to++ = '%';
            *to++ = digits[c >> 4];
            *to++ = digits[c & 15];
        }
    }
    return to;
}

char *cosx_presigner_write(const cosx_presigner_t *p, const char *key, size_t key_size, char *out)
{
    char small[2048];
    size_t size = p->head.size + key_size + p->tail.size;
    char *text = small;
    char *to;
    if (key_size == 0 || key_size > LONGEST_KEY || memchr(key, '\0', key_size) != NULL || !cosi_utf8_valid(key, key_size)) {
        return NULL;
    }
    if (size > sizeof(small) && (text = malloc(size)) == NULL) {
        return NULL;
    }
    to = put(text, p->head);
    memcpy(to, key, key_size);
    to = put(to + key_size, p->tail);
    to = put(encode(put(out, p->url), key, key_size), p->query);
    cosi_signing_key_sign(&p->key, text, size, to);
    to += COSI_HEX_SHA1;
    if (text != small) {
        free(text);
    }
    *to = '\0';
    return to;
}
