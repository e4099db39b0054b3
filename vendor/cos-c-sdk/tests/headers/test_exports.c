/* The shared library has everything that the installed headers declare, and nothing of its inside. */
#include <dlfcn.h>

#include "test.h"

static const char *const names[] = {
#define NAME(name) #name,
#include "declared_names.h"
#undef NAME
};

static void *library;

static void start(void)
{
    library = dlopen(COS_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        exit(2);
    }
}

static void stop(void)
{
    dlclose(library);
}

TEST(every_declared_name_is_exported)
{
    size_t missing = 0;
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (dlsym(library, names[i]) == NULL) {
            fprintf(stderr, "declared and missing: %s\n", names[i]);
            missing++;
        }
    }
    CHECK_INT_EQ(0, missing);
}

TEST(the_list_of_names_is_not_cut_short)
{
    CHECK(sizeof(names) / sizeof(names[0]) > 250);
}

TEST(inner_names_are_hidden)
{
    CHECK(dlsym(library, "cosi_execute") == NULL);
    CHECK(dlsym(library, "cosi_sign") == NULL);
    CHECK(dlsym(library, "cosi_exchange_setup") == NULL);
}

TEST_MAIN(start, stop)
