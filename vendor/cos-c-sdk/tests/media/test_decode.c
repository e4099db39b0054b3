/* Numbers with fractions, and documents read without a server. */
#include <limits.h>
#include <math.h>

#include "cos_api.h"
#include "test.h"
#include "xml/decimal.h"
#include "xml/decode_media.h"

static cos_pool_t *pool;

static const char *written(double value)
{
    static char text[COSI_DECIMAL_SIZE];
    size_t size = cosi_decimal_write(text, value);

    CHECK_INT_EQ(strlen(text), size);
    return text;
}

TEST(numbers_are_written_to_the_thousandth_without_closing_zeros)
{
    CHECK_STR_EQ("0", written(0));
    CHECK_STR_EQ("10", written(10));
    CHECK_STR_EQ("1.5", written(1.5));
    CHECK_STR_EQ("60", written(59.9996));
    CHECK_STR_EQ("0.001", written(0.0009));
    CHECK_STR_EQ("-2.25", written(-2.25));
    CHECK_STR_EQ("0", written(-0.0001));
    CHECK_STR_EQ("123456789012.125", written(123456789012.125));
}

TEST(what_is_no_number_is_not_written)
{
    char text[COSI_DECIMAL_SIZE];

    CHECK_INT_EQ(0, cosi_decimal_write(text, NAN));
    CHECK_INT_EQ(0, cosi_decimal_write(text, INFINITY));
    CHECK_INT_EQ(0, cosi_decimal_write(text, -1e15));
    CHECK_STR_EQ("", text);
}

static double number(const char *text)
{
    double value = 0;

    CHECK_INT_EQ(1, cosi_decimal_read(text, &value));
    return value;
}

TEST(numbers_are_read_exactly)
{
    CHECK(number("0") == 0);
    CHECK(number(" 16.840000\n") == 16.84);
    CHECK(number("-0.5") == -0.5);
    CHECK(number("+3.") == 3);
    CHECK(number(".25") == 0.25);
    CHECK(number("395.470000") == 395.47);
    CHECK(number("5368709120") == 5368709120.0);
    CHECK(number("0.33333333333333333333333333333333333333") > 0.33);
}

TEST(what_is_no_number_is_not_read)
{
    static const char *const texts[] = { "", " ", ".", "-", "N/A", "1x", "1,5", "1e3", "0x10", "--1", "1.2.3" };
    double value = 7;
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        CHECK_INT_EQ(0, cosi_decimal_read(texts[i], &value));
    }
    CHECK(value == 7);
}

static char *digits(size_t count)
{
    char *text = cos_palloc(pool, count + 1);

    memset(text, '9', count);
    text[count] = '\0';
    return text;
}

TEST(numbers_beyond_their_type_do_no_harm)
{
    char *text = apr_psprintf(pool, "<Response><MediaInfo><Format><StartTime>%s</StartTime><Duration>%s</Duration>"
                              "<Bitrate>-%s</Bitrate><Size>%s</Size></Format></MediaInfo></Response>",
                              digits(400), digits(60), digits(30), digits(30));
    ci_media_info_result_t result;

    CHECK_INT_EQ(COSE_OK, cosi_decode_media_info(pool, text, strlen(text), &result));
    CHECK(result.format.start_time == 0);
    CHECK(result.format.duration == 0);
    CHECK_INT_EQ(INT_MIN, result.format.bit_rate);
    CHECK_INT_EQ(INT_MAX, result.format.size);
}

TEST(a_code_with_too_many_corners_keeps_four)
{
    const char *text = "<Response><QRcodeInfo><CodeLocation><Point>1</Point><Point>2</Point><Point>3</Point><Point>4</Point>"
                       "<Point>5</Point></CodeLocation></QRcodeInfo></Response>";
    ci_qrcode_result_t result;

    CHECK_INT_EQ(COSE_OK, cosi_decode_qrcode_result(pool, text, strlen(text), &result));
    CHECK_STR_EQ("4", cos_list_get_first(&result.qrcode_info, ci_qrcode_info_t, node)->point[3].data);
}

TEST(a_document_of_another_kind_empties_the_result)
{
    const char *text = "<Other/>";
    ci_auditing_job_result_t job;
    ci_operation_result_t operation;
    ci_media_info_result_t info;
    ci_qrcode_result_t codes;

    memset(&job, 1, sizeof(job));
    memset(&operation, 1, sizeof(operation));
    memset(&info, 1, sizeof(info));
    memset(&codes, 1, sizeof(codes));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, cosi_decode_auditing_result(pool, text, strlen(text), &job));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, cosi_decode_operation_result(pool, text, strlen(text), &operation));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, cosi_decode_media_info(pool, text, strlen(text), &info));
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, cosi_decode_qrcode_result(pool, text, strlen(text), &codes));
    CHECK(job.jobs_detail.state.data == NULL && cos_list_empty(&job.jobs_detail.snapshot_info_list));
    CHECK(operation.origin.key.data == NULL && cos_list_empty(&operation.object.qrcode_info));
    CHECK(info.format.format_name.data == NULL);
    CHECK(codes.result_image.data == NULL && cos_list_empty(&codes.qrcode_info));
}

TEST(what_is_made_for_calls_is_zeroed_with_empty_lists)
{
    CHECK(cos_list_empty(&ci_create_operation_result(pool)->object.qrcode_info));
    CHECK(cos_list_empty(&ci_create_qrcode_result(pool)->qrcode_info));
    CHECK(ci_create_qrcode_info(pool)->point[3].data == NULL);
    CHECK(ci_video_auditing_job_options_create(pool)->job_conf.snapshot.mode.data == NULL);
    CHECK(ci_media_buckets_request_create(pool)->page_size.data == NULL);
    CHECK(ci_snapshot_request_create(pool)->time == 0);
}

static void before(void)
{
    cos_http_io_initialize(NULL, 0);
    cos_pool_create(&pool, NULL);
}

static void after(void)
{
    cos_pool_destroy(pool);
    cos_http_io_deinitialize();
}

TEST_MAIN(before, after)
