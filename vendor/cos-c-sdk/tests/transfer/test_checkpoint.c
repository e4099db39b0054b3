/* The journal's lines: what is written is read back, and nothing else is ever believed. */
#include "cosx_transfer.h"
#include "test.h"
#include "transfer/checkpoint.h"

#define MIB ((int64_t)1 << 20)

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static void fill(cosi_checkpoint_header_t *header)
{
    memset(header, 0, sizeof(*header));
    header->kind = COSX_UPLOAD;
    header->endpoint = text("https://cos.example.com");
    header->bucket = text("b-125");
    header->key = text("a b/%25\xe4\xbd\xa0=\n\x01");
    header->path = text("/tmp/with space=and%percent");
    header->size = 5 * MIB + 17;
    header->mtime_ns = -1;
    header->inode = UINT64_MAX;
    header->first = MIB;
    header->part = MIB;
    header->upload_id = text("id 1");
}

/* Header and the parts 1, 3 and 6 of six. */
static char *journal(void)
{
    cosi_checkpoint_header_t header;
    uint64_t seed = 0;
    char *lines[4];
    char *all;
    int i;

    fill(&header);
    lines[0] = cosi_checkpoint_header_line(&header, &seed);
    lines[1] = cosi_checkpoint_part_line(seed, 0, MIB, 0x1111, "\"etag one\"");
    lines[2] = cosi_checkpoint_part_line(seed, 2, MIB, 0x3333, "\"e3\"");
    lines[3] = cosi_checkpoint_part_line(seed, 5, 17, 0x6666, "\"e6\"");
    all = malloc(4096);
    all[0] = '\0';
    for (i = 0; i < 4; i++) {
        strcat(all, lines[i]);
        free(lines[i]);
    }
    return all;
}

TEST(what_was_written_is_read_back)
{
    char *data = journal();
    cosi_checkpoint_t checkpoint;
    cosi_checkpoint_header_t header;

    fill(&header);
    CHECK(cosi_checkpoint_parse(data, strlen(data), &checkpoint) == NULL);
    CHECK_INT_EQ(COSX_UPLOAD, checkpoint.header.kind);
    CHECK_STR_EQ(header.endpoint, checkpoint.header.endpoint);
    CHECK_STR_EQ(header.bucket, checkpoint.header.bucket);
    CHECK_STR_EQ(header.key, checkpoint.header.key);
    CHECK_STR_EQ(header.path, checkpoint.header.path);
    CHECK_STR_EQ("id 1", checkpoint.header.upload_id);
    CHECK_STR_EQ("", checkpoint.header.etag);
    CHECK_INT_EQ(header.size, checkpoint.header.size);
    CHECK_INT_EQ(-1, checkpoint.header.mtime_ns);
    CHECK(checkpoint.header.inode == UINT64_MAX);
    CHECK_INT_EQ(6, checkpoint.plan.count);
    CHECK_STR_EQ("\"etag one\"", checkpoint.parts[0].etag);
    CHECK_INT_EQ(0x3333, checkpoint.parts[2].crc);
    CHECK_STR_EQ("\"e6\"", checkpoint.parts[5].etag);
    CHECK(checkpoint.parts[1].etag == NULL);
    CHECK_INT_EQ(strlen(data), checkpoint.good_size);
    cosi_checkpoint_clear(&checkpoint);
    free(data);
}

TEST(an_empty_journal_is_no_error)
{
    cosi_checkpoint_t checkpoint;

    CHECK_STR_EQ("", cosi_checkpoint_parse("", 0, &checkpoint));
}

