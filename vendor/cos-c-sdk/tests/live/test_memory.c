/* Every allocation of what is made for live channels fails once. */
#include "call_options.h"
#include "cos_auth.h"
#include "failing_memory.h"
#include "test.h"

static int attempt(void *data)
{
    cos_request_options_t options = { 0 };
    cos_config_t config = { 0 };
    cos_string_t bucket = string_of("b-125");
    cos_string_t channel = string_of("ch");
    cos_string_t end = string_of("4102444800");
    cos_string_t list = string_of("p.m3u8");
    cos_http_controller_t *ctl;
    cos_http_request_t *req;
    cos_http_response_t *resp;
    cos_pool_t *pool;
    cos_string_t text;
    int clean = 1;
    int res;

    (void)data;
    if (apr_pool_create(&pool, NULL) != APR_SUCCESS) {
        return 1;
    }
    cos_str_set(&config.endpoint, "cos.r.myqcloud.com");
    cos_str_set(&config.access_key_id, "id");
    cos_str_set(&config.access_key_secret, "secret");
    ctl = cos_http_controller_create(pool, 0);
    options.pool = pool;
    options.config = &config;
    options.ctl = ctl;
    if (ctl != NULL) {
        cos_init_live_channel_request(&options, &bucket, &channel, HTTP_GET, &req, NULL, NULL, &resp);
        clean = (req == NULL) == (resp == NULL);
        if (req != NULL) {
            res = cos_get_signed_url(&options, req, &end, &text);
            clean = clean && (res == COSE_OK ? text.len > 0 : res == COSE_OUT_MEMORY && text.data == NULL);
            res = get_cos_request_signature(&options, req, &end, &text);
            clean = clean && (res == COSE_OK ? text.len > 0 : res == COSE_OUT_MEMORY && text.data == NULL);
            cos_get_rtmp_uri(&options, &bucket, &channel, req);
            clean = clean && (req->resource[0] != '\0') == (req->host[0] != '\0');
            res = cos_get_rtmp_signed_url(&options, req, &end, &list, NULL, &text);
            clean = clean && (res == COSE_OK ? text.len > 0
                                             : text.data == NULL && (res == COSE_OUT_MEMORY || req->host[0] == '\0'));
        }
    }
    cos_create_live_channel_configuration_content(pool);
    cos_create_list_live_channel_params(pool);
    apr_pool_destroy(pool);
    return clean;
}

TEST(addresses_and_signatures_survive_every_failing_allocation)
{
    CHECK(attempt(NULL));
    CHECK(failing_memory_each(attempt, NULL) >= 40);
}

static void start_all(void)
{
    cos_http_io_initialize(NULL, 0);
}

TEST_MAIN(start_all, cos_http_io_deinitialize)
