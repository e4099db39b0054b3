/* Checkpoints as text and in memory. */
#include "checkpoints.h"

static cos_pool_t *pool;

static int parse(const char *text, cos_checkpoint_t *checkpoint)
{
    memset(checkpoint, 0, sizeof(*checkpoint));
    return cos_checkpoint_parse_from_body(pool, text, checkpoint);
}

TEST(a_checkpoint_survives_being_written_and_read)
{
    cos_checkpoint_t *checkpoint = checkpoint_make(pool);
    cos_checkpoint_t read;
    char *text = cos_build_checkpoint_xml(pool, checkpoint);

    CHECK(text != NULL);
    CHECK_INT_EQ(COSE_OK, parse(text, &read));
    CHECK(same_checkpoint(checkpoint, &read));
    CHECK_INT_EQ(COS_MD5_STRING_LEN, read.md5.len);
    CHECK_STR_EQ(text, cos_build_checkpoint_xml(pool, &read));
}

TEST(the_text_has_the_published_elements)
{
    char *text = cos_build_checkpoint_xml(pool, checkpoint_make(pool));

    CHECK(strncmp(text, "<Checkpoint><MD5>", 17) == 0);
    CHECK(strstr(text, "</MD5><Type>1</Type><LocalFile><Path>") != NULL);
    CHECK(strstr(text, "<Size>2097157</Size><LastModified>1234567890123456</LastModified><MD5></MD5></LocalFile><Object><Key>"
                       ) != NULL);
    CHECK(strstr(text, "</Key><Size>0</Size><LastModified></LastModified><ETag></ETag></Object><UploadId>id-1</UploadId>"
                       "<CPParts><Number>3</Number><Size>1048576</Size><Parts><Part><Index>0</Index><Offset>0</Offset>"
                       "<Size>1048576</Size><Completed>1</Completed><ETag>\"e\"</ETag><Crc64>18446744073709551615</Crc64></Part>"
                       ) != NULL);
}

TEST(a_changed_byte_is_noticed_or_changes_nothing)
{
    cos_checkpoint_t *checkpoint = checkpoint_make(pool);
    char *text = cos_build_checkpoint_xml(pool, checkpoint);
    static const char others[] = { '0', '1', '9', '-', ' ', 'x', '<', '>', '/', '&', '\x01', '\x7f', '\x80', '\xff' };
    size_t size = strlen(text);
    cos_checkpoint_t read;
    size_t refused = 0;
    size_t i;
    size_t k;

    for (i = 0; i < size; i++) {
        char old = text[i];
        for (k = 0; k < sizeof(others); k++) {
            text[i] = others[k];
            if (parse(text, &read) != COSE_OK) {
                refused++;
                CHECK(read.parts == NULL);
            } else if (!same_checkpoint(checkpoint, &read)) {
                fprintf(stderr, "byte %zu as %02x\n", i, (unsigned char)others[k]);
                CHECK(0);
            }
        }
        text[i] = old;
    }
    CHECK(refused > size * (sizeof(others) - 2));
}

TEST(a_text_cut_off_anywhere_is_refused)
{
    char *text = cos_build_checkpoint_xml(pool, checkpoint_make(pool));
    cos_checkpoint_t read;
    size_t i;

    for (i = strlen(text); i-- > 0;) {
        text[i] = '\0';
        CHECK_INT_EQ(COSE_XML_PARSE_ERROR, parse(text, &read));
    }
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, parse(NULL, &read));
}

#define PART(index, offset, size, completed, etag) \
    "<Part><Index>" index "</Index><Offset>" offset "</Offset><Size>" size "</Size><Completed>" completed \
    "</Completed><ETag>" etag "</ETag><Crc64>1</Crc64></Part>"
#define TEXT(type, size, number, parts) \
    "<Checkpoint><MD5></MD5><Type>" type "</Type><LocalFile><Path>p</Path><Size>" size "</Size></LocalFile><UploadId>u" \
    "</UploadId><CPParts><Number>" number "</Number><Size>5</Size><Parts>" parts "</Parts></CPParts></Checkpoint>"

