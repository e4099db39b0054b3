/* Live channels: requests made with what is published for them, and the answers read. */
#include "operation.h"
#include "pipeline/execute.h"
#include "xml/decode_live.h"
#include "xml/documents_live.h"
#include "xml/write.h"

static cos_string_t channel_name;

static cos_table_t *live(operation_t *op)
{
    cos_table_t *params = cos_table_make(op->pool, 2);

    apr_table_set(params, COS_LIVE_CHANNEL, "");
    return params;
}

TEST(a_new_channel_has_the_published_defaults)
{
    operation_t op;
    cos_live_channel_configuration_t *config;
    char *text;
    size_t size;

    operation_open(&op, NULL, NULL);
    config = cos_create_live_channel_configuration_content(op.pool);
    CHECK_STR_EQ("enabled", config->status.data);
    CHECK_STR_EQ("HLS", config->target.type.data);
    CHECK_INT_EQ(5, config->target.frag_duration);
    CHECK_INT_EQ(3, config->target.frag_count);
    CHECK_STR_EQ("playlist.m3u8", config->target.play_list_name.data);
    cos_str_set(&config->description, "a & b");
    CHECK_INT_EQ(COSE_OK, cosi_xml_write(op.pool, &cosi_xml_live_channel, config, &text, &size));
    CHECK_STR_EQ("<LiveChannelConfiguration><Description>a &amp; b</Description><Switch>enabled</Switch><Target>"
                 "<Type>HLS</Type><FragDuration>5</FragDuration><FragCount>3</FragCount>"
                 "<PlaylistName>playlist.m3u8</PlaylistName></Target></LiveChannelConfiguration>",
                 text);
    operation_close(&op);
}

TEST(a_channel_is_made_with_a_request_of_one_s_own)
{
    operation_t op;
    cos_http_request_t *request;
    cos_http_response_t *response;
    cosi_live_channel_urls_t urls;
    cos_table_t *headers;
    char *body;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "<CreateLiveChannelResult><PublishUrls><Url>rtmp://b/live/ch</Url></PublishUrls>"
           "<PlayUrls><Url>http://b/ch/playlist.m3u8</Url></PlayUrls></CreateLiveChannelResult>");
    headers = cos_table_make(op.pool, 1);
    cos_init_live_channel_request(op.options, &op.bucket, &channel_name, HTTP_PUT, &request, live(&op), headers, &response);
    CHECK(request != NULL && response != NULL);
    cos_write_request_body_from_buffer(op.pool, operation_body(&op, "<LiveChannelConfiguration/>"), request, headers);
    CHECK_INT_EQ(200, cos_process_request(op.options, request, response, 0)->code);
    CHECK(starts(&op, 1, "PUT /ch%201?live HTTP/1.1"));
    CHECK_STR_EQ("<LiveChannelConfiguration/>", test_server_request(op.server, 1)->body);
    body = cos_buf_list_content(op.pool, &response->body);
    CHECK_INT_EQ(COSE_OK, cosi_decode_live_channel_urls(op.pool, body, strlen(body), &urls));
    CHECK_STR_EQ("rtmp://b/live/ch", cos_list_get_first(&urls.publish_urls, cos_live_channel_publish_url_t, node)->publish_url.data);
    CHECK_STR_EQ("http://b/ch/playlist.m3u8", cos_list_get_first(&urls.play_urls, cos_live_channel_play_url_t, node)->play_url.data);
    operation_close(&op);
}

TEST(a_channel_is_switched_with_its_parameters)
{
    operation_t op;
    cos_http_request_t *request;
    cos_http_response_t *response;
    cos_table_t *params;

    operation_open(&op, NULL, NULL);
    answer(&op, "200 OK", "", "");
    params = live(&op);
    apr_table_set(params, COS_LIVE_CHANNEL_STATUS, LIVE_CHANNEL_STATUS_DISABLED);
    cos_init_live_channel_request(op.options, &op.bucket, &channel_name, HTTP_PUT, &request, params, NULL, &response);
    CHECK_INT_EQ(200, cos_process_request(op.options, request, response, 0)->code);
    CHECK(starts(&op, 1, "PUT /ch%201?live&status=disabled HTTP/1.1"));
    operation_close(&op);
}

