#include <limits.h>

#include "base/memory.h"
#include "cos_api.h"
#include "test.h"
#include "xml/documents.h"
#include "xml/read.h"

static cos_pool_t *pool;

static int read_text(const cosi_xml_document_t *document, const char *text, void *out)
{
    return cosi_xml_read(pool, document, text, strlen(text), out);
}

TEST(a_list_of_objects_is_read_in_full)
{
    cos_list_object_params_t page;
    cos_list_object_content_t *object;
    cos_list_object_common_prefix_t *prefix;

    CHECK_INT_EQ(COSE_OK, read_text(&cosi_xml_list_objects,
        "<?xml version='1.0' encoding='utf-8' ?>\n<ListBucketResult>\n <Name>b</Name>\n"
        " <IsTruncated>true</IsTruncated>\n <NextMarker>z&amp;&#x4e2d;</NextMarker>\n"
        " <Contents>\n  <Key>a b</Key><LastModified>2026-11-22T05:17:04.000Z</LastModified>"
        "<ETag>\"e\"</ETag><Size>12</Size><Owner><ID>7</ID><DisplayName>li</DisplayName></Owner>"
        "<StorageClass>STANDARD</StorageClass></Contents>\n"
        " <Contents><Key>c</Key></Contents>\n"
        " <CommonPrefixes><Prefix>d/</Prefix></CommonPrefixes>\n</ListBucketResult>\n", &page));
    CHECK_INT_EQ(1, page.truncated);
    CHECK_STR_EQ("z&\xe4\xb8\xad", page.next_marker.data);
    CHECK_INT_EQ(5, page.next_marker.len);
    object = cos_list_get_first(&page.object_list, cos_list_object_content_t, node);
    CHECK_STR_EQ("a b", object->key.data);
    CHECK_STR_EQ("\"e\"", object->etag.data);
    CHECK_STR_EQ("12", object->size.data);
    CHECK_STR_EQ("7", object->owner_id.data);
    CHECK_STR_EQ("li", object->owner_display_name.data);
    CHECK_STR_EQ("STANDARD", object->storage_class.data);
    CHECK_STR_EQ("2026-11-22T05:17:04.000Z", object->last_modified.data);
    object = cos_list_get_last(&page.object_list, cos_list_object_content_t, node);
    CHECK_STR_EQ("c", object->key.data);
    prefix = cos_list_get_first(&page.common_prefix_list, cos_list_object_common_prefix_t, node);
    CHECK_STR_EQ("d/", prefix->prefix.data);
}

TEST(what_is_missing_stays_zero)
{
    cos_list_object_params_t page;
    cos_list_object_content_t *object;

    memset(&page, 0x41, sizeof(page));
    CHECK_INT_EQ(COSE_OK, read_text(&cosi_xml_list_objects,
        "<ListBucketResult><Contents><Key>k</Key></Contents></ListBucketResult>", &page));
    CHECK(page.next_marker.data == NULL);
    CHECK_INT_EQ(0, page.truncated);
    CHECK(cos_list_empty(&page.common_prefix_list));
    object = cos_list_get_first(&page.object_list, cos_list_object_content_t, node);
    CHECK(object->etag.data == NULL);
    CHECK_INT_EQ(0, object->etag.len);
}

TEST(an_empty_element_is_an_empty_string_not_a_missing_one)
{
    cosi_initiate_result_t result;

    CHECK_INT_EQ(COSE_OK, read_text(&cosi_xml_initiate_result,
        "<InitiateMultipartUploadResult><Key/><Bucket></Bucket></InitiateMultipartUploadResult>", &result));
    CHECK_STR_EQ("", result.key.data);
    CHECK_STR_EQ("", result.bucket.data);
    CHECK(result.upload_id.data == NULL);
}

TEST(order_attributes_prefixes_unknown_elements_and_cdata_do_not_matter)
{
    cos_get_service_params_t params;
    cos_get_service_content_t *bucket;

    CHECK_INT_EQ(COSE_OK, read_text(&cosi_xml_service,
        "<x:ListAllMyBucketsResult xmlns:x=\"urn:x\" a='1'><New><Owner><ID>no</ID></Owner><Buckets/></New>"
        "<Buckets n=\"1\"><Bucket><Location>ap-x</Location><Other>1</Other><Name><![CDATA[a&b<c]]></Name></Bucket>"
        "</Buckets><Owner><DisplayName>d</DisplayName><ID>1</ID></Owner></x:ListAllMyBucketsResult>", &params));
    CHECK_STR_EQ("1", params.owner_id.data);
    CHECK_STR_EQ("d", params.owner_display_name.data);
    bucket = cos_list_get_first(&params.bucket_list, cos_get_service_content_t, node);
    CHECK_STR_EQ("a&b<c", bucket->bucket_name.data);
    CHECK_STR_EQ("ap-x", bucket->location.data);
    CHECK(bucket->node.next == &params.bucket_list);
}

