/* Every byte checked: the library compares the CRC64 of what it moved with the server's. */
#include <inttypes.h>

#include "example.h"

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t object = text("crc64/data.txt");
    static char first[] = "123456789";
    static char second[] = " and on";
    cos_request_options_t *options;
    cos_table_t *answer = NULL;
    cos_status_t *status;
    cos_list_t body;
    uint64_t sum;

    start_library();
    options = begin_work();
    require(options->ctl->options->enable_crc == COS_TRUE, "checking, which is on unless you turn it off");

    cos_list_init(&body);
    add_piece(options->pool, &body, first);
    add_piece(options->pool, &body, second);
    check(cos_put_object_from_buffer(options, &bucket, &object, &body, NULL, &answer), "upload");

    /* The same by hand: the sum of a whole from those of its parts. */
    sum = cos_crc64_combine(cos_crc64(0, first, strlen(first)), cos_crc64(0, second, strlen(second)),
        strlen(second));
    printf("ours %" PRIu64 ", the server's %s\n", sum, apr_table_get(answer, "x-cos-hash-crc64ecma"));
    require(cos_atoui64(apr_table_get(answer, "x-cos-hash-crc64ecma")) == sum, "one and the same sum");

    cos_list_init(&body);
    status = cos_get_object_to_buffer(options, &bucket, &object, NULL, NULL, &body, NULL);
    if (status->code == COSE_CRC_INCONSISTENT_ERROR) {
        printf("download: damaged on the way (%d)\n", status->code);
        return EXIT_FAILURE;
    }
    check(status, "download");
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
