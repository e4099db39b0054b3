/* Which certificates count where the settings name none. */
#include "cosx_transport.h"
#include "test.h"
#include "trust.h"

static const char *const nowhere[] = {"/nonexistent/a.pem", "/nonexistent/b.pem", NULL};
static const char *const second[] = {"/nonexistent/a.pem", "/proc/self/status", "/proc/self/stat", NULL};

static void check(const char *file, const char *directory, cosi_trust_t trust)
{
    CHECK_INT_EQ(file == NULL, trust.file == NULL);
    CHECK_INT_EQ(directory == NULL, trust.directory == NULL);
    if (file != NULL && trust.file != NULL) {
        CHECK_STR_EQ(file, trust.file);
    }
    if (directory != NULL && trust.directory != NULL) {
        CHECK_STR_EQ(directory, trust.directory);
    }
}

TEST(what_the_environment_names_comes_before_the_systems_bundle)
{
    check("/some/file", NULL, cosi_trust_choose("/some/file", NULL, second));
    check("/some/file", "/some/directory", cosi_trust_choose("/some/file", "/some/directory", second));
}

TEST(a_directory_alone_comes_before_the_systems_bundle)
{
    check(NULL, "/some/directory", cosi_trust_choose("", "/some/directory", second));
}

TEST(the_first_bundle_that_is_there_is_taken)
{
    check("/proc/self/status", NULL, cosi_trust_choose(NULL, "", second));
}

TEST(without_any_there_is_none)
{
    check(NULL, NULL, cosi_trust_choose(NULL, NULL, nowhere));
}

TEST(a_fallback_must_be_a_file)
{
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cosx_transport_trust(NULL));
    CHECK_INT_EQ(COSE_INVALID_ARGUMENT, cosx_transport_trust(""));
}

TEST(a_fallback_changes_nothing_where_certificates_are_known)
{
    int known = cosx_transport_has_trust();
    cosi_trust_t before = cosi_trust();
    cosi_trust_t after;
    CHECK_INT_EQ(COSE_OK, cosx_transport_trust("/nonexistent/ca.pem"));
    CHECK_INT_EQ(COSE_OK, cosx_transport_trust("/nonexistent/other.pem"));
    after = cosi_trust();
    if (known) {
        check(before.file, before.directory, after);
    } else {
        check("/nonexistent/ca.pem", NULL, after);
    }
    CHECK(cosx_transport_has_trust());
}

TEST_MAIN(NULL, NULL)