TEST(an_element_at_another_depth_is_not_taken)
{
    cos_get_service_params_t params;

    CHECK_INT_EQ(COSE_OK, read_text(&cosi_xml_service,
        "<ListAllMyBucketsResult><ID>x</ID><Bucket><Name>n</Name></Bucket><Owner><Deep><ID>y</ID></Deep></Owner>"
        "</ListAllMyBucketsResult>", &params));
    CHECK(params.owner_id.data == NULL);
    CHECK(cos_list_empty(&params.bucket_list));
}

TEST(of_an_element_that_comes_twice_the_last_counts)
{
    cos_copy_object_params_t result;

    CHECK_INT_EQ(COSE_OK, read_text(&cosi_xml_copy_result,
        "<CopyPartResult><ETag>1</ETag><ETag>2</ETag></CopyPartResult>", &result));
    CHECK_STR_EQ("2", result.etag.data);
}

TEST(numbers_and_booleans_are_strict_but_may_be_empty_or_padded)
{
    cos_object_restore_params_t restore;
    cosi_delete_request_t request;

    CHECK_INT_EQ(COSE_OK, read_text(&cosi_xml_restore_request,
        "<RestoreRequest><Days> 31\n</Days></RestoreRequest>", &restore));
    CHECK_INT_EQ(31, restore.days);
    CHECK_INT_EQ(COSE_OK, read_text(&cosi_xml_restore_request, "<RestoreRequest><Days/></RestoreRequest>", &restore));
    CHECK_INT_EQ(0, restore.days);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, read_text(&cosi_xml_restore_request,
        "<RestoreRequest><Days>3x</Days></RestoreRequest>", &restore));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, read_text(&cosi_xml_restore_request,
        "<RestoreRequest><Days>99999999999</Days></RestoreRequest>", &restore));
    CHECK_INT_EQ(COSE_OK, read_text(&cosi_xml_delete_request, "<Delete><Quiet>True</Quiet></Delete>", &request));
    CHECK_INT_EQ(1, request.quiet);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR,
        read_text(&cosi_xml_delete_request, "<Delete><Quiet>maybe</Quiet></Delete>", &request));
}

TEST(a_document_that_cannot_be_read_leaves_a_zeroed_structure)
{
    static const char *const documents[] = {
        "", " ", "no xml", "<", "<ListBucketResult>", "<Other/>", "<ListBucketResult></Other>",
        "<ListBucketResult/><ListBucketResult/>", "<ListBucketResultX/>",
        "<!DOCTYPE x [<!ENTITY e 'v'>]><ListBucketResult><NextMarker>&e;</NextMarker></ListBucketResult>",
        "<ListBucketResult><NextMarker>&unknown;</NextMarker></ListBucketResult>",
        "<ListBucketResult><NextMarker>a</NextMarker><Contents><Key>&#0;</Key></Contents></ListBucketResult>",
        "<ListBucketResult><NextMarker>a</NextMarker><IsTruncated>2</IsTruncated></ListBucketResult>",
        "<ListBucketResult><Contents><Key>a</Key></Contents>"
    };
    size_t i;

    for (i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
        cos_list_object_params_t page;
        memset(&page, 0x41, sizeof(page));
        if (read_text(&cosi_xml_list_objects, documents[i], &page) != COSE_XML_PARSE_ERROR) {
            fprintf(stderr, "read: %s\n", documents[i]);
            CHECK(0);
        }
        CHECK(page.next_marker.data == NULL);
        CHECK(cos_list_empty(&page.object_list));
        CHECK_INT_EQ(0, page.truncated);
    }
}

TEST(depth_is_bounded)
{
    cos_list_object_params_t page;
    char text[20000] = "<ListBucketResult>";
    int i;

    for (i = 0; i < 1000; i++) {
        strcat(text, "<a>");
    }
    for (i = 0; i < 1000; i++) {
        strcat(text, "</a>");
    }
    strcat(text, "</ListBucketResult>");
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, read_text(&cosi_xml_list_objects, text, &page));
}

