#include "cosx_listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_pools.h>

#include "test.h"

#define KEY(key) "<Contents><Key>" key "</Key><LastModified>2026-11-22T08:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>7</Size>"

static apr_pool_t *pool;
static cosx_listing_t listing;

/* An exact copy on the heap, so that a sanitizer sees every byte read beyond its end. */
static int read_page(const char *document)
{
    size_t size = strlen(document);
    char *copy = malloc(size > 0 ? size : 1);
    int res;
    if (copy == NULL || apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        abort();
    }
    memcpy(copy, document, size);
    res = cosx_listing_read(pool, copy, size, &listing);
    free(copy);
    return res;
}

static void done(void)
{
    apr_pool_destroy(pool);
    pool = NULL;
}

static int reads(const char *document)
{
    int res = read_page(document);
    done();
    return res;
}

TEST(a_page_becomes_columns)
{
    CHECK_INT_EQ(1, read_page("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://x/\"><Prefix/>"
                              "<IsTruncated>true</IsTruncated><NextMarker>b%2F</NextMarker>" KEY("a%2F&amp;%2") "<Owner><ID>1</ID>"
                              "<DisplayName>n</DisplayName></Owner><StorageClass>ARCHIVE</StorageClass></Contents>\n" KEY("b") "</Contents>"
                              "<CommonPrefixes><Prefix>c%2F</Prefix></CommonPrefixes><EncodingType>url</EncodingType></ListBucketResult>\n"));
    CHECK_INT_EQ(2, listing.count);
    CHECK_INT_EQ(8, listing.keys.size);
    CHECK_MEM_EQ("a/&%2\0b\0", listing.keys.data, 8);
    CHECK_MEM_EQ("e\0e\0", listing.etags.data, 4);
    CHECK_STR_EQ("2026-11-22T08:00:00.000+00:00", listing.times.data);
    CHECK_INT_EQ(7, listing.sizes[1]);
    CHECK_INT_EQ(2, listing.class_names.count);
    CHECK_STR_EQ("ARCHIVE", listing.class_names.data);
    CHECK_INT_EQ(0, listing.classes[0]);
    CHECK_INT_EQ(1, listing.classes[1]);
    CHECK_INT_EQ(1, listing.owners[0]);
    CHECK_INT_EQ(0, listing.owners[1]);
    CHECK_MEM_EQ("1\0n\0", listing.owner_names.data, 4);
    CHECK_STR_EQ("c/", listing.prefixes.data);
    CHECK_STR_EQ("b/", listing.next_marker.data);
    CHECK_INT_EQ(1, listing.truncated);
    done();
}

TEST(an_empty_page_has_no_rows)
{
    CHECK_INT_EQ(1, read_page("<ListBucketResult></ListBucketResult>"));
    CHECK_INT_EQ(0, listing.count);
    CHECK_INT_EQ(0, listing.next_marker.count);
    CHECK_INT_EQ(0, listing.truncated);
    done();
}

TEST(keys_are_decoded_only_when_the_listing_says_so)
{
    CHECK_INT_EQ(1, read_page("<ListBucketResult>" KEY("a%2Fb") "</Contents></ListBucketResult>"));
    CHECK_STR_EQ("a%2Fb", listing.keys.data);
    done();
}

TEST(what_is_not_plain_is_left_to_others)
{
    static const char *const documents[] = {
        "",
        "<",
        "<ListBucketResult>",
        "<ListBucketResult/>",
        "<ListBucketResult></ListBucketResult>x",
        "<ListBucketResult></ListBucketResults>",
        "<ListBucketResult a=\"b\"></ListBucketResult>",
        "<ListBucketResult xmlns=\"a<b\"></ListBucketResult>",
        "<Error><Code>x</Code></Error>",
        "<!DOCTYPE a><ListBucketResult></ListBucketResult>",
        "<?xml version=\"1.1\"?><ListBucketResult></ListBucketResult>",
        "<ListBucketResult><!-- a --></ListBucketResult>",
        "<ListBucketResult><Name>a</Nam></ListBucketResult>",
        "<ListBucketResult><Name>&#65;</Name></ListBucketResult>",
        "<ListBucketResult><Name>&unknown;</Name></ListBucketResult>",
        "<ListBucketResult><Name>]]></Name></ListBucketResult>",
        "<ListBucketResult><Name>\xC3\xA9</Name></ListBucketResult>",
        "<ListBucketResult><Name>a\nb</Name></ListBucketResult>",
        "<ListBucketResult>text</ListBucketResult>",
        "<ListBucketResult><Contents/></ListBucketResult>",
        "<ListBucketResult><Contents><Key>a</Key><Size>1</Size></Contents></ListBucketResult>",
        "<ListBucketResult>" KEY("a") "<Key>b</Key></Contents></ListBucketResult>",
        "<ListBucketResult>" KEY("a") "<Size>1</Size></Contents></ListBucketResult>",
        "<ListBucketResult>" KEY("a") "<Owner><ID>1</ID><Other>1</Other></Owner></Contents></ListBucketResult>",
        "<ListBucketResult>" KEY("a") "<Owner><ID>1</ID></Contents></Owner></ListBucketResult>",
        "<ListBucketResult>" KEY("a") "</ListBucketResult>",
        "<ListBucketResult><EncodingType>url</EncodingType>" KEY("a%00b") "</Contents></ListBucketResult>",
        "<ListBucketResult><IsTruncated>true</IsTruncated><IsTruncated>false</IsTruncated></ListBucketResult>",
    };
    size_t i;
    for (i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
        CHECK_INT_EQ(0, reads(documents[i]));
    }
}

TEST(a_page_cut_off_anywhere_is_not_read)
{
    static const char whole[] = "<?xml version=\"1.0\"?><ListBucketResult><EncodingType>url</EncodingType>" KEY("a%2F&lt;")
        "<Owner><ID>1</ID><DisplayName/></Owner></Contents><CommonPrefixes><Prefix>p</Prefix></CommonPrefixes></ListBucketResult>";
    char part[sizeof(whole)];
    size_t i;
    CHECK_INT_EQ(1, reads(whole));
    for (i = 0; i < sizeof(whole) - 1; i++) {
        memcpy(part, whole, i);
        part[i] = '\0';
        CHECK_INT_EQ(0, reads(part));
    }
}

TEST(more_different_classes_than_a_column_can_tell_apart_are_left_to_others)
{
    size_t room = 400 * 200;
    char *document = malloc(room);
    size_t size;
    int i;
    if (document == NULL) {
        abort();
    }
    size = (size_t)snprintf(document, room, "<ListBucketResult>");
    for (i = 0; i < 300; i++) {
        size += (size_t)snprintf(document + size, room - size, KEY("a") "<StorageClass>C%d</StorageClass></Contents>", i);
    }
    (void)snprintf(document + size, room - size, "</ListBucketResult>");
    CHECK_INT_EQ(0, reads(document));
    free(document);
}

static void set_up(void)
{
    if (apr_initialize() != APR_SUCCESS) {
        abort();
    }
}

TEST_MAIN(set_up, apr_terminate)
