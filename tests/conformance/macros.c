/* What the function-like macros and inline functions do. Prints the line of each check that fails. */
#include <stdarg.h>
#include <stdio.h>

#include "cos_api.h"
#include "cos_log.h"
#include "cos_utility.h"

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            printf("line %d: %s\n", __LINE__, #condition); \
        } \
    } while (0)

typedef struct item_s {
    int number;
    cos_list_t node;
} item_t;

static int logged_level;

static void note_level(int level, const char *file, int line, const char *function, const char *format, ...)
{
    logged_level = level;
}

static void check_numbers(void)
{
    int one = 1, two = 2;

    CHECK(cos_abs(-3) == 3 && cos_abs(one - two) == 1);
    CHECK(cos_max(one, two) == 2 && cos_min(one, two) == 1);
    CHECK(cos_tolower('A') == 'a' && cos_tolower('[') == '[' && cos_toupper('z') == 'Z' && cos_toupper('{') == '{');
    CHECK(cos_is_quote('"') && !cos_is_quote('a'));
    CHECK(cos_is_space(' ') && cos_is_space('\t') && !cos_is_space('a'));
    CHECK(cos_is_space_or_cntrl('\n') && !cos_is_space_or_cntrl('a'));
    CHECK(cos_http_is_ok(200) && cos_http_is_ok(206) && !cos_http_is_ok(304) && !cos_http_is_ok(-1));
}

static void check_strings(void)
{
    char text[] = "MiXed";
    cos_string_t s = cos_string("abc");
    cos_string_t none = cos_null_string;

    CHECK(s.len == 3 && strcmp(s.data, "abc") == 0);
    CHECK(cos_string_valid(s) && !cos_string_valid(none) && cos_is_null_string(&none) && !cos_is_null_string(&s));
    cos_str_set(&s, text);
    CHECK(s.len == 5 && s.data == text);
    cos_string_tolower(&s);
    CHECK(strcmp(text, "mixed") == 0);
    CHECK(cos_strlchr(text, text + 5, 'x') == text + 2 && cos_strlchr(text, text + 2, 'x') == NULL);
    cos_str_null(&s);
    CHECK(s.len == 0 && s.data == NULL);
    /* each is one statement */
    if (s.len != 0)
        cos_str_set(&s, "then");
    else
        cos_str_set(&s, "else");
    CHECK(strcmp(s.data, "else") == 0);
}

static void check_tables(cos_pool_t *pool)
{
    cos_pool_t *child = NULL;
    cos_table_t *table = cos_table_make(pool, 2);

    CHECK(cos_is_empty_table(table));
    cos_table_add(table, "text", "value");
    cos_table_add_int(table, "int", -7);
    cos_table_add_int64(table, "int64", INT64_MIN);
    cos_table_add_float(table, "float", 1.5);
    cos_table_set_int64(table, "INT", 8);
    CHECK(cos_table_elts(table)->nelts == 4);
    CHECK(strcmp(apr_table_get(table, "int"), "8") == 0);
    CHECK(strcmp(apr_table_get(table, "int64"), "-9223372036854775808") == 0);
    CHECK(strcmp(apr_table_get(table, "float"), "1.500000") == 0);
    CHECK(cos_pool_create(&child, pool) == APR_SUCCESS && cos_palloc(child, 8) != NULL);
    CHECK(((char *)cos_pcalloc(child, 8))[7] == 0);
    cos_pool_destroy(child);
}

