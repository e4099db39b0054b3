/* Buckets with media processing, pictures of videos, what videos are made of. */
#include <limits.h>
#include <math.h>

#include "operation.h"

#define BUCKET(name) \
    "<MediaBucketList><BucketId>" name "-1250000000</BucketId><Name>" name "</Name><Region>ap-guangzhou</Region>" \
    "<CreateTime>2022-04-07T22:06:57+0800</CreateTime></MediaBucketList>"

TEST(buckets_with_media_processing_are_asked_of_the_service)
{
    operation_t op;
    ci_media_buckets_request_t *request;
    ci_media_buckets_result_t *result = NULL;
    ci_media_bucket_list_t *bucket;

    operation_open(&op, NULL, NULL);
    op.options->config->is_cname = 0;
    answer(&op, "200 OK", "", "<Response><RequestId>r</RequestId><TotalCount>51</TotalCount><PageNumber>1</PageNumber>"
           "<PageSize>2</PageSize>" BUCKET("one") BUCKET("two") "</Response>");
    request = ci_media_buckets_request_create(op.pool);
    cos_str_set(&request->regions, "ap-guangzhou,ap-beijing");
    cos_str_set(&request->bucket_names, "a,b");
    cos_str_set(&request->bucket_name, "exam");
    cos_str_set(&request->page_number, "1");
    cos_str_set(&request->page_size, "2");
    CHECK_INT_EQ(200, ci_describe_media_buckets(op.options, request, NULL, &op.answer, &result)->code);
    CHECK(starts(&op, 1, "GET /mediabucket?regions=ap-guangzhou%2Cap-beijing&bucketNames=a%2Cb&bucketName=exam"
                 "&pageNumber=1&pageSize=2 HTTP/1.1"));
    CHECK(has_header(&op, 1, "Host", test_server_authority(op.server)));
    CHECK_INT_EQ(51, result->total_count);
    CHECK_INT_EQ(1, result->page_number);
    CHECK_INT_EQ(2, result->page_size);
    bucket = cos_list_get_first(&result->media_bucket_list, ci_media_bucket_list_t, node);
    CHECK_STR_EQ("one-1250000000", bucket->bucket_id.data);
    CHECK_STR_EQ("one", bucket->name.data);
    CHECK_STR_EQ("ap-guangzhou", bucket->region.data);
    CHECK_STR_EQ("2022-04-07T22:06:57+0800", bucket->create_time.data);
    bucket = cos_list_get_last(&result->media_bucket_list, ci_media_bucket_list_t, node);
    CHECK_STR_EQ("two", bucket->name.data);
    operation_close(&op);
}

TEST(what_is_empty_is_not_asked_for)
{
    operation_t op;
    ci_media_buckets_result_t *result = NULL;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<Response><TotalCount>0</TotalCount></Response>");
    CHECK_INT_EQ(200, ci_describe_media_buckets(op.options, ci_media_buckets_request_create(op.pool), NULL, NULL, &result)->code);
    CHECK(starts(&op, 1, "GET /mediabucket HTTP/1.1"));
    CHECK(cos_list_empty(&result->media_bucket_list));
    operation_close(&op);
}

TEST(a_request_for_media_buckets_can_be_made_by_hand)
{
    operation_t op;
    cos_http_request_t *request;
    cos_http_response_t *response;
    char *error = NULL;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<Response/>");
    CHECK_INT_EQ(COSE_OK, cos_init_media_buckets_request(op.options, HTTP_GET, &request, NULL, NULL, &response, &error));
    CHECK_STR_EQ("mediabucket", request->uri);
    CHECK_STR_EQ("mediabucket", request->resource);
    CHECK_INT_EQ(200, cos_process_request(op.options, request, response, 0)->code);
    CHECK(starts(&op, 1, "GET /mediabucket HTTP/1.1"));
    cos_str_set(&op.options->config->endpoint, "");
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT,
                 cos_init_media_buckets_request(op.options, HTTP_GET, &request, NULL, NULL, &response, &error));
    CHECK(error != NULL);
    operation_close(&op);
}

TEST(a_picture_of_a_video_comes_into_memory)
{
    operation_t op;
    ci_get_snapshot_request_t *request;
    cos_list_t *body;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "JPEG");
    body = operation_body(&op, "");
    request = ci_snapshot_request_create(op.pool);
    request->time = 5.25f;
    request->width = 100;
    request->height = 200;
    cos_str_set(&request->format, "jpg");
    cos_str_set(&request->rotate, "auto");
    cos_str_set(&request->mode, "exactframe");
    CHECK_INT_EQ(200, ci_get_snapshot_to_buffer(op.options, &op.bucket, &op.object, request, NULL, body, &op.answer)->code);
    CHECK(starts(&op, 1, "GET /dir/a%20b.txt?ci-process=snapshot&time=5.25&width=100&height=200&format=jpg&rotate=auto"
                 "&mode=exactframe HTTP/1.1"));
    CHECK_STR_EQ("JPEG", cos_buf_list_content(op.pool, body));
    CHECK(op.answer != NULL);
    operation_close(&op);
}

