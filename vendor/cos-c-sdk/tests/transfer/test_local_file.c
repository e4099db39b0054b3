/* Local files: what may be sent, where may be written, and how the target comes to be. */
#include "folder.h"
#include "test.h"
#include "transfer/local_file.h"

static int open_source(const char *path)
{
    cosi_identity_t identity;
    int fd = -1;
    int error = cosi_local_open_source(path, &fd, &identity);

    if (fd >= 0) {
        close(fd);
    }
    return error;
}

TEST(only_a_regular_file_can_be_sent)
{
    write_file(in_folder("file"), "x", 1);
    CHECK_INT_EQ(0, mkfifo(in_folder("fifo"), 0600));
    CHECK_INT_EQ(0, symlink("file", in_folder("link")));
    CHECK_INT_EQ(0, open_source(in_folder("file")));
    CHECK_INT_EQ(0, open_source(in_folder("link")));
    CHECK_INT_EQ(ENOENT, open_source(in_folder("none")));
    CHECK_INT_EQ(EISDIR, open_source(folder_path));
    CHECK_INT_EQ(EINVAL, open_source(in_folder("fifo")));
    CHECK_INT_EQ(EINVAL, open_source("/dev/null"));
    CHECK_INT_EQ(ENOTDIR, open_source(in_folder("file/x")));
    folder_empty();
}

TEST(a_changed_file_has_another_identity)
{
    cosi_identity_t before;
    cosi_identity_t after;
    struct stat status;
    struct timespec times[2] = {{1, 1}, {1, 1}};

    write_file(in_folder("file"), "x", 1);
    CHECK_INT_EQ(0, stat(in_folder("file"), &status));
    cosi_identity_of(&status, &before);
    CHECK_INT_EQ(0, stat(in_folder("file"), &status));
    cosi_identity_of(&status, &after);
    CHECK(cosi_identity_equal(&before, &after));
    CHECK_INT_EQ(0, utimensat(AT_FDCWD, in_folder("file"), times, 0));
    CHECK_INT_EQ(0, stat(in_folder("file"), &status));
    cosi_identity_of(&status, &after);
    CHECK(!cosi_identity_equal(&before, &after));
    CHECK_INT_EQ(1000000001, after.mtime_ns);
    folder_empty();
}

TEST(a_target_must_be_a_file_or_nothing_in_a_folder_that_is_there)
{
    write_file(in_folder("file"), "x", 1);
    CHECK_INT_EQ(0, mkfifo(in_folder("fifo"), 0600));
    CHECK_INT_EQ(0, symlink("nowhere", in_folder("dangling")));
    CHECK_INT_EQ(0, symlink(".", in_folder("to-folder")));
    CHECK_INT_EQ(0, cosi_local_check_target(in_folder("file")));
    CHECK_INT_EQ(0, cosi_local_check_target(in_folder("new")));
    CHECK_INT_EQ(0, cosi_local_check_target(in_folder("dangling")));
    CHECK_INT_EQ(EISDIR, cosi_local_check_target(folder_path));
    CHECK_INT_EQ(EISDIR, cosi_local_check_target(in_folder("new/")));
    CHECK_INT_EQ(EISDIR, cosi_local_check_target(in_folder("to-folder")));
    CHECK_INT_EQ(ENOENT, cosi_local_check_target(in_folder("no/new")));
    CHECK_INT_EQ(ENOTDIR, cosi_local_check_target(in_folder("file/new")));
    CHECK_INT_EQ(EINVAL, cosi_local_check_target(in_folder("fifo")));
    CHECK_INT_EQ(EINVAL, cosi_local_check_target("/dev/null"));
    CHECK_INT_EQ(ENOENT, cosi_local_check_target(""));
    folder_empty();
}

TEST(a_temporary_name_is_beside_the_target_and_never_too_long)
{
    char name[256];
    char *temp = cosi_local_temp_path("dir/file", 0x12);

    CHECK_STR_EQ("dir/.file.0000000000000012.part", temp);
    free(temp);
    temp = cosi_local_temp_path("file", 0x12);
    CHECK_STR_EQ(".file.0000000000000012.part", temp);
    free(temp);
    memset(name, 'a', 255);
    name[255] = '\0';
    memcpy(name + 158, "\xe4\xbd\xa0", 3); /* the cut at 160 would fall into it */
    temp = cosi_local_temp_path(name, 0x12);
    CHECK_INT_EQ(1 + 158 + 22, strlen(temp));
    free(temp);
}

