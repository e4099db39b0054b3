/* Who may read and write a bucket and an object.

   acl UIN      the account that gets rights, for example 100000000002 */
#include "example.h"

static void show(const char *of, cos_acl_params_t *acl)
{
    cos_acl_grantee_content_t *grantee;

    printf("%s belongs to %.*s\n", of, SHOW(acl->owner_id));
    cos_list_for_each_entry(cos_acl_grantee_content_t, grantee, &acl->grantee_list, node) {
        printf("%s: %.*s for %.*s %.*s\n", of, SHOW(grantee->permission), SHOW(grantee->type),
            SHOW(grantee->id));
    }
}

int main(int argc, char **argv)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t object = text("acl/object.txt");
    const char *uin = argument(argc, argv, 1, "UIN");
    cos_request_options_t *options;
    cos_acl_params_t *acl;
    cos_string_t grant;

    start_library();
    options = begin_work();
    put_text(options, &bucket, object.data, "for some");
    cos_str_set(&grant, apr_psprintf(options->pool, "id=\"qcs::cam::uin/%s:uin/%s\"", uin, uin));

    /* One of the ready-made settings, and rights of single accounts beside it; NULL gives none. */
    check(cos_put_bucket_acl(options, &bucket, COS_ACL_PRIVATE, &grant, NULL, NULL, NULL), "set for the bucket");
    acl = cos_create_acl_params(options->pool);
    check(cos_get_bucket_acl(options, &bucket, acl, NULL), "get of the bucket");
    show("bucket", acl);

    check(cos_put_object_acl(options, &bucket, &object, COS_ACL_PUBLIC_READ, NULL, NULL, &grant, NULL),
        "set for the object");
    acl = cos_create_acl_params(options->pool);
    check(cos_get_object_acl(options, &bucket, &object, acl, NULL), "get of the object");
    show("object", acl);
    end_work(options);
    end_library();
    return EXIT_SUCCESS;
}