TEST(what_cannot_be_is_refused)
{
    static const char *const bad[] = {
        TEXT("0", "5", "1", PART("0", "0", "5", "0", "")),
        TEXT("3", "5", "1", PART("0", "0", "5", "0", "")),
        TEXT("1", "-5", "1", PART("0", "0", "5", "0", "")),
        TEXT("1", "5", "2", PART("0", "0", "5", "0", "")),
        TEXT("1", "5", "0", PART("0", "0", "5", "0", "")),
        TEXT("1", "5", "2147483647", PART("0", "0", "5", "0", "")),
        TEXT("1", "5", "-1", PART("0", "0", "5", "0", "")),
        TEXT("1", "5", "1", PART("1", "0", "5", "0", "")),
        TEXT("1", "5", "1", PART("-1", "0", "5", "0", "")),
        TEXT("1", "5", "1", PART("0", "1", "5", "0", "")),
        TEXT("1", "5", "1", PART("0", "6", "0", "0", "")),
        TEXT("1", "5", "1", PART("0", "-1", "5", "0", "")),
        TEXT("1", "5", "1", PART("0", "0", "-5", "0", "")),
        TEXT("1", "5", "1", PART("0", "0", "9223372036854775807", "0", "")),
        TEXT("1", "5", "1", PART("0", "0", "5", "2", "e")),
        TEXT("1", "5", "1", PART("0", "0", "5", "1", "")),
        TEXT("1", "10", "2", PART("0", "0", "5", "0", "") PART("0", "0", "5", "0", "")),
        TEXT("1", "5", "1", "<Part><Index>0</Index><Size>5</Size></Part>"),
        TEXT("1", "5", "1", "<Part><Crc64>-1</Crc64></Part>"),
    };
    cos_checkpoint_t read;
    size_t i;

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        int code = parse(bad[i], &read);
        if (code != COSE_XML_PARSE_ERROR) {
            fprintf(stderr, "%s\n", bad[i]);
        }
        CHECK_INT_EQ(COSE_XML_PARSE_ERROR, code);
    }
}

TEST(parts_may_come_in_any_order_and_without_a_checksum_none_is_trusted)
{
    cos_checkpoint_t read;

    CHECK_INT_EQ(COSE_OK, parse(TEXT("1", "10", "2", PART("1", "5", "5", "1", "b") PART("0", "0", "5", "0", "")), &read));
    CHECK_INT_EQ(5, read.parts[1].offset);
    CHECK_STR_EQ("b", read.parts[1].etag.data);
    CHECK_INT_EQ(COS_FALSE, cos_verify_checkpoint_md5(pool, &read));
}

TEST(parts_of_a_download_lie_within_the_object)
{
    cos_checkpoint_t read;
    static const char text[] =
        "<Checkpoint><Type>2</Type><Object><Key>k</Key><Size>5</Size></Object><CPParts><Number>1</Number><Size>5</Size>"
        "<Parts>" PART("0", "0", "5", "1", "") "</Parts></CPParts></Checkpoint>";

    CHECK_INT_EQ(COSE_OK, parse(text, &read));
    CHECK_INT_EQ(COS_CP_DOWNLOAD, read.cp_type);
    CHECK_INT_EQ(1, read.parts[0].completed);
}

TEST(the_checksum_is_of_everything)
{
    cos_checkpoint_t read;

    CHECK_INT_EQ(COSE_OK, parse(cos_build_checkpoint_xml(pool, checkpoint_make(pool)), &read));
    CHECK_INT_EQ(COS_TRUE, cos_verify_checkpoint_md5(pool, &read));
    read.parts[1].crc64++;
    CHECK_INT_EQ(COS_FALSE, cos_verify_checkpoint_md5(pool, &read));
    read.parts[1].crc64--;
    cos_str_set(&read.upload_id, "id-2");
    CHECK_INT_EQ(COS_FALSE, cos_verify_checkpoint_md5(pool, &read));
    CHECK_INT_EQ(COS_TRUE, cos_verify_checkpoint_md5(pool, checkpoint_make(pool)));
}

TEST(a_text_that_xml_cannot_hold_is_not_written)
{
    cos_checkpoint_t *checkpoint = checkpoint_make(pool);

    cos_str_set(&checkpoint->file_path, "/\xff");
    CHECK(cos_build_checkpoint_xml(pool, checkpoint) == NULL);
}

TEST(strings_of_any_length_survive)
{
    cos_checkpoint_t *checkpoint = checkpoint_make(pool);
    char *text = cos_palloc(pool, 5001);
    cos_checkpoint_t read;

    memset(text, 'k', 5000);
    text[5000] = '\0';
    cos_str_set(&checkpoint->object_name, text);
    CHECK_INT_EQ(COSE_OK, parse(cos_build_checkpoint_xml(pool, checkpoint), &read));
    CHECK_STR_EQ(text, read.object_name.data);
}