TEST(a_picture_of_a_video_comes_into_a_file)
{
    operation_t op;
    size_t size;
    char *data;

    operation_open(&op, NULL, NULL);
    /* the checksum is the video's: it says nothing of the picture */
    answer(&op, "200 OK", "x-cos-hash-crc64ecma: 1\r\n", "JPEG");
    CHECK_INT_EQ(200, ci_get_snapshot_to_file(op.options, &op.bucket, &op.object, ci_snapshot_request_create(op.pool), NULL,
                                              &op.file, NULL)->code);
    CHECK(starts(&op, 1, "GET /dir/a%20b.txt?ci-process=snapshot&time=0 HTTP/1.1"));
    data = read_file(op.path, &size);
    CHECK_STR_EQ("JPEG", data);
    free(data);
    operation_close(&op);
}

TEST(a_picture_that_is_refused_leaves_no_file)
{
    operation_t op;
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    answer(&op, "404 Not Found", "", "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>");
    status = ci_get_snapshot_to_file(op.options, &op.bucket, &op.object, ci_snapshot_request_create(op.pool), NULL, &op.file,
                                     NULL);
    CHECK_INT_EQ(404, status->code);
    CHECK_STR_EQ("NoSuchKey", status->error_code);
    CHECK_INT_EQ(0, count_files(op.directory));
    operation_close(&op);
}

TEST(what_a_video_is_made_of_is_told)
{
    operation_t op;
    ci_media_info_result_t *result = NULL;
    const ci_media_video_t *video;
    const ci_media_audio_t *audio;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<Response><MediaInfo><Stream><Video><Index>0</Index><CodecName>h264</CodecName>"
           "<CodecLongName>H.264 / AVC</CodecLongName><CodecTimeBase>1/50</CodecTimeBase><CodecTagString>avc1</CodecTagString>"
           "<CodecTag>0x31637661</CodecTag><Profile>High</Profile><Height>1080</Height><Width>1920</Width>"
           "<HasBFrame>2</HasBFrame><RefFrames>4</RefFrames><Sar>1:1</Sar><Dar>16:9</Dar><PixFormat>yuv420p</PixFormat>"
           "<FieldOrder>progressive</FieldOrder><Level>40</Level><Fps>29.97</Fps><AvgFps>30000/1001</AvgFps>"
           "<Timebase>1/12800</Timebase><StartTime>-0.040000</StartTime><Duration>16.840000</Duration>"
           "<Bitrate>395.470000</Bitrate><NumFrames>421</NumFrames><Language>und</Language></Video>"
           "<Audio><Index>1</Index><CodecName>aac</CodecName><CodecLongName>AAC</CodecLongName>"
           "<CodecTimeBase>1/44100</CodecTimeBase><CodecTagString>mp4a</CodecTagString><CodecTag>0x6134706d</CodecTag>"
           "<SampleFmt>fltp</SampleFmt><SampleRate>44100</SampleRate><Channel>2</Channel><ChannelLayout>stereo</ChannelLayout>"
           "<Timebase>1/44100</Timebase><StartTime>0.000000</StartTime><Duration>16.852000</Duration>"
           "<Bitrate>128.726000</Bitrate><Language>eng</Language></Audio>"
           "<Audio><Index>2</Index><Language>fra</Language></Audio>"
           "<Subtitle><Index>3</Index><Language>chi</Language></Subtitle></Stream>"
           "<Format><NumStream>4</NumStream><NumProgram>0</NumProgram><FormatName>mov,mp4</FormatName>"
           "<FormatLongName>QuickTime / MOV</FormatLongName><StartTime>0.000000</StartTime><Duration>16.852000</Duration>"
           "<Bitrate>531.960000</Bitrate><Size>5368709120</Size></Format></MediaInfo></Response>");
    CHECK_INT_EQ(200, ci_get_media_info(op.options, &op.bucket, &op.object, NULL, &op.answer, &result)->code);
    CHECK(starts(&op, 1, "GET /dir/a%20b.txt?ci-process=videoinfo HTTP/1.1"));
    video = &result->stream.video;
    CHECK_STR_EQ("h264", video->codec_name.data);
    CHECK_STR_EQ("H.264 / AVC", video->codec_long_name.data);
    CHECK_STR_EQ("1/50", video->codec_time_base.data);
    CHECK_STR_EQ("avc1", video->codec_tag_string.data);
    CHECK_STR_EQ("0x31637661", video->codec_tag.data);
    CHECK_STR_EQ("High", video->profile.data);
    CHECK_INT_EQ(1080, video->height);
    CHECK_INT_EQ(1920, video->width);
    CHECK_INT_EQ(2, video->has_b_frame);
    CHECK_INT_EQ(4, video->ref_frames);
    CHECK_STR_EQ("1:1", video->sar.data);
    CHECK_STR_EQ("16:9", video->dar.data);
    CHECK_STR_EQ("yuv420p", video->pix_format.data);
    CHECK_STR_EQ("progressive", video->field_order.data);
    CHECK_INT_EQ(40, video->level);
    CHECK_INT_EQ(29, video->fps);
    CHECK_STR_EQ("30000/1001", video->avg_fps.data);
    CHECK_STR_EQ("1/12800", video->timebase.data);
    CHECK(video->start_time == -0.04f);
    CHECK(video->duration == 16.84f);
    CHECK(video->bit_rate == 395.47f);
    CHECK_INT_EQ(421, video->num_frames);
    CHECK_STR_EQ("und", video->language.data);
    audio = &result->stream.audio;
    CHECK_INT_EQ(1, audio->index);
    CHECK_STR_EQ("aac", audio->codec_name.data);
    CHECK_STR_EQ("fltp", audio->sample_fmt.data);
    CHECK_INT_EQ(44100, audio->sample_rate);
    CHECK_INT_EQ(2, audio->channel);
    CHECK_STR_EQ("stereo", audio->channel_layout.data);
    CHECK(audio->duration == 16.852f);
    CHECK(audio->bit_rate == 128.726f);
    CHECK_STR_EQ("eng", audio->language.data);
    CHECK_INT_EQ(3, result->stream.subtitle.index);
    CHECK_STR_EQ("chi", result->stream.subtitle.language.data);
    CHECK_INT_EQ(4, result->format.num_stream);
    CHECK_INT_EQ(0, result->format.num_program);
    CHECK_STR_EQ("mov,mp4", result->format.format_name.data);
    CHECK_STR_EQ("QuickTime / MOV", result->format.format_long_name.data);
    CHECK(result->format.duration == 16.852f);
    CHECK_INT_EQ(531, result->format.bit_rate);
    CHECK_INT_EQ(INT_MAX, result->format.size);
    operation_close(&op);
}