TEST(a_channel_without_a_name_is_no_request)
{
    operation_t op;
    cos_http_request_t *request = (cos_http_request_t *)&op;
    cos_http_response_t *response = (cos_http_response_t *)&op;
    cos_string_t empty = cos_null_string;

    operation_open(&op, NULL, NULL);
    cos_init_live_channel_request(op.options, &op.bucket, &empty, HTTP_DELETE, &request, NULL, NULL, &response);
    CHECK(request == NULL && response == NULL);
    request = (cos_http_request_t *)&op;
    cos_init_live_channel_request(op.options, &empty, &channel_name, HTTP_DELETE, &request, NULL, NULL, &response);
    CHECK(request == NULL && response == NULL);
    operation_close(&op);
}

TEST(a_channel_is_read_and_keeps_its_name)
{
    operation_t op;
    cos_live_channel_configuration_t *config;
    const char *text = "<LiveChannelConfiguration><Description>d</Description><Status>disabled</Status><Target>"
                       "<Type>HLS</Type><FragDuration>2</FragDuration><FragCount>9</FragCount>"
                       "<PlaylistName>p.m3u8</PlaylistName></Target></LiveChannelConfiguration>";

    operation_open(&op, NULL, NULL);
    config = cos_create_live_channel_configuration_content(op.pool);
    config->name = channel_name;
    CHECK_INT_EQ(COSE_OK, cosi_decode_live_channel(op.pool, text, strlen(text), config));
    CHECK_STR_EQ("ch 1", config->name.data);
    CHECK_STR_EQ("d", config->description.data);
    CHECK_STR_EQ("disabled", config->status.data);
    CHECK_INT_EQ(2, config->target.frag_duration);
    CHECK_INT_EQ(9, config->target.frag_count);
    CHECK_STR_EQ("p.m3u8", config->target.play_list_name.data);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, cosi_decode_live_channel(op.pool, "<X/>", 4, config));
    CHECK_STR_EQ("d", config->description.data);
    operation_close(&op);
}

TEST(what_flows_through_a_channel_is_read)
{
    operation_t op;
    cos_live_channel_stat_t stat;
    const char *text = "<LiveChannelStat><Status>Live</Status><ConnectedTime>2016-08-25T06:25:15.000Z</ConnectedTime>"
                       "<RemoteAddr>10.1.2.3:47745</RemoteAddr><Video><Width>1280</Width><Height>536</Height>"
                       "<FrameRate>24</FrameRate><Bandwidth>72513</Bandwidth><Codec>H264</Codec></Video>"
                       "<Audio><Bandwidth>6519</Bandwidth><SampleRate>44100</SampleRate><Codec>AAC</Codec></Audio></LiveChannelStat>";

    operation_open(&op, NULL, NULL);
    CHECK_INT_EQ(COSE_OK, cosi_decode_live_channel_stat(op.pool, text, strlen(text), &stat));
    CHECK_STR_EQ("Live", stat.pushflow_status.data);
    CHECK_STR_EQ("2016-08-25T06:25:15.000Z", stat.connected_time.data);
    CHECK_STR_EQ("10.1.2.3:47745", stat.remote_addr.data);
    CHECK_INT_EQ(1280, stat.video_stat.width);
    CHECK_INT_EQ(536, stat.video_stat.height);
    CHECK_INT_EQ(24, stat.video_stat.frame_rate);
    CHECK_INT_EQ(72513, stat.video_stat.band_width);
    CHECK_STR_EQ("H264", stat.video_stat.codec.data);
    CHECK_INT_EQ(6519, stat.audio_stat.band_width);
    CHECK_INT_EQ(44100, stat.audio_stat.sample_rate);
    CHECK_STR_EQ("AAC", stat.audio_stat.codec.data);
    CHECK_INT_EQ(COSE_XML_PARSE_ERROR, cosi_decode_live_channel_stat(op.pool, "", 0, &stat));
    CHECK_STR_EQ("Live", stat.pushflow_status.data);
    operation_close(&op);
}

