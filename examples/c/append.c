/* An object that grows: appended from memory and from a file, each time where it ended before.

   append FILE */
#include "example.h"

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t file = text(argument(argc, argv, 1, "FILE"));
    cos_string_t object = text("append/log.txt");
    cos_request_options_t *options;
    cos_table_t *answer = NULL;
    cos_status_t *status;
    cos_list_t body;
    int64_t position;

    start_library();
    options = begin_work();

    /* At position 0 the object is made. */
    cos_list_init(&body);
    add_piece(options->pool, &body, "first line\n");
    check(cos_append_object_from_buffer(options, &bucket, &object, 0, &body, NULL, NULL), "memory");

    /* The next position is how long the object is now. */
    check(cos_head_object(options, &bucket, &object, NULL, &answer), "how long");
    position = strtoll(apr_table_get(answer, COS_CONTENT_LENGTH), NULL, 10);
    check(cos_append_object_from_file(options, &bucket, &object, position, &file, NULL, &answer), "file");
    printf("next position %s\n", apr_table_get(answer, "x-cos-next-append-position"));

    /* Anywhere else nothing is written. */
    status = cos_append_object_from_buffer(options, &bucket, &object, 1, &body, NULL, NULL);
    printf("wrong position: %d %s\n", status->code, status->error_code);
    require(status->code == 409, "a refusal of another position");

    /* And an object that was put whole does not grow. */
    put_text(options, &bucket, "append/whole.txt", "whole");
    object = text("append/whole.txt");
    status = cos_append_object_from_buffer(options, &bucket, &object, 5, &body, NULL, NULL);
    printf("not appendable: %d %s\n", status->code, status->error_code);
    require(status->code == 409, "a refusal of an object of another kind");

    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