TEST(the_number_of_elements_is_bounded)
{
    size_t count = COSI_XML_MAX_ELEMENTS + 1;
    char *text = malloc(count * 4 + 100);
    cosi_initiate_result_t result;
    size_t at;
    size_t i;
    int code;

    CHECK(text != NULL);
    at = (size_t)sprintf(text, "<InitiateMultipartUploadResult>");
    for (i = 0; i < count; i++) {
        memcpy(text + at, "<a/>", 4);
        at += 4;
    }
    at += (size_t)sprintf(text + at, "</InitiateMultipartUploadResult>");
    code = cosi_xml_read(pool, &cosi_xml_initiate_result, text, at, &result);
    free(text);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, code);
}

TEST(published_parsers_add_to_the_lists_they_are_given)
{
    static const char text[] = "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>2</NextPartNumberMarker>"
                               "<Part><PartNumber>2</PartNumber><ETag>\"b\"</ETag><Size>5</Size></Part></ListPartsResult>";
    cos_list_part_content_t old = { 0 };
    cos_list_part_content_t *part;
    cos_string_t marker = cos_null_string;
    cos_list_t body;
    cos_list_t parts;
    int truncated = 0;

    cos_list_init(&body);
    cos_list_init(&parts);
    cos_list_add_tail(&old.node, &parts);
    cos_list_add_tail(&cos_buf_pack(pool, text, 20)->node, &body);
    cos_list_add_tail(&cos_buf_pack(pool, text + 20, (int)sizeof(text) - 21)->node, &body);
    CHECK_INT_EQ(COSE_OK, cos_list_parts_parse_from_body(pool, &body, &parts, &marker, &truncated));
    CHECK_INT_EQ(1, truncated);
    CHECK_STR_EQ("2", marker.data);
    CHECK(parts.next == &old.node);
    part = cos_list_get_last(&parts, cos_list_part_content_t, node);
    CHECK_STR_EQ("\"b\"", part->etag.data);
    CHECK(part->node.prev == &old.node);
}

TEST(published_parsers_say_when_there_is_no_document)
{
    cos_copy_object_params_t copied = { 0 };
    cos_string_t upload_id = cos_null_string;
    cos_list_t body;

    cos_list_init(&body);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, cos_upload_id_parse_from_body(pool, &body, &upload_id));
    cos_list_add_tail(&cos_buf_pack(pool, "<CopyObjectResult/>", 19)->node, &body);
    CHECK_INT_EQ(COSE_SERVICE_ERROR, cos_copy_object_parse_from_body(pool, &body, &copied));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, cos_upload_id_parse_from_body(pool, &body, &upload_id));
    CHECK(upload_id.data == NULL);
}

static cos_list_t *body_of(const char *text)
{
    cos_list_t *body = cos_palloc(pool, sizeof(*body));

    cos_list_init(body);
    cos_list_add_tail(&cos_buf_pack(pool, text, (int)strlen(text))->node, body);
    return body;
}

TEST(published_parsers_read_buckets_and_uploads)
{
    cos_get_service_params_t service = { 0 };
    cos_list_t uploads;
    cos_string_t key_marker = cos_null_string;
    cos_string_t id_marker = cos_null_string;
    int truncated = 1;

    CHECK_INT_EQ(COSE_OK, cos_get_service_parse_from_body(pool, body_of("<ListAllMyBucketsResult><Owner><ID>1</ID></Owner>"
        "<Buckets><Bucket/></Buckets></ListAllMyBucketsResult>"), &service));
    CHECK_STR_EQ("1", service.owner_id.data);
    CHECK(!cos_list_empty(&service.bucket_list));
    cos_list_init(&uploads);
    CHECK_INT_EQ(COSE_OK, cos_list_multipart_uploads_parse_from_body(pool, body_of("<ListMultipartUploadsResult>"
        "<IsTruncated>false</IsTruncated><NextKeyMarker>k</NextKeyMarker><NextUploadIdMarker>u</NextUploadIdMarker><Upload/>"
        "</ListMultipartUploadsResult>"), &uploads, &key_marker, &id_marker, &truncated));
    CHECK_STR_EQ("k", key_marker.data);
    CHECK_STR_EQ("u", id_marker.data);
    CHECK_INT_EQ(0, truncated);
    CHECK(!cos_list_empty(&uploads));
}

