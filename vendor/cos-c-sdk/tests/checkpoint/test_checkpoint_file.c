/* Checkpoints on disk. */
#include <sys/stat.h>
#include <unistd.h>

#include "checkpoints.h"

static cos_pool_t *pool;
static char folder[] = "/tmp/cos-test-XXXXXX";
static char path_text[64];
static cos_string_t path;

static cos_checkpoint_t *opened(void)
{
    cos_checkpoint_t *checkpoint = checkpoint_make(pool);
    CHECK_INT_EQ(COSE_OK, cos_open_checkpoint_file(pool, &path, checkpoint));
    CHECK(checkpoint->thefile != NULL);
    return checkpoint;
}

static int entries(void)
{
    char command[96];
    char line[16] = "";
    FILE *pipe;

    snprintf(command, sizeof(command), "ls -A %s | wc -l", folder);
    pipe = popen(command, "r");
    CHECK(pipe != NULL && fgets(line, sizeof(line), pipe) != NULL);
    pclose(pipe);
    return atoi(line);
}

TEST(what_was_dumped_is_loaded)
{
    cos_checkpoint_t *checkpoint = opened();
    cos_checkpoint_t read;

    memset(&read, 0, sizeof(read));
    CHECK_INT_EQ(COSE_OK, cos_dump_checkpoint(pool, checkpoint));
    CHECK_INT_EQ(COSE_OK, cos_load_checkpoint(pool, &path, &read));
    CHECK(same_checkpoint(checkpoint, &read));
    CHECK_INT_EQ(COS_TRUE, cos_verify_checkpoint_md5(pool, &read));
}

TEST(dumped_again_it_holds_what_was_said_last_and_nothing_lies_beside_it)
{
    cos_checkpoint_t *checkpoint = opened();
    cos_checkpoint_t read;
    cos_string_t etag;

    memset(&read, 0, sizeof(read));
    CHECK_INT_EQ(COSE_OK, cos_dump_checkpoint(pool, checkpoint));
    cos_str_set(&etag, "second");
    cos_update_checkpoint(pool, checkpoint, 1, &etag, 3);
    CHECK_INT_EQ(COSE_OK, cos_dump_checkpoint(pool, checkpoint));
    CHECK_INT_EQ(COSE_OK, cos_load_checkpoint(pool, &path, &read));
    CHECK_STR_EQ("second", read.parts[1].etag.data);
    CHECK_INT_EQ(1, entries());
}

TEST(two_checkpoints_of_one_pool_do_not_mix)
{
    cos_checkpoint_t *first = opened();
    cos_checkpoint_t *second = checkpoint_make(pool);
    cos_checkpoint_t read;
    cos_string_t other;

    memset(&read, 0, sizeof(read));
    cos_str_set(&other, apr_pstrcat(pool, path_text, "2", NULL));
    CHECK_INT_EQ(COSE_OK, cos_open_checkpoint_file(pool, &other, second));
    cos_str_set(&second->upload_id, "other");
    CHECK_INT_EQ(COSE_OK, cos_dump_checkpoint(pool, first));
    CHECK_INT_EQ(COSE_OK, cos_dump_checkpoint(pool, second));
    CHECK_INT_EQ(COSE_OK, cos_load_checkpoint(pool, &path, &read));
    CHECK_STR_EQ("id-1", read.upload_id.data);
    CHECK_INT_EQ(COSE_OK, cos_load_checkpoint(pool, &other, &read));
    CHECK_STR_EQ("other", read.upload_id.data);
    unlink(other.data);
}

TEST(a_file_the_program_opened_itself_will_do_and_keeps_its_mode)
{
    cos_checkpoint_t *checkpoint = checkpoint_make(pool);
    struct stat info;

    unlink(path_text);
    CHECK_INT_EQ(APR_SUCCESS, apr_file_open(&checkpoint->thefile, path_text, APR_FOPEN_CREATE | APR_FOPEN_WRITE,
                                            APR_FPROT_UREAD | APR_FPROT_UWRITE | APR_FPROT_GREAD, pool));
    CHECK_INT_EQ(0, chmod(path_text, 0640));
    CHECK_INT_EQ(COSE_OK, cos_dump_checkpoint(pool, checkpoint));
    CHECK_INT_EQ(0, stat(path_text, &info));
    CHECK(info.st_size > 100);
    CHECK_INT_EQ(0640, info.st_mode & 07777);
}

TEST(a_dump_that_fails_leaves_the_old_file)
{
    cos_checkpoint_t *checkpoint = opened();
    cos_checkpoint_t read;

    memset(&read, 0, sizeof(read));
    CHECK_INT_EQ(COSE_OK, cos_dump_checkpoint(pool, checkpoint));
    cos_str_set(&checkpoint->object_name, "\x01");
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_dump_checkpoint(pool, checkpoint));
    CHECK_INT_EQ(COSE_OK, cos_load_checkpoint(pool, &path, &read));
    CHECK_INT_EQ(1, entries());
}

TEST(without_a_file_nothing_is_dumped_or_loaded)
{
    cos_checkpoint_t *checkpoint = checkpoint_make(pool);
    cos_string_t none = cos_null_string;
    cos_string_t there;

    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_dump_checkpoint(pool, checkpoint));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cos_open_checkpoint_file(pool, &none, checkpoint));
    cos_str_set(&there, folder);
    CHECK_INT_EQ(COSE_OPEN_FILE_ERROR, cos_open_checkpoint_file(pool, &there, checkpoint));
    cos_str_set(&there, "/nowhere/at/all");
    CHECK_INT_EQ(COSE_OPEN_FILE_ERROR, cos_open_checkpoint_file(pool, &there, checkpoint));
    CHECK_INT_EQ(COSE_OPEN_FILE_ERROR, cos_load_checkpoint(pool, &there, checkpoint));
    CHECK(checkpoint->thefile == NULL);
}

TEST(an_empty_file_is_no_checkpoint)
{
    cos_checkpoint_t *checkpoint;

    unlink(path_text);
    checkpoint = opened();
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, cos_load_checkpoint(pool, &path, checkpoint));
    CHECK_INT_EQ(3, checkpoint->part_num);
}

static void before(void)
{
    CHECK_INT_EQ(COSE_OK, cos_http_io_initialize(NULL, 0));
    cos_pool_create(&pool, NULL);
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path_text, sizeof(path_text), "%s/file.cp", folder);
    cos_str_set(&path, path_text);
}

static void after(void)
{
    unlink(path_text);
    rmdir(folder);
    cos_pool_destroy(pool);
    cos_http_io_deinitialize();
}

TEST_MAIN(before, after)
