/* The checkpoint's file: lock, start, append, resume, removal. */
#include "cosx_transfer.h"
#include "folder.h"
#include "test.h"
#include "transfer/journal.h"

#define MIB ((int64_t)1 << 20)

static void fill(cosi_checkpoint_header_t *header)
{
    memset(header, 0, sizeof(*header));
    header->kind = COSX_UPLOAD;
    header->size = 4 * MIB;
    header->first = MIB;
    header->part = MIB;
    header->upload_id = (char *)(uintptr_t)"id";
}

static void start(cosi_journal_t *journal, const char *path)
{
    cosi_checkpoint_header_t header;

    fill(&header);
    cosi_journal_init(journal);
    CHECK_INT_EQ(0, cosi_journal_open(journal, path));
    CHECK_INT_EQ(0, cosi_journal_start(journal, &header));
}

static int parts_in(const cosi_checkpoint_t *checkpoint)
{
    int count = 0;
    int i;

    for (i = 0; i < checkpoint->plan.count; i++) {
        count += checkpoint->parts[i].etag != NULL;
    }
    return count;
}

TEST(a_journal_is_read_back_by_the_next_run)
{
    const char *path = in_folder("cp");
    cosi_journal_t journal;
    cosi_checkpoint_t checkpoint;
    const char *problem = "";

    start(&journal, path);
    CHECK_INT_EQ(0, cosi_journal_append(&journal, 1, MIB, 7, "\"e\""));
    cosi_journal_close(&journal, 0);
    CHECK_INT_EQ(0, cosi_journal_open(&journal, path));
    CHECK_INT_EQ(0, cosi_journal_read(&journal, &checkpoint, &problem));
    CHECK(problem == NULL);
    CHECK_INT_EQ(1, parts_in(&checkpoint));
    CHECK_INT_EQ(0, cosi_journal_resume(&journal, &checkpoint));
    cosi_checkpoint_clear(&checkpoint);
    CHECK_INT_EQ(0, cosi_journal_append(&journal, 2, MIB, 8, "\"f\""));
    CHECK_INT_EQ(0, cosi_journal_read(&journal, &checkpoint, &problem));
    CHECK(problem == NULL);
    CHECK_INT_EQ(2, parts_in(&checkpoint));
    cosi_checkpoint_clear(&checkpoint);
    cosi_journal_close(&journal, 1);
    CHECK(!exists(path));
}

TEST(only_the_owner_may_read_it)
{
    const char *path = in_folder("cp");
    cosi_journal_t journal;
    struct stat status;
    mode_t before = umask(0);

    start(&journal, path);
    umask(before);
    CHECK_INT_EQ(0, stat(path, &status));
    CHECK_INT_EQ(0600, status.st_mode & 0777);
    cosi_journal_close(&journal, 1);
}

TEST(a_second_user_of_the_same_file_is_told_so)
{
    const char *path = in_folder("cp");
    cosi_journal_t journal;
    cosi_journal_t second;

    cosi_journal_init(&journal);
    cosi_journal_init(&second);
    CHECK_INT_EQ(0, cosi_journal_open(&journal, path));
    CHECK_INT_EQ(EWOULDBLOCK, cosi_journal_open(&second, path));
    cosi_journal_close(&journal, 0);
    start(&journal, path);
    CHECK_INT_EQ(EWOULDBLOCK, cosi_journal_open(&second, path));
    cosi_journal_close(&journal, 0);
    CHECK_INT_EQ(0, cosi_journal_open(&second, path));
    cosi_journal_close(&second, 1);
}

TEST(a_torn_line_does_not_spoil_the_next_one)
{
    const char *path = in_folder("cp");
    cosi_journal_t journal;
    cosi_checkpoint_t checkpoint;
    const char *problem = "";
    struct stat status;

    start(&journal, path);
    CHECK_INT_EQ(0, cosi_journal_append(&journal, 0, MIB, 7, "\"e\""));
    CHECK_INT_EQ(0, cosi_journal_append(&journal, 1, MIB, 8, "\"f\""));
    cosi_journal_close(&journal, 0);
    CHECK_INT_EQ(0, stat(path, &status));
    CHECK_INT_EQ(0, truncate(path, status.st_size - 5));
    CHECK_INT_EQ(0, cosi_journal_open(&journal, path));
    CHECK_INT_EQ(0, cosi_journal_read(&journal, &checkpoint, &problem));
    CHECK(problem == NULL);
    CHECK_INT_EQ(1, parts_in(&checkpoint));
    CHECK_INT_EQ(0, cosi_journal_resume(&journal, &checkpoint));
    cosi_checkpoint_clear(&checkpoint);
    CHECK_INT_EQ(0, cosi_journal_append(&journal, 3, MIB, 9, "\"g\""));
    CHECK_INT_EQ(0, cosi_journal_read(&journal, &checkpoint, &problem));
    CHECK(problem == NULL);
    CHECK_INT_EQ(2, parts_in(&checkpoint));
    cosi_checkpoint_clear(&checkpoint);
    cosi_journal_close(&journal, 1);
}

TEST(a_journal_without_a_header_leaves_no_file)
{
    const char *path = in_folder("cp");
    cosi_journal_t journal;

    cosi_journal_init(&journal);
    CHECK_INT_EQ(0, cosi_journal_open(&journal, path));
    CHECK(exists(path));
    cosi_journal_close(&journal, 0);
    CHECK_INT_EQ(0, folder_count());
}

TEST(starting_leaves_nothing_beside_the_journal)
{
    const char *path = in_folder("cp");
    cosi_journal_t journal;

    start(&journal, path);
    CHECK_INT_EQ(1, folder_count());
    cosi_journal_close(&journal, 1);
    CHECK_INT_EQ(0, folder_count());
}

TEST(links_folders_and_missing_folders_are_refused)
{
    cosi_journal_t journal;

    cosi_journal_init(&journal);
    CHECK_INT_EQ(0, symlink("elsewhere", in_folder("link")));
    CHECK_INT_EQ(ELOOP, cosi_journal_open(&journal, in_folder("link")));
    CHECK_INT_EQ(EISDIR, cosi_journal_open(&journal, folder_path));
    CHECK_INT_EQ(ENOENT, cosi_journal_open(&journal, in_folder("no/cp")));
    CHECK_INT_EQ(0, mkfifo(in_folder("fifo"), 0600));
    CHECK_INT_EQ(EINVAL, cosi_journal_open(&journal, in_folder("fifo")));
    folder_empty();
}

TEST_MAIN(folder_make, folder_remove)