static void check_lists(void)
{
    cos_list_t head = cos_list_head_init(head);
    cos_list_t other;
    item_t items[3] = {{1, {NULL, NULL}}, {2, {NULL, NULL}}, {3, {NULL, NULL}}};
    item_t *item, *next;
    int sum = 0;

    cos_list_init(&other);
    CHECK(cos_list_empty(&head) && cos_list_get_first(&head, item_t, node) == NULL);
    cos_list_add_tail(&items[0].node, &head);
    cos_list_add_tail(&items[2].node, &head);
    __cos_list_add(&items[1].node, &items[0].node, &items[2].node);
    CHECK(cos_list_entry(&items[1].node, item_t, node) == &items[1]);
    CHECK(cos_list_get_first(&head, item_t, node)->number == 1 && cos_list_get_last(&head, item_t, node)->number == 3);
    cos_list_for_each_entry(item_t, item, &head, node) {
        sum = sum * 10 + item->number;
    }
    cos_list_for_each_entry_reverse(item_t, item, &head, node) {
        sum = sum * 10 + item->number;
    }
    CHECK(sum == 123321);
    cos_list_for_each_entry_safe(item_t, item, next, &head, node) {
        if (item->number == 2) {
            cos_list_del(&item->node);
        }
    }
    cos_list_for_each_entry_safe_reverse(item_t, item, next, &head, node) {
        if (item->number == 3) {
            __cos_list_del(item->node.prev, item->node.next);
        }
    }
    CHECK(head.next == &items[0].node && head.prev == &items[0].node);
    cos_list_movelist(&head, &other);
    CHECK(cos_list_empty(&head) && other.next == &items[0].node && items[0].node.next == &other);
}

static void check_statuses(cos_request_options_t *options)
{
    cos_table_t *headers = apr_table_make(options->pool, 1);
    cos_status_t *s = cos_status_create(options->pool);
    cos_status_t *made = NULL;
    cos_buf_t *buf = cos_buf_pack(options->pool, "four", 4);

    cos_status_set(s, 204, "code", "text");
    CHECK(cos_status_is_ok(s) && strcmp(s->error_code, "code") == 0 && strcmp(s->error_msg, "text") == 0);
    cos_xml_error_status_set(s, COSE_XML_PARSE_ERROR);
    CHECK(s->code == COSE_XML_PARSE_ERROR && strcmp(s->error_code, "ParseXmlError") == 0 && s->error_msg == NULL);
    cos_file_error_status_set(s, -5);
    CHECK(s->code == -5 && strcmp(s->error_code, "OpenFileFail") == 0);
    cos_inconsistent_error_status_set(s, -6);
    CHECK(s->code == -6 && strcmp(s->error_code, "InconsistentError") == 0 && !cos_status_is_ok(s));
    cos_invalid_param_status_set(options, made, "why");
    CHECK(made != NULL && made->code == COSE_INVALID_ARGUMENT && strcmp(made->error_msg, "why") == 0);
    CHECK(cos_buf_size(buf) == 4);
    init_sts_token_header();
    CHECK(apr_table_get(headers, "x-cos-security-token") == NULL);
    cos_str_set(&options->config->sts_token, "token");
    init_sts_token_header();
    CHECK(strcmp(apr_table_get(headers, "x-cos-security-token"), "token") == 0);
    ((cos_http_controller_ex_t *)options->ctl)->reason = (char *)"reason";
    CHECK(strcmp(cos_http_controller_get_reason(options->ctl), "reason") == 0);
}

static void check_logs(void)
{
    cos_log_set_format(note_level);
    cos_log_set_level(COS_LOG_ALL);
    cos_fatal_log("%d", 1);
    CHECK(logged_level == COS_LOG_FATAL);
    cos_error_log("%d", 1);
    CHECK(logged_level == COS_LOG_ERROR);
    cos_warn_log("%d", 1);
    CHECK(logged_level == COS_LOG_WARN);
    cos_info_log("%d", 1);
    CHECK(logged_level == COS_LOG_INFO);
    cos_debug_log("%d", 1);
    CHECK(logged_level == COS_LOG_DEBUG);
    cos_trace_log("%d", 1);
    CHECK(logged_level == COS_LOG_TRACE);
    cos_log_set_level(COS_LOG_ERROR);
    cos_warn_log("%d", 1);
    CHECK(logged_level == COS_LOG_TRACE);
}

int main(void)
{
    cos_pool_t *pool = NULL;
    cos_request_options_t *options;

    if (cos_http_io_initialize(NULL, 0) != COSE_OK || cos_pool_create(&pool, NULL) != APR_SUCCESS) {
        return 1;
    }
    options = cos_request_options_create(pool);
    options->config = cos_config_create(pool);
    options->ctl = cos_http_controller_create(pool, 0);
    check_numbers();
    check_strings();
    check_tables(pool);
    check_lists();
    check_statuses(options);
    check_logs();
    cos_pool_destroy(pool);
    cos_http_io_deinitialize();
    return 0;
}
