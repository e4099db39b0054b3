#include "operation.h"

TEST(thread_counts_are_brought_into_their_range)
{
    cos_resumable_clt_params_t params = { 0 };

    CHECK_INT_EQ(1, cos_get_thread_num(NULL));
    CHECK_INT_EQ(1, cos_get_thread_num(&params));
    params.thread_num = -5;
    CHECK_INT_EQ(1, cos_get_thread_num(&params));
    params.thread_num = 16;
    CHECK_INT_EQ(16, cos_get_thread_num(&params));
    params.thread_num = 5000;
    CHECK_INT_EQ(1024, cos_get_thread_num(&params));
}

static int64_t part_size(int64_t file_size, int64_t wanted)
{
    cos_get_part_size(file_size, &wanted);
    return wanted;
}

TEST(part_sizes_keep_their_floor_and_the_limit_of_parts)
{
    CHECK_INT_EQ(1048576, part_size(0, 0));
    CHECK_INT_EQ(1048576, part_size(100, -1));
    CHECK_INT_EQ(5000000, part_size(100, 5000000));
    CHECK_INT_EQ(1048576, part_size((int64_t)10000 * 1048576, 0));
    CHECK_INT_EQ(1048577, part_size((int64_t)10000 * 1048576 + 1, 0));
    CHECK_INT_EQ(10000, cos_get_part_num((int64_t)10000 * 1048576 + 1, 1048577));
    CHECK_INT_EQ(4194304, cos_get_safe_size_for_download(0));
    CHECK_INT_EQ(4194305, cos_get_safe_size_for_download(4194305));
}

TEST(parts_cover_the_file_without_gaps)
{
    cos_checkpoint_part_t parts[3];

    CHECK_INT_EQ(0, cos_get_part_num(0, 10));
    CHECK_INT_EQ(0, cos_get_part_num(10, 0));
    CHECK_INT_EQ(1, cos_get_part_num(10, 10));
    CHECK_INT_EQ(3, cos_get_part_num(21, 10));
    CHECK_INT_EQ(INT32_MAX, cos_get_part_num(INT64_MAX, 1));
    memset(parts, 0x41, sizeof(parts));
    cos_build_parts(21, 10, parts);
    CHECK_INT_EQ(2, parts[2].index);
    CHECK_INT_EQ(20, parts[2].offset);
    CHECK_INT_EQ(1, parts[2].size);
    CHECK_INT_EQ(10, parts[1].offset);
    CHECK_INT_EQ(10, parts[1].size);
    CHECK_INT_EQ(0, parts[0].completed);
    CHECK(parts[0].etag.data == NULL);
}

TEST(a_checkpoint_lies_beside_the_file_unless_told_otherwise)
{
    cos_resumable_clt_params_t params = { 0 };
    cos_string_t file = cos_string("/a/b");
    cos_string_t path;
    cos_pool_t *pool;

    cos_pool_create(&pool, NULL);
    cos_get_checkpoint_path(&params, &file, pool, &path);
    CHECK_STR_EQ("/a/b.cp", path.data);
    CHECK_INT_EQ(7, path.len);
    cos_get_checkpoint_path(NULL, &file, pool, &path);
    CHECK_STR_EQ("/a/b.cp", path.data);
    cos_str_set(&params.checkpoint_path, "/c");
    cos_get_checkpoint_path(&params, &file, pool, &path);
    CHECK_STR_EQ("/c", path.data);
    cos_get_checkpoint_path(NULL, NULL, pool, &path);
    CHECK(path.data == NULL);
    cos_pool_destroy(pool);
}

TEST(files_are_looked_at)
{
    operation_t op;
    cos_string_t directory;
    apr_finfo_t info;

    operation_open(&op, NULL, NULL);
    CHECK_INT_EQ(COSE_FILE_INFO_ERROR, cos_get_file_info(&op.file, op.pool, &info));
    CHECK_INT_EQ(COS_FALSE, cos_does_file_exist(&op.file, op.pool));
    write_file(op.path, "12345", 5);
    CHECK_INT_EQ(COSE_OK, cos_get_file_info(&op.file, op.pool, &info));
    CHECK_INT_EQ(5, info.size);
    CHECK_INT_EQ(COS_TRUE, cos_does_file_exist(&op.file, op.pool));
    cos_str_set(&directory, op.directory);
    CHECK_INT_EQ(COS_FALSE, cos_does_file_exist(&directory, op.pool));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