TEST(cut_off_at_any_byte_it_keeps_whole_lines_or_is_refused)
{
    char *data = journal();
    size_t header_end = (size_t)(strchr(data, '\n') - data) + 1;
    size_t cut;

    for (cut = 1; cut < strlen(data); cut++) {
        /* a copy of exactly that size, so that a sanitizer sees any read behind it */
        char *piece = malloc(cut);
        cosi_checkpoint_t checkpoint;
        const char *problem;
        size_t whole = cut;
        memcpy(piece, data, cut);
        problem = cosi_checkpoint_parse(piece, cut, &checkpoint);
        if (cut < header_end) {
            CHECK(problem != NULL);
        } else {
            int parts = 0;
            int lines = 0;
            int i;
            CHECK(problem == NULL);
            while (data[whole - 1] != '\n') {
                whole--;
            }
            CHECK_INT_EQ(whole, checkpoint.good_size);
            for (i = 0; i < 6; i++) {
                parts += checkpoint.parts[i].etag != NULL;
            }
            for (i = 0; (size_t)i < whole; i++) {
                lines += data[i] == '\n';
            }
            CHECK_INT_EQ(lines - 1, parts);
        }
        cosi_checkpoint_clear(&checkpoint);
        free(piece);
    }
    free(data);
}

TEST(no_flipped_bit_is_believed)
{
    char *data = journal();
    size_t size = strlen(data);
    size_t i;
    int bit;

    for (i = 0; i < size; i++) {
        for (bit = 0; bit < 8; bit++) {
            cosi_checkpoint_t checkpoint;
            const char *problem;
            data[i] = (char)(data[i] ^ (1 << bit));
            problem = cosi_checkpoint_parse(data, size, &checkpoint);
            /* only the end of the last line may fall: then that line counts as torn */
            if (i == size - 1) {
                CHECK(problem == NULL && checkpoint.parts[5].etag == NULL);
            } else {
                CHECK(problem != NULL);
            }
            cosi_checkpoint_clear(&checkpoint);
            data[i] = (char)(data[i] ^ (1 << bit));
        }
    }
    free(data);
}

TEST(a_line_of_another_journal_is_refused)
{
    cosi_checkpoint_header_t header;
    cosi_checkpoint_t checkpoint;
    uint64_t seed = 0;
    uint64_t other = 0;
    char *line;
    char *part;
    char all[4096];

    fill(&header);
    line = cosi_checkpoint_header_line(&header, &seed);
    header.upload_id = text("id 2");
    free(cosi_checkpoint_header_line(&header, &other));
    part = cosi_checkpoint_part_line(other, 0, MIB, 1, "\"e\"");
    snprintf(all, sizeof(all), "%s%s", line, part);
    CHECK(cosi_checkpoint_parse(all, strlen(all), &checkpoint) != NULL);
    free(part);
    part = cosi_checkpoint_part_line(seed, 0, MIB, 1, "\"e\"");
    snprintf(all, sizeof(all), "%s%s", line, part);
    CHECK(cosi_checkpoint_parse(all, strlen(all), &checkpoint) == NULL);
    cosi_checkpoint_clear(&checkpoint);
    free(part);
    free(line);
}

static const char *problem_of_part(int32_t index, int64_t length)
{
    cosi_checkpoint_header_t header;
    cosi_checkpoint_t checkpoint;
    uint64_t seed = 0;
    char *line;
    char *part;
    char all[4096];
    const char *problem;

    fill(&header);
    line = cosi_checkpoint_header_line(&header, &seed);
    part = cosi_checkpoint_part_line(seed, index, length, 1, "\"e\"");
    snprintf(all, sizeof(all), "%s%s", line, part);
    problem = cosi_checkpoint_parse(all, strlen(all), &checkpoint);
    cosi_checkpoint_clear(&checkpoint);
    free(part);
    free(line);
    return problem;
}

TEST(a_part_outside_the_plan_is_refused_though_its_checksum_is_right)
{
    CHECK(problem_of_part(5, 17) == NULL);
    CHECK(problem_of_part(6, 17) != NULL);
    CHECK(problem_of_part(-1, MIB) != NULL);
    CHECK(problem_of_part(INT32_MAX, MIB) != NULL);
    CHECK(problem_of_part(5, 18) != NULL);
    CHECK(problem_of_part(0, -1) != NULL);
}

