#include "call_options.h"
#include "pipeline/domain.h"
#include "test.h"

static cos_pool_t *pool;

static void start(void)
{
    cos_http_io_initialize(NULL, 0);
    apr_pool_create(&pool, NULL);
}

static void stop(void)
{
    apr_pool_destroy(pool);
    cos_http_io_deinitialize();
}

static cos_http_request_t *object_at(cos_request_options_t *options, const char *bucket, const char *key)
{
    cos_string_t b = string_of(bucket);
    cos_string_t k = string_of(key);
    cos_http_request_t *req = cos_http_request_create(pool);
    char *error = NULL;

    CHECK_INT_EQ(COSE_OK, cos_get_object_uri(options, &b, &k, req, &error));
    CHECK(error == NULL);
    return req;
}

TEST(the_bucket_goes_in_front_of_the_endpoint)
{
    cos_http_request_t *req = object_at(call_options(pool, "cos.ap-guangzhou.myqcloud.com"), "b-125", "a/b");

    CHECK_STR_EQ("http://", req->proto);
    CHECK_STR_EQ("b-125.cos.ap-guangzhou.myqcloud.com", req->host);
    CHECK_STR_EQ("a/b", req->uri);
    CHECK_STR_EQ("a/b", req->resource);
}

TEST(a_scheme_of_any_case_and_closing_slashes_are_understood)
{
    cos_http_request_t *req = object_at(call_options(pool, "HTTPS://cos.ap-guangzhou.myqcloud.com//"), "b-125", "k");

    CHECK_STR_EQ("https://", req->proto);
    CHECK_STR_EQ("b-125.cos.ap-guangzhou.myqcloud.com", req->host);
}

TEST(the_appid_is_added_once)
{
    cos_request_options_t *options = call_options(pool, "cos.ap-guangzhou.myqcloud.com");

    cos_str_set(&options->config->appid, "125");
    CHECK_STR_EQ("b-125.cos.ap-guangzhou.myqcloud.com", object_at(options, "b", "k")->host);
    CHECK_STR_EQ("b-125.cos.ap-guangzhou.myqcloud.com", object_at(options, "b-125", "k")->host);
}

TEST(own_domains_and_plain_addresses_stand_alone)
{
    cos_request_options_t *options = call_options(pool, "https://files.example.com");

    options->config->is_cname = 1;
    CHECK_STR_EQ("files.example.com", object_at(options, "b-125", "k")->host);
    CHECK_STR_EQ("127.0.0.1", object_at(call_options(pool, "127.0.0.1"), "b-125", "k")->host);
    CHECK_STR_EQ("b-125.127.0.0.1:80", object_at(call_options(pool, "127.0.0.1:80"), "b-125", "k")->host);
}

TEST(the_bucket_list_has_a_host_of_its_own)
{
    cos_http_request_t *req = cos_http_request_create(pool);
    cos_request_options_t *options = call_options(pool, "https://cos.ap-guangzhou.myqcloud.com");

    CHECK_INT_EQ(COSE_OK, cos_get_service_uri(options, 1, req, NULL));
    CHECK_STR_EQ("service.cos.myqcloud.com", req->host);
    CHECK_STR_EQ("https://", req->proto);
    CHECK_INT_EQ(COSE_OK, cos_get_service_uri(options, 0, req, NULL));
    CHECK_STR_EQ("cos.ap-guangzhou.myqcloud.com", req->host);
}

static const char *refusal(const char *endpoint, const char *bucket, const char *key)
{
    cos_string_t b = string_of(bucket);
    cos_string_t k = string_of(key);
    char *error = NULL;

    CHECK_INT_EQ(COSE_INVALID_ARGUMENT,
                 cos_get_object_uri(call_options(pool, endpoint), &b, &k, cos_http_request_create(pool), &error));
    return error;
}

TEST(what_makes_no_address_is_refused_with_a_reason)
{
    CHECK_STR_EQ("endpoint is null or empty, please check it", refusal("", "b", "k"));
    CHECK_STR_EQ("endpoint is not a host name", refusal("https://", "b", "k"));
    CHECK_STR_EQ("endpoint is not a host name", refusal("https://host/path", "b", "k"));
    CHECK_STR_EQ("endpoint holds a character that no host name has", refusal("host\r\nx: y", "b", "k"));
    CHECK_STR_EQ("endpoint holds a character that no host name has", refusal("user@host", "b", "k"));
    CHECK_STR_EQ("bucket is null or empty, please check it", refusal("host", NULL, "k"));
    CHECK_STR_EQ("bucket is nillegal, please check it", refusal("host", "b.c", "k"));
    CHECK_STR_EQ("bucket is nillegal, please check it", refusal("host", "-b", "k"));
    CHECK_STR_EQ("the object key is empty", refusal("host", "b", ""));
}

TEST(the_other_domain_is_known_for_default_hosts_only)
{
    char *host = "b-125.cos.ap-guangzhou.myqcloud.com";

    CHECK_STR_EQ("b-125.cos.ap-guangzhou.tencentcos.cn", cosi_other_domain(pool, host));
    CHECK(cosi_other_domain(pool, "b-125.cos.accelerate.myqcloud.com") == NULL);
    CHECK(cosi_other_domain(pool, "files.example.com") == NULL);
    CHECK(cosi_other_domain(pool, "cos.ap-guangzhou.myqcloud.com") == NULL);
    CHECK(is_default_domain(host));
    CHECK(!is_default_endpoint(host));
    CHECK(is_default_endpoint("cos.ap-guangzhou.myqcloud.com"));
    CHECK(!is_default_endpoint("cos"));
}

TEST(an_endpoint_changes_its_domain_and_comes_back)
{
    char first[] = "cos.ap-guangzhou.myqcloud.com";
    cos_string_t endpoint = string_of(first);

    change_endpoint_suffix(&endpoint);
    CHECK_STR_EQ("cos.ap-guangzhou.tencentcos.cn", endpoint.data);
    CHECK_INT_EQ(strlen(endpoint.data), endpoint.len);
    clear_change_endpoint_suffix(&endpoint, first);
    CHECK(endpoint.data == first);
}

TEST(domains_of_the_service_are_known)
{
    static const char *const ours[] = {
        "cos.ap-guangzhou.myqcloud.com", "https://b-1.cos.ap-guangzhou.myqcloud.com/", "http://ci.r.MYQCLOUD.com:80/x",
        "b-1.cos.r.tencentcos.cn"
    };
    static const char *const others[] = {
        "", "example.com", "myqcloud.com.example.com", "https://example.com/a.myqcloud.com", "evilmyqcloud.com", ".myqcloud.com",
        "127.0.0.1:8080"
    };
    size_t i;

    for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
        cos_string_t name = string_of(ours[i]);
        CHECK_INT_EQ(1, is_cos_domain(&name));
    }
    for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        cos_string_t name = string_of(others[i]);
        CHECK_INT_EQ(0, is_cos_domain(&name));
    }
    CHECK_INT_EQ(0, is_cos_domain(NULL));
}

TEST_MAIN(start, stop)
