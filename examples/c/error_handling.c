/* What a status tells: the server's refusals, the library's own errors, and what to do about each. */
#include "example.h"

static int was_answered(const cos_status_t *status)
{
    return status->req_id != NULL && *status->req_id != '\0';
}

static void explain(const cos_status_t *status, const char *what)
{
    printf("%s: %d %s (request %s)\n", what, status->code, status->error_code,
        was_answered(status) ? status->req_id : "not answered");
    if (status->code >= 500) {
        printf("  the service's trouble: try again later\n");
    } else if (status->code >= 400) {
        printf("  refused: %s\n", status->error_msg); /* with the request id, support finds it */
    } else if (status->code == COSE_INVALID_ARGUMENT) {
        printf("  a mistake of this program: %s\n", status->error_msg);
    } else {
        printf("  no answer: %s\n", status->error_msg);
    }
}

int main(void)
{
    cos_string_t bucket = text(setting("COS_BUCKET"));
    cos_string_t object = text("errors/missing.txt");
    cos_string_t empty = text("");
    cos_request_options_t *options;
    cos_status_t *status;
    cos_list_t body;

    start_library();
    /* What the library has to say goes to standard error: warnings and worse unless you ask for more. */
    cos_log_set_level(COS_LOG_ERROR);
    cos_warn_log("this is not shown: %s", "only a warning");
    cos_error_log("this is shown: %d error", 1);

    options = begin_work();
    cos_list_init(&body);
    status = cos_get_object_to_buffer(options, &bucket, &object, NULL, NULL, &body, NULL);
    explain(status, "a missing object");
    require(status->code == 404 && strcmp(status->error_code, "NoSuchKey") == 0, "the server's word for it");
    require(was_answered(status), "the id of the request");

    status = cos_head_object(options, &bucket, &empty, NULL, NULL);
    explain(status, "an empty key");
    require(status->code == COSE_INVALID_ARGUMENT, "a mistake found before anything is sent");

    cos_str_set(&options->config->access_key_secret, "not-the-secret");
    status = cos_get_object_to_buffer(options, &bucket, &object, NULL, NULL, &body, NULL);
    explain(status, "a wrong key");
    require(status->code == 403, "a refused signature");
    end_work(options);

    options = begin_work();
    options->config->retry_times = 0;
    cos_str_set(&options->config->endpoint, "http://localhost:1"); /* nobody listens there */
    status = cos_get_object_to_buffer(options, &bucket, &object, NULL, NULL, &body, NULL);
    explain(status, "nobody there");
    require(status->code < 0 && !was_answered(status), "an error of the library");
    end_work(options);

    end_library();
    return EXIT_SUCCESS;
}
