/* What is known of an object: its metadata, whether it exists, where it is. */
#include "example.h"

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t object = text("attributes/picture of a cat.txt");
    cos_string_t missing = text("attributes/nothing.txt");
    cos_object_exist_status_e state = COS_OBJECT_UNKNOWN_EXIST;
    const cos_array_header_t *entries;
    const cos_table_entry_t *entry;
    cos_request_options_t *options;
    cos_table_t *answer = NULL;
    cos_status_t *status;
    int index;

    start_library();
    options = begin_work();
    put_text(options, &bucket, object.data, "meow");

    check(cos_head_object(options, &bucket, &object, NULL, &answer), "metadata");
    entries = cos_table_elts(answer);
    entry = (const cos_table_entry_t *)(const void *)entries->elts;
    for (index = 0; index < entries->nelts; index++) {
        printf("%s: %s\n", entry[index].key, entry[index].val);
    }

    check(cos_check_object_exist(options, &bucket, &object, NULL, &state, NULL), "exists");
    require(state == COS_OBJECT_EXIST, "an object that is there");
    status = cos_check_object_exist(options, &bucket, &missing, NULL, &state, NULL);
    printf("the other: %d, %s\n", status->code, state == COS_OBJECT_NON_EXIST ? "is not there" : "unknown");
    require(state == COS_OBJECT_NON_EXIST, "no object of that name");

    /* Where anybody finds it who may read it. */
    printf("URL %s\n", cos_gen_object_url(options, &bucket, &object));
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