TEST(pages_of_channels_add_up)
{
    operation_t op;
    cos_list_live_channel_params_t *params;
    cos_live_channel_content_t *channel;
    const char *first = "<ListLiveChannelResult><Prefix/><MaxKeys>1</MaxKeys><IsTruncated>true</IsTruncated><LiveChannel>"
                        "<Name>a</Name><Description>d</Description><Status>live</Status><LastModified>then</LastModified>"
                        "<PublishUrls><Url>rtmp://1</Url></PublishUrls><PlayUrls><Url>http://1</Url></PlayUrls></LiveChannel>"
                        "</ListLiveChannelResult>";
    const char *second = "<ListLiveChannelResult><IsTruncated>false</IsTruncated><LiveChannel><Name>b</Name>"
                         "<Switch>enabled</Switch></LiveChannel></ListLiveChannelResult>";

    operation_open(&op, NULL, NULL);
    params = cos_create_list_live_channel_params(op.pool);
    CHECK_INT_EQ(1000, params->max_keys);
    CHECK_STR_EQ("", params->prefix.data);
    CHECK_INT_EQ(COSE_OK, cosi_decode_live_channel_list(op.pool, first, strlen(first), params));
    CHECK_INT_EQ(1, params->truncated);
    CHECK_STR_EQ("a", params->next_marker.data);
    CHECK_INT_EQ(COSE_OK, cosi_decode_live_channel_list(op.pool, second, strlen(second), params));
    CHECK_INT_EQ(0, params->truncated);
    channel = cos_list_get_first(&params->live_channel_list, cos_live_channel_content_t, node);
    CHECK_STR_EQ("live", channel->status.data);
    CHECK_STR_EQ("then", channel->last_modified.data);
    CHECK_STR_EQ("rtmp://1", cos_list_get_first(&channel->publish_url_list, cos_live_channel_publish_url_t, node)->publish_url.data);
    CHECK_STR_EQ("http://1", cos_list_get_first(&channel->play_url_list, cos_live_channel_play_url_t, node)->play_url.data);
    channel = cos_list_get_last(&params->live_channel_list, cos_live_channel_content_t, node);
    CHECK_STR_EQ("b", channel->name.data);
    CHECK_STR_EQ("enabled", channel->status.data);
    CHECK(cos_list_empty(&channel->play_url_list));
    operation_close(&op);
}

TEST(records_of_a_channel_are_read)
{
    operation_t op;
    cosi_live_channel_history_t history;
    cos_live_record_content_t *record;
    const char *text = "<LiveChannelHistory><LiveRecord><StartTime>1</StartTime><EndTime>2</EndTime><RemoteAddr>r</RemoteAddr>"
                       "</LiveRecord><LiveRecord><StartTime>3</StartTime></LiveRecord></LiveChannelHistory>";

    operation_open(&op, NULL, NULL);
    CHECK_INT_EQ(COSE_OK, cosi_decode_live_channel_history(op.pool, text, strlen(text), &history));
    record = cos_list_get_first(&history.records, cos_live_record_content_t, node);
    CHECK_STR_EQ("1", record->start_time.data);
    CHECK_STR_EQ("2", record->end_time.data);
    CHECK_STR_EQ("r", record->remote_addr.data);
    record = cos_list_get_last(&history.records, cos_live_record_content_t, node);
    CHECK_STR_EQ("3", record->start_time.data);
    operation_close(&op);
}

TEST(entries_are_made_zeroed_with_empty_lists)
{
    operation_t op;

    operation_open(&op, NULL, NULL);
    CHECK(cos_create_live_channel_publish_url(op.pool)->publish_url.data == NULL);
    CHECK(cos_create_live_channel_play_url(op.pool)->play_url.data == NULL);
    CHECK(cos_create_live_record_content(op.pool)->start_time.data == NULL);
    CHECK(cos_list_empty(&cos_create_list_live_channel_content(op.pool)->publish_url_list));
    CHECK(cos_list_empty(&cos_create_list_live_channel_content(op.pool)->play_url_list));
    operation_close(&op);
}

static void before(void)
{
    library_start();
    cos_str_set(&channel_name, "ch 1");
}

TEST_MAIN(before, library_stop)
