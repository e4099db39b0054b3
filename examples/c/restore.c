/* An archived object, brought back for some days to be read. */
#include "example.h"

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t object = text("restore/archived.txt");
    cos_object_restore_params_t *restore;
    cos_request_options_t *options;
    cos_table_t *headers;
    cos_status_t *status;
    cos_list_t body;

    start_library();
    options = begin_work();
    headers = cos_table_make(options->pool, 1);
    apr_table_set(headers, "x-cos-storage-class", "ARCHIVE");
    cos_list_init(&body);
    add_piece(options->pool, &body, "from the archive");
    check(cos_put_object_from_buffer(options, &bucket, &object, &body, headers, NULL), "archive");

    cos_list_init(&body);
    status = cos_get_object_to_buffer(options, &bucket, &object, NULL, NULL, &body, NULL);
    printf("not readable yet: %d %s\n", status->code, status->error_code);
    require(status->code == 403, "an object in the archive");

    restore = cos_create_object_restore_params(options->pool);
    restore->days = 3;
    cos_str_set(&restore->tier, "Expedited"); /* Standard and Bulk take longer and cost less */
    check(cos_post_object_restore(options, &bucket, &object, restore, NULL, NULL, NULL), "restore");
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
