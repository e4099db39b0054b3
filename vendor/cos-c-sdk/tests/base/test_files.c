#include <sys/stat.h>
#include <unistd.h>

#include "base/content_md5.h"
#include "cos_buf.h"
#include "cos_define.h"
#include "cos_http_io.h"
#include "cos_utility.h"
#include "test.h"

static cos_pool_t *pool;
static char directory[] = "/tmp/cos-files-XXXXXX";
static char path[64];

static void start(void)
{
    FILE *file;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    if (mkdtemp(directory) == NULL) {
        exit(2);
    }
    snprintf(path, sizeof(path), "%s/ten", directory);
    file = fopen(path, "w");
    fputs("0123456789", file);
    fclose(file);
}

static void stop(void)
{
    unlink(path);
    rmdir(directory);
    apr_pool_destroy(pool);
    apr_terminate();
}

static cos_http_request_t *request_over(cos_file_buf_t *fb)
{
    cos_http_request_t *req = cos_http_request_create(pool);

    req->file_buf = fb;
    return req;
}

TEST(a_whole_file_is_read_to_its_end)
{
    cos_file_buf_t *fb = cos_create_file_buf(pool);
    cos_http_request_t *req = request_over(fb);
    char text[16] = { 0 };

    CHECK_INT_EQ(COSE_OK, cos_open_file_for_all_read(pool, path, fb));
    CHECK_INT_EQ(4, cos_read_http_body_file(req, text, 4));
    CHECK_INT_EQ(6, cos_read_http_body_file(req, text + 4, 12));
    CHECK_INT_EQ(0, cos_read_http_body_file(req, text, 12));
    CHECK_STR_EQ("0123456789", text);
    apr_file_close(fb->file);
}

TEST(a_range_is_kept_inside_the_file)
{
    cos_file_buf_t *fb = cos_create_file_buf(pool);
    char text[16] = { 0 };

    CHECK_INT_EQ(COSE_OK, cos_open_file_for_range_read(pool, path, 7, 99, fb));
    CHECK_INT_EQ(10, fb->file_last);
    CHECK_INT_EQ(3, cos_read_http_body_file(request_over(fb), text, 16));
    CHECK_STR_EQ("789", text);
    apr_file_close(fb->file);
}

TEST(a_file_that_shrinks_is_an_error)
{
    cos_file_buf_t *fb = cos_create_file_buf(pool);
    char text[16];

    CHECK_INT_EQ(COSE_OK, cos_open_file_for_all_read(pool, path, fb));
    fb->file_last = 20;
    CHECK_INT_EQ(COSE_FILE_READ_ERROR, cos_read_http_body_file(request_over(fb), text, 16));
    apr_file_close(fb->file);
}

TEST(directories_and_missing_files_are_refused)
{
    cos_file_buf_t *fb = cos_create_file_buf(pool);

    CHECK_INT_EQ(COSE_OPEN_FILE_ERROR, cos_open_file_for_all_read(pool, directory, fb));
    CHECK_INT_EQ(COSE_OPEN_FILE_ERROR, cos_open_file_for_all_read(pool, "/nonexistent/file", fb));
    CHECK(fb->file == NULL);
}

TEST(a_pipe_is_refused_without_waiting_for_its_other_end)
{
    cos_file_buf_t *fb = cos_create_file_buf(pool);
    char fifo[64];

    snprintf(fifo, sizeof(fifo), "%s/pipe", directory);
    CHECK_INT_EQ(0, mkfifo(fifo, 0600));
    CHECK_INT_EQ(COSE_OPEN_FILE_ERROR, cos_open_file_for_all_read(pool, fifo, fb));
    unlink(fifo);
}

