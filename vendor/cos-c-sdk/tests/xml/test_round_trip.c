/* Every document, through its own table: filled, written, read, compared. */
#include "base/memory.h"
#include "cos_api.h"
#include "test.h"
#include "xml/documents.h"
#include "xml/documents_configuration.h"
#include "xml/documents_live.h"
#include "xml/documents_media.h"
#include "xml/read.h"
#include "xml/write.h"

static cos_pool_t *pool;

static const cosi_xml_document_t *const documents[] = {
    &cosi_xml_service,          &cosi_xml_list_objects,    &cosi_xml_delete_request,  &cosi_xml_delete_result,
    &cosi_xml_copy_result,      &cosi_xml_restore_request, &cosi_xml_initiate_result, &cosi_xml_complete_request,
    &cosi_xml_complete_result,  &cosi_xml_list_parts,      &cosi_xml_list_uploads,
    &cosi_xml_acl,              &cosi_xml_cors,            &cosi_xml_domain,          &cosi_xml_intelligenttiering,
    &cosi_xml_inventory,        &cosi_xml_lifecycle,       &cosi_xml_list_inventory,  &cosi_xml_logging,
    &cosi_xml_referer,          &cosi_xml_replication,     &cosi_xml_tagging,         &cosi_xml_versioning,
    &cosi_xml_website,
    &cosi_xml_operation_result, &cosi_xml_qrcode_result,   &cosi_xml_video_auditing_request,
    &cosi_xml_video_auditing_result,                       &cosi_xml_auditing_result, &cosi_xml_media_buckets,
    &cosi_xml_media_info,       &cosi_xml_live_channel,    &cosi_xml_live_channel_urls,
    &cosi_xml_live_channel_stat,                           &cosi_xml_live_channel_list,
    &cosi_xml_live_channel_history
};

static void fill(const cosi_xml_field_t *field, char *base, int *seed)
{
    for (; field->kind != COSI_XML_KIND_END; field++) {
        char *at = base + field->offset;
        int number = ++*seed;
        switch (field->kind) {
        case COSI_XML_KIND_TEXTS: {
            cos_string_t *string = (cos_string_t *)(void *)at;
            string->data = apr_psprintf(pool, "<%s> &,\xe4\xb8\xad,%d", field->path, number);
            string->len = (int)strlen(string->data);
            break;
        }
        case COSI_XML_KIND_ATTRIBUTE:
        case COSI_XML_KIND_TEXT: {
            cos_string_t *string = (cos_string_t *)(void *)at;
            string->data = apr_psprintf(pool, " <%s> \"'& \xe4\xb8\xad\r\n\t%d", field->path, number);
            string->len = (int)strlen(string->data);
            break;
        }
        case COSI_XML_KIND_INT:
        case COSI_XML_KIND_GIVEN:
        case COSI_XML_KIND_WHOLE:
            *(int *)(void *)at = -number;
            break;
        case COSI_XML_KIND_INT64:
            *(int64_t *)(void *)at = INT64_MIN + number;
            break;
        case COSI_XML_KIND_FLOAT:
            *(float *)(void *)at = (float)number + 0.5f;
            break;
        case COSI_XML_KIND_BOOL:
        case COSI_XML_KIND_PRESENT:
            *(int *)(void *)at = number & 1;
            break;
        case COSI_XML_KIND_STRUCT:
            fill(field->fields, at, seed);
            break;
        case COSI_XML_KIND_LIST: {
            int i;
            cos_list_init((cos_list_t *)(void *)at);
            for (i = 0; i < 3; i++) {
                char *item = cosi_calloc(pool, field->item_size);
                fill(field->fields, item, seed);
                cos_list_add_tail((cos_list_t *)(void *)(item + field->node_offset), (cos_list_t *)(void *)at);
            }
            break;
        }
        case COSI_XML_KIND_END:
            break;
        }
    }
}