static const char *problem_of_header(int64_t size, int64_t first, int64_t part)
{
    cosi_checkpoint_header_t header;
    cosi_checkpoint_t checkpoint;
    uint64_t seed = 0;
    char *line;
    const char *problem;

    fill(&header);
    header.size = size;
    header.first = first;
    header.part = part;
    line = cosi_checkpoint_header_line(&header, &seed);
    problem = cosi_checkpoint_parse(line, strlen(line), &checkpoint);
    cosi_checkpoint_clear(&checkpoint);
    free(line);
    return problem;
}

TEST(a_header_that_makes_no_sense_is_refused_though_its_checksum_is_right)
{
    CHECK(problem_of_header(100, MIB, MIB) == NULL);
    CHECK(problem_of_header(-1, MIB, MIB) != NULL);
    CHECK(problem_of_header(100, 0, MIB) != NULL);
    CHECK(problem_of_header(100, MIB, 0) != NULL);
    CHECK(problem_of_header(100, MIB, -MIB) != NULL);
    CHECK(problem_of_header(INT64_MAX, MIB, MIB) != NULL);
    CHECK(problem_of_header(INT64_MAX, INT64_MAX, INT64_MAX) != NULL);
}

TEST(the_later_of_two_lines_about_a_part_counts)
{
    cosi_checkpoint_header_t header;
    cosi_checkpoint_t checkpoint;
    uint64_t seed = 0;
    char *line;
    char *first;
    char *second;
    char all[4096];

    fill(&header);
    line = cosi_checkpoint_header_line(&header, &seed);
    first = cosi_checkpoint_part_line(seed, 1, MIB, 1, "\"old\"");
    second = cosi_checkpoint_part_line(seed, 1, MIB, 2, "\"new\"");
    snprintf(all, sizeof(all), "%s%s%s", line, first, second);
    CHECK(cosi_checkpoint_parse(all, strlen(all), &checkpoint) == NULL);
    CHECK_STR_EQ("\"new\"", checkpoint.parts[1].etag);
    CHECK_INT_EQ(2, checkpoint.parts[1].crc);
    cosi_checkpoint_clear(&checkpoint);
    free(line);
    free(first);
    free(second);
}

TEST(other_files_and_versions_are_named_as_such)
{
    static const char xml[] = "<?xml version=\"1.0\"?>\n<Checkpoint/>\n";
    static const char newer[] = "cosx-checkpoint 2 whatever\n";
    cosi_checkpoint_t checkpoint;

    CHECK_STR_EQ("it is not a checkpoint", cosi_checkpoint_parse(xml, sizeof(xml) - 1, &checkpoint));
    CHECK_STR_EQ("it was written by another version", cosi_checkpoint_parse(newer, sizeof(newer) - 1, &checkpoint));
}

TEST(random_bytes_are_refused)
{
    uint64_t state = 42;
    char bytes[300];
    int round;
    size_t i;

    for (round = 0; round < 20000; round++) {
        cosi_checkpoint_t checkpoint;
        size_t size = 1 + (size_t)(round % 299);
        for (i = 0; i < size; i++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            bytes[i] = (char)(state >> 33);
        }
        if (round % 2 == 0 && size > 20) {
            memcpy(bytes, "cosx-checkpoint 1 ", 18);
        }
        CHECK(cosi_checkpoint_parse(bytes, size, &checkpoint) != NULL);
    }
}

TEST(a_key_of_any_length_fits)
{
    cosi_checkpoint_header_t header;
    cosi_checkpoint_t checkpoint;
    uint64_t seed = 0;
    char *key = malloc(100001);
    char *line;

    memset(key, ' ', 100000);
    key[100000] = '\0';
    fill(&header);
    header.key = key;
    line = cosi_checkpoint_header_line(&header, &seed);
    CHECK(cosi_checkpoint_parse(line, strlen(line), &checkpoint) == NULL);
    CHECK_STR_EQ(key, checkpoint.header.key);
    cosi_checkpoint_clear(&checkpoint);
    free(line);
    free(key);
}

TEST_MAIN(NULL, NULL)