TEST(the_published_parser_of_a_delete_tells_of_kept_keys)
{
    cos_object_key_t *key;
    cos_list_t deleted;

    cos_list_init(&deleted);
    CHECK_INT_EQ(COSE_OK, cos_delete_objects_parse_from_body(pool,
        body_of("<DeleteResult><Deleted><Key>a+b</Key></Deleted></DeleteResult>"), &deleted));
    key = cos_list_get_first(&deleted, cos_object_key_t, node);
    CHECK_STR_EQ("a+b", key->key.data);
    CHECK_INT_EQ(COSE_SERVICE_ERROR, cos_delete_objects_parse_from_body(pool,
        body_of("<DeleteResult><Error><Key>a</Key></Error></DeleteResult>"), &deleted));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, cos_delete_objects_parse_from_body(pool, body_of("x"), &deleted));
}

TEST(a_cut_off_page_without_a_marker_continues_behind_its_last_entry)
{
    static const char text[] = "<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>a</Key></Contents>"
                               "<Contents><Key>b</Key></Contents><CommonPrefixes><Prefix>ab/</Prefix></CommonPrefixes>"
                               "</ListBucketResult>";
    cos_list_t body;
    cos_list_t objects;
    cos_list_t prefixes;
    cos_string_t marker = cos_null_string;
    int truncated = 0;

    cos_list_init(&body);
    cos_list_init(&objects);
    cos_list_init(&prefixes);
    cos_list_add_tail(&cos_buf_pack(pool, text, (int)sizeof(text) - 1)->node, &body);
    CHECK_INT_EQ(COSE_OK, cos_list_objects_parse_from_body(pool, &body, &objects, &prefixes, &marker, &truncated));
    CHECK_STR_EQ("b", marker.data);
}

typedef struct {
    cos_string_t kind;
    cos_string_t names;
    int present;
    int given;
    cos_string_t other;
} kinds_t;

static const cosi_xml_field_t kind_fields[] = {
    COSI_XML_ATTRIBUTE("In/@p:kind", kinds_t, kind),
    COSI_XML_TEXTS("In/Name", kinds_t, names),
    COSI_XML_PRESENT("In/There", kinds_t, present),
    COSI_XML_GIVEN("Given", kinds_t, given),
    COSI_XML_TEXT_AS("New", kinds_t, other, COSI_XML_ALWAYS),
    COSI_XML_TEXT_AS("Old", kinds_t, other, COSI_XML_READ_ONLY),
    COSI_XML_END
};

static const cosi_xml_document_t kinds = { "Kinds", kind_fields, sizeof(kinds_t) };

TEST(attributes_presence_other_names_and_several_values_are_read)
{
    kinds_t read;

    CHECK_INT_EQ(COSE_OK, read_text(&kinds, "<Kinds kind='no'><In a='1' q:kind='a&amp;b'><Name>x</Name><Name/><There><A/></There>"
        "<Name>y</Name></In><Given>0</Given><Old>o</Old></Kinds>", &read));
    CHECK_STR_EQ("a&b", read.kind.data);
    CHECK_STR_EQ("x,y", read.names.data);
    CHECK_INT_EQ(3, read.names.len);
    CHECK_INT_EQ(1, read.present);
    CHECK_INT_EQ(0, read.given);
    CHECK_STR_EQ("o", read.other.data);
}

TEST(of_what_need_not_be_given_nothing_is_told_apart_from_zero)
{
    kinds_t read;

    CHECK_INT_EQ(COSE_OK, read_text(&kinds, "<Kinds><In/><Given/></Kinds>", &read));
    CHECK_INT_EQ(INT_MAX, read.given);
    CHECK_INT_EQ(0, read.present);
    CHECK(read.kind.data == NULL);
    CHECK(read.names.data == NULL);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, read_text(&kinds, "<Kinds><Given>x</Given></Kinds>", &read));
    CHECK_INT_EQ(INT_MAX, read.given);
}

static void before(void)
{
    CHECK_INT_EQ(COSE_OK, cos_http_io_initialize(NULL, 0));
    cos_pool_create(&pool, NULL);
}

static void after(void)
{
    cos_pool_destroy(pool);
    cos_http_io_deinitialize();
}

TEST_MAIN(before, after)