TEST(a_sound_without_pictures_has_zeroed_ones)
{
    operation_t op;
    ci_media_info_result_t *result = NULL;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<Response><MediaInfo><Stream><Audio><Duration>N/A</Duration></Audio><Subtitle/></Stream>"
           "<Format><NumStream>1</NumStream></Format></MediaInfo></Response>");
    CHECK_INT_EQ(200, ci_get_media_info(op.options, &op.bucket, &op.object, NULL, NULL, &result)->code);
    CHECK(result->stream.video.codec_name.data == NULL);
    CHECK(result->stream.audio.duration == 0);
    CHECK_INT_EQ(1, result->format.num_stream);
    operation_close(&op);
}

TEST(an_object_that_is_no_video_is_the_server_s_error)
{
    operation_t op;
    ci_media_info_result_t *result = NULL;
    cos_status_t *status;

    operation_open(&op, NULL, NULL);
    answer(&op, "400 Bad Request", "", "<Error><Code>InvalidMedia</Code><Message>no</Message></Error>");
    status = ci_get_media_info(op.options, &op.bucket, &op.object, NULL, NULL, &result);
    CHECK_INT_EQ(400, status->code);
    CHECK_STR_EQ("InvalidMedia", status->error_code);
    CHECK(result != NULL && result->format.num_stream == 0);
    operation_close(&op);
}

TEST(requests_that_cannot_be_meant_are_refused)
{
    operation_t op;
    ci_get_snapshot_request_t *request;
    ci_media_info_result_t *info = NULL;
    ci_media_buckets_result_t *buckets = NULL;
    cos_string_t empty = cos_null_string;
    cos_list_t *body;

    operation_open(&op, NULL, NULL);
    body = operation_body(&op, "");
    request = ci_snapshot_request_create(op.pool);
#define TO_BUFFER(object, request, body) ci_get_snapshot_to_buffer(op.options, &op.bucket, object, request, NULL, body, NULL)
#define TO_FILE(object, request, file) ci_get_snapshot_to_file(op.options, &op.bucket, object, request, NULL, file, NULL)
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, TO_BUFFER(&empty, request, body)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, TO_BUFFER(&op.object, NULL, body)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, TO_BUFFER(&op.object, request, NULL)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, TO_FILE(NULL, request, &op.file)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, TO_FILE(&op.object, NULL, &op.file)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, TO_FILE(&op.object, request, &empty)->code);
    request->time = -1;
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, TO_BUFFER(&op.object, request, body)->code);
    request->time = NAN;
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, TO_BUFFER(&op.object, request, body)->code);
    request->time = 0;
    request->width = -1;
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, TO_FILE(&op.object, request, &op.file)->code);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_get_media_info(op.options, &op.bucket, &empty, NULL, NULL, &info)->code);
    CHECK(info != NULL);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_get_media_info(NULL, &op.bucket, &op.object, NULL, NULL, &info)->code);
    CHECK(info == NULL);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, ci_describe_media_buckets(op.options, NULL, NULL, NULL, &buckets)->code);
    CHECK(buckets != NULL);
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT,
                 ci_describe_media_buckets(NULL, ci_media_buckets_request_create(op.pool), NULL, NULL, &buckets)->code);
    CHECK(buckets == NULL);
    CHECK_INT_EQ(0, test_server_request_count(op.server));
    operation_close(&op);
}

TEST_MAIN(library_start, library_stop)