TEST(a_part_never_writes_past_its_end)
{
    cos_file_buf_t *fb = cos_create_file_buf(pool);
    cos_http_response_t *resp = cos_http_response_create(pool);
    char part[64];
    char text[16] = { 0 };
    FILE *file;

    snprintf(part, sizeof(part), "%s/part", directory);
    CHECK_INT_EQ(COSE_OK, cos_open_file_for_range_write(pool, part, 2, 5, fb));
    resp->file_buf = fb;
    CHECK_INT_EQ(2, cos_write_http_body_file_part(resp, "ab", 2));
    CHECK_INT_EQ(COSE_FILE_WRITE_ERROR, cos_write_http_body_file_part(resp, "cd", 2));
    CHECK_INT_EQ(1, cos_write_http_body_file_part(resp, "c", 1));
    apr_file_close(fb->file);
    file = fopen(part, "r");
    CHECK_INT_EQ(5, fread(text, 1, sizeof(text), file));
    fclose(file);
    CHECK_MEM_EQ("\0\0abc", text, 5);
    unlink(part);
}

TEST(content_md5_of_file_range_and_buffers_agree)
{
    cos_table_t *of_file = apr_table_make(pool, 1);
    cos_table_t *of_range = apr_table_make(pool, 1);
    cos_table_t *of_buffers = apr_table_make(pool, 1);
    cos_list_t list;

    cos_list_init(&list);
    cos_list_add_tail(&cos_buf_pack(pool, "01234", 5)->node, &list);
    cos_list_add_tail(&cos_buf_pack(pool, "56789", 5)->node, &list);
    CHECK_INT_EQ(COSE_OK, cosi_content_md5_of_file(pool, path, 0, -1, of_file));
    CHECK_INT_EQ(COSE_OK, cosi_content_md5_of_file(pool, path, 0, 10, of_range));
    CHECK_INT_EQ(COSE_OK, cosi_content_md5_of_buffers(&list, of_buffers));
    CHECK_STR_EQ("eB5eJF1ptWaXm4bijSPyxw==", apr_table_get(of_file, COS_CONTENT_MD5));
    CHECK_STR_EQ("eB5eJF1ptWaXm4bijSPyxw==", apr_table_get(of_range, COS_CONTENT_MD5));
    CHECK_STR_EQ("eB5eJF1ptWaXm4bijSPyxw==", apr_table_get(of_buffers, COS_CONTENT_MD5));
}

TEST(a_content_md5_of_the_user_is_left_alone)
{
    cos_table_t *headers = apr_table_make(pool, 1);
    cos_list_t list;

    cos_list_init(&list);
    apr_table_set(headers, COS_CONTENT_MD5, "mine");
    CHECK_INT_EQ(COSE_OK, cosi_content_md5_of_buffers(&list, headers));
    CHECK_STR_EQ("mine", apr_table_get(headers, COS_CONTENT_MD5));
}

TEST(a_memory_body_is_read_in_any_steps_and_left_in_its_order)
{
    size_t step;

    for (step = 1; step <= 12; step++) {
        cos_http_request_t *req = cos_http_request_create(pool);
        char text[16] = { 0 };
        int done = 0;
        int got;

        cos_list_add_tail(&cos_buf_pack(pool, "", 0)->node, &req->body);
        cos_list_add_tail(&cos_buf_pack(pool, "012", 3)->node, &req->body);
        cos_list_add_tail(&cos_buf_pack(pool, "", 0)->node, &req->body);
        cos_list_add_tail(&cos_buf_pack(pool, "3456789", 7)->node, &req->body);
        while ((got = cos_read_http_body_memory(req, text + done, (int)(step < 10 - (size_t)done ? step : 10 - (size_t)done))) > 0) {
            done += got;
        }
        CHECK_STR_EQ("0123456789", text);
        CHECK_INT_EQ(0, cos_read_http_body_memory(req, text, 5));
    }
}

TEST(a_collected_body_is_whole_in_few_buffers)
{
    cos_http_response_t *resp = cos_http_response_create(pool);
    char block[1000];
    int buffers = 0;
    cos_buf_t *b;
    int i;

    for (i = 0; i < 3000; i++) {
        memset(block, i % 251, sizeof(block));
        CHECK_INT_EQ(1000, cos_write_http_body_memory(resp, block, 1000));
    }
    CHECK_INT_EQ(3000000, resp->body_len);
    CHECK_INT_EQ(3000000, cos_buf_list_len(&resp->body));
    cos_list_for_each_entry(cos_buf_t, b, &resp->body, node) {
        buffers++;
    }
    CHECK(buffers < 16);
}

TEST_MAIN(start, stop)