static void compare(const cosi_xml_field_t *field, const char *a, const char *b)
{
    for (; field->kind != COSI_XML_KIND_END; field++) {
        const void *left = a + field->offset;
        const void *right = b + field->offset;
        switch (field->kind) {
        case COSI_XML_KIND_TEXT:
        case COSI_XML_KIND_TEXTS:
        case COSI_XML_KIND_ATTRIBUTE:
            CHECK_INT_EQ(((const cos_string_t *)left)->len, ((const cos_string_t *)right)->len);
            CHECK_STR_EQ(((const cos_string_t *)left)->data, ((const cos_string_t *)right)->data);
            break;
        case COSI_XML_KIND_FLOAT:
            CHECK(*(const float *)left == *(const float *)right);
            break;
        case COSI_XML_KIND_INT:
        case COSI_XML_KIND_BOOL:
        case COSI_XML_KIND_GIVEN:
        case COSI_XML_KIND_PRESENT:
        case COSI_XML_KIND_WHOLE:
            CHECK_INT_EQ(*(const int *)left, *(const int *)right);
            break;
        case COSI_XML_KIND_INT64:
            CHECK_INT_EQ(*(const int64_t *)left, *(const int64_t *)right);
            break;
        case COSI_XML_KIND_STRUCT:
            compare(field->fields, left, right);
            break;
        case COSI_XML_KIND_LIST: {
            const cos_list_t *x = ((const cos_list_t *)left)->next;
            const cos_list_t *y = ((const cos_list_t *)right)->next;
            int count = 0;
            for (; x != left && y != right; x = x->next, y = y->next, count++) {
                compare(field->fields, (const char *)x - field->node_offset, (const char *)y - field->node_offset);
            }
            CHECK(x == left && y == right);
            CHECK_INT_EQ(3, count);
            break;
        }
        case COSI_XML_KIND_END:
            break;
        }
    }
}

static void check_document(const cosi_xml_document_t *document)
{
    char *filled = cosi_calloc(pool, document->size);
    char *read = cosi_calloc(pool, document->size);
    char *text;
    size_t size;
    int seed = 0;

    cosi_xml_clear(document, filled);
    fill(document->fields, filled, &seed);
    CHECK(seed > 0);
    CHECK_INT_EQ(COSE_OK, cosi_xml_write(pool, document, filled, &text, &size));
    CHECK_INT_EQ(COSE_OK, cosi_xml_read(pool, document, text, size, read));
    compare(document->fields, filled, read);
}

TEST(every_document_survives_being_written_and_read)
{
    size_t i;

    for (i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
        check_document(documents[i]);
    }
}

typedef struct {
    int64_t large;
    cos_string_t text;
} inner_t;

typedef struct {
    cos_list_t node;
    inner_t inner;
    cos_list_t names; /* cos_object_key_t */
} item_t;

typedef struct {
    inner_t inner;
    cos_list_t items;
    int flag;
} outer_t;

static const cosi_xml_field_t inner_fields[] = {
    COSI_XML_INT64("Large", inner_t, large),
    COSI_XML_TEXT("", inner_t, text),
    COSI_XML_END
};

static const cosi_xml_field_t name_fields[] = { COSI_XML_TEXT("", cos_object_key_t, key), COSI_XML_END };

static const cosi_xml_field_t item_fields[] = {
    COSI_XML_STRUCT("In/Deep", item_t, inner, inner_fields),
    COSI_XML_LIST("In/Name", item_t, names, cos_object_key_t, name_fields),
    COSI_XML_END
};

static const cosi_xml_field_t outer_fields[] = {
    COSI_XML_STRUCT("A/B/C", outer_t, inner, inner_fields),
    COSI_XML_BOOL("A/B/Flag", outer_t, flag),
    COSI_XML_LIST("A/Item", outer_t, items, item_t, item_fields),
    COSI_XML_END
};

static const cosi_xml_document_t outer = { "Outer", outer_fields, sizeof(outer_t) };

TEST(structures_in_structures_lists_in_lists_and_own_text_survive)
{
    check_document(&outer);
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