TEST(unique_numbers_differ)
{
    uint64_t last = cosi_local_unique();
    int i;

    for (i = 0; i < 1000; i++) {
        uint64_t next = cosi_local_unique();
        CHECK(next != last);
        last = next;
    }
}

TEST(a_published_file_has_the_mode_of_the_umask_and_replaces_a_link)
{
    struct stat status;
    mode_t before = umask(027);
    int fd = -1;

    CHECK_INT_EQ(0, cosi_local_create(in_folder("temp"), 0666, &fd));
    CHECK_INT_EQ(0, fstat(fd, &status));
    CHECK_INT_EQ(0640, status.st_mode & 0777);
    CHECK_INT_EQ(EEXIST, cosi_local_create(in_folder("temp"), 0600, &(int){0}));
    write_file(in_folder("other"), "other", 5);
    CHECK_INT_EQ(0, symlink("other", in_folder("target")));
    CHECK_INT_EQ(0, cosi_local_publish(fd, in_folder("temp"), in_folder("target"), 1));
    umask(before);
    CHECK_INT_EQ(0, lstat(in_folder("target"), &status));
    CHECK(S_ISREG(status.st_mode));
    CHECK_INT_EQ(0640, status.st_mode & 0777);
    CHECK_INT_EQ(0, stat(in_folder("other"), &status));
    CHECK_INT_EQ(5, status.st_size);
    CHECK(!exists(in_folder("temp")));
    close(fd);
    folder_empty();
}

TEST(reserving_sets_the_size)
{
    struct stat status;
    int fd = -1;

    CHECK_INT_EQ(0, cosi_local_create(in_folder("temp"), 0600, &fd));
    CHECK_INT_EQ(0, cosi_local_reserve(fd, 1 << 20));
    CHECK_INT_EQ(0, fstat(fd, &status));
    CHECK_INT_EQ(1 << 20, status.st_size);
    CHECK_INT_EQ(EFBIG, cosi_local_reserve(fd, INT64_MAX));
    close(fd);
    folder_empty();
}

/* Where there is a file system in memory: there the pages are not made beforehand. */
TEST(reserving_in_memory_looks_at_what_is_free)
{
    struct stat status;
    int fd = open("/dev/shm", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    int64_t size = (int64_t)1 << 60;

    if (fd < 0) {
        return;
    }
    CHECK_INT_EQ(0, cosi_local_reserve(fd, 1 << 20));
    CHECK_INT_EQ(0, fstat(fd, &status));
    CHECK_INT_EQ(1 << 20, status.st_size);
    CHECK_INT_EQ(0, status.st_blocks);
    CHECK_INT_EQ(ENOSPC, cosi_local_reserve(fd, size));
    close(fd);
}

TEST(only_the_very_temporary_file_is_reopened)
{
    struct stat status;
    int fd = -1;

    write_file(in_folder("temp"), "12345", 5);
    CHECK_INT_EQ(0, stat(in_folder("temp"), &status));
    CHECK_INT_EQ(0, cosi_local_reopen(in_folder("temp"), 5, status.st_ino, &fd));
    close(fd);
    CHECK_INT_EQ(EINVAL, cosi_local_reopen(in_folder("temp"), 6, status.st_ino, &fd));
    CHECK_INT_EQ(EINVAL, cosi_local_reopen(in_folder("temp"), 5, status.st_ino + 1, &fd));
    CHECK_INT_EQ(0, link(in_folder("temp"), in_folder("second")));
    CHECK_INT_EQ(EINVAL, cosi_local_reopen(in_folder("temp"), 5, status.st_ino, &fd));
    CHECK_INT_EQ(ENOENT, cosi_local_reopen(in_folder("none"), 5, status.st_ino, &fd));
    CHECK_INT_EQ(0, symlink("temp", in_folder("link")));
    CHECK_INT_EQ(ELOOP, cosi_local_reopen(in_folder("link"), 5, status.st_ino, &fd));
    folder_empty();
}

TEST_MAIN(folder_make, folder_remove)