TEST(a_checkpoint_is_valid_for_the_file_it_was_made_of_only)
{
    cos_checkpoint_t *checkpoint = checkpoint_make(pool);
    apr_finfo_t info;
    cos_checkpoint_t other;
    cos_checkpoint_part_t part = checkpoint->parts[1];

    checkpoint_file_info(&info);
    CHECK_INT_EQ(COS_TRUE, cos_is_upload_checkpoint_valid(pool, checkpoint, &info));
    info.mtime++;
    CHECK_INT_EQ(COS_FALSE, cos_is_upload_checkpoint_valid(pool, checkpoint, &info));
    info.mtime--;
    info.size++;
    CHECK_INT_EQ(COS_FALSE, cos_is_upload_checkpoint_valid(pool, checkpoint, &info));
    info.size--;
    other = *checkpoint;
    other.cp_type = COS_CP_DOWNLOAD;
    CHECK_INT_EQ(COS_FALSE, cos_is_upload_checkpoint_valid(pool, &other, &info));
    other = *checkpoint;
    cos_str_null(&other.upload_id);
    CHECK_INT_EQ(COS_FALSE, cos_is_upload_checkpoint_valid(pool, &other, &info));
    other = *checkpoint;
    other.part_size *= 2;
    CHECK_INT_EQ(COS_FALSE, cos_is_upload_checkpoint_valid(pool, &other, &info));
    other = *checkpoint;
    other.part_num--;
    CHECK_INT_EQ(COS_FALSE, cos_is_upload_checkpoint_valid(pool, &other, &info));
    checkpoint->parts[1].completed = 1; /* without an ETag */
    CHECK_INT_EQ(COS_FALSE, cos_is_upload_checkpoint_valid(pool, checkpoint, &info));
    checkpoint->parts[1] = part;
    checkpoint->parts[1].offset++;
    CHECK_INT_EQ(COS_FALSE, cos_is_upload_checkpoint_valid(pool, checkpoint, &info));
    checkpoint->parts[1] = part;
    cos_str_set(&checkpoint->md5, "0123456789abcdef0123456789abcdef");
    CHECK_INT_EQ(COS_FALSE, cos_is_upload_checkpoint_valid(pool, checkpoint, &info));
}

TEST(a_part_there_is_not_is_not_updated)
{
    cos_checkpoint_t *checkpoint = checkpoint_make(pool);
    char *before = cos_build_checkpoint_xml(pool, checkpoint);
    cos_string_t etag;

    cos_str_set(&etag, "x");
    cos_update_checkpoint(pool, checkpoint, -1, &etag, 1);
    cos_update_checkpoint(pool, checkpoint, 3, &etag, 1);
    CHECK_STR_EQ(before, cos_build_checkpoint_xml(pool, checkpoint));
}

TEST(the_parts_to_do_and_the_bytes_done_are_told)
{
    cos_checkpoint_t *checkpoint = checkpoint_make(pool);
    cos_checkpoint_part_t parts[3];
    int64_t bytes = -1;
    int count = -1;

    cos_get_checkpoint_undo_parts(checkpoint, &count, parts, &bytes);
    CHECK_INT_EQ(1, count);
    CHECK_INT_EQ(1, parts[0].index);
    CHECK_INT_EQ(MIB, parts[0].offset);
    CHECK_INT_EQ(MIB + 5, bytes);
}

TEST(an_empty_checkpoint_has_room_for_the_parts_of_any_upload)
{
    cos_checkpoint_t *checkpoint = cos_create_checkpoint_content(pool);
    cos_checkpoint_part_t zero;

    memset(&zero, 0, sizeof(zero));
    cos_build_parts((int64_t)COS_MAX_PART_NUM * MIB, MIB, checkpoint->parts);
    CHECK_INT_EQ(COS_MAX_PART_NUM - 1, checkpoint->parts[COS_MAX_PART_NUM - 1].index);
    checkpoint = cos_create_checkpoint_content_with_partnum(pool, 2);
    CHECK_MEM_EQ(&zero, &checkpoint->parts[1], sizeof(zero));
    CHECK(cos_create_checkpoint_content_with_partnum(pool, 0)->parts == NULL);
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
