/* Pictures changed by the service: at upload, of stored ones, and on the way down.

   image_processing PICTURE FOLDER */
#include "example.h"

/* What the service is to do: a copy of half the size, kept as an object. A fileid that begins with "/" is a key. */
#define OPERATIONS(name) \
    "{\"is_pic_info\":1,\"rules\":[{\"fileid\":\"/images/" name "\",\"rule\":\"imageMogr2/thumbnail/!50p\"}]}"

static void show(const ci_operation_result_t *result)
{
    printf("from %.*s (%.*s, %d x %d) to %.*s (%d x %d)\n", SHOW(result->origin.key),
        SHOW(result->origin.image_info.format), result->origin.image_info.width, result->origin.image_info.height,
        SHOW(result->object.key), result->object.width, result->object.height);
}

static void at_upload(const cos_string_t *bucket, const cos_string_t *object, const cos_string_t *file)
{
    cos_request_options_t *options = begin_work();
    cos_table_t *headers = cos_table_make(options->pool, 1);
    ci_operation_result_t *result = NULL;

    apr_table_set(headers, "pic-operations", OPERATIONS("at-upload.jpg"));
    check(ci_put_object_from_file(options, bucket, object, file, headers, NULL, &result), "at upload");
    show(result);
    end_work(options);
}

static void of_stored(const cos_string_t *bucket, const cos_string_t *object)
{
    cos_request_options_t *options = begin_work();
    cos_table_t *headers = cos_table_make(options->pool, 1);
    ci_operation_result_t *result = NULL;

    apr_table_set(headers, "pic-operations", OPERATIONS("of-stored.jpg"));
    check(ci_image_process(options, bucket, object, headers, NULL, &result), "of a stored picture");
    show(result);
    end_work(options);
}

/* The operation is a parameter without a value; what is stored stays as it is. */
static void on_the_way(const cos_string_t *bucket, const cos_string_t *object, const char *folder,
    const char *name, const char *operation)
{
    cos_request_options_t *options = begin_work();
    cos_table_t *params = cos_table_make(options->pool, 1);
    cos_string_t file = text(apr_psprintf(options->pool, "%s/%s", folder, name));

    apr_table_set(params, operation, "");
    check(cos_get_object_to_file(options, bucket, object, NULL, params, &file, NULL), operation);
    end_work(options);
}

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t object = text("images/picture.jpg");
    cos_string_t file = text(argument(argc, argv, 1, "PICTURE"));
    const char *folder = argument(argc, argv, 2, "FOLDER");

    start_library();
    at_upload(&bucket, &object, &file);
    of_stored(&bucket, &object);
    on_the_way(&bucket, &object, folder, "half.jpg", "imageMogr2/thumbnail/!50p");
    on_the_way(&bucket, &object, folder, "cut.jpg", "imageMogr2/cut/600x600x100x10");
    on_the_way(&bucket, &object, folder, "turned.jpg", "imageMogr2/rotate/90");
    on_the_way(&bucket, &object, folder, "small.tpg", "imageMogr2/format/tpg");
    on_the_way(&bucket, &object, folder, "small.heif", "imageMogr2/format/heif");
    end_library();
    return EXIT_SUCCESS;
}
