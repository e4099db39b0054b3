/* Any bytes as a page of a listing: no crash; what is read is what the general scanner reads too. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_pools.h>

#include "cosx_listing.h"
#include "cosx_xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int condition)
{
    if (!condition) {
        abort();
    }
}

/* As many texts as it says, each ended. */
static void check_texts(const cosx_texts_t *texts)
{
    size_t at = 0;
    int64_t i;
    for (i = 0; i < texts->count; i++) {
        const char *end = memchr(texts->data + at, '\0', texts->size - at);
        check(end != NULL);
        at = (size_t)(end - texts->data) + 1;
    }
    check(at == texts->size);
}

/* The document is well-formed, and has so many objects with these sizes. */
static void compare(const uint8_t *data, size_t size, const cosx_listing_t *listing)
{
    cosx_xml_t *xml = cosx_xml_open((const char *)data, size);
    cosx_xml_event_e event;
    int64_t count = 0;
    int inside = 0;
    check(xml != NULL);
    while ((event = cosx_xml_next(xml)) > COSX_XML_END) {
        if (event == COSX_XML_OPEN && cosx_xml_depth(xml) == 2) {
            inside = strcmp(cosx_xml_name(xml), "Contents") == 0;
        }
        if (event == COSX_XML_CLOSE && inside && cosx_xml_depth(xml) == 3 && strcmp(cosx_xml_name(xml), "Size") == 0) {
            check(count < listing->count && listing->sizes[count] == strtoll(cosx_xml_text(xml, NULL), NULL, 10));
        }
        if (event == COSX_XML_CLOSE && inside && cosx_xml_depth(xml) == 2) {
            count++;
        }
    }
    check(event == COSX_XML_END && count == listing->count);
    cosx_xml_close(xml);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cosx_listing_t listing;
    apr_pool_t *pool = NULL;
    char *copy = malloc(size > 0 ? size : 1); /* its end is the end of the memory */
    int64_t i;
    static int started;
    if (!started) {
        check(apr_initialize() == APR_SUCCESS);
        started = 1;
    }
    check(copy != NULL && apr_pool_create(&pool, NULL) == APR_SUCCESS);
    memcpy(copy, data, size);
    if (cosx_listing_read(pool, copy, size, &listing)) {
        check_texts(&listing.keys);
        check_texts(&listing.etags);
        check_texts(&listing.times);
        check_texts(&listing.class_names);
        check_texts(&listing.owner_names);
        check_texts(&listing.prefixes);
        check_texts(&listing.next_marker);
        check(listing.keys.count == listing.count && listing.etags.count == listing.count && listing.times.count == listing.count);
        for (i = 0; i < listing.count; i++) {
            check(listing.classes[i] < listing.class_names.count && 2 * listing.owners[i] <= listing.owner_names.count);
        }
        compare(data, size, &listing);
    }
    apr_pool_destroy(pool);
    free(copy);
    return 0;
}
