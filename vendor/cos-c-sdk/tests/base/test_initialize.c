#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/initialize.h"
#include "cos_http_io.h"
#include "test.h"

TEST(initialize_counts_its_users)
{
    CHECK(!cosi_is_initialized());
    CHECK_INT_EQ(COSE_OK, cos_http_io_initialize("one", 0));
    CHECK_INT_EQ(COSE_OK, cos_http_io_initialize("two", 0));
    cos_http_io_deinitialize();
    CHECK(cosi_is_initialized());
    CHECK(cos_global_pool != NULL);
    CHECK_STR_EQ("cos-sdk-c/5.0.24(Compatible one)", cos_default_http_transport_options->user_agent);
    cos_http_io_deinitialize();
    CHECK(!cosi_is_initialized());
    CHECK(cos_global_pool == NULL);
}

TEST(one_deinitialize_too_many_does_nothing)
{
    cos_http_io_deinitialize();
    CHECK_INT_EQ(COSE_OK, cos_http_io_initialize(NULL, 0));
    CHECK_STR_EQ("cos-sdk-c/5.0.24(Compatible Unknown)", cos_default_http_transport_options->user_agent);
    cos_http_io_deinitialize();
    cos_http_io_deinitialize();
    CHECK(!cosi_is_initialized());
}

TEST(pools_of_the_program_survive_when_it_holds_apr_itself)
{
    cos_pool_t *pool;
    char *text;

    CHECK_INT_EQ(APR_SUCCESS, apr_initialize());
    CHECK_INT_EQ(COSE_OK, cos_http_io_initialize(NULL, 0));
    CHECK_INT_EQ(APR_SUCCESS, apr_pool_create(&pool, NULL));
    text = apr_pstrdup(pool, "still here");
    cos_http_io_deinitialize();
    CHECK_STR_EQ("still here", text);
    apr_pool_destroy(pool);
    apr_terminate();
}

static void *up_and_down(void *unused)
{
    int i;

    (void)unused;
    for (i = 0; i < 50; i++) {
        if (cos_http_io_initialize(NULL, 0) != COSE_OK || !cosi_is_initialized()) {
            return "failed";
        }
        cos_http_io_deinitialize();
    }
    return NULL;
}

TEST(many_threads_may_start_and_end_it_at_once)
{
    pthread_t threads[4];
    void *result;
    int i;

    for (i = 0; i < 4; i++) {
        CHECK_INT_EQ(0, pthread_create(&threads[i], NULL, up_and_down, NULL));
    }
    for (i = 0; i < 4; i++) {
        pthread_join(threads[i], &result);
        CHECK(result == NULL);
    }
    CHECK(!cosi_is_initialized());
}

TEST(a_forked_child_can_go_on_and_end_it)
{
    pid_t child;
    int status;

    CHECK_INT_EQ(COSE_OK, cos_http_io_initialize(NULL, 0));
    child = fork();
    if (child == 0) {
        int fine = cosi_is_initialized() && cos_http_io_initialize(NULL, 0) == COSE_OK;
        cos_http_io_deinitialize();
        cos_http_io_deinitialize();
        _exit(fine && !cosi_is_initialized() ? 0 : 1);
    }
    CHECK(child > 0);
    CHECK_INT_EQ(child, waitpid(child, &status, 0));
    CHECK_INT_EQ(0, status);
    cos_http_io_deinitialize();
}

TEST(each_controller_has_its_own_copy_of_the_defaults)
{
    cos_pool_t *pool;
    cos_http_controller_t *first;
    cos_http_controller_t *second;

    CHECK_INT_EQ(COSE_OK, cos_http_io_initialize(NULL, 0));
    apr_pool_create(&pool, NULL);
    cos_default_http_request_options->connect_timeout = 3;
    first = cos_http_controller_create(pool, 0);
    first->options->connect_timeout = 99;
    second = cos_http_controller_create(pool, 0);
    CHECK_INT_EQ(3, second->options->connect_timeout);
    CHECK_INT_EQ(3, cos_default_http_request_options->connect_timeout);
    apr_pool_destroy(pool);
    cos_http_io_deinitialize();
}

TEST(a_controller_without_a_pool_owns_one)
{
    cos_http_controller_t *ctl;

    CHECK_INT_EQ(COSE_OK, cos_http_io_initialize(NULL, 0));
    ctl = cos_http_controller_create(NULL, 0);
    CHECK(ctl != NULL && ctl->pool != NULL);
    CHECK_INT_EQ(10, ctl->options->connect_timeout);
    CHECK_INT_EQ(120, ctl->options->speed_time);
    apr_pool_destroy(ctl->pool);
    cos_http_io_deinitialize();
}

TEST_MAIN(NULL, NULL)
